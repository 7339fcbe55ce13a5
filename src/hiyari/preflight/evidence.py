"""What a finding shows of the answers that it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from hiyari.dns.answer import Absent, Answer, NoData
from hiyari.model.finding import Evidence

_EMPTY = {Absent: "NXDOMAIN", NoData: "NODATA"}


def evidence(*answers: Answer) -> tuple[Evidence, ...]:
    """Each answer once, in the order asked."""
    return tuple(map(_one, _distinct(answers)))


def relevant(answers: Iterable[Answer], most: int = 3) -> tuple[Evidence, ...]:
    """The first answers of a long way; the whole way is shown by ``hiyari spf``."""
    return tuple(map(_one, islice(_distinct(answers), most)))


def _distinct(answers: Iterable[Answer]) -> Iterable[Answer]:
    """Each answer once; compared by what was asked of whom and when, because whole answers are slow to compare."""
    return {(answer.question, answer.of, answer.at): answer for answer in answers}.values()


_MADE: Final[dict[int, tuple[Answer, Evidence]]] = {}
_MOST_MADE: Final = 8192


def _one(answer: Answer) -> Evidence:
    """The evidence of one answer, made once: most answers stand under a dozen findings.

    Remembered by the object itself, which the entry keeps alive, so that its identity cannot be somebody else's.
    """
    made = _MADE.get(id(answer))
    if made is not None:
        return made[1]
    if len(_MADE) >= _MOST_MADE:
        _MADE.clear()
    fresh = _make(answer)
    _MADE[id(answer)] = (answer, fresh)
    return fresh


def _make(answer: Answer) -> Evidence:
    ttl: int | None = getattr(answer.outcome, "ttl", None)
    came = " | ".join(str(record) for record in answer.records) or _EMPTY.get(
        type(answer.outcome), type(answer.outcome).__name__
    )
    return Evidence(
        asked=str(answer.question), of=f"{answer.origin.value}, {answer.of}", at=answer.at, answer=came, ttl=ttl
    )
