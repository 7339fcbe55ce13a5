"""LOG204  A little more mail than is normal, for many hours."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.reviewing import BaselineFacts
from hiyari.maillog.baseline.words import examples, figures, injector_words, look_at, object_of, way_words
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG204",
    severity=Severity.WARNING,
    title=N_("{injector} on {host}: a little too much for long, {observed} recipients {way} and {expected} are usual"),
    symptom=N_(
        "Nothing stands out in any hour. In sum, mail leaves that should not: spam in small portions, or a mail that "
        "is sent again and again."
    ),
    cause=N_(
        "Spam is sent slowly so that no limit sees it, a monitor or cron job began to mail, or the site simply grew."
    ),
    fix=N_(
        "Look at the examples with hiyari log trace, and at who sends most with hiyari log summary. If it is growth, "
        "do nothing: it is learned within some weeks."
    ),
    lesson=N_("What stays below every limit is found by adding up, not by a lower limit."),
    references=(Rfc(5321, "7.8"),),
)


def judge(facts: BaselineFacts) -> Iterator[Finding]:
    """One finding for each alarm."""
    for alarm in facts.alarms:
        if alarm.what is What.LEAK:
            yield Finding(
                rule=RULE,
                verdict=NearMiss(),
                object=object_of(alarm),
                params={
                    "host": alarm.host,
                    "injector": injector_words(alarm.name),
                    "way": way_words(alarm.way),
                    "observed": alarm.observed,
                    "expected": alarm.expected,
                },
                details=(*figures(alarm), *examples(alarm)),
                next=look_at(alarm),
            )
