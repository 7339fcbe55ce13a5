"""The plan of a removal, and what came of it, as JSON."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from hiyari.cli.forms.remove_text import link_notes
from hiyari.cli.forms.removing import Drawn
from hiyari.forms.removal.lying import Lying
from hiyari.forms.removal.plan import RemovalStep
from hiyari.forms.removal.removal import Removal
from hiyari.locale.translate import Translator


def plan_value(drawn: Drawn, words: Translator) -> dict[str, Any]:
    """The plan."""
    plan = drawn.plan
    return {
        "at": plan.at.astimezone(UTC).isoformat(),
        "place": plan.place.base,
        "passing": plan.place.passing,
        "digest": plan.digest,
        "files": [_step(step, drawn, words) for step in plan.steps],
        "obstacles": [
            {"path": one.path, "refusal": one.refusal.value, "text": words.render(one.sentence)}
            for one in plan.obstacles
        ],
    }


def _step(step: RemovalStep, drawn: Drawn, words: Translator) -> dict[str, Any]:
    judged = drawn.judged[step.asked]
    return {
        "path": step.lying.path,
        "asked": step.asked,
        "url": step.url,
        "action": judged.action.value,
        "reason": words.render(judged.reason),
        "because": step.because.value,
        "copies": step.copies,
        "notes": [words.render(note) for note in (*step.notes, *link_notes(judged.evidence.links))],
        "same": list(drawn.twins[step.asked]),
        **lying_value(step.lying),
    }


def lying_value(lying: Lying) -> dict[str, Any]:
    """A file as it lay."""
    own = lying.attributes
    return {
        "kind": lying.kind.value,
        "target": lying.target,
        "size": lying.size,
        "sha256": lying.sha256,
        "mode": f"{own.mode:04o}",
        "uid": own.uid,
        "gid": own.gid,
        "mtime_ns": own.changed,
    }


def removal_value(removal: Removal) -> dict[str, Any]:
    """A removal as it stands."""
    manifest = removal.manifest
    return {
        "id": manifest.id,
        "at": manifest.at.astimezone(UTC).isoformat(),
        "by": manifest.by,
        "state": removal.state.value,
        "folder": str(removal.folder),
        "files": [
            {
                "path": item.path,
                "url": item.url,
                "because": item.because.value,
                "state": removal.state_of(item).value,
                "since": removal.since(item).astimezone(UTC).isoformat(),
                **lying_value(item.lying),
            }
            for item in manifest.items
        ],
    }
