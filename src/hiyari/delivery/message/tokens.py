"""Tokens that name one delivery and cannot be forged: in reverse-path (VERP), Message-ID and unsubscribe link.

    3kq7x2ad-1z4-m5d2k6w7pq        campaign - row in base 36 - keyed hash

Letters and digits of one case only, because local parts come back in either.
"""

from __future__ import annotations

import hmac
import re
from enum import Enum
from functools import lru_cache
from hashlib import blake2s
from typing import Final

_TOKEN: Final = re.compile(
    r"(?<![a-z0-9])([a-z2-7]{8})-([0-9a-z]{1,9})-([a-z2-7]{10})(?![a-z0-9])", re.IGNORECASE | re.ASCII
)
"""ASCII, because elsewhere U+017F is an s and U+212A a k to `re`, and to nothing that comes after it."""
LONGEST_TOKEN: Final = 8 + 1 + 5 + 1 + 10
"""Characters; five digits of base 36 count more rows than a recipients' file may have."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS: Final = tuple(first + second for first in _LETTERS for second in _LETTERS)


class Purpose(Enum):
    """What a token is good for; one made for another purpose is not taken."""

    BOUNCE = b"bounce"
    UNSUBSCRIBE = b"unsub"


def campaign_token(key: bytes, name: str) -> str:
    """The eight letters by which a campaign is named in tokens."""
    return _letters(int.from_bytes(blake2s(name.encode(), key=key, person=b"campaign").digest()[:5], "big"), 8)


@lru_cache(maxsize=64)
def make_token(key: bytes, purpose: Purpose, campaign: str, number: int) -> str:
    """The token of one delivery.

    Args:
        key: The site's key.
        purpose: What it is for.
        campaign: The campaign's token.
        number: The row of the recipients' file.
    """
    body = f"{campaign}-{_base36(number)}"
    return f"{body}-{_seal(key, purpose, body)}"


def read_token(key: bytes, purpose: Purpose, written: str) -> tuple[str, int] | None:
    """The campaign's token and the row, from the first genuine token in a text; None where there is none."""
    for found in _TOKEN.finditer(written):
        body = f"{found[1]}-{found[2]}".lower()
        if hmac.compare_digest(_seal(key, purpose, body), found[3].lower()):
            return found[1].lower(), int(found[2], 36)
    return None


def _seal(key: bytes, purpose: Purpose, body: str) -> str:
    octets = blake2s(body.encode(), key=key, person=purpose.value, digest_size=7).digest()
    return _letters(int.from_bytes(octets, "big") >> 6, 10)


def _letters(number: int, count: int) -> str:
    """So many letters of base 32 (RFC 4648 section 6, in small letters), two of them at a time."""
    return "".join(_PAIRS[number >> shift & 1023] for shift in range(5 * count - 10, -1, -10))


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
