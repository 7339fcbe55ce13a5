"""What many lines say, each kind of reply or event once: for ``hiyari log explain``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from hiyari.carriers.replies.cause import Outcome
from hiyari.carriers.replies.events import Event, event_in
from hiyari.carriers.replies.line import ReplyInLine, reply_in
from hiyari.carriers.replies.parts import take_apart
from hiyari.carriers.replies.read import read_reply
from hiyari.carriers.replies.reading import ReplyReading

MOST_KINDS: Final = 200
"""Kinds of replies that are kept apart; what comes after is counted."""


@dataclass(slots=True)
class Kind:
    """Replies that mean the same."""

    found: ReplyInLine
    """The first of them."""
    reading: ReplyReading
    host: str | None
    """Who said it."""
    count: int = 1
    event: Event | None = None
    """What the line tells of a client, where it holds no reply."""

    @property
    def understood(self) -> bool:
        """Whether it is known what it means."""
        return self.event is not None or self.reading.understood

    @property
    def silent(self) -> bool:
        """Whether nothing has to be said about it beside others."""
        if self.event is not None:
            return self.event is not Event.LOGIN_FAILED
        return self.reading.outcome is Outcome.UNKNOWN


@dataclass(slots=True)
class Told:
    """What all lines say."""

    kinds: list[Kind]
    without: int = 0
    """Lines that hold no reply."""
    more: int = 0
    """Lines of further kinds."""


def tell(lines: Iterable[str], relay: str | None, on: date | None) -> Told:
    """What the lines say.

    Args:
        lines: Lines of a log, or bare replies.
        relay: The server that replied, where a line does not name it.
        on: The day on which it was said; None means now.
    """
    told = Told([])
    kinds: dict[tuple[object, ...], Kind] = {}
    for line in lines:
        found = reply_in(line)
        if found is None:
            told.without += bool(line.strip())
            continue
        event = event_in(line)
        if event is not None:
            found = ReplyInLine(text=found.text, ours=True)
        reading = read_reply(found.text if event is None else "", relay=relay or found.relay, on=on)
        key = _key(reading, found) if event is None else (event,)
        known = kinds.get(key)
        if known is not None:
            known.count += 1
        elif len(kinds) < MOST_KINDS:
            host = take_apart(found.text).host or found.relay or relay
            kinds[key] = Kind(found, reading, None if found.ours else host, event=event)
        else:
            told.more += 1
    return _sorted_out(told, list(kinds.values()))


def _key(reading: ReplyReading, found: ReplyInLine) -> tuple[object, ...]:
    if reading.outcome in {Outcome.ACCEPTED, Outcome.UNKNOWN}:
        return (reading.outcome,)
    what = (reading.code, reading.enhanced, reading.cause, reading.blocklist, reading.advice, reading.source)
    return (reading.outcome, *what, found.ours)


def _sorted_out(told: Told, kinds: list[Kind]) -> Told:
    """The most frequent first; what holds no reply at all is only counted, unless there is nothing else."""
    silent = [one for one in kinds if one.silent]
    if len(kinds) > len(silent):
        told.without += sum(one.count for one in silent)
        kinds = [one for one in kinds if not one.silent]
    told.kinds = sorted(kinds, key=lambda one: (one.reading.outcome is Outcome.ACCEPTED, -one.count))
    return told
