"""Messages that a notice may be about, where it has no mark of theirs: by a client, an envelope, or a time alone.

Of such messages there may be very many. A sample of them is followed back, and all are counted by who handed them in,
so that nobody is named for what he sent first, or hides behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import Group, Message
from hiyari.maillog.trace.window import Window, windows, within
from hiyari.model.text import Remote, Text, text

_FOREVER: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """Messages of a time: a sample, and the counts of all."""

    messages: Sequence[Message] = ()
    groups: Sequence[Group] = ()


def about(
    facts: Asker, notice: Notice, ours: Ours, window: Window | None, limits: Window | None, tried: list[Text]
) -> Iterator[tuple[By, Window, Some]]:
    """What each way leads to, the surest first.

    Args:
        facts: The facts.
        notice: What it says.
        ours: Our hosts.
        window: A time that the administrator gave; else those of the notice count.
        limits: What is looked at at all.
        tried: Takes what was looked for in vain.
    """
    times = _times(notice, window, limits)
    if not times and not notice.strange and (notice.ips or notice.senders or notice.recipients):
        tried.append(text("The notice tells no time, and an address alone says too little: give --between A B."))
    for time in times:
        yield By.CLIENT, time, _clients(facts, notice, ours, time, tried)
        yield By.ENVELOPE, time, _envelope(facts, notice, ours, time, tried)
    given = notice.given
    if given.message_id or given.queue_id or given.sender or given.recipient:
        # A mark that was given is never dropped: what merely left at that time is not meant.
        return
    for time in times:
        yield By.TIME, time, _time(facts, notice, ours, time, by_hand=window is not None, tried=tried)


def _times(notice: Notice, window: Window | None, limits: Window | None) -> tuple[Window, ...]:
    """Where to look: the time that was given, that of the notice, or all of it for a mark that was given alone."""
    if window is not None:
        return (window,)
    told = tuple(within(one, limits) for one in windows(notice))
    if told or limits is None or not (notice.given.marks or limits.since > 0 or limits.until < _FOREVER):
        return told
    return (limits,)


def _clients(facts: Asker, notice: Notice, ours: Ours, time: Window, tried: list[Text]) -> Some:
    """Messages that one of the notice's addresses handed in: a customer's host that sends through us."""
    others = [ip for ip in notice.ips if ours.owner(ip) is None]
    found = [one for ip in others[:8] for one in rows.from_client(facts, ip, time.since, time.until)]
    if others and not found:
        tried.append(text("No client of address {ip} handed in mail at that time.", ip=others[0]))
    groups = [one for ip in others[:8] for one in rows.clients(facts, ip, time.since, time.until)] if found else []
    return Some(messages=found, groups=groups)


def _envelope(facts: Asker, notice: Notice, ours: Ours, time: Window, tried: list[Text]) -> Some:
    """Messages with the notice's sender or recipient; a redacted recipient still has its domain."""
    host = _egress_host(notice, ours)
    found: list[Message] = []
    groups: list[Group] = []
    for sender, recipient in _pairs(notice.senders, notice.recipients):
        found += rows.sent(facts, time.since, time.until, host=host, sender=sender, recipient=recipient)
        groups += rows.senders(facts, time.since, time.until, host=host, sender=sender, recipient=recipient)
    if (notice.senders or notice.recipients) and not found:
        tried.append(_no_mail(notice))
    return Some(messages=found, groups=groups)


def _no_mail(notice: Notice) -> Text:
    sender, recipient = Remote("".join(notice.senders[:1])), Remote("".join(notice.recipients[:1]))
    if notice.senders and notice.recipients:
        return text(
            "No mail from {sender} to {recipient} left for another host in that time.",
            sender=sender,
            recipient=recipient,
        )
    if notice.senders:
        return text("No mail from {sender} left for another host in that time.", sender=sender)
    return text("No mail to {recipient} left for another host in that time.", recipient=recipient)


def _pairs(senders: Sequence[str], recipients: Sequence[str]) -> Iterable[tuple[str | None, str | None]]:
    if senders and recipients:
        yield from ((sender, to) for sender in senders[:2] for to in recipients[:2])
    yield from ((sender, None) for sender in senders[:2] if not recipients)
    yield from ((None, to) for to in recipients[:4])


def _time(facts: Asker, notice: Notice, ours: Ours, time: Window, *, by_hand: bool, tried: list[Text]) -> Some:
    """All that left at a time: by the administrator's word, or because the notice names an address of ours."""
    host = _egress_host(notice, ours)
    if host is None and (notice.given.address or not by_hand):
        if notice.ips and not ours.egress:
            tried.append(
                text(
                    "Whether {ip} is an address of ours is not known. Write it as egress of its host in hiyari.toml.",
                    ip=notice.ips[0],
                )
            )
        return Some()
    domain = next((one.rpartition("@")[2].lower() for one in notice.recipients), None)
    found = rows.sent(facts, time.since, time.until, host=host, domain=domain)
    if not found:
        tried.append(text("No mail left for another host at that time."))
        return Some()
    return Some(messages=found, groups=rows.senders(facts, time.since, time.until, host=host, domain=domain))


def _egress_host(notice: Notice, ours: Ours) -> str | None:
    return next((ours.logged(owner) for ip in notice.ips if (owner := ours.owner(ip)) is not None), None)
