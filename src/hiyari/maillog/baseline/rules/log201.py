"""LOG201  Somebody sends outside who never did before."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.reviewing import BaselineFacts
from hiyari.maillog.baseline.words import examples, injector_words, look_at, newcomer, object_of
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG201",
    severity=Severity.WARNING,
    title=N_("{injector} on {host} is new and sends to the outside"),
    symptom=N_(
        "Mail leaves the house from a user, an account or a network that had never sent any. Nobody complains yet."
    ),
    cause=N_(
        "A script was installed or broken into, a password was stolen, or a machine was added to the networks that "
        "may relay. Or somebody new simply began to work."
    ),
    fix=N_(
        "Look at the message: hiyari log trace --queue-id names the script, the login or the client. If it is wanted, "
        "do nothing: it is known from now on. If it is not, stop it first (close the form, change the password, take "
        "the address out of the networks), then clean the queue. For its first 14 days it is told again at 10, 100 and "
        "1000 recipients, since nobody knows yet how much of it is normal."
    ),
    lesson=N_(
        "Who never sent and sends now is the cheapest alarm there is: it needs no statistics, and comes with the "
        "first message."
    ),
    references=(Rfc(5321, "7.1"),),
)


def judge(facts: BaselineFacts) -> Iterator[Finding]:
    """One finding for each newcomer."""
    for alarm in facts.alarms:
        if alarm.what is What.NEW:
            yield Finding(
                rule=RULE,
                verdict=NearMiss(),
                object=object_of(alarm),
                params={"host": alarm.host, "injector": injector_words(alarm.name)},
                details=(*newcomer(alarm), *examples(alarm)),
                next=look_at(alarm),
            )
