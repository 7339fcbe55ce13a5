"""From a notice to messages in our logs: the surest mark first, and what was tried in vain is told.

A notice is believed only as far as the log confirms it. A Received field counts when the host that it names is ours
and its log has that queue id at that time with that Message-ID: everything below the first field of ours may be
invented by the sender, and everything above it by the receiver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.by_time import by_client, by_envelope, by_time
from hiyari.maillog.trace.given import fitting
from hiyari.maillog.trace.notice import Moment, Notice, QueueId
from hiyari.maillog.trace.ours import Ours, same_host
from hiyari.maillog.trace.rows import DAY, HOUR, MINUTE, SECOND, Message
from hiyari.model.text import Remote, Text, ntext, text

MOST: Final = 32
"""Messages that are followed, where a mark names them."""
_MOST_UNPROVEN: Final = 200
"""Where they are candidates only; no query gives more."""
_NEAR: Final = 5 * MINUTE
"""How far a time that a stranger tells may be off."""
_ZONELESS: Final = 14 * HOUR
"""Without a zone, a time may be any on earth."""
_FOREVER: Final = (1 << 63) - 1
_SEPARATE: Final = 3
"""Times of a notice that are each looked at."""


class By(StrEnum):
    """What led to the messages, the surest first."""

    RECEIVED = "received"
    MESSAGE_ID = "message_id"
    QUEUE_ID = "queue_id"
    CLIENT = "client"
    ENVELOPE = "envelope"
    """Sender or recipient."""
    TIME = "time"
    """Nothing but our address and a time: all that left then."""


_EXACT: Final = frozenset({By.RECEIVED, By.MESSAGE_ID, By.QUEUE_ID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time from and to, in microseconds."""

    since: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Messages that a notice may be about."""

    by: By | None
    """None where nothing was found."""
    messages: tuple[Message, ...] = ()
    tried: tuple[Text, ...] = ()
    """What was looked for in vain."""
    window: Window | None = None
    """The time that was searched, where the messages were found by a time."""

    @property
    def exact(self) -> bool:
        """Whether the messages are the reported ones, not only some that left at that time."""
        return self.by in _EXACT


def search(
    facts: Asker, notice: Notice, ours: Ours, window: Window | None = None, limits: Window | None = None
) -> Lead:
    """The messages that a notice is about.

    Args:
        facts: The facts.
        notice: What it says.
        ours: Our hosts.
        window: A time that the administrator gave; else those of the notice count.
        limits: What is looked at at all; the time of marks that the administrator gave without one.
    """
    tried: list[Text] = []
    times = _times(notice, window, limits)
    for by, time, found in _ways(facts, notice, ours, times, tried, by_hand=window is not None):
        inside = [one for one in found if _inside(one, window or limits)]
        kept = fitting(facts, inside, notice.given, ours)
        if kept:
            return _lead(by, time, kept, tried, full=len(found) >= _MOST_UNPROVEN)
        if len(found) >= _MOST_UNPROVEN:
            tried.append(_only_first(len(found)))
    return Lead(by=None, tried=tuple(tried))


def _lead(by: By, time: Window | None, kept: Sequence[Message], tried: list[Text], *, full: bool) -> Lead:
    exact = by in _EXACT
    if not exact and full:
        tried.append(_only_first(len(kept)))
    return Lead(by=by, messages=tuple(kept[: MOST if exact else _MOST_UNPROVEN]), tried=tuple(tried), window=time)


def _only_first(count: int) -> Text:
    return text("Only the first {count} messages of that time were looked at.", count=count)


def _times(notice: Notice, window: Window | None, limits: Window | None) -> tuple[Window, ...]:
    """Where to look: the time that was given, that of the notice, or all of it for a mark that was given alone."""
    if window is not None:
        return (window,)
    told = windows(notice)
    if told or limits is None or not (notice.given.marks or limits.since > 0 or limits.until < _FOREVER):
        return told
    return (limits,)


def windows(notice: Notice) -> tuple[Window, ...]:
    """The times around those of a notice."""
    return tuple(_around(moment) for moment in notice.moments[:_SEPARATE])


def _ways(
    facts: Asker, notice: Notice, ours: Ours, times: Sequence[Window], tried: list[Text], *, by_hand: bool
) -> Iterator[tuple[By, Window | None, Sequence[Message]]]:
    yield By.RECEIVED, None, _received(facts, notice, ours, tried)
    yield By.MESSAGE_ID, None, _message_ids(facts, notice, tried)
    yield By.QUEUE_ID, None, _queue_ids(facts, notice, tried)
    if not times and (notice.ips or notice.senders or notice.recipients):
        tried.append(text("The notice tells no time, and an address alone says too little: give --between A B."))
    for time in times:
        yield By.CLIENT, time, by_client(facts, notice, ours, time, tried)
        yield By.ENVELOPE, time, by_envelope(facts, notice, ours, time, tried)
    given = notice.given
    if given.message_id or given.queue_id or given.sender or given.recipient:
        return
    for time in times:
        yield By.TIME, time, by_time(facts, notice, ours, time, by_hand=by_hand, tried=tried)


def _inside(one: Message, window: Window | None) -> bool:
    return window is None or (one.first_at <= window.until and one.last_at >= window.since - DAY)


def _around(moment: Moment) -> Window:
    at = int(moment.at.timestamp()) * SECOND
    apart = _NEAR if moment.zoned else _ZONELESS
    return Window(since=at - apart, until=at + apart)


def _received(facts: Asker, notice: Notice, ours: Ours, tried: list[Text]) -> list[Message]:
    """The lowest field of each reported message that our log confirms."""
    hops = [(one, hop) for one in notice.reported for hop in one.hops if hop.queue_id and ours.logged(hop.by)]
    lives = rows.by_queue_ids(facts, [hop.queue_id for _, hop in hops]) if hops else []
    found: dict[str, Message] = {}
    for one, hop in hops:
        confirmed = [
            life
            for life in lives
            if life.queue_id == hop.queue_id
            and life.host == ours.logged(hop.by)
            and _fits(life, hop.moment)
            and (not one.message_id or life.message_id in {None, one.message_id})
        ]
        if len(confirmed) == 1:
            found.setdefault(one.message_id or hop.queue_id, confirmed[0])
        elif not confirmed:
            tried.append(_unconfirmed(hop.by, hop.queue_id))
    return list(found.values())


def _unconfirmed(host: str, queue_id: str) -> Text:
    return text(
        "A Received field names queue id {queue_id} of {host}, but the log has no such message then: not believed.",
        queue_id=Remote(queue_id),
        host=Remote(host),
    )


def _fits(life: Message, moment: Moment | None) -> bool:
    if moment is None:
        return True
    time = _around(moment)
    return life.first_at <= time.until and life.last_at >= time.since


def _message_ids(facts: Asker, notice: Notice, tried: list[Text]) -> list[Message]:
    found = rows.by_message_ids(facts, notice.message_ids) if notice.message_ids else []
    if notice.message_ids and not found:
        count = len(notice.message_ids)
        tried.append(
            ntext(
                "The log does not have the Message-ID {id}.",
                "The log has none of {count} Message-IDs; the first is {id}.",
                count,
                id=Remote(notice.message_ids[0]),
            )
        )
    # The same message on several of our hosts: one chain each would tell the same.
    first: dict[str | None, Message] = {}
    for one in found:
        first.setdefault(one.message_id, one)
    return list(first.values())


def _queue_ids(facts: Asker, notice: Notice, tried: list[Text]) -> list[Message]:
    """Lives of the queue ids that stand in the text; of several lives those that fit a time of the notice."""
    if not notice.queue_ids:
        return []
    lives = rows.by_queue_ids(facts, [one.id for one in notice.queue_ids])
    found = [life for life in lives if any(_names(told, life) for told in notice.queue_ids)]
    timed = [life for life in found if any(_fits(life, moment) for moment in notice.moments)]
    if not found:
        tried.append(text("The log does not have the queue id {id}.", id=Remote(notice.queue_ids[0].id)))
    return timed or found


def _names(told: QueueId, life: Message) -> bool:
    return told.id == life.queue_id and (not told.host or same_host(told.host, life.host))
