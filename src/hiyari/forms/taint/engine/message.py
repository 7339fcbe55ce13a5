"""Where in a message data comes to lie: in which header field, at the start of a header line, or in the body.

A text is read piece by piece, with all ways that choices leave open; everything behind the first empty line is body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hiyari.forms.taint.engine.values import Fixed, Heap, Options, Piece, Taint, Unknown
from hiyari.forms.taint.tables import Role

_RECIPIENTS: Final = frozenset({b"to", b"cc", b"bcc", b"resent-to", b"resent-cc", b"resent-bcc", b"apparently-to"})
LINES: Final = {Role.TO: b"to:", Role.FROM: b"from:", Role.SUBJECT: b"subject:", Role.HEADERS: b"", Role.MESSAGE: b""}
"""What stands in the line before a value of each role."""
_MOST_POSITIONS: Final = 12
_LONGEST_LINE: Final = 200


class Section(StrEnum):
    """Which part of what is written."""

    COMMAND = "command"
    """Lines to an SMTP server before ``DATA``."""
    HEADER = "header"
    BODY = "body"


_BELOW: Final = re.compile(rb"[.\w-]{1,250}\.[A-Za-z]")
UNREAD: Final = "unread:"
"""Beginning of the tags of what only a file that was not read can tell."""
ELSEWHERE: Final = "session elsewhere:"
"""Beginning of the tags of what this script does not put into the session, but another may."""


class Where(StrEnum):
    """What data does where it lies."""

    RECIPIENT = "recipient"
    """Is an address that the mail goes to."""
    NAME = "name"
    """Stands beside a fixed address in a field for recipients."""
    FIELD = "field"
    """Is the value of another field."""
    LINE = "line"
    """Begins a header line, and so may be any field."""
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next piece will lie."""

    section: Section
    line: bytes = b""
    """What stands in the line, small letters; a NUL for data."""
    hazy: bool = False
    """Whether something unknown came before that may have been whole lines."""


@dataclass(frozen=True, slots=True)
class Lying:
    """Data where it lies."""

    taint: Taint
    where: Where
    field: str
    """The header field's name, as it is written in small letters; empty where it is none."""
    hazy: bool
    host: bool = False
    """Whether it is where an address goes to, behind its ``@``: a name without an ``@`` suffices there."""


@dataclass(slots=True)
class Read:
    """What was found in a text."""

    lying: list[Lying]
    unknown_recipient: bool = False
    """Whether something that is not known here decides an address."""
    fixed_recipient: bool = False
    unread: bool = False
    """Whether something in the header comes from a file that was not read."""
    elsewhere: set[str] = field(default_factory=set)
    """What stands in the header, and was put into the session by another script: the tags of that."""
    positions: frozenset[Position] = frozenset()


class MessageReader:
    """Reads what is written, in order."""

    def __init__(self, start: Position) -> None:
        self.positions: frozenset[Position] = frozenset({start})
        self.read = Read([])
        self._seen: set[tuple[str, Where, str]] = set()

    def feed(self, pieces: tuple[Piece, ...]) -> Read:
        """Go through more of it."""
        self.positions = self._walk(pieces, self.positions)
        self.read.positions = self.positions
        return self.read

    def _walk(self, pieces: tuple[Piece, ...], positions: frozenset[Position]) -> frozenset[Position]:
        for index, piece in enumerate(pieces):
            behind = pieces[index + 1] if index + 1 < len(pieces) else None
            match piece:
                case Fixed(data=data):
                    positions = frozenset(self._after(position, data) for position in positions)
                case Taint():
                    positions = frozenset(self._taint(position, piece, behind) for position in positions)
                case Unknown():
                    positions = frozenset(self._unknown(position, piece) for position in positions)
                case Options(choices=choices):
                    found: frozenset[Position] = frozenset()
                    for choice in choices:
                        found |= self._walk(choice, positions)
                    positions = found
                case Heap():
                    positions = self._heap(piece, positions)
            positions = _fewer(positions)
        return positions

    def _fixed(self, position: Position) -> None:
        if position.section is not Section.BODY and b"@" in position.line and _is_recipient(position):
            self.read.fixed_recipient = True

    def _after(self, position: Position, data: bytes) -> Position:
        """Where one is after octets that stand in the script."""
        section, line = position.section, position.line
        pieces = data.replace(b"\r\n", b"\n").rstrip(b"\r").replace(b"\r", b"\n").split(b"\n")
        for part in pieces[:-1]:
            line = (line + part)[:_LONGEST_LINE].lower()
            self._fixed(Position(section, line))
            section, line = _next_line(section, line), b""
        made = Position(section, (line + pieces[-1].lower())[:_LONGEST_LINE], position.hazy)
        self._fixed(made)
        return made

    def _taint(self, position: Position, taint: Taint, behind: Piece | None) -> Position:
        where = _where(position, behind)
        name = _name(position.line).decode("latin-1")
        key = (taint.ids[-1], where, name)
        if key not in self._seen or not position.hazy:
            self._seen.add(key)
            self.read.lying.append(Lying(taint, where, name, position.hazy, _is_host(position, behind)))
        return Position(position.section, (position.line + b"\0")[:_LONGEST_LINE], position.hazy)

    def _unknown(self, position: Position, piece: Unknown) -> Position:
        if _is_recipient(position) and not piece.digits and b"@" not in position.line:
            self.read.unknown_recipient = True
        if position.section is not Section.BODY and (piece.tag or "").startswith(UNREAD):
            self.read.unread = True
        if position.section is not Section.BODY and (piece.tag or "").startswith(ELSEWHERE):
            self.read.elsewhere.add(piece.tag or "")
        hazy = position.hazy or (not piece.digits and not _name(position.line) and position.section is not Section.BODY)
        return Position(position.section, (position.line + b"?")[:_LONGEST_LINE], hazy)

    def _heap(self, piece: Heap, positions: frozenset[Position]) -> frozenset[Position]:
        for one in piece.pieces:
            for position in positions:
                if isinstance(one, Taint):
                    self._taint(position, one, None)
                else:
                    self._unknown(position, one)
        return frozenset(
            Position(position.section, (position.line + b"\0")[:_LONGEST_LINE], position.hazy) for position in positions
        )


def _fewer(positions: frozenset[Position]) -> frozenset[Position]:
    if len(positions) <= _MOST_POSITIONS:
        return positions
    kept = sorted(positions, key=lambda one: (one.section is Section.BODY, one.hazy, len(one.line)))
    return frozenset(kept[:_MOST_POSITIONS])


def _next_line(section: Section, line: bytes) -> Section:
    match section:
        case Section.COMMAND:
            return Section.HEADER if line.strip() == b"data" else section
        case Section.HEADER:
            return Section.BODY if line in {b"", b"."} else section
        case Section.BODY:
            return section


def _name(line: bytes) -> bytes:
    """The header field (or SMTP command) that a line begins with."""
    name, colon, _ = line.partition(b":")
    return name.strip() if colon and b"\0" not in name else b""


def _is_recipient(position: Position) -> bool:
    name = _name(position.line)
    return name == b"rcpt to" if position.section is Section.COMMAND else name in _RECIPIENTS


def _where(position: Position, behind: Piece | None) -> Where:
    if position.section is Section.BODY:
        return Where.BODY
    if _is_recipient(position):
        own = position.line.partition(b":")[2].rpartition(b",")[2]
        if _is_host(position, behind):
            return Where.RECIPIENT
        return Where.NAME if b"@" in own or _address_follows(behind) else Where.RECIPIENT
    if _name(position.line) or position.section is Section.COMMAND:
        return Where.FIELD
    return Where.LINE if not position.line else Where.FIELD


def _is_host(position: Position, behind: Piece | None) -> bool:
    """Whether it is the host of an address, and not only the beginning of a name below one: ``$part.example.jp``."""
    if not position.line.endswith(b"@") or not _is_recipient(position) or position.section is Section.BODY:
        return False
    return not isinstance(behind, Fixed) or not _BELOW.match(behind.data)


def _address_follows(behind: Piece | None) -> bool:
    """Whether the rest of an address stands right behind: ``$name <info@example.jp>``, ``$user@example.jp``."""
    if not isinstance(behind, Fixed):
        return False
    rest = behind.data.split(b"\n")[0].split(b",")[0]
    before, at, host = rest.partition(b"@")
    return bool(at and host.strip(b"> \r")) and (b"<" in before or not before.strip(b'"'))
