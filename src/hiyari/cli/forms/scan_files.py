"""A scan for other programs: JSON, Markdown and SARIF."""

from __future__ import annotations

import json
from typing import Any, Final

from hiyari.cli.forms.scan_text import listed
from hiyari.cli.forms.value import scan_value
from hiyari.cli.forms.words import ABILITIES, ACTIONS
from hiyari.cli.forms.written import written
from hiyari.cli.render.json import as_json
from hiyari.cli.render.markdown import cell
from hiyari.cli.render.sarif import message, physical, sarif_text, sarif_value
from hiyari.cli.report import Report
from hiyari.forms.evidence import Ability, Action, Flow, Judged, Scan, Spot
from hiyari.forms.verdict import abilities
from hiyari.locale.translate import Translator
from hiyari.model.text import text

_RULES: Final = {
    "WEB101": Ability.RECIPIENT,
    "WEB102": Ability.HEADER,
    "WEB103": Ability.COMMAND,
    "WEB104": Ability.AUTOREPLY,
}


def as_scan_json(scan: Scan, report: Report, words: Translator) -> str:
    """The envelope with the files beside the findings."""
    envelope = json.loads(as_json(report, words))
    for action in Action:
        envelope["summary"][action.value] = sum(one.action is action for one in scan.files)
    envelope["scan"] = scan_value(scan, words)
    return written(envelope)


def as_scan_markdown(scan: Scan, words: Translator, *, everything: bool) -> str:
    """A table, what is to be done first."""
    heads = (text("Action"), text("File"), text("What a stranger can do"), text("Reason"))
    rows = ["| " + " | ".join(cell(words.render(one)) for one in heads) + " |", "| --- | --- | --- | --- |"]
    for judged in listed(scan, everything=everything):
        able = abilities(judged.evidence)
        cells = (
            words.message(ACTIONS[judged.action]),
            judged.evidence.file.path,
            ", ".join(one.name for one in ABILITIES if one in able),
            words.render(judged.reason),
        )
        rows.append("| " + " | ".join(cell(one) for one in cells) + " |")
    rows += ["", *(f"* {cell(one.path)}: {cell(words.render(one.why))}" for one in scan.skipped)]
    return "\n".join(rows).rstrip()


def as_scan_sarif(scan: Scan, report: Report, words: Translator) -> str:
    """Findings with the way of the value through the source as code flows (SARIF 2.1.0, 3.36)."""
    value = sarif_value(report, words)
    by_path = {one.evidence.file.path: one for one in scan.files}
    for result, finding in zip(value["runs"][0]["results"], report.findings, strict=True):
        judged, ability = by_path.get(finding.object), _RULES.get(finding.rule.id)
        if judged is None or ability is None:
            continue
        flows = [one for one in judged.evidence.reading.flows if one.ability is ability]
        result["partialFingerprints"] = {"file/v1": judged.evidence.sha256}
        if flows:
            result["codeFlows"] = [_code_flow(one, judged, words) for one in flows]
    return sarif_text(value)


def _code_flow(flow: Flow, judged: Judged, words: Translator) -> dict[str, Any]:
    path = judged.evidence.file.path
    places = [(words.render(hop.what), hop.spot) for hop in flow.path]
    places.append((f"{flow.sink.name}: {flow.argument}", flow.sink.spot))
    return {"threadFlows": [{"locations": [_flow_location(said, spot, path) for said, spot in places]}]}


def _flow_location(said: str, spot: Spot, path: str) -> dict[str, Any]:
    where = physical(spot.path or path, spot.line)
    return {"location": {"physicalLocation": where, "message": message(said)}}
