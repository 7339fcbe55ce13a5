"""check_host() of RFC 7208 section 4, as a look-up: it yields each DNS question and is sent the answer.

It knows nothing of sockets, caches or plans, so the same lines run over live DNS, zone files, a planned change and
memory. It never raises for anything that a zone contains; what goes wrong is temperror or permerror with its
`Problem`, and the trace up to there.
"""

from __future__ import annotations

from typing import Final, assert_never

from hiyari.auth.spf.context import Context, Stop, is_domain
from hiyari.auth.spf.explain import explanation_of
from hiyari.auth.spf.hosts import match_exists, match_hosts, match_ptr
from hiyari.auth.spf.macro import MacroString
from hiyari.auth.spf.parse import parse_strings
from hiyari.auth.spf.record import RESULT_OF, All, Exists, Flaw, Hosts, Include, Network, Networks, Ptr, Record
from hiyari.auth.spf.result import (
    RFC7208,
    Identity,
    IPAddress,
    Policy,
    ProblemKind,
    Reading,
    Result,
    SpfResult,
    Step,
    TraceLine,
)
from hiyari.dns.answer import Absent, Found, NoData, Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import RdType, Txt
from hiyari.model.text import Remote, text

MAX_RECORDS: Final = 100
"""TXT records at one name that are looked at; a zone with more is hostile or broken."""


def check_host(
    identity: Identity,
    ip: IPAddress,
    policy: Policy = RFC7208,
    *,
    receiver: str = "unknown",
    timestamp: int = 0,
) -> Lookup[SpfResult]:
    """Evaluate one sender as one kind of receiver does (RFC 7208 section 4.1).

    Args:
        identity: Whom the mail claims to be from.
        ip: The address it comes from; an IPv4-mapped IPv6 address counts as IPv4 (section 5).
        policy: The receiver's limits and habits; RFC 7208's by default.
        receiver: The ``r`` macro in explanations.
        timestamp: The ``t`` macro in explanations: seconds since the epoch.

    Returns:
        The result with its trace; the generator raises nothing of its own.
    """
    context = Context(identity, ip, policy, receiver=receiver, timestamp=timestamp)
    domain = identity.domain.lower().removesuffix(".")
    if not is_domain(domain):
        return context.finish(Result.NONE)
    try:
        result, record, decided = yield from _check(context, domain, 0)
        explanation = None
        if result is Result.FAIL and record is not None and record.explanation is not None:
            explanation = yield from explanation_of(context, record.explanation, decided)
    except Stop as stop:
        return context.finish(stop.result, problem=stop.problem)
    return context.finish(result, explanation=explanation)


def _check(context: Context, domain: str, depth: int) -> Lookup[tuple[Result, Record | None, str]]:
    """Evaluate one domain's record; returns the result, the record that decided, and whose record that is."""
    record = yield from _fetch(context, domain, depth)
    if record is None:
        return Result.NONE, None, domain
    for stretch in record.stretches:
        before = len(context.asked)
        match stretch:
            case Networks():
                network = context.find_network(stretch)
                if network is not None:
                    return _decide(context, network, record, domain, depth, before)
                matched = False
            case All():
                matched = True
            case Include():
                matched = yield from _include(context, stretch, domain, depth)
                before = len(context.asked)  # the lines below the include have shown its answers
            case Hosts():
                matched = yield from match_hosts(context, stretch, domain, depth)
            case Ptr():
                matched = yield from match_ptr(context, stretch, domain, depth)
            case Exists():
                matched = yield from match_exists(context, stretch, domain, depth)
            case _:
                assert_never(stretch)
        if matched:
            return _decide(context, stretch, record, domain, depth, before)
        context.note(depth, domain, Step.NO_MATCH, stretch.source, before)
    if record.redirect is not None:
        return (yield from _redirect(context, record.redirect, domain, depth))
    context.matched = context.note(depth, domain, Step.DEFAULT, "", len(context.asked))
    return Result.NEUTRAL, record, domain


def _decide(
    context: Context,
    term: All | Include | Hosts | Ptr | Exists | Network | Networks,
    record: Record,
    domain: str,
    depth: int,
    before: int,
) -> tuple[Result, Record, str]:
    context.matched = context.note(depth, domain, Step.MATCH, term.source, before)
    # A run of networks matches as one of its members, never as the run.
    return (Result.NEUTRAL if isinstance(term, Networks) else RESULT_OF[term.qualifier]), record, domain


def _fetch(context: Context, domain: str, depth: int) -> Lookup[Record | None]:
    """The domain's SPF record (sections 4.4 and 4.5); None when it has none."""
    context.stack.append(domain)
    before = len(context.asked)
    answer = yield from context.ask(Question(domain, RdType.TXT))
    match answer.outcome:
        case Found(records=records):
            found = [parse_strings(txt.strings) for txt in records[:MAX_RECORDS] if isinstance(txt, Txt)]
            parsed = [record for record in found if record is not None]
        case Absent() | NoData():
            parsed = []
        case lost:
            context.stop_lost(lost, domain, "", depth, before)
    if not parsed:
        context.note(depth, domain, Step.RECORD, "", before)
        return None
    if len(parsed) > 1 and context.policy.several is Reading.PERMERROR:
        detail = text("{domain} has {count} SPF records, and only one is allowed", domain=domain, count=len(parsed))
        context.stop(ProblemKind.SEVERAL_RECORDS, domain, "", detail, depth, before)
    record = parsed[0]
    if isinstance(record, Flaw):
        context.stop(ProblemKind.SYNTAX, domain, record.term, record.detail, depth, before)
    context.note(depth, domain, Step.RECORD, record.source, before)
    return record


def _include(context: Context, term: Include, domain: str, depth: int) -> Lookup[bool]:
    """Section 5.2: pass matches; none and permerror spoil the whole evaluation."""
    context.count_term(term.source, domain, depth)
    target = yield from context.target(term.domain, domain)
    result = yield from _target(context, target, term.source, domain, depth)
    return result[0] is Result.PASS


def _redirect(
    context: Context, spec: MacroString, domain: str, depth: int
) -> Lookup[tuple[Result, Record | None, str]]:
    """Section 6.1: the other domain's answer is the answer, and a missing record is permerror."""
    source = f"redirect={spec.source}"
    context.count_term(source, domain, depth)
    target = yield from context.target(spec, domain)
    context.note(depth, domain, Step.REDIRECT, source, len(context.asked))
    return (yield from _target(context, target, source, domain, depth))


def _target(
    context: Context, target: str, source: str, domain: str, depth: int
) -> Lookup[tuple[Result, Record | None, str]]:
    before = len(context.asked)
    if not is_domain(target):
        detail = text("{target} is no domain name that can exist", target=Remote(target))
        context.stop(ProblemKind.BAD_DOMAIN, domain, source, detail, depth, before)
    result = yield from _check(context, target, depth + 1)
    if result[0] is Result.NONE:
        detail = text("{target} has no SPF record", target=target)
        context.stop(ProblemKind.TARGET_WITHOUT_RECORD, domain, source, detail, depth, before)
    context.stack.pop()
    return result


__all__ = ["TraceLine", "check_host"]
