"""Hostile records: whatever a zone holds, the answer is a result, bounded and without an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.lint import lint
from hiyari.auth.spf.macro import MacroError, MacroString, parse_macros
from hiyari.auth.spf.parse import parse
from hiyari.auth.spf.record import Flaw, Record
from hiyari.auth.spf.result import Identity, IdentityKind, ProblemKind, Result
from hiyari.dns.answer import Answer, Found, Question
from hiyari.dns.drive import run
from hiyari.dns.records import Address, Host, Mx, RdType, Txt
from hiyari.dns.zone import Only, RrSet, Zones, make_zone

AT = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = st.sampled_from(
    [
        *("v=spf1", "ip4:", "ip6:", "a", "mx", "ptr", "exists:", "include:", "redirect=", "exp=", "all"),
        *("-", "~", "?", "+", "/", "//", " ", "  ", "=", ":", "\x00", "\xff", "é"),
        *("%{i}", "%{", "%{l1r-}", "%{p}", "%%", "%_", "%{d99}"),
        *("example.jp", "203.0.113.1", "::1", "0", "33", "129"),
    ]
)
RECORDS = st.binary(max_size=300) | st.lists(WORDS, max_size=30).map(lambda words: "".join(words).encode("utf-8"))
VALUES = dict.fromkeys("slodiphcrtv", "a.b-c+d")


@given(RECORDS)
def test_any_octets_are_a_record_or_have_a_flaw(octets: bytes) -> None:
    """The parser gives a record or a sentence, and never raises."""
    parsed = parse(b"v=spf1 " + octets)
    assert isinstance(parsed, Record | Flaw)


@given(st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=60))
def test_any_text_is_a_macro_string_or_an_error(source: str) -> None:
    """What parses expands, to a bounded text; what does not parse says why."""
    try:
        macros = parse_macros(source)
    except MacroError:
        return
    assert isinstance(macros, MacroString)
    assert len(macros.expand(VALUES)) < 100 * (len(source) + 1)


class Hostile:
    """A zone that answers every question with the same kind of record, so that every name leads on."""

    def __init__(self, record: bytes) -> None:
        self.asked = 0
        self._record = record

    def find(self, question: Question) -> Answer:
        """Twenty MX, PTR or addresses for each name; the record for TXT."""
        self.asked += 1
        names = [f"n{number}.{question.name[-100:].lstrip('.')}" for number in range(20)]
        records = {
            RdType.TXT: (Txt((self._record,)),),
            RdType.MX: tuple(Mx(10, name) for name in names),
            RdType.PTR: tuple(Host(name) for name in names),
        }.get(question.rdtype, (Address(ip_address("192.0.2.1" if question.rdtype is RdType.A else "2001:db8::1")),))
        found = Found(records=records, ttl=1)
        return Answer(question=question, outcome=found, origin="memory", of="hostile", at=AT)  # type: ignore[arg-type]


@given(st.lists(WORDS, max_size=20).map(lambda words: " ".join(words).encode("ascii", "replace")))
def test_no_zone_makes_an_evaluation_long(octets: bytes) -> None:
    """Where every name leads to more names, the evaluation and the walk end after a bounded number."""
    hostile = Hostile(b"v=spf1 " + octets)
    identity = Identity(kind=IdentityKind.MAIL_FROM, domain="example.jp", helo="h.example.jp")
    assert isinstance(run(check_host(identity, ip_address("203.0.113.1")), hostile).result, Result)
    assert hostile.asked < 300
    run(lint("example.jp"), hostile)
    assert hostile.asked < 30_000


@pytest.mark.parametrize(
    ("records", "result", "kind"),
    [
        ({"": b"v=spf1 include:example.jp -all"}, Result.PERMERROR, ProblemKind.LOOP),
        (
            {"": b"v=spf1 redirect=a.example.jp", "a.": b"v=spf1 redirect=example.jp"},
            Result.PERMERROR,
            ProblemKind.LOOP,
        ),
        ({"": b"v=spf1 " + b"ip4:192.0.2.1 " * 7000 + b"-all"}, Result.FAIL, None),
        ({"": b"v=spf1 " + b"x" * 100_000}, Result.PERMERROR, ProblemKind.SYNTAX),
    ],
)
def test_loops_and_giants_have_their_result(
    records: dict[str, bytes], result: Result, kind: ProblemKind | None
) -> None:
    """An include loop is named as one, and a record of 100 KB is evaluated like any other."""
    rrsets = {
        Question(f"{name}example.jp", RdType.TXT): RrSet(
            records=(Txt(tuple(octets[at : at + 255] for at in range(0, len(octets), 255))),), ttl=60, of="z"
        )
        for name, octets in records.items()
    }
    zone = make_zone("example.jp", rrsets, "z")
    identity = Identity(kind=IdentityKind.MAIL_FROM, domain="example.jp")
    found = run(check_host(identity, ip_address("203.0.113.1")), Only(Zones([zone], AT), AT))
    assert (found.result, found.problem.kind if found.problem else None) == (result, kind)
