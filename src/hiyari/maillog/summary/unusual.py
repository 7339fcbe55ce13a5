"""Whether a summary holds anything unusual, by fixed limits, in sentences for its first lines.

Fixed limits know nothing of what is usual at this place: that is learnt by ``hiyari log baseline``. So they are set to
what hardly any mail system should have on a good day, and a day about which too little is known is never called good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from hiyari.maillog.summary.figures import Destination
from hiyari.maillog.summary.whole import HostSummary, Summary, Understanding
from hiyari.maillog.summary.words import cause_word, provider_name
from hiyari.model.text import Text, ntext, text

UNDERSTOOD: Final = 0.95
"""Share of the lines about mail that must be understood for the rest to be believed."""
OWN_HOUSE: Final = frozenset({"spf", "dkim", "dmarc", "ptr", "blocklist", "spam", "rate", "relaying", "sender"})
"""Causes that are about the sending system and not about a recipient."""
_OWN_HOUSE_ATTEMPTS: Final = 3
_CLOSED_ATTEMPTS: Final = 10
_ENOUGH: Final = 20
"""Attempts or messages that a share is taken of."""
_DEFERRED_SHARE: Final = 0.2
_REFUSED_SHARE: Final = 0.1
_ENDLESS_SHARE: Final = 0.05
_LOGINS: Final = 500
_PEAK: Final = 10
"""Times the median hour."""
_PEAK_MESSAGES: Final = 100
_PEAK_HOURS: Final = 12
_NAMES: Final = 3


def unknown(summary: Summary) -> Text | None:
    """Why nothing can be said, where that is so."""
    share = summary.understanding.share
    if share == 0 and not summary.hosts:
        return text("Nothing in these files was understood, so that there is nothing to sum up.")
    if share is not None and share < UNDERSTOOD:
        return _not_understood(summary.understanding, share)
    if all(host.is_silent for host in summary.hosts):
        return text("The logs tell of no mail in this time. That is not the same as no mail: look at what was read.")
    return None


def unusual_everywhere(summary: Summary) -> tuple[tuple[HostSummary, tuple[Text, ...]], ...]:
    """What is unusual on each host, and on all of them together what is unusual on none alone."""
    alone = tuple((host, tuple(unusual(host))) for host in summary.apart or summary.hosts)
    if not summary.apart:
        return alone
    said = {what.message for _, found in alone for what in found}
    return alone + tuple(
        (host, tuple(what for what in unusual(host) if what.message not in said)) for host in summary.hosts
    )


def _not_understood(read: Understanding, share: float) -> Text:
    return text(
        "Only {percent} % of the {lines} lines about mail were understood: the figures below are too low.",
        percent=int(share * 100),
        lines=read.mail or 0,
    )


def unusual(host: HostSummary) -> Iterator[Text]:
    """What is unusual on a host, the gravest first."""
    broken = sum(host.severities.get(one, 0) for one in ("panic", "fatal"))
    if broken:
        yield ntext("{count} fatal error of the mail server", "{count} fatal errors of the mail server", broken)
    yield from _own_house(host)
    yield from _closed(host.destinations.shown)
    yield from _shares(host)
    yield from _peak(host)
    for one in host.logins.shown:
        if one.times >= _LOGINS:
            yield text(
                "{times} failed logins from {address}",
                times=one.times,
                address=one.address or text("an unknown address"),
            )


def _own_house(host: HostSummary) -> Iterator[Text]:
    attempts, most = defaultdict[str, int](int), defaultdict[str, int](int)
    for one in host.reasons.shown:
        if one.cause in OWN_HOUSE:
            attempts[one.cause] += one.attempts
            most[one.cause] = max(most[one.cause], one.destinations)
    for cause, count in sorted(attempts.items(), key=lambda item: -item[1]):
        if count >= _OWN_HOUSE_ATTEMPTS:
            yield ntext(
                "{cause}: {attempts} attempts failed at {count} destination",
                "{cause}: {attempts} attempts failed at {count} destinations",
                most[cause],
                cause=cause_word(cause),
                attempts=count,
            )


def _closed(destinations: Sequence[Destination]) -> Iterator[Text]:
    closed = [one for one in destinations if one.attempts >= _CLOSED_ATTEMPTS and one.accepted * 2 < one.attempts]
    for one in closed[:_NAMES]:
        yield text(
            "{destination} accepted only {accepted} of {attempts} attempts",
            destination=provider_name(one.provider) if one.provider else one.domain or text("an unknown destination"),
            accepted=one.accepted,
            attempts=one.attempts,
        )
    if len(closed) > _NAMES:
        rest = len(closed) - _NAMES
        yield ntext(
            "{count} more destination accepted less than half",
            "{count} more destinations accepted less than half",
            rest,
        )


def _shares(host: HostSummary) -> Iterator[Text]:
    tried = host.tried("accepted", "deferred", "refused", "unknown")
    deferred, refused = host.tried("deferred"), host.tried("refused")
    if tried >= _ENOUGH and deferred / tried > _DEFERRED_SHARE:
        yield text("{percent} % of the attempts were deferred", percent=round(deferred / tried * 100))
    if tried >= _ENOUGH and refused / tried > _REFUSED_SHARE:
        yield text("{percent} % of the attempts were refused", percent=round(refused / tried * 100))
    messages, endless = sum(one.messages for one in host.intake.values()), host.endless.total
    if messages >= _ENOUGH and endless / messages > _ENDLESS_SHARE:
        yield text("{percent} % of the messages have no known end", percent=round(endless / messages * 100))


def _peak(host: HostSummary) -> Iterator[Text]:
    hours = defaultdict[int, int](int)
    for quarter, one in host.quarters.items():
        hours[quarter // 4] += one.received
    if len(hours) < _PEAK_HOURS:
        return
    usual, most = median(hours.values()), max(hours.values())
    if most >= _PEAK_MESSAGES and most > usual * _PEAK:
        yield text("{most} messages came within one hour, {usual} within a usual one", most=most, usual=round(usual))
