"""LOG202  A provider refuses one relay and takes the same kind of mail from its peers."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.reviewing import BaselineFacts
from hiyari.maillog.baseline.week import start_of
from hiyari.maillog.baseline.words import object_of, shown
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG202",
    severity=Severity.DANGER,
    title=N_("{provider} refuses {host} more than its peers: {bad} of {messages} messages"),
    symptom=N_("Mail comes back only when it happens to leave by one of the relays. Sent again, it goes through."),
    cause=N_(
        "The relay differs from its peers in what receivers see: its address is not in SPF, has no PTR record, is on "
        "a blocklist or has no reputation yet, or its TLS is set otherwise."
    ),
    fix=N_(
        "Take the relay out of the rotation. Compare it with its peers reply by reply: hiyari log compare. Then check "
        "what is published for it: hiyari check."
    ),
    lesson=N_("Two relays at the same moment need no history: each is the other's normal."),
    references=(Rfc(7208, "2.4"), Rfc(5321, "4.2.1")),
)


def judge(facts: BaselineFacts) -> Iterator[Finding]:
    """One finding for each relay and provider."""
    for alarm in facts.alarms:
        if alarm.what is What.PEER:
            yield Finding(
                rule=RULE,
                verdict=NearMiss(),
                object=object_of(alarm),
                params={
                    "provider": shown(alarm.name),
                    "host": alarm.host,
                    "bad": alarm.observed,
                    "messages": alarm.all,
                },
                details=(
                    text(
                        "Since {since}. From {peers}: {bad} of {messages} refused, so that {expected} would be usual.",
                        since=start_of(alarm.since),
                        peers=alarm.peers,
                        bad=alarm.peers_bad,
                        messages=alarm.peers_all,
                        expected=alarm.expected,
                    ),
                    text("Only answers about the relay are counted; what is refused again and again counts once."),
                ),
                next=text("{command}", command=f"hiyari log compare --hosts {quote(f'{alarm.peers[0]},{alarm.host}')}"),
            )
