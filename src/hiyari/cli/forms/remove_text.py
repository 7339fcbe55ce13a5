"""The plan of a removal for a person: each file, why it may go, what is in the way, and the command that does it."""

from __future__ import annotations

import grp
import pwd
from collections.abc import Callable
from typing import Final

from hiyari.cli.forms.gone import HostRules, show_rules
from hiyari.cli.forms.removing import Drawn
from hiyari.cli.forms.show import probe_sentence, use_sentence
from hiyari.cli.forms.words import ACTIONS
from hiyari.cli.paper import Paper
from hiyari.forms.evidence import Judged, Linked, LinkFacts
from hiyari.forms.links.reference import How
from hiyari.forms.removal.disuse import Because
from hiyari.forms.removal.lying import Lying
from hiyari.forms.removal.plan import RemovalStep
from hiyari.forms.removal.removal import Removal
from hiyari.locale.shell import command_line
from hiyari.locale.translate import printable
from hiyari.model.text import Text, ntext, text

_LONGEST: Final = 4096
_SHOWN: Final = 5
"""Links and copies that are named."""
_INCLUDES: Final = frozenset({How.INCLUDE, How.SSI})
_DECIDED: Final = {
    Because.ALTHOUGH_USED: text("It goes although it is used: --although-used says so."),
    Because.ALTHOUGH_UNKNOWN: text("It goes although its use is not known: --although-use-unknown says so."),
}


def show_plan(paper: Paper, drawn: Drawn) -> None:
    """Write what would be moved, and what is in the way."""
    plan = drawn.plan
    files = ntext("{count} file to be moved", "{count} files to be moved", len(plan.steps))
    paper.say(text("{files}; nothing is done yet", files=files))
    for step in plan.steps:
        paper.gap()
        _step(paper, step, drawn)
    paper.gap()
    paper.say(text("Removed files are kept in {base}, with a manifest.", base=plan.place.base))
    paper.inventory()
    if plan.place.passing:
        paper.say(
            text(
                "{base} is in memory: after a restart what is kept there is gone, and nothing can be put back. Name "
                "another place with --to.",
                base=plan.place.base,
            )
        )
    if plan.obstacles:
        paper.gap()
        paper.say(text("In the way"))
        for sentence in dict.fromkeys(one.sentence for one in plan.obstacles):
            paper.say(sentence, 2)


def _step(paper: Paper, step: RemovalStep, drawn: Drawn) -> None:
    judged = drawn.judged[step.asked]
    paper.lines.append(printable(step.lying.path, _LONGEST))
    if step.url is not None:
        paper.say(text("URL: {url}", url=step.url), 2)
    else:
        paper.say(text("No URL leads to it, as far as the configuration tells."), 2)
    action = Text(message=ACTIONS[judged.action])
    paper.say(text("{action}: {reason}", action=action, reason=judged.reason), 2)
    _use(paper, judged, step, drawn)
    paper.say(attributes(step.lying), 2)
    for note in (*step.notes, *link_notes(judged.evidence.links)):
        paper.say(note, 2)
    twins = drawn.twins[step.asked]
    if twins:
        paper.say(text("Files with the same content stay: {paths}", paths=twins[:_SHOWN]), 2)


def _use(paper: Paper, judged: Judged, step: RemovalStep, drawn: Drawn) -> None:
    use = judged.evidence.use
    paper.say(use_sentence(use), 2)
    if use.why is not None:
        paper.say(use.why, 4)
    probe = probe_sentence(use)
    if probe is not None:
        paper.say(probe, 2)
    hindered = {one.path for one in drawn.plan.obstacles}
    if step.because in _DECIDED and step.asked not in hindered:
        paper.say(_DECIDED[step.because], 2)


def attributes(lying: Lying) -> Text:
    """Size, owner and mode, as ``ls`` shows them, in words."""
    own = lying.attributes
    size = ntext("{count} byte", "{count} bytes", lying.size)
    owner = f"{name_of(own.uid, _user)}:{name_of(own.gid, _group)}"
    return text("{size}, owner {owner}, mode {mode}", size=size, owner=owner, mode=f"{own.mode:04o}")


def name_of(number: int, look_up: Callable[[int], str]) -> str:
    """The name of a user or group; the number where it has none."""
    try:
        return look_up(number)
    except KeyError:
        return str(number)


def _user(number: int) -> str:
    return pwd.getpwuid(number).pw_name


def _group(number: int) -> str:
    return grp.getgrgid(number).gr_name


def link_notes(links: LinkFacts) -> tuple[Text, ...]:
    """What else breaks when a file goes."""
    notes = [
        text("{place} includes it, and may fail without it.", place=f"{one.path}:{one.line}")
        for one in links.by
        if one.how in _INCLUDES
    ]
    if links.linked is Linked.YES:
        places = tuple(f"{one.path}:{one.line}" for one in links.by if one.how not in _INCLUDES)
        if places:
            notes.append(text("Pages link to it. Take the links out: {places}", places=places[:_SHOWN]))
    return tuple(notes)


def show_how(paper: Paper, words: list[str]) -> None:
    """Write the command that does the plan."""
    paper.gap()
    paper.say(text("To do it:"))
    paper.lines.append(f"    {command_line(words)}")


def show_done(paper: Paper, removal: Removal, rules: tuple[HostRules, ...], undo: list[str]) -> None:
    """Write what was done, what the web server is told, and how it is undone."""
    count = len(removal.manifest.items)
    paper.gap()
    paper.say(
        ntext(
            "{count} file was moved to {folder}, and is out of visitors' reach.",
            "{count} files were moved to {folder}, and are out of visitors' reach.",
            count,
            folder=str(removal.folder),
        )
    )
    if any(one.rules.apache for one in rules):
        paper.say(text("With these rules the web server answers 410 (gone for good), and search engines forget it."))
    show_rules(paper, rules)
    paper.gap()
    paper.say(text("To put everything back:"))
    paper.lines.append(f"    {command_line(undo)}")
