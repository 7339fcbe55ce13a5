"""SARIF 2.1.0 (OASIS, 27 March 2020): findings for editors and code review, with file and line where there are any.

Every result keeps the three answers apart by its ``kind`` (3.27.9): a near miss is ``fail``, an unknown ``open``, a
pass ``pass``; a level belongs to ``fail`` alone.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from hiyari import __version__
from hiyari.cli.render.octets import without_octets
from hiyari.cli.render.words import title
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.verdict import NearMiss, Pass, Unknown

_LEVELS: Final = {Severity.NOTICE: "note", Severity.WARNING: "warning", Severity.DANGER: "error"}
_PARAMETER: Final = re.compile(r"\{(\w+)\}")
_KINDS: Final = {NearMiss: "fail", Unknown: "open", Pass: "pass"}


def as_sarif(report: Report, translator: Translator) -> str:
    """One run with the rules that say something."""
    return sarif_text(sarif_value(report, translator))


def sarif_text(value: dict[str, Any]) -> str:
    """The log as text; exact octets of names stand in its URIs."""
    return json.dumps(without_octets(value), ensure_ascii=False, indent=2)


def sarif_value(report: Report, translator: Translator) -> dict[str, Any]:
    """The log as a value, for a command that adds to it."""
    rules = sorted({one.rule.id: one.rule for one in report.findings}.items())
    places = {name: place for place, (name, _) in enumerate(rules)}
    driver = {
        "name": "hiyari",
        "semanticVersion": __version__,
        "language": translator.language,
        "rules": [_rule(rule, translator) for _, rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "language": translator.language,
        "automationDetails": {"id": f"hiyari/{report.command.replace(' ', '/')}/"},
        "originalUriBaseIds": {"HERE": {"uri": Path.cwd().as_uri() + "/"}},
        "results": [_result(one, places[one.rule.id], translator) for one in report.findings],
    }
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }


def _rule(rule: Rule, translator: Translator) -> dict[str, Any]:
    chapters = [translator.message(one) for one in (rule.symptom, rule.cause, rule.fix, rule.lesson)]
    return {
        "id": rule.id,
        "shortDescription": message(_PARAMETER.sub(_named, translator.message(rule.title))),
        "fullDescription": message(chapters[1]),
        "help": message("\n\n".join(chapters)),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _named(parameter: re.Match[str]) -> str:
    """What a rule's title is about, as a manual names an argument: ``{path}`` is PATH."""
    return parameter[1].upper()


def message(said: str) -> dict[str, str]:
    """A message without arguments: braces would be placeholders if they were not doubled (3.11.5)."""
    return {"text": said.replace("{", "{{").replace("}", "}}")}


def _result(finding: Finding, place: int, translator: Translator) -> dict[str, Any]:
    failed = isinstance(finding.verdict, NearMiss)
    said = [title(finding, translator), *(translator.render(one) for one in finding.details)]
    if finding.next is not None and failed:
        said.append(translator.render(finding.next))
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": place,
        "kind": _KINDS[type(finding.verdict)],
        "level": _LEVELS[finding.severity] if failed else "none",
        "message": message("\n".join(said)),
        "locations": [_location(finding)],
    }


def _location(finding: Finding) -> dict[str, Any]:
    """A file with its line where the finding has one; else the name of what it is about."""
    path, line = finding.params.get("path"), finding.params.get("line")
    if isinstance(path, str):
        return {"physicalLocation": physical(path, line if isinstance(line, int) else None)}
    return {"logicalLocations": [{"fullyQualifiedName": finding.object}]}


def physical(path: str, line: int | None = None) -> dict[str, Any]:
    """A place in a file: relative where it lies below the working folder, so that logs from elsewhere fit together.

    Whole lines: columns of sources are counted in octets, of which SARIF knows nothing (3.14.17).
    """
    place: dict[str, Any] = {"artifactLocation": _artifact(path)}
    if line is not None:
        place["region"] = {"startLine": line}
    return place


def _artifact(path: str) -> dict[str, str]:
    whole = os.path.abspath(path)  # noqa: PTH100 - symbolic links stay as they are
    here = os.getcwd() + os.sep  # noqa: PTH109
    if whole.startswith(here):
        return {"uri": quote(os.fsencode(whole[len(here) :])), "uriBaseId": "HERE"}
    return {"uri": "file://" + quote(os.fsencode(whole))}
