"""Planned changes of RRsets, laid over what DNS answers now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hiyari.dns.answer import Answer, Found, NoData, Origin, Question
from hiyari.dns.convert import parse_record
from hiyari.dns.drive import Complete
from hiyari.dns.records import RdType, Record
from hiyari.model.plan import RrsetEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class RrsetChange:
    """One RRset as it is and as it shall be; empty on either side means that there is none."""

    question: Question
    """The owner of the records (behind all aliases) and their type."""
    before: tuple[Record, ...]
    after: tuple[Record, ...]
    remembered: int | None
    """Seconds that resolvers may go on using ``before``: its TTL, or the negative TTL; None where nobody said."""
    ttl: int
    """Seconds of the new RRset."""
    aliases: tuple[str, ...] = ()
    """Names that lead to the owner by CNAME and are answered with it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name whose answer changes."""
        return (self.question.name, *self.aliases)


class Changed:
    """`Records` of planned RRsets alone: a question that nothing changes is somebody else's."""

    def __init__(self, changes: Iterable[RrsetChange], at: datetime) -> None:
        self._answers = {
            (question := Question(name, change.question.rdtype)): _answer(question, change, at)
            for change in changes
            for name in change.names
        }

    def find(self, question: Question) -> Answer | None:
        """The planned answer, or None."""
        return self._answers.get(question)


class Planned:
    """Records over other records: planned RRsets answer first, as if they were published already."""

    def __init__(self, changes: Iterable[RrsetChange], over: Complete, at: datetime) -> None:
        self._changed = Changed(changes, at)
        self._over = over

    def find(self, question: Question) -> Answer:
        """The planned answer where there is one, else the present one."""
        return self._changed.find(question) or self._over.find(question)


def change_of(edit: RrsetEdit) -> RrsetChange:
    """The change that a plan's edit writes in master-file notation."""
    rdtype = RdType[edit.rdtype]
    return RrsetChange(
        question=Question(edit.name, rdtype),
        before=tuple(parse_record(rdata, rdtype) for rdata in edit.before),
        after=tuple(parse_record(rdata, rdtype) for rdata in edit.after),
        remembered=edit.remembered,
        ttl=edit.ttl,
        aliases=edit.aliases,
    )


def _answer(question: Question, change: RrsetChange, at: datetime) -> Answer:
    outcome = Found(records=change.after, ttl=change.ttl) if change.after else NoData(ttl=change.remembered)
    return Answer(question=question, outcome=outcome, origin=Origin.PLAN, of="plan", at=at)
