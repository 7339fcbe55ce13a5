"""DLV102  The message does not name its sender."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.delivery.judging import CampaignFacts
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass

RULE = Rule(
    id="DLV102",
    severity=Severity.WARNING,
    title=N_("the message of {campaign} does not name its sender, {sender}"),
    symptom=N_("Recipients do not know who writes, and complain; in Japan an advertisement must name its sender."),
    cause=N_(
        "The name in From: does not stand in the body. The law (特定電子メール法, article 4) asks for the name of who "
        "is responsible in the message itself."
    ),
    fix=N_("Sign the message with the same name that stands in From:."),
    lesson=N_("Somebody who reads only the body must know who you are and why you write."),
    references=(Rfc(5322, "3.6.2"),),
)


def judge(facts: CampaignFacts) -> Iterator[Finding]:
    """One finding for the campaign; every example must have it."""
    sender = facts.campaign.message.sender
    name = sender.name or sender.domain
    bodies = [(one.text or one.html or "").casefold() for one in facts.bodies]
    if bodies:
        yield Finding(
            rule=RULE,
            verdict=Pass() if all(name.casefold() in body for body in bodies) else NearMiss(),
            object=facts.campaign.name,
            params={"campaign": facts.campaign.name, "sender": name},
            next=text("write {name} at the end of the templates", name=name),
        )
