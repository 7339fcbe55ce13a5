"""DLV101  The message does not say how to opt out."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.delivery.campaign import Campaign
from hiyari.delivery.judging import CampaignFacts
from hiyari.delivery.message.templates import TOKEN, Rendered
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass

RULE = Rule(
    id="DLV101",
    severity=Severity.DANGER,
    title=N_("the message of {campaign} does not say how to opt out"),
    symptom=N_(
        "Recipients who want no more of it report it as spam; in Japan an advertisement without it is against the law."
    ),
    cause=N_(
        "Neither the unsubscribe URL nor the unsubscribe address of the campaign stands in the body. A header field "
        "alone is seen by few mail programs, and the law (特定電子メール法, article 4) asks for it in the message."
    ),
    fix=N_(
        "Put {{ unsubscribe_url }}, or the address of [unsubscribe] mailto, into every body, beside the sender's name."
    ),
    lesson=N_("Make leaving easier than complaining."),
    references=(Rfc(8058, "8"), Rfc(2369, "3.2")),
)


def judge(facts: CampaignFacts) -> Iterator[Finding]:
    """One finding for the campaign; every part of every example must have it."""
    campaign = facts.campaign
    missing = any(not _says(part, campaign) for rendered in facts.bodies for part in _parts(rendered))
    if facts.bodies:
        yield Finding(
            rule=RULE,
            verdict=NearMiss() if missing else Pass(),
            object=campaign.name,
            params={"campaign": campaign.name},
            next=text("put {place} into the templates", place="{{ unsubscribe_url }}"),
        )


def _parts(rendered: Rendered) -> Iterator[str]:
    yield from (part for part in (rendered.text, rendered.html) if part is not None)


def _says(part: str, campaign: Campaign) -> bool:
    ways = campaign.unsubscribe
    url = (ways.url or "").partition("{token}")[0]
    return TOKEN in part or bool(url and url in part) or bool(ways.mailto and ways.mailto in part)
