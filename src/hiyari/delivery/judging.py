"""What the rules about campaigns look at, and their findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from hiyari.delivery import rules
from hiyari.delivery.campaign import Campaign
from hiyari.delivery.message.templates import Rendered
from hiyari.model.cause import Cause
from hiyari.model.finding import Evidence, Finding
from hiyari.model.rulebook import Judge, judges_in
from hiyari.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a receiver finds when it verifies the campaign's DKIM signature."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The DMARC record of the domain in From:."""

    name: str
    """Where it was looked for."""
    record: str | None
    """None where there is none."""
    lost: Cause | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """One campaign, before it is sent."""

    at: datetime
    campaign: Campaign
    bodies: tuple[Rendered, ...]
    """Rendered examples."""
    spf: tuple[Verdict, ...] = ()
    """Whether SPF passes for the reverse-path, for each egress; empty where a smart host sends."""
    signed: Signed | None = None
    """None where the campaign is not signed here."""
    policy: Policy | None = None
    """None where a smart host sends."""


@cache
def judges() -> tuple[Judge[CampaignFacts], ...]:
    """Every rule of the folder, by id."""
    return judges_in(rules)


def judge_campaign(facts: CampaignFacts) -> tuple[Finding, ...]:
    """Every finding, the worst rules first."""
    found = [finding for one in judges() for finding in one.judge(facts)]
    return tuple(sorted(found, key=lambda one: (-one.severity, one.rule.id, one.object)))
