"""Reads the outside of a message: header fields, MIME parts, text. Hostile octets make it neither raise nor run away.

The standard library parses header fields (compat32: its newer policies take eight times as long). Parts are cut here,
because its parser goes down as deep as a message tells it to, and looks at every line once for each level.
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final

MOST_OCTETS: Final = 10 * 1024 * 1024
"""Octets of a message that are read; what matters in a bounce stands at its beginning."""
_MOST_HEAD: Final = 128 * 1024
_MOST_VALUE: Final = 2000
"""Characters of a header field."""
_MOST_FIELDS: Final = 20
"""Fields of one name."""
_MOST_TEXT: Final = 128 * 1024
"""Octets of one part that are decoded."""
_MOST_PARTS: Final = 50
_DEPTH: Final = 6
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_PARAMETER: Final = ';[ \t]*%s[ \t]*=[ \t]*(?:"([^"]{1,200})"|([^\\s;"]{1,200}))'
_CHARSETS: Final = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859_15",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
}
"""What is decoded as what. A list of our own: some of Python's codecs take quadratic time (punycode)."""
_BREAKS: Final = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")


class Header:
    """The header fields of a message or a part."""

    def __init__(self, octets: bytes) -> None:
        self._fields: dict[str, list[str]] = {}
        # As they are: the policy's own way to a value would replace what is not ASCII.
        for name, value in message_from_bytes(octets[:_MOST_HEAD]).raw_items():
            self._fields.setdefault(name.lower(), []).append(value[:_MOST_VALUE])

    def all(self, name: str) -> list[str]:
        """The values of a field, unfolded and decoded (RFC 2047)."""
        return [_decoded(value) for value in self._fields.get(name.lower(), [])[:_MOST_FIELDS]]

    def get(self, name: str) -> str:
        """The first value; empty where there is none."""
        return next(iter(self.all(name)), "")

    @property
    def content_type(self) -> str:
        """In lower case; ``text/plain`` where none is told."""
        return self.get("Content-Type").partition(";")[0].strip().lower() or "text/plain"

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type."""
        found = re.search(_PARAMETER % re.escape(name), self.get("Content-Type"), re.IGNORECASE)
        return (found[1] or found[2]) if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A body that is not cut further."""

    header: Header
    body: bytes
    """As it was transferred."""

    @property
    def kind(self) -> str:
        """Its content type."""
        return self.header.content_type

    def octets(self) -> bytes:
        """The beginning of the body without its transfer encoding."""
        match self.header.get("Content-Transfer-Encoding").strip().lower():
            case "base64":
                return _unbase64(self.body[: _MOST_TEXT // 3 * 4])
            case "quoted-printable":
                return binascii.a2b_qp(self.body[:_MOST_TEXT])
            case _:
                return self.body[:_MOST_TEXT]

    def text(self) -> str:
        """The beginning of the body as text with newlines; of HTML, what a reader sees."""
        octets = self.octets()
        decoded = octets.decode(_codec(self.header.parameter("charset"), octets), "replace")
        if self.kind == "text/html":
            decoded = html.unescape(_TAG.sub(" ", _BREAKS.sub("\n", " ".join(decoded.split()))))
        return decoded.replace("\r\n", "\n").replace("\r", "\n")


def split(octets: bytes) -> tuple[Header, bytes]:
    """The header fields, and what follows them."""
    if octets.startswith(b"From "):
        octets = octets.partition(b"\n")[2]
    if octets[:2] == b"\r\n" or octets[:1] == b"\n":
        return Header(b""), octets.lstrip(b"\r\n")
    found = _BLANK.search(octets, 0, _MOST_HEAD)
    return (Header(octets[: found.start()]), octets[found.end() :]) if found else (Header(octets), b"")


def parts(header: Header, body: bytes) -> list[Part]:
    """The parts of a message in their order, not more and not deeper than anybody needs."""
    return list(islice(_walk(header, body, 0), _MOST_PARTS))


def _walk(header: Header, body: bytes, depth: int) -> Iterator[Part]:
    boundary = header.parameter("boundary") if header.content_type.startswith("multipart/") else ""
    pieces = _pieces(body, boundary) if boundary and depth < _DEPTH else []
    if not pieces:
        yield Part(header=header, body=body)
    for piece in pieces:
        yield from _walk(*split(piece), depth + 1)


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    mark = re.escape(boundary.encode("ascii", "surrogateescape" if boundary.isascii() else "replace"))
    cut = re.split(rb"^--" + mark + rb"(--)?[ \t]*\r?(?:\n|\Z)", body, maxsplit=_MOST_PARTS, flags=re.MULTILINE)
    # What stands before the first mark is the preamble; re.split gives each mark's end flag between two pieces.
    pieces = []
    for end, piece in zip(cut[1::2], cut[2::2], strict=True):
        if end:
            break
        pieces.append(piece)
    return pieces


def _unbase64(octets: bytes) -> bytes:
    try:
        return binascii.a2b_base64(octets + b"==")
    except binascii.Error:
        return b""


def _codec(charset: str, octets: bytes) -> str:
    # Old gateways send ISO-2022-JP without saying so; the escape sequence gives it away (RFC 1468).
    if b"\x1b$" in octets and charset.lower() in {"", "us-ascii", "ascii", "utf-8"}:
        return "iso2022_jp_ext"
    return _CHARSETS.get(charset.lower(), "utf-8")


def _decoded(raw: str) -> str:
    value = " ".join(raw.split())
    if "=?" not in value:
        octets = value.encode("utf-8", "surrogateescape")
        return octets.decode(_codec("", octets), "replace")
    try:
        words = decode_header(value)
    except (HeaderParseError, ValueError):
        return value.encode("utf-8", "replace").decode("utf-8")
    return (
        "".join(
            word if isinstance(word, str) else word.decode(_codec(charset or "", word), "replace")
            for word, charset in words
        )
        .encode("utf-8", "replace")
        .decode("utf-8")
    )


def parse_date(written: str) -> datetime | None:
    """A date as header fields have it (RFC 5322 section 3.3); None where it is none."""
    try:
        found = parsedate_to_datetime(written[:100])
        return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
