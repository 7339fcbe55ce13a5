"""DLV201  A provider called so many recipients unknown that it is not believed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hiyari.delivery.reviewing import RunFacts
from hiyari.delivery.telling.case import AlarmRow
from hiyari.delivery.telling.happened import moment
from hiyari.delivery.telling.words import command_line
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, ntext, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="DLV201",
    severity=Severity.DANGER,
    title=N_("{lane} called {unknown} of {results} recipients of {campaign} unknown: not believed"),
    symptom=N_(
        "A provider answers User Unknown for many recipients in a row. Sent again slowly, the same mail goes through; "
        "and part of what was refused has been delivered, so that people get it twice and complain."
    ),
    cause=N_(
        "A filter that is asked too much, too fast or for too many addresses that do not exist answers as if the "
        "address were unknown. Or the list really is so bad: it is old, was bought, or has its oldest addresses "
        "together."
    ),
    fix=N_(
        "Send nothing again by hand. The lane was closed, and goes on slowly by itself. Look at what is doubted with "
        "hiyari ledger uncertain and decide with hiyari ledger resolve. Lower the pace of the provider in "
        "[pace.PROVIDER]; the same campaign goes on with it. If the list really is so bad, clean it; if that cannot "
        "be, raise unknown_budget there, and write the reason beside it."
    ),
    lesson=N_(
        "One answer is about one recipient. A hundred of the same are about the sender, and strike nobody from a list."
    ),
    references=(Rfc(5321, "4.2.3"), Rfc(3463, "3.2")),
)


def judge(facts: RunFacts) -> Iterator[Finding]:
    """One finding for each lane and egress that was not believed, with the numbers of all its alarms."""
    places: dict[tuple[str, str], list[AlarmRow]] = {}
    for alarm in facts.alarms:
        places.setdefault((alarm.lane, alarm.egress), []).append(alarm)
    for (lane, egress), alarms in places.items():
        yield Finding(
            rule=RULE,
            verdict=NearMiss(),
            object=f"{lane} {egress}".strip(),
            params={
                "campaign": facts.campaign,
                "lane": lane,
                "egress": egress,
                "unknown": sum(one.unknown for one in alarms),
                "results": sum(one.results for one in alarms),
            },
            details=tuple(_details(alarms)),
            next=text("{command}", command=command_line("hiyari", "ledger", "uncertain", facts.campaign)),
        )


def _details(alarms: Sequence[AlarmRow]) -> Iterator[Text]:
    unknown, results = sum(one.unknown for one in alarms), sum(one.results for one in alarms)
    known_good = sum(one.known_good for one in alarms)
    yield text(
        "{share} % were called unknown between {since} and {until}; {expected} % were expected.",
        share=unknown / max(results, 1) * 100,
        since=moment(min(one.since_us for one in alarms)),
        until=moment(max(one.at_us for one in alarms)),
        expected=alarms[-1].expected * 100,
    )
    yield ntext(
        "{count} of the unknown had taken mail before.",
        "{count} of the unknown had taken mail before.",
        known_good,
    )
    if len(alarms) > 1:
        yield ntext(
            "It happened {count} time in this run. If the list is so bad, clean it before the next campaign.",
            "It happened {count} times in this run. If the list is so bad, clean it before the next campaign.",
            len(alarms),
        )
