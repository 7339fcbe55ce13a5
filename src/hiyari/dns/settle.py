"""Runs work that needs DNS and is not asynchronous: asks what it misses, all at once, and runs it again.

A planner evaluates many senders over many states. Written as plain functions over records at hand it stays readable;
what is not at hand is asked for concurrently between the runs, until a run misses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

from hiyari.dns.answer import Answer, Origin, Question
from hiyari.dns.drive import Source
from hiyari.model.cause import NotCovered

T = TypeVar("T")
MAX_ROUNDS: Final = 200
"""A chain of look-ups where each depends on the last; RFC 7208's limits end every evaluation earlier."""
MAX_QUESTIONS: Final = 500_000


class Known:
    """The answers so far. A question without one is noted and answered with `NotCovered`, never with *absent*."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.answers: dict[Question, Answer] = {}
        self.missing: set[Question] = set()

    def find(self, question: Question) -> Answer:
        """The answer, or that it is not known yet."""
        answer = self.answers.get(question)
        if answer is not None:
            return answer
        self.missing.add(question)
        outcome = NotCovered(name=question.name)
        return Answer(question=question, outcome=outcome, origin=Origin.MEMORY, of="not asked", at=self.at)


async def settle(work: Callable[[Known], T], source: Source, at: datetime) -> T:
    """Run ``work`` until every question that it asks has its answer.

    Args:
        work: A function without side effects; it runs once more for every depth of dependent questions.
        source: Whom to ask; lost answers come back as such and are not asked again.
        at: The moment of the run, for answers that nobody gave.
    """
    known = Known(at)
    result = work(known)
    for _ in range(MAX_ROUNDS):
        if not known.missing or len(known.answers) > MAX_QUESTIONS:
            break
        questions = tuple(known.missing)
        known.missing.clear()
        known.answers.update(zip(questions, await asyncio.gather(*map(source.ask, questions)), strict=True))
        result = work(known)
    return result
