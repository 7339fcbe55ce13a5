"""LOG205  A series that always has mail has none."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.reviewing import BaselineFacts
from hiyari.maillog.baseline.week import start_of
from hiyari.maillog.baseline.words import figures, injector_words, object_of, way_words
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG205",
    severity=Severity.DANGER,
    title=N_("{injector} on {host}: no mail {way} since {since}, {expected} are usual in this time"),
    symptom=N_("Nothing is refused and nothing bounces, since nothing is sent. Those who wait for mail notice first."),
    cause=N_(
        "The application, the form or the path to the relay is broken; the mail server has stopped; or the log is no "
        "longer written or read (rotation, a changed name, a full disk)."
    ),
    fix=N_(
        "See whether the log still grows, then whether the server runs and takes mail, then whether the application "
        "sends. Send one message by hand and follow it."
    ),
    lesson=N_("No errors is what a dead system reports, too. Silence of who always speaks is an alarm."),
    references=(Rfc(5321, "4.5.4"),),
)


def judge(facts: BaselineFacts) -> Iterator[Finding]:
    """One finding for each silence."""
    for alarm in facts.alarms:
        if alarm.what is What.SILENCE:
            yield Finding(
                rule=RULE,
                verdict=NearMiss(),
                object=object_of(alarm),
                params={
                    "host": alarm.host,
                    "injector": injector_words(alarm.name),
                    "way": way_words(alarm.way),
                    "since": start_of(alarm.since),
                    "expected": alarm.expected,
                },
                details=tuple(figures(alarm)),
                next=text("Look at the end of the log of {host} first: does it still grow?", host=alarm.host),
            )
