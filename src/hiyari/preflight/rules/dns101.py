"""DNS101  Authoritative servers of one zone give different answers to what mail depends on.

Judged where the authoritative servers were asked. Servers with another serial are judged by DNS102 and are compared
here all the same: what receivers get is what counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.dns.answer import Absent, Answer, NoData
from hiyari.dns.records import RdType
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, Text, text
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight.evidence import evidence
from hiyari.preflight.facts import Facts, ServerView, ZoneFacts

RULE = Rule(
    id="DNS101",
    severity=Severity.DANGER,
    title=N_("the authoritative servers of {zone} give different answers"),
    symptom=N_("Receivers refuse or take the same mail at random, depending on which name server they asked."),
    cause=N_(
        "A server was not updated: a transfer fails, a provider was changed by hand, or two of them each own the zone."
    ),
    fix=N_("Find out which server is right, mend the transfer of the others, and ask all of them again."),
    lesson=N_("A record is published when the last server shows it."),
    references=(Rfc(1034, "4.3.5"), Rfc(2182, "3.3")),
)


def judge(facts: Facts) -> Iterator[Finding]:
    """One finding per zone."""
    for zone in facts.zones:
        differing = _differing(zone)
        yield Finding(
            rule=RULE,
            verdict=_verdict(zone, differing),
            object=zone.zone,
            params={"zone": zone.zone},
            details=tuple(
                text(
                    "{server}: {question} {answer}",
                    server=view.server,
                    question=str(answer.question),
                    answer=_shown(answer),
                )
                for index in differing[:1]
                for view in zone.views
                for answer in (view.answers[index],)
            ),
            evidence=evidence(*(view.answers[index] for index in differing[:1] for view in zone.views)),
            next=text("mend the server that is behind, then run hiyari check again"),
        )


def _differing(zone: ZoneFacts) -> list[int]:
    """The questions, SOA aside, to which two servers give different answers."""
    rows = range(len(zone.views[0].answers)) if zone.views else range(0)
    return [index for index in rows if not _is_soa(zone.views[0], index) and len(_contents(zone, index)) > 1]


def _is_soa(view: ServerView, index: int) -> bool:
    return view.answers[index].question.rdtype is RdType.SOA


def _contents(zone: ZoneFacts, index: int) -> set[tuple[str, ...]]:
    answers = (view.answers[index] for view in zone.views)
    return {tuple(sorted(map(str, answer.records))) for answer in answers if answer.lost is None}


def _shown(answer: Answer) -> Text | Remote:
    if answer.lost is not None:
        return answer.lost.describe()
    if isinstance(answer.outcome, Absent | NoData):
        return text("no such record")
    return Remote(" | ".join(sorted(map(str, answer.records))))


def _verdict(zone: ZoneFacts, differing: list[int]) -> Verdict:
    if differing:
        return NearMiss()
    lost = zone.lost or next((answer.lost for view in zone.views for answer in view.answers if answer.lost), None)
    return Unknown(cause=lost) if lost is not None else Pass()
