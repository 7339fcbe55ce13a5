"""Our wire format agrees with dnspython's, and no octets make it raise anything but its own error."""

from __future__ import annotations

from contextlib import suppress

import dns.message
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.dns.answer import Absent, Found, NoData, Question
from hiyari.dns.records import Mx, RdType, Txt
from hiyari.dns.wire import WireError, pack_query, parse_reply
from hiyari.model.cause import Refused, ServerFailure

QUESTION = Question("example.jp", RdType.TXT)


def _reply(*answers: str, rdtype: RdType = RdType.TXT, rcode: int = 0) -> bytes:
    message = dns.message.make_response(dns.message.from_wire(pack_query(Question("example.jp", rdtype), 7)))
    message.set_rcode(rcode)  # type: ignore[arg-type]
    for line in answers:
        owner, ttl, kind, value = line.split(" ", 3)
        message.answer.append(dns.rrset.from_text(owner, int(ttl), "IN", kind, value))
    return message.to_wire()


def test_strings_and_ttl_come_through() -> None:
    """Character-strings stay apart, and the TTL is the record's."""
    reply = parse_reply(_reply('example.jp. 3600 TXT "v=spf1 " "-all"'), QUESTION, 7, "s")
    assert reply is not None
    assert reply.outcome == Found(records=(Txt((b"v=spf1 ", b"-all")),), ttl=3600)


def test_an_alias_is_followed_and_the_least_ttl_counts() -> None:
    """A CNAME in the answer leads on; its chain and its shorter TTL are kept."""
    octets = _reply(
        "example.jp. 60 CNAME www.example.jp.", "www.example.jp. 3600 MX 10 m.example.jp.", rdtype=RdType.MX
    )
    reply = parse_reply(octets, Question("example.jp", RdType.MX), 7, "s")
    assert reply is not None
    assert reply.outcome == Found(records=(Mx(10, "m.example.jp"),), ttl=60, chain=("www.example.jp",))


def test_a_circle_of_aliases_is_no_answer() -> None:
    """Aliases that lead in a circle are an error of their own, never *absent*."""
    octets = _reply("example.jp. 60 CNAME a.example.jp.", "a.example.jp. 60 CNAME example.jp.")
    with pytest.raises(WireError, match="circle"):
        parse_reply(octets, QUESTION, 7, "s")


def test_each_rcode_is_its_own_value() -> None:
    """NXDOMAIN, no data, SERVFAIL and REFUSED never turn into one another."""
    outcomes = {rcode: parse_reply(_reply(rcode=rcode), QUESTION, 7, "s") for rcode in (0, 2, 3, 5)}
    kinds = [type(reply.outcome) for reply in outcomes.values() if reply]
    assert kinds == [NoData, ServerFailure, Absent, Refused]


def test_an_answer_to_another_question_is_not_ours() -> None:
    """Another id, name or type is passed over, as it may be forged."""
    octets = _reply('example.jp. 60 TXT "x"')
    assert parse_reply(octets, QUESTION, 8, "s") is None
    assert parse_reply(octets, Question("example.com", RdType.TXT), 7, "s") is None
    assert parse_reply(octets, Question("example.jp", RdType.MX), 7, "s") is None


@given(st.binary(max_size=300), st.integers(0, 400), st.integers(0, 255))
def test_no_octets_break_the_reader(junk: bytes, at: int, octet: int) -> None:
    """Random octets, and a real reply with any octet changed and any tail, give a reply, None or `WireError`."""
    real = bytearray(_reply('example.jp. 60 TXT "v=spf1 -all"', 'example.jp. 60 TXT "x" "y"'))
    real[at % len(real)] = octet
    for octets in (junk, bytes(real), bytes(real[: at % len(real)]), bytes(real) + junk):
        with suppress(WireError):
            parse_reply(octets, QUESTION, 7, "s")


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=4))
def test_names_survive_the_way_there_and_back(labels: list[bytes]) -> None:
    """A name with any octets, packed from the text that reading gives, reads as the same text."""
    packed = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    header = bytes([0, 7, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    from hiyari.dns.wire import _read_name, pack_name  # noqa: PLC0415 - the pair under test

    name, _ = _read_name(header + packed, 12)
    assert _read_name(header + pack_name(name), 12)[0] == name
