"""LOG203  Much more mail than is normal for the hour of the week."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.reviewing import BaselineFacts
from hiyari.maillog.baseline.week import DAY
from hiyari.maillog.baseline.words import examples, figures, injector_words, look_at, object_of, way_words
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss, Pass, Unknown

RULE = Rule(
    id="LOG203",
    severity=Severity.DANGER,
    title=N_("{injector} on {host}: {observed} recipients {way}, {expected} are usual"),
    symptom=N_("The queue grows, providers slow down or refuse, and the first complaints come hours later."),
    cause=N_(
        "A form or script is abused, a password was stolen, two systems mail each other in a loop, or somebody sends "
        "a newsletter through the wrong machine."
    ),
    fix=N_(
        "Look at the examples with hiyari log trace. If it is abuse, stop the injector first and the queue "
        "afterwards. If it is wanted and will come again, do nothing: it is learned within some weeks; or learn anew "
        "with hiyari log baseline learn."
    ),
    lesson=N_(
        "Limits of so many an hour are set too high to help by night and too low to be left alone by day. The hour of "
        "the week is the measure, and its spread."
    ),
    references=(Rfc(5321, "7.8"),),
)


def judge(facts: BaselineFacts) -> Iterator[Finding]:
    """One finding for each alarm; unknown for each series that is still learning."""
    for alarm in facts.alarms:
        if alarm.what in {What.MORE, What.SURGE}:
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
    for series, hours in facts.learning:
        cause = text("still learning, {days} of 14 days", days=hours // DAY)
        yield Finding(rule=RULE, verdict=Unknown(cause=Other(sentence=cause)), object=str(series))
    for series in facts.normal:
        yield Finding(rule=RULE, verdict=Pass(), object=str(series))
