"""pyspf, the reference evaluator, over the same records in memory; an oracle and a peer, never a dependency."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import spf

from hiyari.dns.answer import Answer, Question
from hiyari.dns.drive import Complete
from hiyari.dns.records import Address, Host, Mx, RdType, Txt


def make_lookup(records: Complete) -> Any:
    """A replacement for pyspf's one DNS function; answers are made once per question."""
    known: dict[tuple[str, str], list[Any]] = {}

    def lookup(name: str, qtype: str, *_: Any, **__: Any) -> list[Any]:
        key = (name, qtype)
        if key not in known:
            question = Question(name.lower().removesuffix("."), RdType[qtype])
            answer = records.find(question)
            if answer.lost is not None:
                raise spf.TempError("lost")
            known[key] = [((name, qtype), _value(record)) for record in answer.records]
        return known[key]

    return lookup


def check(lookup: Any, ip: str, sender: str, helo: str) -> str:
    """The result of one evaluation."""
    spf.DNSLookup = lookup
    result: str = spf.query(ip, sender, helo).check()[0]
    return result


def _value(record: Any) -> Any:
    match record:
        case Address(address=address):
            return str(address) if address.version == 4 else address.packed
        case Mx(preference=preference, exchange=exchange):
            return (preference, exchange)
        case Host(target=target):
            return target
        case Txt(strings=strings):
            return strings
        case _:
            raise TypeError(record)


class Table:
    """Records in memory by question: what a benchmark of an evaluator should cost nothing to ask."""

    def __init__(self, answers: Mapping[Question, Answer], otherwise: Complete) -> None:
        self._answers = dict(answers)
        self._otherwise = otherwise

    def find(self, question: Question) -> Answer:
        """The prepared answer, or the other source's, remembered."""
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = self._otherwise.find(question)
        return answer
