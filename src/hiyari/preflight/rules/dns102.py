"""DNS102  A server of the zone still has an older serial than the others: a secondary that is not yet updated."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts, ZoneFacts

RULE = Rule(
    id="DNS102",
    severity=Severity.WARNING,
    title=N_("not every server of {zone} has the newest serial"),
    symptom=N_("What was published is seen by some receivers and not by others."),
    cause=N_("A secondary has not fetched the zone yet: the NOTIFY was lost, or the transfer is refused."),
    fix=N_("Wait for the refresh time of the SOA record; if it stays, look at the secondary's log for the transfer."),
    lesson=N_("The waiting time of a change begins when the last secondary has it."),
    references=(Rfc(1996, "3"), Rfc(1982, "3.2")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per zone."""
    for zone in facts.zones:
        yield Finding(
            rule=RULE,
            verdict=_verdict(zone),
            object=zone.zone,
            params={"zone": zone.zone},
            details=tuple(
                text(
                    "{server}: serial {serial}", server=view.server, serial="?" if view.serial is None else view.serial
                )
                for view in zone.views
            ),
            evidence=evidence(*(view.answers[0] for view in zone.views)),
            next=text("ask again after the refresh time, then look at the secondary's log"),
        )


def _verdict(zone: ZoneFacts) -> Verdict:
    serials = {view.serial for view in zone.views}
    if len(serials - {None}) > 1:
        return NearMiss()
    if None in serials or not serials or zone.lost is not None:
        lost = zone.lost or next((answer.lost for view in zone.views for answer in view.answers if answer.lost), None)
        return Unknown(cause=lost or Other(sentence=text("a server of {zone} gives no SOA record", zone=zone.zone)))
    return Pass()
