"""From a notice to messages in our logs: the surest mark first, and what was tried in vain is told.

A notice is believed only as far as the log confirms it. A Received field counts when the host that it names is ours
and its log has that queue id at that time with that Message-ID: everything below the first field of ours may be
invented by the sender, and everything above it by the receiver.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace import rows
from hiyari.maillog.trace.about import about
from hiyari.maillog.trace.by import By
from hiyari.maillog.trace.given import fitting
from hiyari.maillog.trace.notice import Notice, QueueId
from hiyari.maillog.trace.ours import Ours, same_host
from hiyari.maillog.trace.rows import DAY, Group, Message
from hiyari.maillog.trace.window import Window, fits
from hiyari.model.text import Remote, Text, ntext, text

MOST: Final = 1000
"""Messages that are followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Messages that a notice may be about."""

    by: By | None
    """None where nothing was found."""
    messages: tuple[Message, ...] = ()
    """All of them; of those that only a time, an address or a client leads to, a sample."""
    groups: tuple[Group, ...] = ()
    """All messages that are not exactly the reported ones, counted by who handed them in."""
    tried: tuple[Text, ...] = ()
    """What was looked for in vain."""
    window: Window | None = None
    """The time that was searched, where the messages were found by a time."""

    @property
    def exact(self) -> bool:
        """Whether the messages are the reported ones, not only some that left at that time."""
        return self.by in {By.RECEIVED, By.MESSAGE_ID, By.QUEUE_ID}


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
    for by, found in _exactly(facts, notice, ours, tried):
        kept = fitting(facts, [one for one in found if _inside(one, window or limits)], notice.given, ours)
        if kept:
            return Lead(by=by, messages=tuple(kept[:MOST]), tried=tuple(tried))
    for by, time, some in about(facts, notice, ours, window, limits, tried):
        kept = fitting(facts, some.messages, notice.given, ours)
        if kept:
            # The counts are of all that one of the marks leads to; where another one leaves some out they say nothing.
            groups = tuple(some.groups) if len(kept) == len(some.messages) else ()
            return Lead(by=by, messages=tuple(kept), groups=groups, tried=tuple(tried), window=time)
    return Lead(by=None, tried=tuple(tried))


def _exactly(facts: Asker, notice: Notice, ours: Ours, tried: list[Text]) -> Iterator[tuple[By, Sequence[Message]]]:
    yield By.RECEIVED, _received(facts, notice, ours, tried)
    yield By.MESSAGE_ID, _message_ids(facts, notice, tried)
    yield By.QUEUE_ID, _queue_ids(facts, notice, tried)


def _inside(one: Message, window: Window | None) -> bool:
    return window is None or (one.first_at <= window.until and one.last_at >= window.since - DAY)


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
            and fits(life, (hop.moment,) if hop.moment is not None else notice.moments)
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
    return found


def _queue_ids(facts: Asker, notice: Notice, tried: list[Text]) -> list[Message]:
    """Lives of the queue ids that stand in the text, at a time of the notice: short ids are used again and again."""
    if not notice.queue_ids:
        return []
    lives = rows.by_queue_ids(facts, [one.id for one in notice.queue_ids])
    found = [life for life in lives if any(_names(told, life) for told in notice.queue_ids)]
    timed = [life for life in found if fits(life, notice.moments)]
    name = Remote(notice.queue_ids[0].id)
    if not found:
        tried.append(text("The log does not have the queue id {id}.", id=name))
    elif not timed:
        tried.append(
            text("The log has the queue id {id}, but not at the time that the notice tells: not believed.", id=name)
        )
    return timed


def _names(told: QueueId, life: Message) -> bool:
    return told.id == life.queue_id and (not told.host or same_host(told.host, life.host))
