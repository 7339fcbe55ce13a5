"""A rule: one near miss, with the four chapters that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Severity(IntEnum):
    """How much a near miss would hurt. Ordered, so that ``--fail-on`` can compare."""

    NOTICE = 1
    """Worth knowing; nobody is hurt yet."""
    WARNING = 2
    """Some receivers, some day."""
    DANGER = 3
    """Mail is refused or lost, or somebody else can send as you."""


@dataclass(frozen=True, slots=True)
class Rfc:
    """A place in an RFC: the number and the section, without which it refers to the whole document."""

    number: int
    section: str = ""

    def __str__(self) -> str:
        """As it is cited: ``RFC 7208 section 4.6.4``."""
        return f"RFC {self.number}" + (f" section {self.section}" if self.section else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a person can read about one near miss. The judging function stands beside it in the rule's file."""

    id: str
    """Letters of the field and three digits: ``SPF101``."""
    severity: Severity
    title: str
    """The message of a finding, with its ``{named}`` parameters; marked with ``N_``."""
    symptom: str
    cause: str
    fix: str
    lesson: str
    references: tuple[Rfc, ...]
