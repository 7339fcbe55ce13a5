"""The one envelope for all JSON: versioned, documented in the reference; fields may be added."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from hiyari.cli.inventory_source import inventory_read
from hiyari.cli.render.octets import with_octets
from hiyari.cli.render.words import NAMES, title
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.model.finding import Finding
from hiyari.model.text import Command, Duration, Param, Remote, Text
from hiyari.model.verdict import Unknown


def as_json(report: Report, translator: Translator) -> str:
    """Every finding, passes included; ``text`` is in the reader's language, everything else is not."""
    envelope = {
        "hiyari": 1,
        "command": report.command,
        "summary": {
            "near_miss": len(report.near_misses),
            "unknown": len(report.unknowns),
            "pass": len(report.passes),
        },
        "inventory": inventory_read(),
        "findings": [finding_value(finding, translator) for finding in report.findings],
    }
    return json.dumps(with_octets(envelope), ensure_ascii=False, indent=2)


def finding_value(finding: Finding, translator: Translator) -> dict[str, Any]:
    """One finding."""
    verdict = finding.verdict
    value = {
        "rule": finding.rule.id,
        "verdict": NAMES[type(verdict)],
        "severity": finding.severity.name.lower(),
        "object": finding.object,
        "params": {name: _param(value, translator) for name, value in finding.params.items()},
        "cause": translator.render(verdict.cause.describe()) if isinstance(verdict, Unknown) else None,
        "evidence": [
            {"asked": one.asked, "of": one.of, "at": one.at.isoformat(), "answer": one.answer, "ttl": one.ttl}
            for one in finding.evidence
        ],
        "text": title(finding, translator),
        "details": [translator.render(detail) for detail in finding.details],
        "next": translator.render(finding.next) if finding.next else None,
    }
    return with_octets(value)  # type: ignore[no-any-return]


def _param(value: Param, translator: Translator) -> Any:  # noqa: ANN401 - what JSON can hold
    match value:
        case Remote():
            return value.raw
        case Text():
            return translator.render(value)
        case Command():
            return value.line
        case Duration():
            return value.seconds
        case datetime():
            return value.isoformat()
        case tuple():
            return [_param(item, translator) for item in value]
        case _:
            return value
