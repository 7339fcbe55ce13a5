"""Takes one message: reads it, makes the ledger know, and suppresses whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from hiyari.carriers.reason import Reason
from hiyari.delivery.bounce.bounce import Action, Kind, Notice
from hiyari.delivery.bounce.effect import Doing, Effect
from hiyari.delivery.bounce.read import read_notice
from hiyari.delivery.bouncing import Bounces, Taken
from hiyari.delivery.ledger.writing import ConflictError
from hiyari.delivery.recipients.suppressing import SuppressionFile
from hiyari.delivery.returned_mail import Found
from hiyari.model.clock import Clock
from hiyari.model.error import ActionError
from hiyari.model.text import Remote, Text, text

_OPEN: Final = frozenset({Doing.AMBIGUOUS, Doing.CONTRADICTION, Doing.UNMATCHED, Doing.SOMEBODY_ELSE, Doing.WEAK})
"""What leaves open whom a statement is about, or whether it is true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one message, for whoever shows it."""

    place: str
    taken: Taken | None
    """None where the message could not be read."""
    problem: Text | None = None
    suppressed: bool | None = None
    """Whether the address is new in the suppression list; None where no list was given or nobody asked."""

    @property
    def unknown(self) -> bool:
        """Whether anything about the message could not be understood or matched."""
        taken = self.taken
        if taken is None:
            return True
        if taken.asks:
            return taken.unsubscribed is None
        return taken.notice.kind is Kind.UNCLEAR or taken.notice.cut or any(_is_open(one) for one in taken.effects)


def _is_open(effect: Effect) -> bool:
    failed = effect.bounce.statement.action is Action.FAILED
    return effect.doing in _OPEN or (failed and effect.bounce.reason is Reason.UNDEFINED)


@dataclass(slots=True, kw_only=True)
class Intake:
    """What every message needs; counts what was done."""

    bounces: Bounces
    engine: sa.Engine
    clock: Clock
    suppression: SuppressionFile | None = None
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, found: Found) -> Outcome:
        """Take a message from a file.

        Raises:
            ActionError: The ledger or the suppression list could not be written.
        """
        if found.problem is not None:
            return self._counted(Outcome(place=found.place, taken=None, problem=found.problem))
        return self.settle(found.place, read_notice(found.octets, cut=found.cut), ())

    def settle(self, place: str, notice: Notice, sent_to: tuple[str, ...]) -> Outcome:
        """Take what a message says; the ledger has it durably on return.

        Raises:
            ActionError: The ledger or the suppression list could not be written.
        """
        try:
            taken = self.bounces.take(self.engine, notice, sent_to, self.clock())
        except (SQLAlchemyError, ConflictError) as error:
            raise ActionError(_unwritten(place, error)) from None
        outcome = Outcome(place=place, taken=taken)
        if taken.unsubscribed is not None and self.suppression is not None and self.bounces.writes:
            outcome = replace(outcome, suppressed=self.suppression.add(taken.unsubscribed.address))
        return self._counted(outcome)

    def _counted(self, outcome: Outcome) -> Outcome:
        words = ["messages"]
        if outcome.unknown:
            words.append("unknown")
        if outcome.taken is not None:
            words.append("unsubscribe" if outcome.taken.asks else outcome.taken.notice.kind.value)
            words += [one.doing.value for one in outcome.taken.effects]
        for word in words:
            self.counts[word] = self.counts.get(word, 0) + 1
        return outcome


def _unwritten(place: str, error: Exception) -> Text:
    detail = str(getattr(error, "orig", error)) or "somebody else keeps changing the same deliveries"
    return text(
        "{place}: the ledger could not be read or written: {reason}. Nothing of this message was kept; read the same "
        "mail again, what is known already changes nothing.",
        place=place,
        reason=Remote(detail.splitlines()[0]),
    )
