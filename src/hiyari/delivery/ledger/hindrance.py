"""Why a delivery is suppressed, as it stands in the ledger's ``reason``: a kind, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class HindranceKind(StrEnum):
    """What stands against sending."""

    LISTED = "suppression list"
    SAME_CONTENT = "same content"
    """Another campaign has, or may have, given this content to this recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One of them."""

    kind: HindranceKind
    where: str
    """``suppressed.txt:14``, or the name of the other campaign."""

    def __str__(self) -> str:
        """As it is stored."""
        return f"{self.kind.value}: {self.where}"


def read_hindrance(reason: str) -> Hindrance | None:
    """The hindrance that a stored reason tells; None where it tells another thing."""
    kind, colon, where = reason.partition(": ")
    try:
        return Hindrance(kind=HindranceKind(kind), where=where) if colon else None
    except ValueError:
        return None
