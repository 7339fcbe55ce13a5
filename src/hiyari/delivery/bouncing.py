"""Takes messages that came back: reads them, finds their deliveries, and makes the ledger know, durably.

One message is one transaction. What it does to each delivery is decided in `delivery.bounce`; this is the shell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.bounce.bounce import Bounce, Notice, Statement
from hiyari.delivery.bounce.effect import Doing, Effect, Past, decide
from hiyari.delivery.bounce.match import Claim, Contradiction, How, find_claim, find_unsubscribe, whom
from hiyari.delivery.bounce.meaning import judge, written_key
from hiyari.delivery.ledger.change import Delivery, Source, settled
from hiyari.delivery.ledger.lookup import by_token, sent_and_bounced, sent_between
from hiyari.delivery.ledger.writing import ConflictError, write

_SPAN_US: Final = 10 * 86400 * 1_000_000
"""How long after its sending a message may bounce and still be found by recipient and time: two queue lives."""
_SKEW_US: Final = 3600 * 1_000_000
_TRIES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one message."""

    notice: Notice
    effects: tuple[Effect, ...] = ()
    """One for each statement."""
    asks: bool = False
    """Whether it asks for no more mail, with a genuine token."""
    unsubscribed: Delivery | None = None
    """Whose recipient wants no more mail; None, too, where the ledger does not have that delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounces:
    """What every message needs."""

    key: bytes
    """The site's key."""
    known: Knowledge
    node: str
    """Who reads them, for the events."""
    writes: bool = True
    """False for a dry run."""

    def settle(self, connection: sa.Connection, notice: Notice, sent_to: tuple[str, ...], now: datetime) -> Taken:
        """Take one message within the connection's transaction, which is durable once it is committed.

        Args:
            connection: To the ledger, in a transaction.
            notice: What the message says.
            sent_to: The envelope's recipients; empty where they are not known.
            now: The present moment.

        Raises:
            ConflictError: The ledger moved meanwhile; nothing of the message may be kept.
        """
        asked = find_unsubscribe(notice, self.key)
        if asked is not None:
            return Taken(notice=notice, asks=True, unsubscribed=by_token(connection, *asked))
        effects = tuple(self._effects(connection, notice, sent_to, now))
        changes = [one.change for one in effects if one.change is not None]
        if changes and self.writes:
            # No promise is made here, so that no horizon is needed.
            write(connection, changes, 0)
        return Taken(notice=notice, effects=effects)

    def take(self, engine: sa.Engine, notice: Notice, sent_to: tuple[str, ...], now: datetime) -> Taken:
        """Take one message in a transaction of its own; it is durable on return.

        Raises:
            ConflictError: Somebody else kept changing the same deliveries.
            SQLAlchemyError: The database cannot be read or written.
        """
        for left in reversed(range(_TRIES)):
            try:
                with engine.connect().execution_options(reads_only=not self.writes) as connection, connection.begin():
                    return self.settle(connection, notice, sent_to, now)
            except ConflictError:
                if not left:
                    raise
        raise AssertionError  # unreachable: the last try returns or raises

    def _effects(
        self, connection: sa.Connection, notice: Notice, sent_to: tuple[str, ...], now: datetime
    ) -> Iterator[Effect]:
        claim = find_claim(notice, sent_to, self.key)
        claimed = by_token(connection, claim.campaign, claim.number) if isinstance(claim, Claim) else None
        people = {key: one for one in notice.statements if (key := self._key(one)) is not None}
        held: dict[tuple[str, str], Delivery] = {} if claimed is None else {_place(claimed): claimed}
        for statement in notice.statements:
            bounce = judge(statement, notice, self.known, now)
            if isinstance(claim, Contradiction):
                yield Effect(doing=Doing.CONTRADICTION, bounce=bounce)
                continue
            if isinstance(claim, Claim) and claimed is None:
                # Genuine, and of a ledger that is not this one.
                yield Effect(doing=Doing.UNMATCHED, bounce=bounce, how=claim.how)
                continue
            how = claim.how if isinstance(claim, Claim) else How.RECIPIENT
            candidates = [claimed] if claimed is not None else self._candidates(connection, statement, bounce)
            if len(candidates) != 1:
                doing = Doing.AMBIGUOUS if candidates else Doing.UNMATCHED
                yield Effect(doing=doing, bounce=bounce)
                continue
            delivery = held.setdefault(_place(candidates[0]), candidates[0])
            bounce = judge(statement, notice, self.known, now, delivery.lane)
            yield self._decide(connection, bounce, delivery, how, people, now)

    def _decide(
        self,
        connection: sa.Connection,
        bounce: Bounce,
        delivery: Delivery,
        how: How,
        people: Mapping[str, Statement],
        now: datetime,
    ) -> Effect:
        others = frozenset(people) - {delivery.recipient}
        shared = any(_same_reply(people[key], bounce.statement) for key in others)
        about = whom(bounce, delivery.recipient, others, self.known, shared=shared)
        source = Source(at_us=int(now.timestamp() * 1_000_000), node=self.node)
        sent_us, bounced = sent_and_bounced(connection, delivery)
        effect = decide(bounce, delivery, about, how, Past(sent_us=sent_us, bounced=bounced), source)
        if effect.change is not None:
            # A second statement about the same delivery sees it as it will be.
            settled(effect.change)
        return effect

    def _candidates(self, connection: sa.Connection, statement: Statement, bounce: Bounce) -> list[Delivery]:
        key = self._key(statement)
        if key is None:
            return []
        at_us = int(bounce.at.timestamp() * 1_000_000)
        return sent_between(connection, key, at_us - _SPAN_US, at_us + _SKEW_US, 2)

    def _key(self, statement: Statement) -> str | None:
        """The recipient as the sender knew it."""
        address = statement.original or statement.recipient
        return written_key(address, self.known) if address else None


def _same_reply(one: Statement, other: Statement) -> bool:
    return one.code is not None and (one.code, one.said) == (other.code, other.said)


def _place(delivery: Delivery) -> tuple[str, str]:
    return delivery.recipient, delivery.campaign
