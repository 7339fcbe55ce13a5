"""DMC101  Neither SPF nor DKIM speaks for the domain in From:."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hiyari.delivery.judging import CampaignFacts, Policy
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict

RULE = Rule(
    id="DMC101",
    severity=Severity.DANGER,
    title=N_("DMARC fails for {domain}: neither SPF nor DKIM of {campaign} speaks for it"),
    symptom=N_("Receivers refuse the mail or put it among the spam, as the domain's policy asks."),
    cause=N_(
        "DMARC wants an SPF pass for a reverse-path, or a DKIM signature, of the domain that stands in From:, or of "
        "one above or below it. Neither is the case."
    ),
    fix=N_("Take the reverse-path from the same domain and let SPF pass, or sign with DKIM for the domain in From:."),
    lesson=N_("What the recipient sees is what must be proven."),
    references=(Rfc(7489, "3.1"), Rfc(7489, "6.6.2")),
)


def judge(facts: CampaignFacts) -> Iterator[Finding]:
    """One finding, where the mail leaves from here."""
    policy = facts.policy
    if policy is None:
        return
    domain = facts.campaign.message.sender.domain
    yield Finding(
        rule=RULE,
        verdict=_verdict(facts, domain),
        object=domain,
        params={"campaign": facts.campaign.name, "domain": domain},
        details=(_policy(policy),),
        evidence=policy.evidence,
        next=text("hiyari explain DMC101"),
    )


def _policy(policy: Policy) -> Text:
    if policy.lost is not None:
        return text("The domain's policy could not be found out: {cause}", cause=policy.lost.describe())
    if policy.record is None:
        return text("The domain has no DMARC record; Gmail and Yahoo want one of large mailings.")
    return text("The domain's policy: {record}", record=Remote(policy.record))


def _verdict(facts: CampaignFacts, domain: str) -> Verdict:
    ways: list[Verdict] = []
    for verdict in _worst(facts.spf):
        ways += _as_asked(verdict, facts.campaign.reverse_path.rpartition("@")[2], domain, "aspf", facts.policy)
    if facts.campaign.dkim is not None and facts.signed is not None:
        ways += _as_asked(facts.signed.verdict, facts.campaign.dkim.domain, domain, "adkim", facts.policy)
    if any(isinstance(way, Pass) for way in ways):
        return Pass()
    unknown = next((way for way in ways if isinstance(way, Unknown)), None)
    return unknown or NearMiss()


def _as_asked(verdict: Verdict, one: str, domain: str, tag: str, policy: Policy | None) -> Sequence[Verdict]:
    """The verdict where the policy lets this domain speak for the other; a policy may want it to be the same."""
    if one == domain:
        return (verdict,)
    if not aligned(one, domain) or policy is None:
        return ()
    if policy.lost is not None and isinstance(verdict, Pass):
        return (Unknown(cause=policy.lost),)
    strict = re.search(rf"(?:^|;)\s*{tag}\s*=\s*s\s*(?:;|$)", policy.record or "", re.IGNORECASE)
    return () if strict else (verdict,)


def _worst(verdicts: tuple[Verdict, ...]) -> Sequence[Verdict]:
    """SPF must pass from every egress."""
    if all(isinstance(one, Pass) for one in verdicts):
        return verdicts[:1]
    return [one for one in verdicts if not isinstance(one, Pass)][:1]


def aligned(one: str, other: str) -> bool:
    """Relaxed alignment, without the public suffix list: equal, or one below the other (RFC 7489 section 3.1)."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
