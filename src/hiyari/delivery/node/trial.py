"""One delivery, tried once: destination, connection, transaction, and what is written about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import Provider
from hiyari.carriers.reason import ABOUT_THE_SENDER, Reason
from hiyari.delivery.attribution import Outcome, attribute, unconnected
from hiyari.delivery.campaign import Campaign, RouteKind
from hiyari.delivery.exchangers import Exchangers, NoMail, NotKnown
from hiyari.delivery.ledger import book
from hiyari.delivery.ledger.change import Change, Delivery, Source, change, settled
from hiyari.delivery.ledger.claim import Node
from hiyari.delivery.ledger.hindrance import Hindrance, HindranceKind
from hiyari.delivery.ledger.scribe import Scribe
from hiyari.delivery.ledger.states import Delivered, Move, Standing, State
from hiyari.delivery.node.destinations import Destinations
from hiyari.delivery.node.letters import Letters
from hiyari.delivery.node.lines import Lines, NoLine
from hiyari.delivery.node.settle import intend, settle, spoken
from hiyari.delivery.node.stock import Shelf
from hiyari.delivery.pacing.backoff import said
from hiyari.delivery.pacing.lane import Lane
from hiyari.model.clock import Clock
from hiyari.model.error import ActionError
from hiyari.model.text import Remote, text
from hiyari.smtp.connection import Transaction
from hiyari.smtp.reply import Phase, Reply

_SECOND: Final = 1_000_000
_SLOWS_THE_LANE: Final = ABOUT_THE_SENDER | {Reason.SYSTEM, Reason.NETWORK}
"""Reasons for which a time that the reply asks for is meant for everybody, and not for one recipient."""

_MOST_DEFERRALS: Final = 40
"""How often a delivery is put off: five to six days at the usual waits (RFC 5321 section 4.5.4.1 asks for 4 to 5)."""
_LOGIN_WANTED: Final = frozenset({530, 534, 535, 538})
"""Authentication is required, or was not good enough (RFC 4954 section 6)."""


@dataclass(slots=True)
class Trial:
    """What is tried."""

    lane: Lane
    shelf: Shelf
    delivery: Delivery
    free: Callable[[Lane], None]
    """Gives the place in the lane back."""
    freed: bool = False

    def release(self) -> None:
        """Give the place in the lane back, once.

        That may be before the outcome is durable: whoever takes the place has to write an intent of its own first, and
        what is written goes in order. So no more deliveries are ever without a durable outcome than there are places.
        """
        if not self.freed:
            self.freed = True
            self.free(self.lane)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is written about it."""

    delivery: Delivery
    outcome: Outcome


Result: TypeAlias = Settled | Delivery | None
"""A delivery alone was not tried after all: the same content is promised to the recipient elsewhere. None: the row is
no longer as it was seen."""


@dataclass(slots=True, kw_only=True)
class Trials:
    """Tries deliveries of one campaign."""

    campaign: Campaign
    known: Knowledge
    scribe: Scribe
    node: Node
    letters: Letters
    destinations: Destinations
    lines: Lines
    clock: Clock

    async def settle(self, trial: Trial) -> Result:
        """Try it, write what came of it, and tell its lane.

        Raises:
            ActionError: The ledger cannot be written, or the route cannot be used as it is declared.
        """
        destination = await self.destinations.find(trial.delivery.address.rpartition("@")[2])
        match destination:
            case NoMail():
                outcome = _no_way(Move.REFUSED, Reason.HOST_UNKNOWN, Standing.BAD)
                return await self._write(trial, outcome, "", destination.why.message.format(**destination.why.params))
            case NotKnown():
                return await self._write(trial, _no_way(Move.DEFERRED, Reason.NETWORK), "", "no answer from DNS")
            case Exchangers():
                return await self._try(trial, destination)

    async def _try(self, trial: Trial, destination: Exchangers) -> Result:
        provider = self._provider(trial.lane)
        while True:
            line = await self.lines.take(
                trial.lane, destination.hosts, self.destinations.port, answers_end=provider.carrier
            )
            if isinstance(line, NoLine):
                self._usable_route(line)
                outcome = unconnected(line.reply, line.phase, provider, self.known, self.clock())
                return await self._write(trial, outcome, line.server, line.said)
            first = line.connection.transactions == 0
            holder = _Hold(self, trial, line.server)
            transaction = await line.connection.transact(
                self.letters.envelope(trial.delivery, self._local()), holder.promise
            )
            if not first and not transaction.replies and transaction.broken in {Phase.MAIL, Phase.RSET}:
                # The server had closed a connection that was kept: nobody has been asked anything yet.
                self.lines.drop(line)
                continue
            break
        self.lines.give_back(line, trial.lane)
        trial.release()
        wanted = next((one.reply for one in transaction.replies if one.reply.code in _LOGIN_WANTED), None)
        if self._handed_over and wanted is not None:
            raise self._not_for_us(line.server, wanted)
        if transaction.withheld:
            return await self._withheld(trial)
        return await self._write(trial, self._outcome(trial, transaction, provider), line.server, "")

    def _outcome(self, trial: Trial, transaction: Transaction, provider: Provider) -> Outcome:
        address = trial.delivery.address
        return attribute((address,), transaction, provider, self.known, self.clock())[address]

    def _provider(self, lane: Lane) -> Provider:
        """Whose replies they are; a smart host answers for itself."""
        return self.known.other if self._handed_over else self.known.provider(lane.name)

    @property
    def _handed_over(self) -> bool:
        return self.campaign.route.kind is RouteKind.SMART_HOST

    async def _write(self, trial: Trial, outcome: Outcome, server: str, remark: str) -> Result:
        made = self._settle(trial, outcome, server, remark)
        if not await self.written(made):
            await self._too_late(trial, outcome, server)
            return None
        settled(made)
        self._tell(trial.lane, outcome)
        await self._give_up(trial, server)
        return Settled(delivery=trial.delivery, outcome=outcome)

    async def _give_up(self, trial: Trial, server: str) -> None:
        """What was put off so often is not tried for ever; by attempts, so that nobody expires who was never tried."""
        delivery = trial.delivery
        if delivery.state is State.DEFERRED and delivery.events - delivery.attempts >= _MOST_DEFERRALS:
            made = change(delivery, Move.EXPIRED, self.source(trial.lane, server))
            if await self.written(made):
                settled(made)

    def _settle(self, trial: Trial, outcome: Outcome, server: str, remark: str) -> Change:
        source = self.source(trial.lane, server, remark)
        return settle(trial.delivery, outcome, source, self.campaign.route.kind, trial.lane.limits.retry.value)

    async def written(self, *changes: Change) -> bool:
        """Whether the changes are durable; false where the ledger has moved.

        Raises:
            ActionError: The ledger cannot be written.
        """
        horizon_us = self._now_us() - self.campaign.repeat_window * _SECOND
        try:
            return await self.scribe.write(changes, horizon_us)
        except Exception as error:
            reason = Remote(str(getattr(error, "orig", error)).splitlines()[0] if str(error) else type(error).__name__)
            sentence = text(
                "The ledger cannot be written: {reason}. Nothing more is sent. Mend that and run the same command "
                "again; what was on its way will be uncertain.",
                reason=reason,
            )
            raise ActionError(sentence) from error

    async def _withheld(self, trial: Trial) -> Result:
        """The promise was refused: somebody else holds it, or the row has moved."""
        delivery = trial.delivery
        horizon_us = self._now_us() - self.campaign.repeat_window * _SECOND
        held = await self.scribe.ask(lambda connection: book.promised(connection, [delivery.recipient], horizon_us))
        other = held.get((delivery.recipient, delivery.fingerprint))
        if other is None:
            return None
        hindrance = Hindrance(kind=HindranceKind.SAME_CONTENT, where=other)
        made = change(delivery, Move.SUPPRESSED, self.source(trial.lane, ""), reason=str(hindrance))
        return settled(made) if await self.written(made) else None

    async def _too_late(self, trial: Trial, outcome: Outcome, server: str) -> None:
        """Somebody took us for dead and called it uncertain: an acceptance is evidence all the same."""
        delivery = trial.delivery
        if outcome.move is Move.ACCEPTED:
            found = await self.scribe.ask(
                lambda connection: book.of_recipient(connection, delivery.recipient, delivery.campaign)
            )
            if found and found[0].state is State.UNCERTAIN:
                source = spoken(self.source(trial.lane, server), outcome)
                await self.written(change(found[0], Move.CONFIRMED, source, delivered=Delivered.YES))

    def _tell(self, lane: Lane, outcome: Outcome) -> None:
        now = self.clock().timestamp()
        if outcome.move is Move.ACCEPTED:
            lane.accepted()
            return
        spoken = " ".join(outcome.reply.lines) if outcome.reply is not None else ""
        asked = said(spoken) if outcome.reason in _SLOWS_THE_LANE else None
        about_one = outcome.reply is None and outcome.phase is Phase.MAIL
        if not about_one and outcome.reason is not Reason.HOST_UNKNOWN:
            lane.held_back(outcome.reason, now, spoken or outcome.reason.value, asked)

    def _usable_route(self, line: NoLine) -> None:
        """A login that is refused, or TLS or AUTH that is not there, is nothing that time mends.

        Raises:
            ActionError: The smart host does not take us as declared.
        """
        if not self._handed_over:
            return
        path = str(self.campaign.path)
        if line.reply is not None and line.reply.code >= 500:
            raise self._not_for_us(line.server, line.reply)
        if line.reply is None and line.phase is Phase.QUIT:
            sentence = text(
                "The smart host {server} does not offer what [route] in {path} asks for: TLS, or AUTH with PLAIN or "
                "LOGIN. Nothing was sent; mend tls, user and password_file, or the server.",
                server=line.server,
                path=path,
            )
            raise ActionError(sentence)

    def _not_for_us(self, server: str, reply: Reply) -> ActionError:
        return ActionError(
            text(
                "The smart host {server} says {reply} to us. Nothing was sent; mend [route] in {path}.",
                server=server,
                reply=Remote(str(reply)),
                path=str(self.campaign.path),
            )
        )

    def source(self, lane: Lane | None, server: str, said: str = "") -> Source:
        """When and where, for an event."""
        return Source(
            at_us=self._now_us(),
            node=self.node.name,
            egress=lane.egress if lane is not None else "",
            mx=server,
            said=said,
        )

    def _now_us(self) -> int:
        return int(self.clock().timestamp() * _SECOND)

    def _local(self) -> datetime:
        zone = self.campaign.hours.zone
        return self.clock().astimezone(zone if zone is not UTC else None)


@dataclass(slots=True)
class _Hold:
    """The promise of one transaction."""

    trials: Trials
    trial: Trial
    server: str

    async def promise(self, _: tuple[str, ...]) -> bool:
        made = intend(self.trial.delivery, self.trials.source(self.trial.lane, self.server))
        if not await self.trials.written(made):
            return False
        settled(made)
        return True


def _no_way(move: Move, reason: Reason, standing: Standing = Standing.UNKNOWN) -> Outcome:
    return Outcome(move=move, delivered=Delivered.NO, standing=standing, reason=reason, phase=Phase.CONNECT, reply=None)
