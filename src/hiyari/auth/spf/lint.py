"""The static look at a domain's SPF: every branch, whoever sends.

An evaluation stops at the first match, so a record over the limits passes for the senders that match early. This walk
follows every include and redirect, counts all of it, and collects every flaw instead of the first. The two answer
different questions, and a person needs both (RFC 7208 section 4.6.4; spf-lib issue 21).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, assert_never

from hiyari.auth.spf.hosts import is_askable
from hiyari.auth.spf.macro import MacroString, fit
from hiyari.auth.spf.parse import is_spf, parse
from hiyari.auth.spf.record import All, Directive, Exists, Flaw, Hosts, Include, Network, Ptr, Qualifier, Record
from hiyari.auth.spf.result import RFC7208, Policy, Problem, ProblemKind
from hiyari.dns.answer import Absent, Answer, Found, Lost, NoData, Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import Address, Mx, RdType, Txt
from hiyari.model.text import Remote, Text, text

MAX_RECORDS: Final = 60
"""Records that one walk reads; a tree with more is far over every receiver's limit, and the count says so."""
MAX_EXCHANGES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One SPF record of the tree."""

    domain: str
    depth: int
    """0 for the domain's own record."""
    source: str
    """The record's text, or empty when there is none or none that can be chosen."""
    answer: Answer
    record: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A term of a record, for what is said about it."""

    domain: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostUse:
    """A host name whose addresses a record lets send, and how long receivers may remember them."""

    spot: Spot
    name: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """An answer that the walk needed and did not get."""

    spot: Spot
    question: Question
    cause: Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """What the walk found. Counts are over all branches, and too low where `losses` is not empty."""

    domain: str
    branches: tuple[Branch, ...]
    """The records read, the domain's own first."""
    terms: int
    """Terms that cause look-ups, in all branches."""
    voids: int
    """Look-ups that found nothing, in all branches; macros that need a sender are not looked up."""
    problems: tuple[Problem, ...]
    """Everything that is a permerror for some sender."""
    pass_all: tuple[Spot, ...]
    """``+all`` where it lets everybody send as the domain."""
    pointers: tuple[Spot, ...]
    """``ptr`` terms."""
    after_all: tuple[Spot, ...]
    """Terms that no evaluation reaches."""
    hosts: tuple[HostUse, ...]
    dynamic: tuple[Spot, ...]
    """Terms whose name depends on the sender, so that they cannot be looked up here."""
    losses: tuple[Loss, ...]

    @property
    def has_record(self) -> bool:
        """Whether the domain itself publishes SPF that can be read."""
        return bool(self.branches) and self.branches[0].record is not None


def lint(domain: str, policy: Policy = RFC7208) -> Lookup[Lint]:
    """Walk the whole tree of a domain's SPF records; never raises for anything that a zone contains."""
    walk = _Walk(domain.lower().removesuffix("."), policy)
    yield from walk.read(walk.domain, 0, Spot(domain=walk.domain, term=""), (), open_to_all=True)
    return walk.finish()


@dataclass(slots=True)
class _Walk:
    """What one walk gathers."""

    domain: str
    policy: Policy
    branches: list[Branch] = field(default_factory=list)
    terms: int = 0
    voids: int = 0
    problems: list[Problem] = field(default_factory=list)
    pass_all: list[Spot] = field(default_factory=list)
    pointers: list[Spot] = field(default_factory=list)
    after_all: list[Spot] = field(default_factory=list)
    hosts: list[HostUse] = field(default_factory=list)
    dynamic: list[Spot] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def read(self, domain: str, depth: int, via: Spot, path: tuple[str, ...], *, open_to_all: bool) -> Lookup[None]:
        """Read one domain's record and everything that hangs on it."""
        if domain in path:
            self._problem(ProblemKind.LOOP, via, text("the record of {domain} leads back to itself", domain=domain))
            return
        if len(self.branches) >= MAX_RECORDS:
            return
        answer = yield Question(domain, RdType.TXT)
        record, source = self._choose(answer, domain, depth, via)
        self.branches.append(Branch(domain=domain, depth=depth, source=source, answer=answer, record=record))
        if record is None:
            return
        path = (*path, domain)
        self.after_all.extend(Spot(domain=domain, term=term.source) for term in record.after_all)
        for term in record.directives[: len(record.directives) - len(record.after_all)]:
            yield from self._term(term, domain, depth, path, open_to_all=open_to_all)
        if record.redirect is not None and not any(isinstance(term, All) for term in record.directives):
            spot = Spot(domain=domain, term=f"redirect={record.redirect.source}")
            self.terms += 1
            yield from self._follow(record.redirect, spot, depth, path, open_to_all=open_to_all)

    def _choose(self, answer: Answer, domain: str, depth: int, via: Spot) -> tuple[Record | None, str]:
        if answer.lost is not None:
            self.losses.append(Loss(spot=via, question=answer.question, cause=answer.lost))
            return None, ""
        texts = [octets for txt in answer.records if isinstance(txt, Txt) and is_spf(octets := txt.joined)]
        here = Spot(domain=domain, term="")
        if not texts:
            if depth:
                sentence = text("{target} has no SPF record", target=domain)
                self._problem(ProblemKind.TARGET_WITHOUT_RECORD, via, sentence)
            return None, ""
        if len(texts) > 1:
            sentence = text(
                "{domain} has {count} SPF records, and only one is allowed", domain=domain, count=len(texts)
            )
            self._problem(ProblemKind.SEVERAL_RECORDS, here, sentence)
        record = parse(texts[0])
        source = texts[0].decode("latin-1")
        if isinstance(record, Flaw):
            self._problem(ProblemKind.SYNTAX, Spot(domain=domain, term=record.term), record.detail)
            return None, source
        return record, source

    def _term(
        self, term: Directive, domain: str, depth: int, path: tuple[str, ...], *, open_to_all: bool
    ) -> Lookup[None]:
        spot = Spot(domain=domain, term=term.source)
        if not isinstance(term, All | Network):
            self.terms += 1
        match term:
            case All():
                if term.qualifier is Qualifier.PASS and open_to_all:
                    self.pass_all.append(spot)
            case Network():
                if term.bits == 0 and term.qualifier is Qualifier.PASS and open_to_all:
                    self.pass_all.append(spot)
            case Include():
                opens = open_to_all and term.qualifier is Qualifier.PASS
                yield from self._follow(term.domain, spot, depth, path, open_to_all=opens)
            case Hosts():
                yield from self._hosts(term, spot)
            case Ptr():
                self.pointers.append(spot)
            case Exists():
                target = self._constant(term.domain, spot)
                if target is not None:
                    yield from self._ask(Question(target, RdType.A), spot)
            case _:
                assert_never(term)

    def _follow(
        self, spec: MacroString, spot: Spot, depth: int, path: tuple[str, ...], *, open_to_all: bool
    ) -> Lookup[None]:
        target = self._constant(spec, spot)
        if target is not None:
            yield from self.read(target, depth + 1, spot, path, open_to_all=open_to_all)
        elif spec.constant:
            sentence = text("{target} is no domain name that can exist", target=Remote(fit(spec.expand({}))))
            self._problem(ProblemKind.BAD_DOMAIN, spot, sentence)

    def _hosts(self, term: Hosts, spot: Spot) -> Lookup[None]:
        target = spot.domain if term.domain is None else self._constant(term.domain, spot)
        if target is None:
            return
        names = [target]
        if term.mx:
            answer = yield from self._ask(Question(target, RdType.MX), spot)
            names = [record.exchange for record in sorted(r for r in answer.records if isinstance(r, Mx))]
            if len(names) > MAX_EXCHANGES:
                sentence = text("{target} has more than {limit} MX records", target=target, limit=MAX_EXCHANGES)
                self._problem(ProblemKind.TOO_MANY_MX, spot, sentence)
        for name in filter(None, names[:MAX_EXCHANGES]):
            yield from self._addresses(name, spot)

    def _addresses(self, name: str, spot: Spot) -> Lookup[None]:
        """Ask both families; void only when neither exists, because a receiver asks one of them."""
        answers = []
        for rdtype in (RdType.A, RdType.AAAA):
            answer = yield Question(name, rdtype)
            answers.append(answer)
            if answer.lost is not None:
                self.losses.append(Loss(spot=spot, question=answer.question, cause=answer.lost))
            if any(isinstance(record, Address) for record in answer.records):
                self.hosts.append(HostUse(spot=spot, name=name, answer=answer))
        if all(isinstance(answer.outcome, Absent | NoData) for answer in answers):
            self.voids += 1

    def _ask(self, question: Question, spot: Spot) -> Lookup[Answer]:
        answer = yield question
        if answer.lost is not None:
            self.losses.append(Loss(spot=spot, question=question, cause=answer.lost))
        elif not isinstance(answer.outcome, Found):
            self.voids += 1
        return answer

    def _constant(self, spec: MacroString, spot: Spot) -> str | None:
        if not spec.constant:
            self.dynamic.append(spot)
            return None
        target = fit(spec.expand({}))
        return target if is_askable(target) else None

    def _problem(self, kind: ProblemKind, spot: Spot, detail: Text) -> None:
        self.problems.append(Problem(kind=kind, domain=spot.domain, term=spot.term, detail=detail))

    def finish(self) -> Lint:
        """Add what only the totals show."""
        whole = Spot(domain=self.domain, term="")
        if self.terms > self.policy.terms:
            sentence = text(
                "{terms} terms need DNS look-ups, and only {limit} are allowed",
                terms=self.terms,
                limit=self.policy.terms,
            )
            self._problem(ProblemKind.TOO_MANY_TERMS, whole, sentence)
        if self.voids > self.policy.voids:
            sentence = text(
                "{voids} look-ups find nothing, and only {limit} may", voids=self.voids, limit=self.policy.voids
            )
            self._problem(ProblemKind.TOO_MANY_VOIDS, whole, sentence)
        return Lint(
            domain=self.domain,
            branches=tuple(self.branches),
            terms=self.terms,
            voids=self.voids,
            problems=tuple(self.problems),
            pass_all=tuple(self.pass_all),
            pointers=tuple(self.pointers),
            after_all=tuple(self.after_all),
            hosts=tuple(self.hosts),
            dynamic=tuple(self.dynamic),
            losses=tuple(self.losses),
        )


__all__ = ["Branch", "HostUse", "Lint", "Loss", "Spot", "lint"]
