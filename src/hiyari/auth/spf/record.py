"""SPF records (RFC 7208 section 4.6.1), parsed once and evaluated many times.

record           = version terms *SP
version          = "v=spf1"
terms            = *( 1*SP ( directive / modifier ) )
directive        = [ qualifier ] mechanism
qualifier        = "+" / "-" / "?" / "~"
mechanism        = ( all / include / a / mx / ptr / ip4 / ip6 / exists )
modifier         = redirect / explanation / unknown-modifier
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from hiyari.auth.spf.macro import MacroString
from hiyari.auth.spf.result import Result
from hiyari.model.text import Text


class Qualifier(StrEnum):
    """What a match means."""

    PASS = "+"
    FAIL = "-"
    SOFTFAIL = "~"
    NEUTRAL = "?"


RESULT_OF: Final = {
    Qualifier.PASS: Result.PASS,
    Qualifier.FAIL: Result.FAIL,
    Qualifier.SOFTFAIL: Result.SOFTFAIL,
    Qualifier.NEUTRAL: Result.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """``all``: always matches (section 5.1)."""

    qualifier: Qualifier
    source: str
    """The term as it stands in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Include:
    """``include``: matches when the other domain's record passes (section 5.2)."""

    qualifier: Qualifier
    source: str
    domain: MacroString


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """``a`` and ``mx``: addresses of a name, or of its exchanges (sections 5.3 and 5.4)."""

    qualifier: Qualifier
    source: str
    mx: bool
    domain: MacroString | None
    """None is the domain whose record this is."""
    v4: int
    """Bits of an IPv4 address that must agree."""
    v6: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ptr:
    """``ptr``: the client's validated name lies in the domain (section 5.5; "do not use")."""

    qualifier: Qualifier
    source: str
    domain: MacroString | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """``ip4`` and ``ip6`` (section 5.6), as integers."""

    qualifier: Qualifier
    source: str
    version: int
    """4 or 6."""
    base: int
    """The network address, host bits cleared."""
    bits: int
    """Prefix length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exists:
    """``exists``: matches when the expanded name has an A record (section 5.7)."""

    qualifier: Qualifier
    source: str
    domain: MacroString


Directive: TypeAlias = All | Include | Hosts | Ptr | Network | Exists


@dataclass(frozen=True, slots=True, kw_only=True)
class Networks:
    """A run of neighbouring networks, compared in one go: the part of a record where most time is spent."""

    terms: tuple[Network, ...]
    v4: tuple[tuple[int, int, Network], ...]
    """Mask, base and term, in the record's order."""
    v6: tuple[tuple[int, int, Network], ...]
    source: str
    """All terms of the run."""


Stretch: TypeAlias = All | Include | Hosts | Ptr | Exists | Networks


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A whole SPF record that the grammar allows."""

    source: str
    directives: tuple[Directive, ...]
    """Every mechanism in order, those after ``all`` included."""
    stretches: tuple[Stretch, ...]
    """The same up to and with ``all``, neighbouring networks put together: what is evaluated."""
    redirect: MacroString | None
    explanation: MacroString | None
    modifiers: tuple[str, ...]
    """Unknown modifiers as they stand there; ignored (section 6)."""

    @property
    def after_all(self) -> tuple[Directive, ...]:
        """Mechanisms that can never be reached."""
        for index, term in enumerate(self.directives):
            if isinstance(term, All):
                return self.directives[index + 1 :]
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why a text is no SPF record: the term, and the sentence for a person."""

    term: str
    detail: Text
