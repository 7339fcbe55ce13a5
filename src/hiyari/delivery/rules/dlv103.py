"""DLV103  Recipients cannot leave with one click."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.delivery.judging import CampaignFacts
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass

RULE = Rule(
    id="DLV103",
    severity=Severity.NOTICE,
    title=N_("{campaign} has no one-click unsubscription"),
    symptom=N_("Gmail and Yahoo take large mailings less willingly, and show no button to leave."),
    cause=N_("The messages have no List-Unsubscribe-Post field with an https address beside it."),
    fix=N_(
        "Write [unsubscribe] url and one_click = true; the address must take a POST without asking anything further."
    ),
    lesson=N_("A button to leave is pressed instead of the button that says spam."),
    references=(Rfc(8058, "3.1"), Rfc(2369, "3.2")),
)


def judge(facts: CampaignFacts) -> Iterator[Finding]:
    """One finding for the campaign."""
    yield Finding(
        rule=RULE,
        verdict=Pass() if facts.campaign.unsubscribe.one_click else NearMiss(),
        object=facts.campaign.name,
        params={"campaign": facts.campaign.name},
        next=text("add url and one_click = true to [unsubscribe] in {path}", path=str(facts.campaign.path)),
    )
