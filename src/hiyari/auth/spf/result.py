"""What an SPF evaluation is asked, what it answers, and the whole way there (RFC 7208 sections 2.4 to 2.6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from hiyari.dns.answer import Answer
    from hiyari.model.text import Text

IPAddress: TypeAlias = IPv4Address | IPv6Address


class Result(StrEnum):
    """The seven results of section 2.6, by the words of the RFC."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


class IdentityKind(StrEnum):
    """Which name a receiver takes the domain from."""

    MAIL_FROM = "mail-from"
    HELO = "helo"
    """With an empty reverse-path (bounces) this is the only identity there is (section 2.4)."""
    HEADER_FROM = "header-from"
    """Not in RFC 7208: what docomo has documented for its own filter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom the mail claims to be from."""

    kind: IdentityKind
    domain: str
    """The domain whose record is evaluated, as given; a domain that cannot exist gives the result none."""
    local_part: str = "postmaster"
    """Left of the @; ``postmaster`` where there is none (section 4.3)."""
    helo: str = ""
    """The HELO name, for the ``h`` macro."""

    @property
    def sender(self) -> str:
        """The ``s`` macro."""
        return f"{self.local_part}@{self.domain}"


class Reading(StrEnum):
    """What a receiver does with several SPF records at one name."""

    PERMERROR = "permerror"
    """Section 4.5."""
    FIRST = "first"
    """Receivers that take the first one they see (rspamd before its PR 6196)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a receiver evaluates; the defaults are RFC 7208's."""

    terms: int = 10
    """Terms that cause DNS look-ups (section 4.6.4)."""
    voids: int = 2
    """Void look-ups: no such name, or no such record (section 4.6.4)."""
    several: Reading = Reading.PERMERROR
    count_mx_addresses: bool = False
    """True for receivers that count each exchange of an ``mx`` term towards ``terms``."""


RFC7208 = Policy()


class Step(StrEnum):
    """What happened at one line of a trace."""

    RECORD = "record"
    """A domain's SPF record was looked up."""
    MATCH = "match"
    NO_MATCH = "no match"
    PROBLEM = "problem"
    """The evaluation ended here with temperror or permerror."""
    REDIRECT = "redirect"
    DEFAULT = "default"
    """Nothing matched and there was no redirect: neutral (section 4.7)."""


class TraceLine(NamedTuple):
    """One step of the way: which term of which domain's record, and what it came to.

    A tuple, because every evaluation makes a dozen of them.
    """

    depth: int
    """0 for the identity's own record, one more for each include or redirect."""
    domain: str
    step: Step
    term: str
    """The term as it stands in the record; the whole record for `Step.RECORD`; several terms where a run of networks
    was compared at once."""
    terms: int
    """Terms with DNS look-ups so far, this one included."""
    voids: int
    """Void look-ups so far."""
    answers: tuple[Answer, ...] = ()
    """What was asked for this term, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why an evaluation ended in permerror or temperror."""

    kind: ProblemKind
    domain: str
    """Whose record."""
    term: str
    """Which term, as it stands in the record; empty when it is about the whole record."""
    detail: Text
    """The sentence for a person."""


class ProblemKind(StrEnum):
    """Every way to permerror and temperror, so that rules can tell them apart."""

    SYNTAX = "syntax"
    SEVERAL_RECORDS = "several records"
    TOO_MANY_TERMS = "too many terms"
    TOO_MANY_VOIDS = "too many voids"
    TOO_MANY_MX = "too many mx"
    TARGET_WITHOUT_RECORD = "target without record"
    """An include or redirect leads to a domain without an SPF record."""
    LOOP = "loop"
    """An include or redirect leads back; receivers see too many terms."""
    BAD_DOMAIN = "bad domain"
    LOST = "lost"
    """temperror: an answer is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpfResult:
    """What check_host() returns, and how it got there."""

    result: Result
    identity: Identity
    ip: IPAddress
    explanation: str | None = None
    """The expanded ``exp=`` text, only with fail; None when there is none (the receiver then uses its own)."""
    problem: Problem | None = None
    """Set for permerror and temperror."""
    matched: TraceLine | None = None
    """The line that decided a pass, fail, softfail or neutral; at depth 0 and, for an include, the deepest match below
    stands in the trace before it."""
    terms: int = 0
    voids: int = 0
    trace: tuple[TraceLine, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Every answer that the evaluation used, in order."""
        return tuple(answer for line in self.trace for answer in line.answers)
