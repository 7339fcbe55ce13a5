"""Makes equal what differs only in names and numbers, so that one reading serves a million replies.

Addresses, literal IP addresses, times and ids become place holders. A reply's meaning is read from the masked text
alone: what somebody is called can then never decide it ("spam@example.jp: user unknown" is not about spam), and the
masked text is a key for everything that is remembered. Short words stay, because they hold the codes of providers
(``(S3150)``, ``[TSS04]``). Tokens are masked one by one and remembered, which is what makes it cheap.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

ANYBODY: Final = "x@x.example"
ANY_IP: Final = "0.0.0.0"
_SHORT: Final = 7
"""Up to so many characters a token is kept."""
_BRACKETED: Final = re.compile(r"<(?!https?:|[A-Z]{2,3}>)([^<>]{0,320})>")
_QUOTED: Final = re.compile(r'"[^"]{0,64}"@')
_ADDRESS: Final = re.compile(r"[^\s<>\"'(),:;\[\]=]{0,64}@[^\s<>\"'(),:;\[\]]{0,255}")
_NUMBERS: Final = re.compile(
    r"(?P<ip>(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]\d)|(?<![0-9A-Za-z:])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f.]{0,15})"
    r"|\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?|(?<![0-9A-Za-z_-])(?=[A-Za-z_-]{0,24}\d)[0-9A-Za-z_-]{12,200}(?:\.\d{1,9})?|\d{7,200}"
)
MEMORY: Final = 8192
"""Tokens that are remembered; one takes some 200 bytes."""


def masked(text: str) -> str:
    """The text with everything masked that only tells one reply from the next, its white space made one space."""
    if "<" in text:
        text = _BRACKETED.sub(_bracket, text)
    if '"@' in text:
        text = _QUOTED.sub("x@", text)
    return " ".join([token if len(token) <= _SHORT or token.isalpha() else _token(token) for token in text.split()])


def _bracket(found: re.Match[str]) -> str:
    return f"<{ANYBODY}>" if "@" in found[1] else "<x>"


@lru_cache(maxsize=MEMORY)
def _token(token: str) -> str:
    if "@" in token:
        return _ADDRESS.sub(ANYBODY, token)
    return _NUMBERS.sub(_number, token)


def _number(found: re.Match[str]) -> str:
    return ANY_IP if found["ip"] else "0"
