"""A report for a terminal or a pipe. Colour on a terminal only, and never alone: the word always stands there too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Final

import click

from hiyari.cli.render.fold import width, wrap
from hiyari.cli.render.words import summary, title, word
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator, printable
from hiyari.model.finding import Evidence, Finding
from hiyari.model.text import text
from hiyari.model.verdict import NearMiss, Unknown

_COLOURS: Final = {NearMiss: "red", Unknown: "yellow"}
_INDENT: Final = " " * 4


def as_text(report: Report, translator: Translator) -> str:
    """Near misses and unknowns in full; passes are counted."""
    most = width()
    lines: list[str] = []
    for finding in report.near_misses:
        lines.extend([*_finding(finding, translator, most), ""])
    lines.extend(_unknowns(report.unknowns, translator, most))
    shown = report.passes if report.verbose else ()
    lines.extend(
        f"{translator.message(word(finding.verdict))}  {finding.rule.id}  {title(finding, translator)}"
        for finding in shown
    )
    counts = summary(len(report.near_misses), len(report.unknowns), len(report.passes))
    lines.append(" · ".join(translator.render(count) for count in counts))
    if report.near_misses:
        rule = report.near_misses[0].rule.id
        lines.append(translator.render(text("What a rule means: hiyari explain {rule}", rule=rule)))
    return "\n".join(lines)


def _finding(finding: Finding, translator: Translator, most: int) -> Iterator[str]:
    head = f"{translator.message(word(finding.verdict))}  {finding.rule.id}"
    yield from _wrap(f"{_paint(head, finding)}  {title(finding, translator)}", most, first="")
    for detail in finding.details:
        yield from _wrap(translator.render(detail), most)
    if isinstance(finding.verdict, NearMiss):
        for one in finding.evidence:
            yield from _wrap(_evidence(one, translator), most)
    if finding.next is not None and isinstance(finding.verdict, NearMiss):
        yield from _wrap(translator.render(text("Next: {step}", step=finding.next)), most)


def _unknowns(findings: tuple[Finding, ...], translator: Translator, most: int) -> Iterator[str]:
    """Each cause once with the rules that it keeps from judging: one lost answer makes a dozen of them unknown."""
    by_cause: dict[str, list[Finding]] = {}
    for finding in findings:
        by_cause.setdefault(title(finding, translator), []).append(finding)
    for sentence, same in by_cause.items():
        head = f"{translator.message(word(same[0].verdict))}  {' '.join(dict.fromkeys(one.rule.id for one in same))}"
        yield from _wrap(f"{_paint(head, same[0])}  {sentence}", most, first="")
        for detail in dict.fromkeys(translator.render(detail) for one in same for detail in one.details):
            yield from _wrap(detail, most)
        yield ""


def _evidence(one: Evidence, translator: Translator) -> str:
    time = one.at.astimezone().strftime("%H:%M:%S")
    place = printable(one.of, 80) + (f", TTL {one.ttl}" if one.ttl is not None else "")
    return translator.render(
        text(
            "Evidence: {asked} {answer} ({place}, {time})",
            asked=one.asked,
            answer=printable(one.answer, 200),
            place=place,
            time=time,
        )
    )


def _wrap(line: str, most: int, first: str = _INDENT) -> list[str]:
    return wrap(line, most, first, _INDENT)


def _paint(head: str, finding: Finding) -> str:
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    if plain or not (sys.stdout.isatty() or "FORCE_COLOR" in os.environ):
        return head
    return click.style(head, fg=_COLOURS.get(type(finding.verdict)), bold=True)
