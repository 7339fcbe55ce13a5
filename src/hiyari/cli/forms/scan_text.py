"""A scan for a terminal or a pipe: what is to be done first, one entry for each file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Final

import click

from hiyari.cli.forms.hints import hinted
from hiyari.cli.forms.scan_groups import Block, Entry, grouped
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.forms.words import ABILITIES, ACTIONS, COLOURS, counted, looked
from hiyari.cli.paper import Paper
from hiyari.cli.render.fold import columns, width, wrap
from hiyari.forms.evidence import Action, Judged, Scan
from hiyari.forms.verdict import abilities
from hiyari.locale.shell import quoted
from hiyari.locale.translate import Translator, printable
from hiyari.model.text import N_, Command, ntext, text

_SKIPPED: Final = 8
"""Things that were not read, that are named; JSON has all of them."""
_LONGEST: Final = 400


def listed(scan: Scan, *, everything: bool) -> tuple[Judged, ...]:
    """What is shown, in the order of what is to be done, the worst first.

    A file whose mail functions nothing calls is shown only on demand.
    """
    order = list(Action)
    shown = (one for one in scan.files if everything or not dormant(one))
    return tuple(sorted(shown, key=lambda one: (order.index(one.action), _worst(one), one.evidence.file.path)))


def _worst(judged: Judged) -> int:
    able = abilities(judged.evidence)
    return next((place for place, ability in enumerate(ABILITIES) if ability in able), len(ABILITIES))


def dormant(judged: Judged) -> bool:
    """Whether it only holds functions that other files call."""
    reading = judged.evidence.reading
    quiet = not reading.flows and not reading.blind and not any(sink.reached for sink in reading.sinks)
    return quiet and judged.action in {Action.KEEP, Action.WATCH}


def show_scan(paper: Paper, scan: Scan, options: FormOptions, *, everything: bool) -> None:
    """Write the whole scan."""
    shown = listed(scan, everything=everything)
    for block in grouped(shown, everything=everything):
        paper.lines += _block(block, paper.words)
    if shown:
        paper.gap()
    _skipped(paper, scan)
    paper.say(looked(scan.looked, len(shown)))
    if not scan.looked:
        paper.say(text("No file lies there. Is it the right folder, and is its disk mounted?"))
    counts = [(action, sum(one.action is action for one in shown)) for action in Action]
    line = " · ".join(paper.words.render(counted(action, count)) for action, count in counts if count)
    if line:
        paper.lines.append(line)
    hidden = len(scan.files) - len(shown)
    if hidden:
        paper.say(
            ntext(
                "{count} more file only defines mail functions for others (--all shows it).",
                "{count} more files only define mail functions for others (--all shows them).",
                hidden,
            )
        )
    if scan.quiet:
        paper.say(
            ntext(
                "{count} more file speaks of mail, and no place that sends was found in it.",
                "{count} more files speak of mail, and no place that sends was found in them.",
                scan.quiet,
            )
        )
    paper.inventory()
    if shown and shown[0].action is not Action.KEEP:
        paper.say(text("Why, for the first of them:"))
        step = text("hiyari forms scan --show {path}", path=Command(quoted(shown[0].evidence.file.path)))
        paper.lines.append("    " + paper.words.render(hinted(step, options)))


def _block(block: Block, words: Translator) -> Iterator[str]:
    """Each line begins with the word, so that a program finds it; the reason stands once, below."""
    word = words.message(ACTIONS[block.action])
    widest = max(columns(words.message(one)) for one in ACTIONS.values())
    head = word + " " * (widest - columns(word) + 2)
    for entry in block.entries:
        yield paint(head, COLOURS[block.action]) + _entry(entry, words)
    reason = text("For example: {reason}", reason=block.reason) if block.alike else block.reason
    for line in wrap(words.render(reason), width() - columns(head), "", ""):
        yield " " * columns(head) + line


def _entry(entry: Entry, words: Translator) -> str:
    if entry.folder is None:
        return printable(entry.files[0].evidence.file.path, _LONGEST)
    message = N_("{count} files below {folder} (--all names them)")
    if entry.others:
        message = N_("{count} other files below {folder} (--all names them)")
    return words.render(text(message, count=len(entry.files), folder=entry.folder))


def _skipped(paper: Paper, scan: Scan) -> None:
    if not scan.skipped:
        return
    paper.say(
        ntext(
            "{count} thing was not read, and may hide a form:",
            "{count} things were not read, and may hide a form:",
            len(scan.skipped),
        )
    )
    for one in scan.skipped[:_SKIPPED]:
        paper.say(text("{path}: {why}", path=one.path, why=one.why), 2)
    if len(scan.skipped) > _SKIPPED:
        paper.say(text("and {count} more (--format json has all)", count=len(scan.skipped) - _SKIPPED), 2)
    paper.gap()


def paint(head: str, colour: str) -> str:
    """Colour on a terminal only, and never alone."""
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if plain or not (sys.stdout.isatty() or "FORCE_COLOR" in os.environ):
        return head
    return click.style(head, fg=colour, bold=True)
