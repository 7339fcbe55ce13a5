"""DKM101  The campaign's DKIM signature does not verify with what is published."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.delivery.judging import CampaignFacts
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text

RULE = Rule(
    id="DKM101",
    severity=Severity.DANGER,
    title=N_("the DKIM signature of {campaign} does not verify with {record}"),
    symptom=N_("Receivers treat the mail as unsigned or forged; with a DMARC policy they refuse it."),
    cause=N_("The key in DNS is missing, revoked, or belongs to another private key than the one that signs."),
    fix=N_("Publish the public key of the key file under this name, and wait until every server shows it."),
    lesson=N_("Sign a message and verify it with the published key before the first recipient does."),
    references=(Rfc(6376, "3.6"), Rfc(6376, "6.1")),
)


def judge(facts: CampaignFacts) -> Iterator[Finding]:
    """One finding, where the campaign is signed here."""
    key = facts.campaign.dkim
    if key is None or facts.signed is None:
        return
    record = f"{key.selector}._domainkey.{key.domain}"
    yield Finding(
        rule=RULE,
        verdict=facts.signed.verdict,
        object=record,
        params={"campaign": facts.campaign.name, "record": record},
        evidence=facts.signed.evidence,
        next=text("publish the public key of {path} as {record} TXT", path=str(key.key_file), record=record),
    )
