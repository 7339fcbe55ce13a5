"""How alarms are said: who injected, since when, what was expected, where to look."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.series import Origin, Series, origin_of
from hiyari.maillog.baseline.week import start_of
from hiyari.model.text import Remote, Text, ntext, text

_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_@+:/=~")


def injector_words(injector: str) -> Text:
    """Who hands mail in, as a person would say it."""
    name = injector.partition(":")[2]
    match origin_of(injector):
        case Origin.USER:
            return text("user id {uid}", uid=shown(name))
        case Origin.ACCOUNT:
            return text("account {account}", account=shown(name))
        case Origin.NETWORK if name == "*":
            return text("clients of the network")
        case Origin.NETWORK:
            return text("clients in {network}", network=shown(name))
        case Origin.LOOPBACK:
            return text("programs that speak SMTP to localhost")
        case Origin.FORWARD:
            return text("forwarded mail")
        case Origin.BOUNCE:
            return text("bounces and notices of the mail server")
        case Origin.UNKNOWN:
            return text("mail whose injector is not known")
        case Origin.REST:
            return text("all others")


def series_words(series: Series) -> Text:
    """A series, as a person would say it."""
    return text(
        "{host}: {injector}, {way}",
        host=series.host,
        injector=injector_words(series.injector),
        way=way_words(series.way),
    )


def way_words(way: str) -> Text:
    """Where the mail goes."""
    return text("to the outside") if way == "outside" else text("to mailboxes here")


def shown(name: str) -> str | Remote:
    """A name from a log: as it is where it is plain, else quoted."""
    return name if name and _PLAIN.issuperset(name) else Remote(name)


def object_of(alarm: Alarm) -> str:
    """What an alarm is about, as it can be ignored by."""
    return f"{alarm.host} {alarm.name}"


def figures(alarm: Alarm) -> Iterator[Text]:
    """What came and what was expected."""
    since = start_of(alarm.since)
    if alarm.so_far:
        yield text(
            "Since {since}: {observed} recipients so far, {expected} are usual in an hour.",
            **_numbers(alarm),
            since=since,
        )
    else:
        until = start_of(alarm.hour + 1)
        yield text(
            "From {since} to {until}: {observed} recipients, {expected} are usual.",
            **_numbers(alarm),
            since=since,
            until=until,
        )
    if alarm.high or alarm.low:
        yield text("Normal in this hour: {low} to {high}.", low=alarm.low, high=alarm.high)
    if alarm.again:
        yield text("It was told before, and goes on or is worse now.")


def newcomer(alarm: Alarm) -> Iterator[Text]:
    """How much somebody has sent who is new."""
    yield ntext(
        "{count} recipient so far. First seen in the hour from {since}.",
        "{count} recipients so far. First seen in the hour from {since}.",
        alarm.observed,
        since=start_of(alarm.since),
    )
    if alarm.again:
        yield text("It was told before, and goes on or is worse now.")


def examples(alarm: Alarm) -> Iterator[Text]:
    """Some of the mail."""
    found = alarm.examples
    if found.queue_ids:
        yield text("Queue ids: {queue_ids}.", queue_ids=tuple(map(shown, found.queue_ids)))
    if found.senders:
        # The null reverse-path is shown as it stands in a log.
        senders = tuple(shown(one) if one else "<>" for one in found.senders)
        yield text("Most frequent senders: {senders}.", senders=senders)
    if found.domains:
        yield text("Most frequent destinations: {domains}.", domains=tuple(map(shown, found.domains)))


def look_at(alarm: Alarm) -> Text:
    """What to do now."""
    if alarm.examples.queue_ids:
        command = f"hiyari log trace --queue-id {shlex.quote(alarm.examples.queue_ids[0])}"
        return text("{command}", command=command)
    since = start_of(alarm.since).isoformat()
    return text("{command}", command=f"hiyari log trace --since {since}")


def _numbers(alarm: Alarm) -> dict[str, int | float]:
    return {"observed": alarm.observed, "expected": alarm.expected}
