"""What all sessions of one carrier share: its habits, its clock, and the record of what happened."""

from __future__ import annotations

import copy
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from hiyari.lab.carriers.habit import Answer, Habit, Session, Verdict
from hiyari.lab.carriers.temper import Temper

KEPT: Final = 10_000
"""Sessions, and lines of the transcript, that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message in one mailbox."""

    recipient: str
    """Exactly as on the wire; octets that are not UTF-8 as surrogates."""
    reverse_path: str
    content: bytes
    """Without dot-stuffing."""
    time: float
    """By the carrier's clock."""
    peer: str
    session: int


class Line(NamedTuple):
    """One line of the transcript; a tuple, because there are a dozen per message."""

    session: int
    time: float
    sent: bool
    """Whether the carrier said it."""
    octets: bytes


class House:
    """Habits and records. Sessions call it; `Carrier` shows it."""

    def __init__(
        self, temper: Temper, clock: Callable[[], float], record: Callable[[Sequence[Delivery]], None] | None
    ) -> None:
        self.clock = clock
        self.delivered: list[Delivery] = []
        self.swallowed: list[Delivery] = []
        self.sessions: deque[Session] = deque(maxlen=KEPT)
        self.transcript: deque[Line] = deque(maxlen=KEPT)
        self._record = record if record is not None else self.delivered.extend
        self._open: Counter[str] = Counter()
        self._count = 0
        self.change(temper)

    def change(self, temper: Temper) -> None:
        """Behave differently from now on, in open sessions too; the new habits remember nothing."""
        habits = copy.deepcopy(temper.habits)
        self.temper = replace(temper, habits=habits)
        # A carrier without habits must not pay for asking them: it stands in benchmarks.
        self._answering = [one for one in habits if type(one).answer is not Habit.answer]
        self._judging = [one for one in habits if type(one).judge is not Habit.judge]
        self._delaying = [one for one in habits if type(one).delay is not Habit.delay]

    def begin(self, peer: str, port: int) -> Session:
        """A connection is there."""
        self._count += 1
        self._open[peer] += 1
        now = self.clock()
        session = Session(number=self._count, peer=peer, port=port, opened=now, parallel=self._open[peer], now=now)
        self.sessions.append(session)
        return session

    def end(self, session: Session) -> None:
        """A connection is gone."""
        session.closed = self.clock()
        self._open[session.peer] -= 1
        if not self._open[session.peer]:
            del self._open[session.peer]

    def note(self, session: Session, octets: bytes, *, sent: bool) -> None:
        """Write into the transcript."""
        self.transcript.append(Line(session.number, session.now, sent, octets))

    def answer(self, session: Session) -> Answer | None:
        """The first opinion of a habit about the current moment."""
        for habit in self._answering:
            answer = habit.answer(session)
            if answer is not None:
                return answer
        return None

    def delay(self, session: Session) -> float:
        """Seconds until the reply to the current moment."""
        return sum(habit.delay(session) for habit in self._delaying) if self._delaying else 0.0

    def settle(self, session: Session, reverse_path: str, recipients: Sequence[str], content: bytes) -> Verdict:
        """Decide about a whole message and record who got it, before anything is said."""
        verdict = Verdict(session=session, delivered=tuple(recipients), reply=self.temper.accepted)
        for habit in self._judging:
            verdict = habit.judge(verdict)

        def deliveries(whom: Sequence[str]) -> list[Delivery]:
            return [
                Delivery(
                    recipient=one,
                    reverse_path=reverse_path,
                    content=content,
                    time=session.now,
                    peer=session.peer,
                    session=session.number,
                )
                for one in whom
            ]

        if verdict.delivered:
            self._record(deliveries(verdict.delivered))
        if verdict.swallowed:
            self.swallowed.extend(deliveries(verdict.swallowed))
        return verdict
