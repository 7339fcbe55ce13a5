"""One delivery as a row for another program. Pure.

An exported list is a second path to the recipients: a program that is fed with *what failed* sends again what was
delivered. So the first column of every row says whether it may be resent, and is *no* wherever that is not certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiyari.delivery.ledger.states import State
from hiyari.delivery.telling.case import Case
from hiyari.delivery.telling.happened import moment

COLUMNS: Final = (
    "may_be_resent",
    "address",
    "state",
    "delivered",
    "standing",
    "campaign",
    "row",
    "lane",
    "reason",
    "attempts",
    "last_at",
    "last_phase",
    "last_reply",
)
_ENDED: Final = frozenset({State.REFUSED, State.EXPIRED, State.CANCELLED})
"""States after which nothing is sent by hiyari, and nobody opted out."""
_FORMULA: Final = frozenset("=+-@\t\r")
"""With these a spreadsheet takes a cell for a formula, which may run a program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One row; the fields are the columns."""

    may_be_resent: str
    """``yes`` where nothing was delivered and hiyari sends nothing more, else ``no``."""
    address: str
    state: str
    delivered: str
    standing: str
    campaign: str
    row: int
    lane: str
    reason: str
    attempts: int
    last_at: str
    last_phase: str
    last_reply: str

    def values(self) -> dict[str, str | int]:
        """By column, in their order."""
        return {name: getattr(self, name) for name in COLUMNS}

    def cells(self) -> list[str | int]:
        """For CSV, with nothing that a spreadsheet takes for a formula."""
        return [_spelled(value) if name == "address" else _harmless(value) for name, value in self.values().items()]


def exported(case: Case) -> Exported:
    """A delivery as a row."""
    delivery = case.delivery
    answered = next((one for one in reversed(case.events) if one.code is not None), None)
    may_be_resent = delivery.state in _ENDED and not case.may_have_it
    return Exported(
        may_be_resent="yes" if may_be_resent else "no",
        address=delivery.address,
        state=delivery.state.value,
        delivered=delivery.delivered.value,
        standing=delivery.standing.value,
        campaign=delivery.campaign,
        row=delivery.number,
        lane=delivery.lane,
        reason=delivery.reason,
        attempts=delivery.attempts,
        last_at=moment(case.last.at_us).isoformat() if case.last is not None else "",
        last_phase=answered.phase if answered is not None else "",
        last_reply=f"{answered.code} {answered.said}" if answered is not None else "",
    )


def _harmless(value: str | int) -> str | int:
    """A leading apostrophe makes a cell text, for every spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA and value else value


def _spelled(value: str | int) -> str | int:
    """An address that begins with a formula's sign, in quotes: the same mailbox (RFC 5321 section 4.1.2).

    With an apostrophe it would be another one.
    """
    if not isinstance(value, str) or value[:1] not in _FORMULA:
        return value
    local, _, domain = value.rpartition("@")
    return f'"{local}"@{domain}'
