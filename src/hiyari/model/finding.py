"""A finding: what a rule says about one object, with the evidence to show to somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from hiyari.model.text import Param, Text

if TYPE_CHECKING:
    from hiyari.model.rule import Rule, Severity
    from hiyari.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One question and what came back, so that the administrator can show it to somebody else."""

    asked: str
    """The question in the field's notation: ``example.jp TXT``."""
    of: str
    """Whom: a server, a file with its line, the plan."""
    at: datetime
    """When it was asked (UTC)."""
    answer: str
    """What came back, raw; made printable when it is shown."""
    ttl: int | None = None
    """Seconds that it may be remembered, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says about one object."""

    rule: Rule
    verdict: Verdict
    object: str
    """What a person would type to name it: a host, domain, address, destination or path."""
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))
    """The parts of the object and the numbers of the message."""
    details: tuple[Text, ...] = ()
    """Further sentences below the title: who notices, what differs."""
    evidence: tuple[Evidence, ...] = ()
    next: Text | None = None
    """What to do now, in one sentence, often a command to copy."""

    @property
    def severity(self) -> Severity:
        """The rule's severity."""
        return self.rule.severity

    @property
    def title(self) -> Text:
        """The rule's title with this finding's parameters."""
        return Text(message=self.rule.title, params=self.params)
