"""Addresses inside of running text and of report fields."""

from __future__ import annotations

import re
from typing import Final

from hiyari.delivery.address import parse_address

_IN_TEXT: Final = re.compile(
    r'(?:"[^"\s]{1,64}"|(?<![^\s<>"(),:;\[\]\'])[^\s<>"@:;,()\[\]\']{1,64})@[^\s<>"@:;,()\[\]\']{1,253}'
)
_UNICODE: Final = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
"""How a character outside ASCII stands in an ASCII field (RFC 6533 section 3)."""
_MOST: Final = 1000


def clean(written: str) -> str | None:
    """An address without brackets and comments around it; None where it is none that mail can be sent to."""
    bare = written[:_MOST].strip().strip("<>").removeprefix("mailto:").strip(" \t'.;")
    return bare if parse_address(bare) is not None else None


def first_address(line: str) -> str | None:
    """The first address in a line of text."""
    for found in _IN_TEXT.finditer(line[:_MOST]):
        address = clean(found[0])
        if address is not None:
            return address
    return None


def typed_address(value: str) -> str | None:
    """The address of a report's field, ``rfc822; a@example.jp`` or ``utf-8; ...`` (RFC 3464 2.3.2, RFC 6533)."""
    kind, semicolon, address = value.partition(";")
    if not semicolon:
        kind, address = "rfc822", value
    match kind.strip().lower():
        case "rfc822" | "smtp" | "utf8":
            return clean(address)
        case "utf-8":
            return clean(_UNICODE.sub(_character, address))
        case _:
            # X.400 and the like: nobody we have written to.
            return None


def _character(found: re.Match[str]) -> str:
    point = int(found[1], 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"
