"""Turns rows of facts, as a history tells them, into mail that a site counts.

A delivery is told at once; who injected its message stands in the message's row, which is told when the message leaves
the queue, perhaps days later. So an open message is looked up where the history can be asked (`Told.look`); else the
delivery waits for its message, among a bounded number of others.

A recipient counts once, at the first attempt: what was deferred is remembered, so that its retries are not more mail.
A message counts once as refused and once as taken by each provider, when it first was. `history.read_past` counts facts
of the past by the same rules (``baseline_sent.sql``, ``baseline_answers.sql``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final, Protocol

from hiyari.maillog.baseline.alarm import Alarm
from hiyari.maillog.baseline.counted import Answered, Sent
from hiyari.maillog.baseline.history import name
from hiyari.maillog.baseline.peers import counts_against
from hiyari.maillog.baseline.series import Way
from hiyari.maillog.baseline.site import Site
from hiyari.maillog.facts import DELIVERIES, MESSAGES, Row

MOST_WAITING: Final = 20_000
"""Deliveries whose message is not known yet; of the oldest it is then unknown who injected them."""
MOST_DEFERRED: Final = 50_000
"""Recipients whose retries are recognised."""
MOST_CHAINED: Final = 20_000
"""Messages in a content filter."""
MOST_ANSWERED: Final = 50_000
"""Messages and providers whose answers are recognised when they come again; those that come again stay."""
BACK: Final = 3600 * 1_000_000
"""Microseconds from the beginning of a message that came back from a content filter to the filter's answer, at most."""
_M: Final = {column: place for place, column in enumerate(MESSAGES.names)}
_D: Final = {column: place for place, column in enumerate(DELIVERIES.names)}

_AT: Final = {"deliveries": _D["at"], "messages": _M["last_at"], "rejects": 0, "logins": 0, "notices": 0}
"""Where a row's moment stands. The host comes next in the last three."""


class Told(Protocol):
    """A history that is being told."""

    def look(self, host: str, queue_id: str) -> Row | None:
        """The row of a message that has not left the queue, as far as it is known; None where it cannot be had."""
        ...


class Nothing:
    """A history that cannot be asked."""

    def look(self, host: str, queue_id: str) -> Row | None:  # noqa: ARG002 - the protocol's
        """Never known."""
        return None


@dataclass(slots=True)
class Counting:
    """Counts rows into a site."""

    site: Site
    told: Told = field(default_factory=Nothing)
    waiting: dict[int, list[Row]] = field(default_factory=dict)
    """Deliveries by the key of their message, the oldest first."""
    deferred: dict[int, None] = field(default_factory=dict)
    """Hashes of message and recipient that are to be tried again."""
    chained: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By host and queue id: who injected what comes back from a content filter, and when the filter answered."""
    answered: dict[int, None] = field(default_factory=dict)
    """Hashes of message, provider and kind of answer: fifty recipients of one message are one answer."""
    _waits: int = 0

    def take(self, table: str, row: Row) -> Iterator[Alarm]:
        """Take one row of a table. To be run to its end."""
        match table:
            case "deliveries":
                yield from self._delivery(row)
            case "messages":
                yield from self._message(row)
            case "rejects" | "logins" | "notices":
                yield from self.site.passed(str(row[1]), _whole(row[0]))
            case _:
                return

    def take_all(self, rows: Iterable[tuple[str, Row]]) -> Iterator[Alarm]:
        """Take rows of several tables, by their time: one read ahead must not end the hour of another."""
        for table, row in sorted((one for one in rows if one[0] in _AT), key=lambda one: _whole(one[1][_AT[one[0]]])):
            yield from self.take(table, row)

    def tick(self, at: int) -> Iterator[Alarm]:
        """All logs are read up to this moment. To be run to its end."""
        for key in tuple(self.waiting):
            row = self.waiting[key][0]
            if _whole(row[_D["at"]]) < at:
                yield from self._release(key, self._looked(row))
        yield from self.site.tick(at)

    def _delivery(self, row: Row) -> Iterator[Alarm]:
        known = self._looked(row)
        if known is not None:
            yield from self._count(row, known)
            return
        key = _whole(row[_D["message"]])
        self.waiting.setdefault(key, []).append(row)
        self._waits += 1
        while self._waits > MOST_WAITING:
            yield from self._release(next(iter(self.waiting)), None)

    def _message(self, row: Row) -> Iterator[Alarm]:
        yield from self.site.passed(str(row[_M["host"]]), _whole(row[_M["last_at"]]))
        yield from self._release(_whole(row[_M["message"]]), row)

    def _looked(self, row: Row) -> Row | None:
        return self.told.look(str(row[_D["host"]]), str(row[_D["queue_id"]]))

    def _release(self, key: int, message: Row | None) -> Iterator[Alarm]:
        for row in self.waiting.pop(key, ()):
            self._waits -= 1
            yield from self._count(row, message)

    def _count(self, row: Row, message: Row | None) -> Iterator[Alarm]:
        host, way, at = str(row[_D["host"]]), row[_D["way"]], _whole(row[_D["at"]])
        injector = self._injector(row, message)
        if way == "filter":
            if row[_D["queued_as"]] is not None:
                self._chain(f"{host} {row[_D['queued_as']]}", injector, at)
            yield from self.site.passed(host, at)
            return
        if way == "outside":
            self._answer(row, host, at)
        if self._retry(row):
            yield from self.site.passed(host, at)
            return
        yield from self.site.take(
            Sent(
                at=at,
                host=host,
                injector=injector,
                way=Way.OUTSIDE if way == "outside" else Way.INSIDE,
                recipients=1,
                queue_id=_words(row[_D["queue_id"]]),
                sender=None if message is None else _words(message[_M["sender"]]),
                domain=_words(row[_D["domain"]]),
            )
        )

    def _injector(self, row: Row, message: Row | None) -> str:
        chained = self.chained.get(f"{row[_D['host']]} {row[_D['queue_id']]}")
        if chained is not None and _came_back(chained[1], row, message):
            return chained[0]
        forwarded = row[_D["original"]] not in {None, row[_D["recipient"]]}
        way = str(row[_D["way"]])
        if message is None:
            return name(None, None, None, None, None, way, forwarded=forwarded)
        uid = message[_M["uid"]]
        return name(
            _words(message[_M["origin"]]),
            uid if isinstance(uid, int) else None,
            _words(message[_M["login"]]),
            _words(message[_M["sasl"]]),
            _words(message[_M["address"]]),
            "outside" if way == "filter" else way,
            forwarded=forwarded,
        )

    def _chain(self, key: str, injector: str, at: int) -> None:
        """Remember the first that a filter answered this queue id to; a later one begins when that is long ago."""
        before = self.chained.get(key)
        if before is None or at - before[1] >= BACK:
            _remember(self.chained, key, (injector, at), MOST_CHAINED)

    def _retry(self, row: Row) -> bool:
        """Whether this recipient of this message was tried before."""
        key = _hash(row[_D["message"]], row[_D["recipient"]])
        before = key in self.deferred
        if row[_D["outcome"]] == "deferred":
            _remember(self.deferred, key, None, MOST_DEFERRED)
        elif before:
            del self.deferred[key]
        return before

    def _answer(self, row: Row, host: str, at: int) -> None:
        provider = row[_D["provider"]]
        refused = counts_against(str(row[_D["outcome"]]), _words(row[_D["cause"]]), _words(row[_D["enhanced"]]))
        if provider is None or refused is None:
            return
        key = _hash(row[_D["message"]], provider, refused)
        before = key in self.answered
        _remember(self.answered, key, None, MOST_ANSWERED)
        if not before:
            self.site.answered(Answered(at=at, host=host, provider=str(provider), refused=refused))


def counting_values(counting: Counting) -> dict[str, Any]:
    """What is not counted yet, as JSON has it."""
    return {
        "waiting": [list(row) for rows in counting.waiting.values() for row in rows],
        "deferred": list(counting.deferred),
        "chained": counting.chained,
        "answered": list(counting.answered),
    }


def read_counting(site: Site, told: Told, values: dict[str, Any]) -> Counting:
    """Go on where such values were written.

    Raises:
        KeyError, TypeError, ValueError: They are not such values.
    """
    counting = Counting(site, told)
    for row in values["waiting"]:
        counting.waiting.setdefault(int(row[0]), []).append(tuple(row))
        counting._waits += 1  # noqa: SLF001 - its own
    counting.deferred = dict.fromkeys(int(one) for one in values["deferred"])
    counting.answered = dict.fromkeys(int(one) for one in values["answered"])
    counting.chained = {str(key): (str(whose), int(at)) for key, (whose, at) in values["chained"].items()}
    return counting


def _came_back(answered: int, row: Row, message: Row | None) -> bool:
    """Whether it is the message that a filter's answer names, and not a later one of the same queue id."""
    if message is None:
        return answered <= _whole(row[_D["at"]]) < answered + BACK
    begun = _whole(message[_M["first_at"]])
    return begun <= answered < begun + BACK


def _remember(into: dict[Any, Any], key: object, value: object, most: int) -> None:
    into.pop(key, None)
    into[key] = value
    if len(into) > most:
        del into[next(iter(into))]


def _hash(*parts: object) -> int:
    """The same in every run, other than the built-in one."""
    return int.from_bytes(blake2b(repr(parts).encode("utf-8", "backslashreplace"), digest_size=8).digest(), "big")


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def _words(value: object) -> str | None:
    return None if value is None else str(value)
