"""A report for a review comment or a ticket."""

from __future__ import annotations

from hiyari.cli.render.words import summary, title, word
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator, printable


def as_markdown(report: Report, translator: Translator) -> str:
    """A table of what is not a pass, then the counts."""
    rows = ["| | | |", "| --- | --- | --- |"]
    for finding in (*report.near_misses, *report.unknowns):
        cells = (translator.message(word(finding.verdict)), finding.rule.id, title(finding, translator))
        rows.append("| " + " | ".join(cell(one) for one in cells) + " |")
    counts = summary(len(report.near_misses), len(report.unknowns), len(report.passes))
    line = " · ".join(translator.render(count) for count in counts)
    return "\n".join([*(rows if len(rows) > 2 else []), "", line])


def cell(content: str) -> str:
    """Nothing from outside may end the cell or start markup."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in printable(content, 1000))
    return escaped.replace("\\_", "_")
