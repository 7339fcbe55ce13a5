"""One line for a monitoring plugin: the state, the counts, and the worst finding."""

from __future__ import annotations

from hiyari.cli.render.words import title
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.model.rule import Severity

OK, WARNING, CRITICAL, UNKNOWN = range(4)
"""The plugin's own exit codes, instead of hiyari's."""


def nagios_code(report: Report) -> int:
    """CRITICAL for danger, WARNING for any other near miss, UNKNOWN where nothing is worse."""
    if any(finding.severity is Severity.DANGER for finding in report.near_misses):
        return CRITICAL
    if report.near_misses:
        return WARNING
    return UNKNOWN if report.unknowns or not (report.findings or report.sure) else OK


def as_nagios(report: Report, translator: Translator) -> str:
    """``HIYARI CRITICAL - ... | near_misses=1 unknown=0 pass=7``; a bar in a text would start the numbers."""
    code = nagios_code(report)
    worst = (*report.near_misses, *report.unknowns, *report.passes)[:1]
    said = title(worst[0], translator).replace("|", "/") if worst and code else "-"
    near, unknown, passed = len(report.near_misses), len(report.unknowns), len(report.passes)
    state = ("OK", "WARNING", "CRITICAL", "UNKNOWN")[code]
    return f"HIYARI {state} - {said} | near_misses={near} unknown={unknown} pass={passed}"
