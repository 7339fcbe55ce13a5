"""What lines of several Postfix programs have in common."""

from __future__ import annotations

import re
from typing import Final

from hiyari.maillog.history.host import HostHistory

QUEUE_ID: Final = r"[0-9A-F]{5,20}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,20}"
"""A short queue id (hexadecimal), or a long one (digits and letters without vowels)."""
_IS_ID: Final = re.compile(QUEUE_ID)
_SEVERITIES: Final = ("warning", "error", "fatal", "panic")


def is_queue_id(word: str) -> bool:
    """Whether a word is a queue id."""
    return _IS_ID.fullmatch(word) is not None


def severity(told: HostHistory, at: int, program: str, body: str) -> bool:
    """Note what a program says about itself: ``warning: ...``, ``fatal: ...``. Answers whether it is such a line."""
    kind, found, said = body.partition(": ")
    if not found or kind not in _SEVERITIES:
        return False
    told.notice(at, program, kind, said)
    return True


def peer(text: str) -> tuple[str | None, str | None, str]:
    """``name[address]`` at the beginning of a text, and what follows; a name that was not found is none."""
    name, _, rest = text.partition("[")
    address, _, rest = rest.partition("]")
    return (None if name == "unknown" else name or None), (None if address == "unknown" else address or None), rest
