"""Drives look-ups: generators that yield a `Question`, are sent its `Answer`, and return what they found out.

A look-up knows nothing of sockets, caches or plans. `run` drives it over a source in memory, `arun` over anything
asynchronous, and `overlaid` answers some of its questions from a planned change and passes the rest on.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol, TypeAlias, TypeVar

from hiyari.dns.answer import Answer, Question

T = TypeVar("T")
Lookup: TypeAlias = Generator[Question, Answer, T]


class Records(Protocol):
    """Records at hand: answers at once, or says that the question is not its own."""

    def find(self, question: Question) -> Answer | None:
        """The answer, or None when somebody else must be asked."""
        ...


class Complete(Protocol):
    """Records at hand that answer every question (with `NotCovered` where they know nothing)."""

    def find(self, question: Question) -> Answer:
        """The answer; never None."""
        ...


class Source(Protocol):
    """Somebody who answers every question in time, if only by saying why there is no answer."""

    async def ask(self, question: Question) -> Answer:
        """The answer. Never raises for anything that a network or a server does."""
        ...


def run(lookup: Lookup[T], records: Complete) -> T:
    """Drive a look-up over records in memory."""
    find = records.find
    send = lookup.send
    try:
        question = next(lookup)
        while True:
            question = send(find(question))
    except StopIteration as done:
        result: T = done.value
        return result


async def arun(lookup: Lookup[T], source: Source) -> T:
    """Drive a look-up over an asynchronous source, one question at a time."""
    try:
        question = next(lookup)
        while True:
            question = lookup.send(await source.ask(question))
    except StopIteration as done:
        result: T = done.value
        return result


def overlaid(lookup: Lookup[T], planned: Records) -> Lookup[T]:
    """Answer what the planned change answers; yield every other question onward."""
    try:
        question = next(lookup)
        while True:
            answer = planned.find(question)
            question = lookup.send((yield question) if answer is None else answer)
    except StopIteration as done:
        result: T = done.value
        return result
