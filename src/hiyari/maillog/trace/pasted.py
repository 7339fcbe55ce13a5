"""Finds header fields that were pasted into a text: quoted, their folding lost, between sentences.

Mail programs break long lines and put ``>`` before them, people copy from a window that shows no indentation. So a
line that has no name of its own belongs to the field above it, as long as the block goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_MOST_LINES: Final = 20_000
_LONGEST: Final = 2000
_FIELDS: Final = 200
_QUOTE: Final = re.compile(r"^(?:[ \t]{0,4}[>|]){1,6} ?")
_FIELD: Final = re.compile(r"^[ \t]{0,8}([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)")
_KNOWN: Final = frozenset(
    [
        "received",
        "return-path",
        "delivered-to",
        "message-id",
        "from",
        "to",
        "cc",
        "date",
        "subject",
        "reply-to",
        "mime-version",
        "sender",
        "authentication-results",
        "dkim-signature",
        "received-spf",
        "content-type",
        "x-mailer",
        "x-php-originating-script",
        "x-sender",
    ]
)
_SURE: Final = frozenset({"received", "message-id", "return-path"})


def pasted_headers(words: str) -> list[bytes]:
    """The blocks of header fields in a text, each as it would stand in a message."""
    lines = (_QUOTE.sub("", line[:_LONGEST]).rstrip() for line in words.split("\n")[:_MOST_LINES])
    return ["\n".join(block).encode("utf-8", "replace") + b"\n\n" for block in _blocks(lines)]


def _blocks(lines: Iterator[str]) -> Iterator[list[str]]:
    block: list[str] = []
    names: set[str] = set()
    for line in (*lines, ""):
        found = _FIELD.match(line)
        name = found[1].lower() if found else ""
        if found and (name in _KNOWN or block) and len(block) < _FIELDS:
            block.append(line.strip())
            names.add(name)
        elif block and line.strip() and len(block) < _FIELDS:
            block.append(" " + line.strip())
        elif block:
            if names & _SURE and (len(names) > 1 or "received" in names):
                yield block
            block, names = [], set()
