"""Kinds of receivers whose rules lead to another answer than RFC 7208's, as data, each with where it is known from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiyari.auth.spf.lint import Lint
from hiyari.auth.spf.record import Hosts
from hiyari.auth.spf.result import RFC7208, Policy, ProblemKind, Reading, Result
from hiyari.model.text import N_

_BROKEN: Final = frozenset({Result.FAIL, Result.PERMERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of receiver."""

    id: str
    title: str
    """In a sentence's middle; marked with ``N_``."""
    policy: Policy = RFC7208
    refuses: frozenset[Result] = _BROKEN
    """Results after which it refuses the mail."""
    evidence: str
    """Where it is known from."""


FIRST_RECORD: Final = Profile(
    id="first-record",
    title=N_("receivers that take the first of several records"),
    policy=Policy(several=Reading.FIRST),
    evidence="rspamd before its pull request 6196",
)
MX_COUNTED: Final = Profile(
    id="mx-counted",
    title=N_("receivers that count every MX address as a look-up"),
    policy=Policy(count_mx_addresses=True),
    evidence="older releases of mail-auth (issue 35), maddy (issue 487)",
)
FIFTY_TERMS: Final = Profile(
    id="fifty-terms",
    title=N_("receivers that allow 50 look-ups"),
    policy=Policy(terms=50),
    evidence="mailauth for JavaScript, by default",
)
SOFTFAIL_REFUSED: Final = Profile(
    id="softfail-refused",
    title=N_("receivers that refuse softfail and look at From:"),
    refuses=frozenset(Result) - {Result.PASS, Result.NONE, Result.TEMPERROR},
    evidence="docomo's description of its filter in i-mode times (historic)",
)
BOTH_REQUIRED: Final = Profile(
    id="spf-and-dkim",
    title=N_("receivers that want both SPF and DKIM to pass"),
    refuses=frozenset(Result) - {Result.PASS, Result.TEMPERROR},
    evidence="Microsoft for outlook.com from 5000 mails a day, since 2025-05-05 (550 5.7.515)",
)
PROFILES: Final = (FIRST_RECORD, MX_COUNTED, FIFTY_TERMS, SOFTFAIL_REFUSED, BOTH_REQUIRED)


def differing(spf: Lint) -> tuple[Profile, ...]:
    """The kinds of receivers whose evaluation can differ with these records; most domains have none."""
    kinds = {problem.kind for problem in spf.problems}
    records = [branch.record for branch in spf.branches if branch.record is not None]
    found: list[Profile] = []
    if ProblemKind.SEVERAL_RECORDS in kinds:
        found.append(FIRST_RECORD)
    if any(isinstance(term, Hosts) and term.mx for record in records for term in record.directives):
        found.append(MX_COUNTED)
    if ProblemKind.TOO_MANY_TERMS in kinds:
        found.append(FIFTY_TERMS)
    return tuple(found)
