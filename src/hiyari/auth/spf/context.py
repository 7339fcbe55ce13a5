"""What one evaluation carries along: the sender, the limits, the counts, and the trace.

A class with state, because every term of every included record counts towards the same limits (RFC 7208
section 4.6.4).
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Final, NoReturn

from hiyari.auth.spf.macro import MacroString, fit
from hiyari.auth.spf.record import Network, Networks
from hiyari.auth.spf.result import (
    Identity,
    IPAddress,
    Policy,
    Problem,
    ProblemKind,
    Result,
    SpfResult,
    Step,
    TraceLine,
)
from hiyari.dns.answer import Absent, Answer, Found, Lost, NoData, Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import Address, Host, RdType
from hiyari.model.text import Text, text

MAX_POINTERS: Final = 10
"""PTR names that are looked at, and names of an mx term (section 4.6.4)."""
# Labels of any printable octets: zones hold underscores and worse, and section 4.3 only asks for the form.
_DOMAIN: Final = re.compile(r"(?=.{1,253}\Z)(?:[^.\s]{1,63}\.)+[^.\s]{1,63}")


@lru_cache(maxsize=4096)
def is_domain(name: str) -> bool:
    """Whether check_host() may be asked for this name at all (section 4.3): two labels or more, none too long."""
    return _DOMAIN.fullmatch(name) is not None and name.isascii() and not name.endswith("]")


class Stop(Exception):  # noqa: N818 - it ends an evaluation, which need not be anybody's error
    """Ends the evaluation from any depth with temperror or permerror."""

    def __init__(self, result: Result, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.result = result
        self.problem = problem


class Context:
    """The state of one evaluation; made by `check_host` and passed through its parts."""

    __slots__ = (
        "asked",
        "identity",
        "ip",
        "matched",
        "number",
        "policy",
        "rdtype",
        "receiver",
        "stack",
        "terms",
        "timestamp",
        "trace",
        "v4",
        "validated",
        "voids",
    )

    def __init__(self, identity: Identity, ip: IPAddress, policy: Policy, *, receiver: str, timestamp: int) -> None:
        mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
        self.ip: IPAddress = mapped or ip
        self.identity = identity
        self.policy = policy
        self.receiver = receiver
        self.timestamp = timestamp
        self.number = int(self.ip)
        self.v4 = self.ip.version == 4
        self.rdtype = RdType.A if self.v4 else RdType.AAAA
        self.terms = 0
        self.voids = 0
        self.trace: list[TraceLine] = []
        self.asked: list[Answer] = []
        """Every answer so far; a trace line takes those since the term began."""
        self.stack: list[str] = []
        """Domains whose records led here, to tell a loop from a long chain."""
        self.matched: TraceLine | None = None
        self.validated: dict[str, str] = {}
        """The ``p`` macro's value by the domain it was made for."""

    def ask(self, question: Question) -> Lookup[Answer]:
        """Ask, and remember the answer for the trace."""
        answer = yield question
        self.asked.append(answer)
        return answer

    def note(self, depth: int, domain: str, step: Step, term: str, before: int) -> TraceLine:
        """Write one line of the trace; ``before`` is how many answers there were when the step began."""
        line = TraceLine(depth, domain, step, term, self.terms, self.voids, tuple(self.asked[before:]))
        self.trace.append(line)
        return line

    def count_term(self, term: str, domain: str, depth: int) -> None:
        """Count a term that causes look-ups; the eleventh ends the evaluation (section 4.6.4)."""
        self.terms += 1
        if self.terms > self.policy.terms:
            loop = len(set(self.stack)) < len(self.stack)
            kind = ProblemKind.LOOP if loop else ProblemKind.TOO_MANY_TERMS
            sentence = (
                text("the record of {domain} leads back to itself", domain=domain)
                if loop
                else text("more than {limit} terms need DNS look-ups", limit=self.policy.terms)
            )
            self.stop(kind, domain, term, sentence, depth, len(self.asked))

    def count_void(self, answer: Answer, term: str, domain: str, depth: int) -> None:
        """Count a look-up that found nothing; the third ends the evaluation (section 4.6.4)."""
        if isinstance(answer.outcome, Absent | NoData):
            self.voids += 1
            if self.voids > self.policy.voids:
                detail = text("more than {limit} look-ups found nothing", limit=self.policy.voids)
                self.stop(ProblemKind.TOO_MANY_VOIDS, domain, term, detail, depth, len(self.asked) - 1)

    def stop(self, kind: ProblemKind, domain: str, term: str, detail: Text, depth: int, before: int) -> NoReturn:
        """End with permerror, or with temperror when an answer was lost."""
        self.note(depth, domain, Step.PROBLEM, term, before)
        result = Result.TEMPERROR if kind is ProblemKind.LOST else Result.PERMERROR
        raise Stop(result, Problem(kind=kind, domain=domain, term=term, detail=detail))

    def stop_lost(self, lost: Lost, domain: str, term: str, depth: int, before: int) -> NoReturn:
        """End with temperror: an answer that is not known is never taken for *absent* (section 2.6.6)."""
        self.stop(ProblemKind.LOST, domain, term, lost.describe(), depth, before)

    def find_network(self, run: Networks) -> Network | None:
        """The first network of a run that the client's address lies in."""
        number = self.number
        for mask, base, term in run.v4 if self.v4 else run.v6:
            if number & mask == base:
                return term
        return None

    def target(self, spec: MacroString, domain: str) -> Lookup[str]:
        """The target name of a term: its domain-spec expanded, and cut to what fits (section 4.8)."""
        if spec.constant:
            return fit(spec.expand({}))
        values = yield from self.values(spec, domain)
        return fit(spec.expand(values))

    def values(self, spec: MacroString, domain: str) -> Lookup[dict[str, str]]:
        """The value of every macro letter for this sender (section 7.2); ``p`` only where it is needed."""
        packed = self.ip.packed.hex().upper()  # as the examples of section 7.4
        values = {
            "s": self.identity.sender,
            "l": self.identity.local_part,
            "o": self.identity.domain,
            "d": domain,
            "i": str(self.ip) if self.v4 else ".".join(packed),
            "h": self.identity.helo or self.identity.domain,
            "c": str(self.ip),
            "r": self.receiver,
            "t": str(self.timestamp),
            "v": "in-addr" if self.v4 else "ip6",
        }
        if spec.needs_ptr:
            values["p"] = yield from self.validated_name(domain)
        return values

    def pointers(self) -> Lookup[tuple[Answer, list[str]]]:
        """The client's PTR answer and its first ten names."""
        answer = yield from self.ask(Question(self.ip.reverse_pointer, RdType.PTR))
        names = [record.target for record in answer.records[:MAX_POINTERS] if isinstance(record, Host)]
        return answer, names

    def is_validated(self, name: str) -> Lookup[bool]:
        """Whether a PTR name leads back to the client; a lost answer skips the name (section 5.5)."""
        answer = yield from self.ask(Question(name, self.rdtype))
        return any(isinstance(record, Address) and int(record.address) == self.number for record in answer.records)

    def validated_name(self, domain: str) -> Lookup[str]:
        """The ``p`` macro (section 7.3): the domain itself, else a name below it, else any; else ``unknown``."""
        if domain not in self.validated:
            _, names = yield from self.pointers()
            valid = []
            for name in names:
                if (yield from self.is_validated(name)):
                    valid.append(name)  # noqa: PERF401 - a comprehension cannot yield
            ranked = sorted(valid, key=lambda name: (name != domain, not name.endswith(f".{domain}")))
            self.validated[domain] = ranked[0] if ranked else "unknown"
        return self.validated[domain]

    def finish(self, result: Result, *, problem: Problem | None = None, explanation: str | None = None) -> SpfResult:
        """The result with everything that was seen on the way."""
        return SpfResult(
            result=result,
            identity=self.identity,
            ip=self.ip,
            explanation=explanation,
            problem=problem,
            matched=None if problem else self.matched,
            terms=self.terms,
            voids=self.voids,
            trace=tuple(self.trace),
        )


__all__ = ["MAX_POINTERS", "Context", "Found", "Stop", "is_domain"]
