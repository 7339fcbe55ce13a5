"""JUnit XML: each finding a test case; near misses fail, unknowns are errors."""

from __future__ import annotations

import re
from typing import Final

from hiyari.cli.render.words import title
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator, printable
from hiyari.model.finding import Finding
from hiyari.model.verdict import NearMiss, Unknown

_LONGEST: Final = 4096
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report, translator: Translator) -> str:
    """One suite, named after the command."""
    cases = "\n".join(_case(finding, translator) for finding in report.findings)
    counts = f'tests="{len(report.findings)}" failures="{len(report.near_misses)}" errors="{len(report.unknowns)}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="hiyari {report.command}" {counts}>\n'
        f"{cases}\n</testsuite>"
    )


def _case(finding: Finding, translator: Translator) -> str:
    head = f"  <testcase classname={_attribute(finding.rule.id)} name={_attribute(printable(finding.object, _LONGEST))}"
    kind = {NearMiss: "failure", Unknown: "error"}.get(type(finding.verdict))
    if kind is None:
        return f"{head}/>"
    return f"{head}><{kind} message={_attribute(title(finding, translator))}/></testcase>"


def _attribute(value: str) -> str:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415 - it loads a client of HTTP, which no other form needs

    return quoteattr(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value))
