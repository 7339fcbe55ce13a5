"""The golden cases: a message of ours for each hard case, and what it is expected to say beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.bounce.meaning import judge
from hiyari.delivery.bounce.read import read_notice

FOLDER: Final = Path(__file__).parent / "cases"
NOW: Final = datetime(2026, 11, 20, tzinfo=UTC)


def dump(octets: bytes) -> dict[str, Any]:
    """What is said, as JSON holds it; what is empty is left out."""
    notice = read_notice(octets)
    statements = []
    for statement in notice.statements:
        bounce = judge(statement, notice, knowledge(), NOW)
        told = {
            "action": statement.action.value,
            "recipient": statement.recipient,
            "original": statement.original,
            "reason": bounce.reason.value,
            "hard": bounce.hard,
            "about": bounce.about.value,
            "addresses": list(bounce.addresses),
            "phase": statement.phase,
            "code": statement.code,
            "enhanced": statement.enhanced,
            "said": statement.said,
            "mx": statement.mx,
            "form": statement.form.value,
            "day": bounce.at.date().isoformat(),
            "dated": bounce.dated,
        }
        statements.append({key: value for key, value in told.items() if value not in (None, "", [])})
    return {"kind": notice.kind.value, "cut": notice.cut, "returned": list(notice.returned), "statements": statements}
