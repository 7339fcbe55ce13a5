"""What a finding shows of the answers that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from hiyari.dns.answer import Absent, Answer, NoData
from hiyari.model.finding import Evidence

_EMPTY = {Absent: "NXDOMAIN", NoData: "NODATA"}


def evidence(*answers: Answer) -> tuple[Evidence, ...]:
    """Each answer once, in the order asked."""
    return tuple(_one(answer) for answer in dict.fromkeys(answers))


def relevant(answers: Iterable[Answer], most: int = 3) -> tuple[Evidence, ...]:
    """The first answers of a long way; the whole way is shown by ``hiyari spf``."""
    return evidence(*list(dict.fromkeys(answers))[:most])


def _one(answer: Answer) -> Evidence:
    ttl: int | None = getattr(answer.outcome, "ttl", None)
    came = " | ".join(str(record) for record in answer.records) or _EMPTY.get(
        type(answer.outcome), type(answer.outcome).__name__
    )
    return Evidence(
        asked=str(answer.question), of=f"{answer.origin.value}, {answer.of}", at=answer.at, answer=came, ttl=ttl
    )
