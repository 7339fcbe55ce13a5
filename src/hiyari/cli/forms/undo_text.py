"""Removals, and the plan to undo one, for a person."""

from __future__ import annotations

from typing import Final

from hiyari.cli.forms.gone import HostRules, show_rules_to_take_out
from hiyari.cli.forms.remove_text import attributes
from hiyari.cli.forms.states import ITEM_STATES, REMOVAL_STATES
from hiyari.cli.paper import SHOWN, Paper
from hiyari.forms.removal.removal import Listing, Removal, taken_other
from hiyari.forms.removal.restoring import Restored
from hiyari.forms.removal.states import ItemState
from hiyari.forms.removal.undo import UndoPlan
from hiyari.locale.translate import printable
from hiyari.model.text import Text, ntext, text

_LONGEST: Final = 4096


def show_list(paper: Paper, listing: Listing, base: str) -> None:
    """Write every removal, the newest first."""
    if not listing.removals:
        paper.say(text("Nothing was removed: {base} holds no removal.", base=base))
    for removal in listing.removals:
        _removal(paper, removal)


def _removal(paper: Paper, removal: Removal) -> None:
    manifest = removal.manifest
    paper.gap()
    paper.lines.append(manifest.id)
    state = Text(message=REMOVAL_STATES[removal.state])
    paper.say(text("{when}, by {by}: {state}", when=manifest.at, by=manifest.by, state=state), 2)
    for item in manifest.items[:SHOWN]:
        now = removal.state_of(item)
        word = "" if now is ItemState.REMOVED else f"  ({paper.words.message(ITEM_STATES[now])})"
        paper.lines.append(f"  {printable(item.path, _LONGEST)}{word}")
        if now is ItemState.TAKEN_OTHER:
            paper.say(taken_other(removal, item), 4)
    if len(manifest.items) > SHOWN:
        paper.say(ntext("and {count} more", "and {count} more", len(manifest.items) - SHOWN), 2)


def show_undo(paper: Paper, plan: UndoPlan) -> None:
    """Write what would come back, and what is in the way."""
    manifest = plan.removal.manifest
    paper.gap()
    files = ntext("{count} file to be put back", "{count} files to be put back", len(plan.steps))
    paper.say(text("Removal {id}: {files}; nothing is done yet", id=manifest.id, files=files))
    paper.gap()
    for step in plan.steps:
        paper.lines.append(printable(step.item.path, _LONGEST))
        paper.say(attributes(step.item.lying), 2)
        for above in step.folders:
            paper.say(text("{folder} is made again, mode {mode}.", folder=above.path, mode=f"{above.mode:04o}"), 2)
    if plan.obstacles:
        paper.gap()
        paper.say(text("In the way"))
        for sentence in dict.fromkeys(plan.obstacles):
            paper.say(sentence, 2)


def show_restored(paper: Paper, restored: Restored, count: int, rules: tuple[HostRules, ...]) -> None:
    """Write what came back, and which rules still keep visitors out."""
    for sentence in restored.refused:
        paper.say(sentence)
    paper.gap()
    paper.say(
        ntext(
            "{count} file is back, with its owner, mode and times, and visitors can use it again.",
            "{count} files are back, with their owners, modes and times, and visitors can use them again.",
            count,
        )
    )
    show_rules_to_take_out(paper, rules)
