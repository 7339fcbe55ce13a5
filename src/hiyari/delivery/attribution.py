"""What one transaction proves about each recipient. Pure: replies, their phases, and what is known at that date.

The rules, in the order of their force:

* A reply to RCPT is about its recipient, and nothing was delivered to it.
* What ends a transaction before its content was sent delivered nothing, and blames no recipient.
* A refusal after the content that names an address is about that address alone. About the others it proves nothing:
  they may have been delivered (docomo; Mailman lists that lost all their docomo members by it).
* No reply after the content proves nothing about anybody (RFC 1047).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hiyari.carriers.knowledge import Knowledge, Meaning
from hiyari.carriers.provider import About, Provider
from hiyari.carriers.reason import ABOUT_THE_ADDRESS, Reason
from hiyari.delivery.address import parse_address, recipient_key
from hiyari.delivery.ledger.states import Delivered, Move, Standing
from hiyari.smtp.client import Obstacle
from hiyari.smtp.connection import Transaction
from hiyari.smtp.reply import Phase, Reply

_BEFORE_ANYBODY: Final = frozenset({Phase.CONNECT, Phase.EHLO, Phase.STARTTLS, Phase.AUTH, Phase.MAIL, Phase.RSET})
"""Phases whose replies are about us: whatever they say, no recipient is to blame."""
_TRIED_AGAIN: Final = frozenset({Reason.RATE, Reason.BLOCKED, Reason.GREYLISTED, Reason.SYSTEM, Reason.NETWORK})
"""Reasons that pass: the message waits, even where the code is a permanent one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one recipient."""

    move: Move
    delivered: Delivered
    standing: Standing
    reason: Reason
    phase: Phase
    reply: Reply | None
    """The reply that decided; None where none came."""
    source: str = ""
    """Where the meaning of the reply is known from."""

    @property
    def calls_unknown(self) -> bool:
        """Whether the address was refused as unknown: what a burst of is not believed."""
        return self.reason in ABOUT_THE_ADDRESS or (
            self.reason is Reason.FILTERED and self.reply is not None and "unknown" in str(self.reply).lower()
        )


def attribute(
    recipients: tuple[str, ...], transaction: Transaction, provider: Provider, known: Knowledge, at: datetime
) -> dict[str, Outcome]:
    """The outcome of each recipient of a transaction.

    Args:
        recipients: The addresses as they stood on the wire.
        transaction: The replies with their phases.
        provider: Whose replies they are.
        known: What replies mean.
        at: When they came; the meaning depends on it.
    """
    return {one: _Reading(recipients, transaction, provider, known, at).of(one) for one in recipients}


def unconnected(reply: Reply | None, phase: Phase, provider: Provider, known: Knowledge, at: datetime) -> Outcome:
    """The outcome where no transaction began: the connection failed, or the greeting was no welcome."""
    if reply is None:
        return _outcome(Move.DEFERRED, Delivered.NO, Reason.NETWORK, phase, None)
    meaning = known.read(provider, phase.value, reply.code, " ".join(reply.lines), at)
    reason = Reason.SYSTEM if meaning.reason is Reason.UNDEFINED else meaning.reason
    return _outcome(Move.DEFERRED, Delivered.NO, reason, phase, reply, source=meaning.source)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One transaction, and how its replies are read."""

    recipients: tuple[str, ...]
    transaction: Transaction
    provider: Provider
    known: Knowledge
    at: datetime

    def of(self, recipient: str) -> Outcome:
        transaction = self.transaction
        if transaction.obstacle is not None:
            return _impossible(transaction.obstacle)
        for one in transaction.replies:
            refused_here = one.reply.phase is Phase.RCPT and one.recipient == recipient and not one.reply.positive
            if refused_here or (one.reply.phase in _BEFORE_ANYBODY and not one.reply.positive):
                return self._refused_before(one.reply, recipient)
        final = transaction.final
        if final is not None:
            return self._answered(final, recipient)
        if transaction.broken is Phase.FINAL_DOT:
            return _outcome(Move.ANSWER_LOST, Delivered.MAY_BE, Reason.NETWORK, Phase.FINAL_DOT, None)
        if transaction.broken is Phase.CONTENT:
            return _outcome(Move.RETRACTED, Delivered.NO, Reason.NETWORK, Phase.CONTENT, None)
        if transaction.broken is not None:
            return _outcome(Move.DEFERRED, Delivered.NO, Reason.NETWORK, transaction.broken, None)
        return self._refused_data(recipient)

    def _meaning(self, reply: Reply) -> Meaning:
        return self.known.read(self.provider, reply.phase.value, reply.code, " ".join(reply.lines), self.at)

    def _refused_before(self, reply: Reply, recipient: str) -> Outcome:
        meaning = self._meaning(reply)
        about_us = reply.phase in _BEFORE_ANYBODY or meaning.about is About.SENDER
        if reply.code < 500 or about_us or meaning.reason in _TRIED_AGAIN:
            return _outcome(Move.DEFERRED, Delivered.NO, meaning.reason, reply.phase, reply, source=meaning.source)
        bad = meaning.reason in ABOUT_THE_ADDRESS and self._names(meaning, recipient) is not False
        standing = Standing.BAD if bad else Standing.UNKNOWN
        return _outcome(Move.REFUSED, Delivered.NO, meaning.reason, reply.phase, reply, standing, meaning.source)

    def _refused_data(self, recipient: str) -> Outcome:
        """DATA was refused: nothing was sent. What it says is read as if it had come after the content."""
        reply = next((one.reply for one in self.transaction.replies if one.reply.phase is Phase.DATA), None)
        if reply is None:
            return _outcome(Move.DEFERRED, Delivered.NO, Reason.SYSTEM, Phase.DATA, None)
        outcome = self._answered(reply, recipient)
        if outcome.move is Move.UNPROVEN:
            return _outcome(Move.DEFERRED, Delivered.NO, Reason.UNDEFINED, reply.phase, reply, source=outcome.source)
        return outcome

    def _answered(self, reply: Reply, recipient: str) -> Outcome:
        if reply.positive:
            return _outcome(Move.ACCEPTED, Delivered.YES, Reason.UNDEFINED, reply.phase, reply, Standing.GOOD)
        meaning = self._meaning(reply)
        named = self._names(meaning, recipient)
        if named is False:
            return _outcome(
                Move.UNPROVEN, Delivered.MAY_BE, Reason.UNDEFINED, reply.phase, reply, source=meaning.source
            )
        if reply.code < 500 or meaning.reason in _TRIED_AGAIN:
            return _outcome(Move.DEFERRED, Delivered.NO, meaning.reason, reply.phase, reply, source=meaning.source)
        # After the content even "unknown" is an alarm rather than a fact: the address was taken at RCPT.
        standing = Standing.DOUBTED if meaning.reason in ABOUT_THE_ADDRESS else Standing.UNKNOWN
        return _outcome(Move.REFUSED, Delivered.NO, meaning.reason, reply.phase, reply, standing, meaning.source)

    def _names(self, meaning: Meaning, recipient: str) -> bool | None:
        """Whether the reply names this recipient; None when it names nobody, or somebody who has nothing to do with it.

        A text may quote our own address or a postmaster's. It counts as naming somebody else only where the provider is
        known to name one of the recipients, or where the address is one of this transaction's.
        """
        if meaning.named is None:
            return None
        named = self._key(meaning.named)
        if named == self._key(recipient):
            return True
        if meaning.about is About.NAMED or named in {self._key(one) for one in self.recipients}:
            return False
        return None

    def _key(self, address: str) -> str:
        parsed = parse_address(address)
        return recipient_key(parsed, self.provider) if parsed else address


def _outcome(
    move: Move,
    delivered: Delivered,
    reason: Reason,
    phase: Phase,
    reply: Reply | None,
    standing: Standing = Standing.UNKNOWN,
    source: str = "",
) -> Outcome:
    return Outcome(
        move=move, delivered=delivered, standing=standing, reason=reason, phase=phase, reply=reply, source=source
    )


def _impossible(obstacle: Obstacle) -> Outcome:
    reason = Reason.TOO_BIG if obstacle is Obstacle.TOO_BIG else Reason.SYNTAX
    return _outcome(Move.REFUSED, Delivered.NO, reason, Phase.MAIL, None, source=obstacle.value)
