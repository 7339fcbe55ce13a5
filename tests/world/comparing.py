"""Holds facts against the truth, and says every difference in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from hiyari.maillog.facts import Cell
from tests.world.reading import Facts
from tests.world.truth import Delivered, Hop, Kind, Refused, Sent, Truth

_Row = dict[str, Cell]
_EXPIRED = "expired"
_HELD_AT_ONCE = frozenset({Kind.DISCARDED, Kind.DELETED, Kind.REQUEUED})
"""The queue manager never took these up, and only it says whose a message is."""


def short(host: object) -> str:
    """A host's first label: Postfix' own log has no more."""
    return str(host).partition(".")[0]


class Comparison:
    """One log's facts beside the truth."""

    def __init__(self, truth: Truth, facts: Facts) -> None:
        self._truth = truth
        self._facts = facts
        self._messages: dict[tuple[str, str], list[_Row]] = {}
        for row in facts.rows["messages"]:
            self._messages.setdefault((short(row["host"]), str(row["queue_id"])), []).append(row)
        self._deliveries: dict[Cell, list[_Row]] = {}
        for row in sorted(facts.rows["deliveries"], key=lambda row: int(row["at"] or 0)):
            self._deliveries.setdefault(row["message"], []).append(row)

    def messages(self) -> list[str]:
        """Every difference in the messages that were sent, and messages that nobody sent."""
        found = [f"{sent.name}: {said}" for sent in self._truth.sent for said in self._message(sent)]
        return [*found, *self._invented()]

    def others(self) -> list[str]:
        """Every difference in what hosts refused and in failed logins."""
        return [*self._refusals(), *self._logins()]

    def expired(self) -> list[str]:
        """Recipients that a host gave up, but the facts do not say so."""
        gave_up = {
            (short(one.host), one.recipient)
            for sent in self._truth.sent
            for one in sent.delivered
            if one.course[-1] == _EXPIRED
        }
        told = {
            (short(row["host"]), str(row["recipient"]))
            for rows in self._deliveries.values()
            for row in rows
            if row["status"] == _EXPIRED
        }
        return [f"{recipient} at {host}" for host, recipient in sorted(gave_up - told)]

    def _message(self, sent: Sent) -> Iterator[str]:
        rows: list[_Row] = []
        for hop in sent.hops:
            lives = [row for row in self._messages.get(_key(hop), []) if _is(row, sent)]
            if len(lives) != 1:
                yield f"found {len(lives)} times as {hop}, once is right"
                return
            rows += lives
        if not rows:
            yield "the truth knows no queue id"
            return
        yield from _beginning(sent, rows[0])
        for number, row in enumerate(rows):
            last = number == len(rows) - 1
            ending = sent.ending if last else "removed"
            if row["ending"] != ending:
                yield f"{row['queue_id']} ends with {row['ending']}, not {ending}"
        for before, after in pairwise(rows):
            yield from self._link(sent, before, after)
        for delivered in sent.delivered:
            yield from self._delivered(delivered, rows)

    def _link(self, sent: Sent, before: _Row, after: _Row) -> Iterator[str]:
        """That the next life is known to come of this one."""
        named = {row["queued_as"] for row in self._deliveries.get(before["message"], [])}
        if short(before["host"]) == short(after["host"]) and after["origin"] != "network":
            kind = "local" if sent.kind is Kind.REQUEUED else "forward"
            if (after["origin"], after["parent"]) != (kind, before["queue_id"]):
                yield f"{after['queue_id']} comes of {before['queue_id']}, not {after['origin']} {after['parent']}"
        elif sent.kind is Kind.FILTERED and after["parent"] != before["queue_id"]:
            yield f"the filter gave {before['queue_id']} back as {after['queue_id']}, not as of {after['parent']}"
        elif after["queue_id"] not in named:
            yield f"{before['queue_id']} went on as {after['queue_id']}, not {named}"

    def _delivered(self, wanted: Delivered, rows: Sequence[_Row]) -> Iterator[str]:
        lives = [row for row in rows if short(row["host"]) == short(wanted.host)]
        attempts = [
            one
            for row in lives
            for one in self._deliveries.get(row["message"], [])
            if one["recipient"] == wanted.recipient
            and one["way"] != "filter"
            and one["status"] != _EXPIRED
            and not _is_handed_on(one)
        ]
        course = tuple(str(outcome) for outcome, _ in groupby(one["outcome"] for one in attempts))
        if course != tuple(one for one in wanted.course if one != _EXPIRED):
            yield f"{wanted.recipient} at {wanted.host} was {wanted.course}, not {course}"
            return
        last = attempts[-1]
        for name, right in (
            ("code", wanted.code),
            ("enhanced", wanted.enhanced),
            ("program", wanted.program),
            ("original", wanted.original),
        ):
            if last[name] != right:
                yield f"{wanted.recipient} at {wanted.host}: {name} is {right}, not {last[name]}"

    def _refusals(self) -> Iterator[str]:
        right = Counter(_refused(one) for one in self._truth.refused)
        kept = ("held", "discarded", "warned")
        told = Counter(_told_refusal(row) for row in self._facts.rows["rejects"] if row["outcome"] not in kept)
        yield from (f"refusal not told: {one}" for one in (right - told).elements())
        yield from (f"refusal that was none: {one}" for one in (told - right).elements())

    def _logins(self) -> Iterator[str]:
        right: Counter[tuple[Cell, ...]] = Counter(
            (short(one.host), one.address, one.method, one.account) for one in self._truth.logins
        )
        told: Counter[tuple[Cell, ...]] = Counter(
            (short(row["host"]), row["address"], row["method"], row["account"]) for row in self._facts.rows["logins"]
        )
        yield from (f"failed login not told: {one}" for one in (right - told).elements())
        yield from (f"failed login that was none: {one}" for one in (told - right).elements())

    def _invented(self) -> Iterator[str]:
        """Messages that nobody sent: only a notification that found no reader, or what was refused at its end."""
        known = Counter(_key(hop) for sent in self._truth.sent for hop in sent.hops)
        refused = {(short(row["host"]), row["queue_id"]) for row in self._facts.rows["rejects"]}
        for key, rows in self._messages.items():
            for row in rows[known[key] :]:
                lost = row["origin"] == "bounce" and (key[0], row["parent"]) in known
                never = row["sender"] is None and row["message_id"] is None
                if not (lost or never or key in refused):
                    yield f"nobody sent {key}: {row}"


def _key(hop: Hop) -> tuple[str, str]:
    return short(hop.host), hop.queue_id


def _is(row: _Row, sent: Sent) -> bool:
    return row["message_id"] == sent.message_id or (sent.kind is Kind.DISCARDED and row["message_id"] is None)


def _is_handed_on(attempt: _Row) -> bool:
    """An alias that local(8) expanded into a new message: the truth speaks of what became of that."""
    return str(attempt["reply"]).startswith("forwarded as ")


def _beginning(sent: Sent, row: _Row) -> Iterator[str]:
    """Who brought it in, as the first host tells."""
    wanted: dict[str, Cell] = {
        "origin": sent.origin,
        "address": sent.address,
        "uid": sent.uid,
        "sasl": sent.sasl,
        "script": sent.script,
        "parent": sent.parent,
    }
    if sent.kind not in _HELD_AT_ONCE and sent.ending != "open":
        wanted["sender"] = sent.sender
    if sent.subject is not None and short(sent.host) != "mail":
        wanted["subject"] = sent.subject
    for name, right in wanted.items():
        if row[name] != right:
            yield f"{name} is {right!r}, not {row[name]!r}"


def _refused(one: Refused) -> tuple[object, ...]:
    # cleanup logs the enhanced status code without the reply code.
    code = None if one.program == "cleanup" else one.code
    return short(one.host), one.program, one.stage, one.enhanced, one.address, one.sender, one.recipient, code


def _told_refusal(row: _Row) -> tuple[object, ...]:
    names = ("program", "stage", "enhanced", "address", "sender", "recipient", "code")
    return short(row["host"]), *(row[name] for name in names)
