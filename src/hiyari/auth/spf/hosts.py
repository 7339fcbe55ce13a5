"""The mechanisms that look addresses and names up: a, mx, ptr and exists (RFC 7208 sections 5.3 to 5.5 and 5.7)."""

from __future__ import annotations

from hiyari.auth.spf.context import MAX_POINTERS, Context
from hiyari.auth.spf.parse import mask
from hiyari.auth.spf.record import Exists, Hosts, Ptr
from hiyari.auth.spf.result import ProblemKind
from hiyari.dns.answer import Answer, Found, Question
from hiyari.dns.drive import Lookup
from hiyari.dns.records import Address, Mx, RdType
from hiyari.model.text import text


def match_hosts(context: Context, term: Hosts, domain: str, depth: int) -> Lookup[bool]:
    """Whether the client's address is one of the name's, or of its exchanges'."""
    context.count_term(term.source, domain, depth)
    target = domain if term.domain is None else (yield from context.target(term.domain, domain))
    if not is_askable(target):
        return False
    if not term.mx:
        return (yield from _match_addresses(context, term, target, domain, depth))
    answer = yield from _ask(context, Question(target, RdType.MX), term.source, domain, depth)
    exchanges = sorted(record for record in answer.records if isinstance(record, Mx))
    for index, record in enumerate(exchanges):
        if index >= MAX_POINTERS:
            detail = text("{target} has more than {limit} MX records", target=target, limit=MAX_POINTERS)
            context.stop(ProblemKind.TOO_MANY_MX, domain, term.source, detail, depth, len(context.asked))
        if context.policy.count_mx_addresses:
            context.count_term(term.source, domain, depth)
        if record.exchange and (yield from _match_addresses(context, term, record.exchange, domain, depth)):
            return True
    return False


def match_ptr(context: Context, term: Ptr, domain: str, depth: int) -> Lookup[bool]:
    """Whether a validated name of the client lies in the domain; what cannot be looked up does not match."""
    context.count_term(term.source, domain, depth)
    target = domain if term.domain is None else (yield from context.target(term.domain, domain))
    answer, names = yield from context.pointers()
    context.count_void(answer, term.source, domain, depth)
    for name in names:
        if (name == target or name.endswith(f".{target}")) and (yield from context.is_validated(name)):
            return True
    return False


def match_exists(context: Context, term: Exists, domain: str, depth: int) -> Lookup[bool]:
    """Whether the expanded name has an A record, whatever the client's family."""
    context.count_term(term.source, domain, depth)
    target = yield from context.target(term.domain, domain)
    if not is_askable(target):
        return False
    answer = yield from _ask(context, Question(target, RdType.A), term.source, domain, depth)
    return isinstance(answer.outcome, Found)


def is_askable(name: str) -> bool:
    """Whether DNS can hold the name: no label empty or longer than 63 octets (section 4.8)."""
    return all(0 < len(label) < 64 for label in name.split("."))


def _match_addresses(context: Context, term: Hosts, name: str, domain: str, depth: int) -> Lookup[bool]:
    answer = yield from _ask(context, Question(name, context.rdtype), term.source, domain, depth)
    version = 4 if context.v4 else 6
    bits = mask(term.v4 if context.v4 else term.v6, version)
    number = context.number & bits
    return any(
        isinstance(record, Address) and record.address.version == version and int(record.address) & bits == number
        for record in answer.records
    )


def _ask(context: Context, question: Question, term: str, domain: str, depth: int) -> Lookup[Answer]:
    """Ask for a term: a lost answer is temperror, a void one is counted."""
    answer = yield question
    context.asked.append(answer)
    lost = answer.lost
    if lost is not None:
        context.stop_lost(lost, domain, term, depth, len(context.asked) - 1)
    context.count_void(answer, term, domain, depth)
    return answer
