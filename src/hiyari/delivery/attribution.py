"""What one transaction proves about each recipient. Pure: replies, their phases, and what is known at that date.

The rules, in the order of their force:

* A reply to RCPT is about its recipient, and nothing was delivered to it.
* What ends a transaction before its content was sent delivered nothing, and blames no recipient.
* A refusal after the content that names an address is about that address alone. About the others it proves nothing:
  they may have been delivered (docomo; Mailman lists that lost all their docomo members by it). One that is about one
  of several and names nobody proves nothing about any of them.
* No reply after the content proves nothing about anybody (RFC 1047).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hiyari.carriers.knowledge import Knowledge, Meaning
from hiyari.carriers.provider import About, Provider
from hiyari.carriers.reason import ABOUT_THE_ADDRESS, ABOUT_THE_SENDER, Reason
from hiyari.delivery.address import parse_address, recipient_key
from hiyari.delivery.ledger.states import Delivered, Move, Standing
from hiyari.smtp.connection import Transaction
from hiyari.smtp.events import Obstacle, Replied
from hiyari.smtp.reply import Phase, Reply

_ABOUT_ONE: Final = frozenset({About.RECIPIENT, About.NAMED})
"""What a reply is about when it is about one recipient, whoever that is."""
_BEFORE_ANYBODY: Final = frozenset({Phase.CONNECT, Phase.EHLO, Phase.STARTTLS, Phase.AUTH, Phase.MAIL, Phase.RSET})
"""Phases whose replies are about us: whatever they say, no recipient is to blame."""
_CLOSING: Final = 421
"""The server closes the connection: in any phase this is about the connection (RFC 5321 section 3.8)."""
SAYS_IT_EXISTS: Final = frozenset({Reason.MAILBOX_FULL, Reason.SUSPENDED})
"""Reasons for a refusal that nobody gives for an address that is not there."""
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
        """Whether the address was refused as unknown, whatever that means here: what a burst of is not believed."""
        return self.move is Move.REFUSED and self.reply is not None and calls_unknown(self.reason, str(self.reply))

    @property
    def speaks_of_the_address(self) -> bool:
        """Whether it says that the address exists, or that it does not: what credibility is measured on."""
        if self.move is Move.REFUSED:
            return self.calls_unknown or (self.reply is not None and self.reason in SAYS_IT_EXISTS)
        return self.move is Move.ACCEPTED


def calls_unknown(reason: str, said: str) -> bool:
    """Whether a refusal for this reason, in these words, calls the address unknown.

    Some filters do so after the content, and are known to mean something else by it: that is watched all the same.
    """
    says_so = reason in {Reason.FILTERED, Reason.UNDEFINED} and "unknown" in said.lower()
    return reason in ABOUT_THE_ADDRESS or says_so


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
    reading = _Reading(recipients, transaction, provider, known, at)
    return {one: reading.of(one) for one in recipients}


def unconnected(reply: Reply | None, phase: Phase, provider: Provider, known: Knowledge, at: datetime) -> Outcome:
    """The outcome where no transaction began: the connection failed, or the greeting was no welcome."""
    if reply is None:
        return _outcome(Move.DEFERRED, Delivered.NO, Reason.NETWORK, phase, None)
    meaning = known.read(provider, phase.value, reply.code, _said(reply), at)
    return _outcome(
        Move.DEFERRED, Delivered.NO, _about_us(meaning.reason, reply, phase), phase, reply, source=meaning.source
    )


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
            if not one.reply.positive and self._ends_before_the_content(one, recipient):
                return self._refused_before(one.reply, recipient)
        if transaction.withheld:
            # We did not send it: nothing that the server said until then, its 354 least of all, is about this.
            return _outcome(Move.DEFERRED, Delivered.NO, Reason.UNDEFINED, Phase.CONTENT, None)
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

    @staticmethod
    def _ends_before_the_content(one: Replied, recipient: str) -> bool:
        phase = one.reply.phase
        if phase is Phase.RCPT:
            # 421 closes the connection, to whomever it was said.
            return one.recipient == recipient or one.reply.code == _CLOSING
        return phase in _BEFORE_ANYBODY

    def _meaning(self, reply: Reply) -> Meaning:
        return self.known.read(self.provider, reply.phase.value, reply.code, _said(reply), self.at)

    def _refused_before(self, reply: Reply, recipient: str) -> Outcome:
        meaning, phase = self._meaning(reply), reply.phase
        if phase in _BEFORE_ANYBODY or reply.code == _CLOSING:
            reason = _about_us(meaning.reason, reply, phase)
            return _outcome(Move.DEFERRED, Delivered.NO, reason, phase, reply, source=meaning.source)
        if reply.code < 500 or meaning.about is About.SENDER or meaning.reason in _TRIED_AGAIN:
            return _outcome(Move.DEFERRED, Delivered.NO, meaning.reason, phase, reply, source=meaning.source)
        bad = meaning.reason in ABOUT_THE_ADDRESS and self._names(meaning, recipient) is not False
        standing = Standing.BAD if bad else Standing.UNKNOWN
        return _outcome(Move.REFUSED, Delivered.NO, meaning.reason, phase, reply, standing, meaning.source)

    def _refused_data(self, recipient: str) -> Outcome:
        """DATA was refused: nothing was sent, and only what is about the recipient is more than a delay."""
        refusals = (one.reply for one in self.transaction.replies if one.reply.phase is Phase.DATA)
        reply = next((one for one in refusals if not one.positive), None)
        if reply is None:
            return _outcome(Move.DEFERRED, Delivered.NO, Reason.SYSTEM, Phase.DATA, None)
        meaning, outcome = self._meaning(reply), self._answered(reply, recipient)
        about_us = meaning.about is About.SENDER or outcome.reason in {Reason.UNDEFINED, Reason.SYNTAX}
        if outcome.move is Move.REFUSED and not about_us:
            return outcome
        return _outcome(Move.DEFERRED, Delivered.NO, outcome.reason, reply.phase, reply, source=meaning.source)

    def _answered(self, reply: Reply, recipient: str) -> Outcome:
        if reply.code < 300:
            return _outcome(Move.ACCEPTED, Delivered.YES, Reason.UNDEFINED, reply.phase, reply, Standing.GOOD)
        meaning = self._meaning(reply)
        if reply.positive or not self._is_about(meaning, recipient):
            return _outcome(
                Move.UNPROVEN, Delivered.MAY_BE, Reason.UNDEFINED, reply.phase, reply, source=meaning.source
            )
        reason = meaning.reason
        if reply.code < 500 or reason in _TRIED_AGAIN:
            reason = Reason.SYSTEM if reply.code == _CLOSING and reason is Reason.UNDEFINED else reason
            return _outcome(Move.DEFERRED, Delivered.NO, reason, reply.phase, reply, source=meaning.source)
        # After the content even "unknown" is an alarm rather than a fact: the address was taken at RCPT.
        standing = Standing.DOUBTED if meaning.reason in ABOUT_THE_ADDRESS else Standing.UNKNOWN
        return _outcome(Move.REFUSED, Delivered.NO, meaning.reason, reply.phase, reply, standing, meaning.source)

    def _is_about(self, meaning: Meaning, recipient: str) -> bool:
        """Whether a refusal of the content is about this recipient."""
        named = self._names(meaning, recipient)
        if named is not None or meaning.about not in _ABOUT_ONE:
            return named is not False
        replies = self.transaction.replies
        taken = [one.recipient for one in replies if one.reply.phase is Phase.RCPT and one.reply.positive]
        return len(taken) == 1

    def _names(self, meaning: Meaning, recipient: str) -> bool | None:
        """Whether the reply names this recipient; None when it names nobody, or somebody who has nothing to do with it.

        A text may quote our own address or a postmaster's. It counts as naming somebody else only where the provider is
        known to name one of the recipients, or where one of the addresses is one of this transaction's.
        """
        keys = {self._key(one) for one in self.recipients}
        written = {self._key(one) for one in meaning.addresses}
        named = keys & written
        if not named:
            # A server may write an address in lower case without taking two cases for one mailbox.
            folded = {one.lower() for one in written}
            named = {one for one in keys if one.lower() in folded}
        if named:
            return self._key(recipient) in named
        return False if meaning.addresses and meaning.about is About.NAMED else None

    def _key(self, address: str) -> str:
        parsed = parse_address(address)
        return recipient_key(parsed, self.provider) if parsed else address


def _said(reply: Reply) -> str:
    """The text of a reply. Its octets are UTF-8 where they are at all readable, as a name in it may be (RFC 6531)."""
    said = " ".join(reply.lines)
    try:
        return said.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return said


def _about_us(reason: Reason, reply: Reply, phase: Phase) -> Reason:
    """The reason where a reply cannot be about a recipient, whatever its text sounds like."""
    if reason in ABOUT_THE_SENDER or reason in _TRIED_AGAIN:
        return reason
    return Reason.REJECTED if phase is Phase.MAIL and reply.code >= 500 else Reason.SYSTEM


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
