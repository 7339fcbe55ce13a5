"""The envelope of a plan: versioned; fields may be added."""

from __future__ import annotations

import json
from typing import Any

from hiyari.locale.translate import Translator
from hiyari.model.plan import Plan, Review, RrsetEdit, Step, Wait


def as_json(plan: Plan, words: Translator) -> str:
    """Every step with its data; sentences are in the reader's language."""
    envelope = {
        "hiyari": 1,
        "command": "plan",
        "summary": {
            "steps": len(plan.steps),
            "dns_changes": len(plan.edits),
            "obstacles": len(plan.obstacles),
            "unknown": len(plan.unknowns),
        },
        "target": plan.target,
        "at": plan.at.isoformat(),
        "digest": plan.digest,
        "steps": [_step(step, words) for step in plan.steps],
        "forecasts": [
            {"sender": cast.sender, "now": cast.now, "during": list(cast.during), "after": cast.after}
            for cast in plan.forecasts
        ],
        "obstacles": [words.render(one) for one in plan.obstacles],
        "unknowns": [words.render(one) for one in plan.unknowns],
        "notes": [words.render(one) for one in plan.notes],
        "basis": [list(one) for one in plan.basis],
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2)


def _step(step: Step, words: Translator) -> dict[str, Any]:
    value: dict[str, Any] = {
        "kind": step.kind,
        "stage": step.stage.value if step.stage else None,
        "text": words.render(step.title),
        "reasons": [words.render(reason) for reason in step.reasons],
        "without": words.render(step.without) if step.without else None,
    }
    match step.action:
        case RrsetEdit() as edit:
            value["rrset"] = {
                "zone": edit.zone,
                "name": edit.name,
                "type": edit.rdtype,
                "before": list(edit.before),
                "after": list(edit.after),
                "remembered": edit.remembered,
                "ttl": edit.ttl,
            }
        case Wait(seconds=seconds):
            value["seconds"] = seconds
        case Review(lines=lines):
            value["lines"] = list(lines)
        case _:
            pass
    return value
