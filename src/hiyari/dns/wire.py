"""DNS messages as octets (RFC 1035 section 4): queries packed and replies read by hand, because volume needs it.

Everything that comes in is hostile: counts, lengths and compression pointers are bounded, and whatever does not fit
is a `WireError` with its sentence, which the client turns into `Malformed`. Never into *absent*.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from hiyari.dns.answer import Absent, Found, NoData, Outcome, Question
from hiyari.dns.records import Address, Host, Mx, RdType, Record, Soa, Txt
from hiyari.model.cause import Malformed, NotCovered, Refused, ServerFailure
from hiyari.model.text import Text, text

EDNS_SIZE: Final = 1232
"""UDP payload offered (DNS flag day 2020): fits unfragmented almost everywhere."""
MAX_CHAIN: Final = 8
MAX_RECORDS: Final = 2000
"""Records of one reply that are read; 64 KiB hold few more."""
_HEADER: Final = struct.Struct("!HHHHHH")
_FIXED: Final = struct.Struct("!HHIH")
_TIMES: Final = struct.Struct("!IIIII")
_RESPONSE: Final = 0x8000
_AUTHORITATIVE: Final = 0x0400
_TRUNCATED: Final = 0x0200
_RECURSION_DESIRED: Final = 0x0100
_RECURSION_AVAILABLE: Final = 0x0080
_OPT: Final = bytes([0]) + struct.pack("!HHIH", 41, EDNS_SIZE, 0, 0)
_RCODES: Final = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED", 9: "NOTAUTH"}
_MAX_TTL: Final = 7 * 86400
"""Longer TTLs are taken for a week (RFC 8767 section 4)."""


class WireError(Exception):
    """Octets that are no message; carries the sentence for a person."""

    def __init__(self, detail: Text) -> None:
        super().__init__(detail.message)
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply to our question."""

    outcome: Outcome
    truncated: bool
    authoritative: bool
    rcode: int


@dataclass(frozen=True, slots=True)
class _Dangling:
    """An alias whose target the reply says nothing about, not even that there is none."""

    name: str


@dataclass(frozen=True, slots=True)
class _Entry:
    owner: str
    rdtype: int
    ttl: int
    at: int
    length: int


def pack_name(name: str) -> bytes:
    r"""A name as labels; ``\DDD`` and ``\.`` as in master files.

    Raises:
        WireError: A label is empty or longer than 63 octets, or the name longer than 255.
    """
    if not name:
        return b"\0"
    packed = bytearray()
    for label in _labels(name):
        if not 0 < len(label) < 64:
            raise WireError(text("{name} is no domain name that can exist", name=name))
        packed.append(len(label))
        packed += label
    packed.append(0)
    if len(packed) > 255:
        raise WireError(text("{name} is no domain name that can exist", name=name))
    return bytes(packed)


def pack_query(
    question: Question, ident: int, *, recursion: bool = True, edns: bool = True, cased: int | None = None
) -> bytes:
    """A query for one question.

    Args:
        question: What is asked.
        ident: The 16-bit message id.
        recursion: Whether the server shall look further.
        edns: Whether larger answers are offered to be taken.
        cased: Bits that choose the case of each letter of the name (draft-vixie-dnsext-dns0x20); None leaves it.
    """
    flags = _RECURSION_DESIRED if recursion else 0
    header = _HEADER.pack(ident, flags, 1, 0, 0, 1 if edns else 0)
    tail = struct.pack("!HH", question.rdtype, 1)
    name = pack_name(question.name)
    return header + (name if cased is None else _mix_case(name, cased)) + tail + (_OPT if edns else b"")


def _mix_case(name: bytes, bits: int) -> bytes:
    """Turn letters to upper case by the bits; length octets are below 64 and no letters."""
    return bytes(
        octet ^ 0x20 if bits >> index & 1 and 0x61 <= octet <= 0x7A else octet for index, octet in enumerate(name)
    )


def echoes(query: bytes, reply: bytes) -> bool:
    """Whether a reply repeats the question section of a query octet by octet, letters in the same case."""
    end = query.index(0, 12) + 5
    return reply[12:end] == query[12:end]


def parse_reply(octets: bytes, question: Question, ident: int, server: str) -> Reply | None:
    """Read a reply.

    Returns:
        The reply, or None when the octets do not answer this question with this id: somebody else's, or forged.

    Raises:
        WireError: It answers our question, and cannot be read further.
    """
    if len(octets) < 12:
        return None
    got, flags, questions, answers, authorities, _ = _HEADER.unpack_from(octets)
    if got != ident or not flags & _RESPONSE or questions != 1:
        return None
    try:
        name, at = _read_name(octets, 12)
        if (name, octets[at : at + 4]) != (question.name, struct.pack("!HH", question.rdtype, 1)):
            return None
    except WireError:
        return None
    truncated = bool(flags & _TRUNCATED)
    rcode = flags & 0x000F
    authoritative = bool(flags & _AUTHORITATIVE)
    if rcode == 5:
        outcome: Outcome = Refused(server=server)
    elif rcode not in {0, 3}:
        outcome = ServerFailure(server=server, rcode=_RCODES.get(rcode, f"RCODE{rcode}"))
    elif truncated:
        outcome = Malformed(server=server, detail=text("the answer is cut off"))
    else:
        read = _read_outcome(octets, at + 4, answers, authorities, question, absent=rcode == 3)
        # Only a server that looks further can say that an alias leads to nothing.
        looks_further = bool(flags & _RECURSION_AVAILABLE)
        outcome = read if not isinstance(read, _Dangling) else NoData() if looks_further else NotCovered(name=read.name)
    return Reply(outcome=outcome, truncated=truncated, authoritative=authoritative, rcode=rcode)


def _read_outcome(
    octets: bytes, at: int, answers: int, authorities: int, question: Question, *, absent: bool
) -> Outcome | _Dangling:
    if answers + authorities > MAX_RECORDS:
        raise WireError(text("it holds more than {limit} records", limit=MAX_RECORDS))
    entries, at = _read_entries(octets, at, answers)
    owner, ttl = question.name, _MAX_TTL
    chain: list[str] = []
    for _ in range(MAX_CHAIN + 1):
        wanted = [entry for entry in entries if entry.rdtype == question.rdtype and entry.owner == owner]
        if wanted:
            records = tuple(_read_record(octets, entry) for entry in wanted)
            return Found(records=records, ttl=min([ttl, *(entry.ttl for entry in wanted)]), chain=tuple(chain))
        alias = next((entry for entry in entries if entry.rdtype == RdType.CNAME and entry.owner == owner), None)
        if alias is None:
            break
        owner, _end = _read_name(octets, alias.at)
        chain.append(owner)
        ttl = min(ttl, alias.ttl)
    else:
        raise WireError(text("{name} is an alias that leads in a circle or through too many names", name=question.name))
    negative = _read_negative(octets, at, authorities, absent=absent)
    return _Dangling(owner) if chain and negative == NoData() else negative


def _read_negative(octets: bytes, at: int, authorities: int, *, absent: bool) -> Outcome:
    """NXDOMAIN or no data, with the TTL of RFC 2308; a referral is neither."""
    entries, _ = _read_entries(octets, at, authorities)
    kind = Absent if absent else NoData
    for entry in entries:
        if entry.rdtype == RdType.SOA:
            soa = _read_record(octets, entry)
            return kind(ttl=min(entry.ttl, soa.minimum) if isinstance(soa, Soa) else None)
    if not absent and any(entry.rdtype == RdType.NS for entry in entries):
        raise WireError(text("it is a referral to other servers and no answer"))
    return kind()


def _read_entries(octets: bytes, at: int, count: int) -> tuple[list[_Entry], int]:
    entries = []
    for _ in range(count):
        owner, at = _read_name(octets, at)
        if at + 10 > len(octets):
            raise WireError(text("it ends in the middle of a record"))
        rdtype, _class, ttl, length = _FIXED.unpack_from(octets, at)
        at += 10
        if at + length > len(octets):
            raise WireError(text("it ends in the middle of a record"))
        # A TTL with the highest bit set counts as zero (RFC 2181 section 8).
        entries.append(_Entry(owner, rdtype, 0 if ttl > 0x7FFFFFFF else min(ttl, _MAX_TTL), at, length))
        at += length
    return entries, at


def _read_record(octets: bytes, entry: _Entry) -> Record:
    rdata = octets[entry.at : entry.at + entry.length]
    try:
        match RdType(entry.rdtype):
            case RdType.A:
                return Address(IPv4Address(rdata))
            case RdType.AAAA:
                return Address(IPv6Address(rdata))
            case RdType.TXT | RdType.SPF:
                return Txt(_read_strings(rdata))
            case RdType.MX:
                return Mx(int.from_bytes(rdata[:2], "big"), _read_name(octets, entry.at + 2)[0])
            case RdType.NS | RdType.CNAME | RdType.PTR:
                return Host(_read_name(octets, entry.at)[0])
            case RdType.SOA:
                mname, at = _read_name(octets, entry.at)
                rname, at = _read_name(octets, at)
                return Soa(mname, rname, *_TIMES.unpack_from(octets, at))
    except (ValueError, struct.error):
        raise WireError(text("the data of a record has the wrong length")) from None


def _read_strings(rdata: bytes) -> tuple[bytes, ...]:
    strings = []
    at = 0
    while at < len(rdata):
        end = at + 1 + rdata[at]
        if end > len(rdata):
            raise WireError(text("the data of a record has the wrong length"))
        strings.append(rdata[at + 1 : end])
        at = end
    if not strings:
        raise WireError(text("the data of a record has the wrong length"))
    return tuple(strings)


def _read_name(octets: bytes, at: int) -> tuple[str, int]:
    """A name and where it ends; pointers only lead backwards, so that no loop is possible (section 4.1.4)."""
    labels: list[str] = []
    size, end, floor = 0, -1, at
    while True:
        if at >= len(octets):
            raise WireError(text("a name ends too early"))
        length = octets[at]
        if length >= 0xC0:
            if at + 1 >= len(octets):
                raise WireError(text("a name ends too early"))
            end = at + 2 if end < 0 else end
            at = (length & 0x3F) << 8 | octets[at + 1]
            if at >= floor:
                raise WireError(text("a compressed name leads forward or in a circle"))
            floor = at
            continue
        if length >= 0x40:
            raise WireError(text("a label has an unknown form"))
        if length == 0:
            return ".".join(labels), (at + 1 if end < 0 else end)
        size += length + 1
        label = octets[at + 1 : at + 1 + length]
        if size > 254 or len(label) < length:
            raise WireError(text("a name is too long"))
        labels.append(_label_text(label))
        at += length + 1


def _label_text(label: bytes) -> str:
    if label.isalnum():
        return label.decode("ascii").lower()
    return "".join(
        f"\\{chr(octet)}" if octet in b'.\\"();@$' else chr(octet) if 0x20 < octet < 0x7F else f"\\{octet:03d}"
        for octet in label
    ).lower()


def _labels(name: str) -> list[bytes]:
    if "\\" not in name:
        return [label.encode("latin-1", "replace") for label in name.split(".")]
    labels, current, at = [], bytearray(), 0
    while at < len(name):
        character = name[at]
        if character == ".":
            labels.append(bytes(current))
            current.clear()
        elif character == "\\" and name[at + 1 : at + 4].isdecimal() and len(name) >= at + 4:
            current.append(int(name[at + 1 : at + 4]) & 0xFF)
            at += 3
        elif character == "\\" and at + 1 < len(name):
            at += 1
            current += name[at].encode("latin-1", "replace")
        else:
            current += character.encode("latin-1", "replace")
        at += 1
    return [*labels, bytes(current)]
