"""What the facts answer to the questions of tracing: one function for each query, rows made into values at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from hiyari.maillog.store.asking import Asker, Value

BATCH: Final = 32
"""Keys that one query takes."""
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
"""Microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message in the queue of one host; the columns of the table `messages`, None where not known."""

    key: int
    host: str
    queue_id: str
    first_at: int
    last_at: int
    ending: str
    origin: str
    uid: int | None
    login: str | None
    client: str | None
    address: str | None
    sasl: str | None
    cwd: str | None
    script: str | None
    sender: str | None
    message_id: str | None
    subject: str | None
    recipients: int | None
    parent: str | None
    format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All messages of a time that a host's log tells to be handed in alike."""

    host: str
    origin: str
    uid: int | None
    login: str | None
    sasl: str | None
    address: str | None
    client: str | None
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A delivery whose reply names a queue id, and the message that was delivered by it."""

    at: int
    way: str | None
    relay: str | None
    relay_address: str | None
    queued_as: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt to deliver a message; the columns of the table `deliveries`."""

    message: int
    host: str
    queue_id: str
    at: int
    way: str | None
    recipient: str | None
    domain: str | None
    original: str | None
    relay: str | None
    relay_address: str | None
    status: str | None
    outcome: str
    reply: str | None
    queued_as: str | None
    line: str | None


def moment(at: int) -> datetime:
    """A time of the facts."""
    return datetime.fromtimestamp(at / SECOND, UTC)


def by_queue_ids(facts: Asker, ids: Sequence[str]) -> list[Message]:
    """Messages that had one of these queue ids, on any host and in any life of the id."""
    return [_message(row) for row in _batches(facts, "trace_by_queue_id", ids)]


def by_message_ids(facts: Asker, ids: Sequence[str]) -> list[Message]:
    """Messages with one of these Message-IDs."""
    return [_message(row) for row in _batches(facts, "trace_by_message_id", ids)]


def by_parents(facts: Asker, ids: Sequence[str]) -> list[Message]:
    """Bounces and forwarded messages that came from one of these queue ids, on any host."""
    return [_message(row) for row in _batches(facts, "trace_by_parent", ids)]


def from_client(facts: Asker, address: str, since: int, until: int) -> list[Message]:
    """Messages that a client handed in: a sample of them, where there are many."""
    return [_message(row) for row in facts.ask("trace_from_client", address=address, since=since, until=until)]


def sent(
    facts: Asker,
    since: int,
    until: int,
    *,
    host: str | None = None,
    sender: str | None = None,
    recipient: str | None = None,
    domain: str | None = None,
) -> list[Message]:
    """Messages that were given, or tried to be given, to another host in this time: a sample, where there are many."""
    values = _envelope(host, sender, recipient, domain)
    return [_message(row) for row in facts.ask("trace_sent", since=since, until=until, **values)]


def senders(
    facts: Asker,
    since: int,
    until: int,
    *,
    host: str | None = None,
    sender: str | None = None,
    recipient: str | None = None,
    domain: str | None = None,
) -> list[Group]:
    """Who handed in what was given, or tried to be given, to another host in this time: everybody, with the counts."""
    values = _envelope(host, sender, recipient, domain)
    return [_group(row) for row in facts.ask("trace_senders", since=since, until=until, **values)]


def clients(facts: Asker, address: str, since: int, until: int) -> list[Group]:
    """Who handed in what came from a client in this time."""
    return [_group(row) for row in facts.ask("trace_clients", address=address, since=since, until=until)]


def before(facts: Asker, ids: Sequence[str], since: int, until: int) -> list[Before]:
    """Accepted deliveries whose replies name one of these queue ids."""
    return [
        Before(at=row[0], way=row[1], relay=row[2], relay_address=row[3], queued_as=row[4], message=_message(row[5:]))
        for row in _batches(facts, "trace_before", ids, since=since, until=until)
    ]


def deliveries(facts: Asker, keys: Sequence[int]) -> list[Attempt]:
    """The attempts to deliver these messages."""
    return [_attempt(row) for row in _batches(facts, "trace_deliveries", keys)]


def sent_to(facts: Asker, keys: Sequence[int], recipient: str) -> frozenset[int]:
    """Which of these messages have this recipient."""
    return frozenset(row[0] for row in _batches(facts, "trace_to", keys, recipient=recipient.lower()))


def hosts(facts: Asker) -> tuple[str, ...]:
    """The hosts whose mail logs were read."""
    return tuple(row[0] for row in facts.ask("trace_hosts"))


def _envelope(host: str | None, sender: str | None, recipient: str | None, domain: str | None) -> dict[str, Value]:
    lower = {"sender": sender and sender.lower(), "recipient": recipient and recipient.lower()}
    return {"host": host, "domain": domain, **lower}


def _batches(facts: Asker, query: str, keys: Sequence[Value], **values: Value) -> Iterator[tuple[Any, ...]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), BATCH):
        some: list[Value] = list(unique[start : start + BATCH])
        # Not NULL: with one in the list no engine can skip what cannot match, and it takes twenty times as long.
        some += some[-1:] * (BATCH - len(some))
        yield from facts.ask(query, **{f"k{number}": key for number, key in enumerate(some)}, **values)


def _message(row: Sequence[Any]) -> Message:
    return Message(
        key=row[0],
        host=row[1] or "",
        queue_id=row[2] or "",
        first_at=row[3],
        last_at=row[4],
        ending=row[5] or "open",
        origin=row[6] or "unknown",
        uid=row[7],
        login=row[8],
        client=row[9],
        address=row[10],
        sasl=row[11],
        cwd=row[12],
        script=row[13],
        sender=row[14],
        message_id=row[15],
        subject=row[16],
        recipients=row[17],
        parent=row[18],
        format=row[19],
    )


def _group(row: Sequence[Any]) -> Group:
    return Group(
        host=row[0] or "",
        origin=row[1] or "unknown",
        uid=row[2],
        login=row[3],
        sasl=row[4],
        address=row[5],
        client=row[6],
        messages=row[7],
    )


def _attempt(row: Sequence[Any]) -> Attempt:
    return Attempt(
        message=row[0],
        host=row[1] or "",
        queue_id=row[2] or "",
        at=row[3],
        way=row[4],
        recipient=row[5],
        domain=row[6],
        original=row[7],
        relay=row[8],
        relay_address=row[9],
        status=row[10],
        outcome=row[11] or "deferred",
        reply=row[12],
        queued_as=row[13],
        line=row[14],
    )
