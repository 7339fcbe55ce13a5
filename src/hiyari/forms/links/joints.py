"""Strings that go on: ``"forms/" + name + ".cgi"``, ``'pages/' . $page . '.php'``."""

from __future__ import annotations

import re
from typing import Final

_GOES_ON: Final = re.compile(rb"\\?[\"'`]\s{0,2}[+.]\s{0,2}[\w$(]")
_JOINED: Final = re.compile(rb"\\?[\"'`]\s{0,2}[+.]\s{0,2}[^\"'`;\n]{1,100}?[+.]\s{0,2}[\"'`]([\w./-]{1,60})")


def goes_on(data: bytes, end: int) -> bytes:
    """What follows a string whose closing quote is at ``end``: nothing, or ``*`` and what is written behind it."""
    if not _GOES_ON.match(data, end):
        return b""
    joined = _JOINED.match(data, end)
    return b"*" + (joined[1] if joined else b"")
