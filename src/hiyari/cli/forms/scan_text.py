"""A scan for a terminal or a pipe: what is to be done first, one entry for each file."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Iterator, Sequence
from typing import Final

import click

from hiyari.cli.forms.hints import hinted
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.forms.words import ACTIONS, COLOURS, counted, looked
from hiyari.cli.paper import Paper
from hiyari.cli.render.fold import columns, width, wrap
from hiyari.forms.evidence import Action, Judged, Scan
from hiyari.locale.shell import quoted
from hiyari.locale.translate import Translator, printable
from hiyari.model.text import Command, ntext, text

_SKIPPED: Final = 8
"""Things that were not read, that are named; JSON has all of them."""
_LONGEST: Final = 400
_ALIKE: Final = 6
"""Files that are told one by one although all were not understood for the same reason."""


def listed(scan: Scan, *, everything: bool) -> tuple[Judged, ...]:
    """What is shown, in the order of what is to be done: a file whose mail functions nothing calls only on demand."""
    order = list(Action)
    shown = (one for one in scan.files if everything or not dormant(one))
    return tuple(sorted(shown, key=lambda one: (order.index(one.action), one.evidence.file.path)))


def dormant(judged: Judged) -> bool:
    """Whether it only holds functions that other files call."""
    reading = judged.evidence.reading
    quiet = not reading.flows and not reading.blind and not any(sink.reached for sink in reading.sinks)
    return quiet and judged.action in {Action.KEEP, Action.WATCH}


def show_scan(paper: Paper, scan: Scan, options: FormOptions, *, everything: bool) -> None:
    """Write the whole scan."""
    shown = listed(scan, everything=everything)
    for entry in _grouped(shown, everything=everything):
        paper.lines += _entry(entry, paper.words)
    if shown:
        paper.gap()
    _skipped(paper, scan)
    paper.say(looked(scan.looked, len(shown)))
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


def _grouped(shown: Sequence[Judged], *, everything: bool) -> list[list[Judged]]:
    """Files one by one; those of one folder that were not understood for one reason together, when they are many.

    A content system has a hundred pages that include others by names made at run time. They are unknown, and counted;
    one line tells it better than a hundred.
    """
    groups: dict[object, list[Judged]] = {}
    for judged in shown:
        seen = judged.evidence
        unclear = judged.action is Action.WATCH and bool(seen.reading.blind) and not seen.reading.flows
        key = (judged.reason, seen.file.root) if unclear and not everything else seen.file.path
        groups.setdefault(key, []).append(judged)
    made = []
    for group in groups.values():
        made += [group] if len(group) > _ALIKE else [[one] for one in group]
    return made


def _entry(group: list[Judged], words: Translator) -> Iterator[str]:
    judged = group[0]
    word = words.message(ACTIONS[judged.action])
    widest = max(columns(words.message(one)) for one in ACTIONS.values())
    head = word + " " * (widest - columns(word) + 2)
    path = printable(judged.evidence.file.path, _LONGEST)
    if len(group) > 1:
        folder = posixpath.commonpath([one.evidence.file.path for one in group])
        path = words.render(text("{count} files below {folder} (--all names them)", count=len(group), folder=folder))
    room = width() - columns(head)
    yield paint(head, COLOURS[judged.action]) + path
    for line in wrap(words.render(judged.reason), room, "", ""):
        yield " " * columns(head) + line


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
