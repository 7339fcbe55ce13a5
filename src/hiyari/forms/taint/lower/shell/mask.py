r"""A copy of a shell script that the grammar can read: each ``\`command\``` becomes a variable of the same length.

The grammar loses its way in backticks that hold a pipe or a quote; they are parsed by themselves. Octets above 127 are
letters for no shell, and become inert.
"""

from __future__ import annotations

import re
from typing import Final

_INERT: Final = (
    bytes(0x20 if octet < 0x20 and octet not in b"\t\n\r" else octet for octet in range(128)) + b"\x01" * 128
)
_HEREDOC: Final = re.compile(rb"<<(-?)[ \t]{0,20}(\\|'|\")?([A-Za-z_][A-Za-z0-9_.-]{0,99})['\"]?")
_STOP: Final = re.compile(rb"[\\'\"`#\n]|<<")
_BOTH_WAYS: Final = re.compile(rb"(\d)<>(?=[ \t]{0,9}[\w/$\"'])")
MOST_BACKTICKS: Final = 500


def masked(source: bytes) -> tuple[bytes, dict[int, tuple[int, int]]]:
    """The copy, and for each command in backticks where it starts: the offsets of what is between them."""
    found = _backticks(source)
    made = bytearray(source.translate(_INERT))
    for start, (_, end) in found.items():
        made[start : end + 1] = b"$" + b"_" * (end - start)
    return _BOTH_WAYS.sub(rb"\1> ", bytes(made)).replace(b"\r\n", b" \n"), found


def _backticks(source: bytes) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    waiting: list[tuple[bytes, bool]] = []
    at, quoted = 0, False
    while len(found) < MOST_BACKTICKS and (match := _STOP.search(source, at)):
        at = match.end()
        match match[0]:
            case b"\\":
                at += 1
            case b"'" if not quoted:
                at = _after(source, b"'", at)
            case b'"':
                quoted = not quoted
            case b"`":
                end = _closing(source, at)
                found[match.start()] = (at, end)
                at = end + 1
            case b"#" if not quoted and (match.start() == 0 or source[match.start() - 1] in b" \t\n;"):
                end = source.find(b"\n", at)  # the line feed itself may end a heredoc's line
                at = len(source) if end < 0 else end
            case b"<<" if not quoted and (here := _HEREDOC.match(source, match.start())):
                waiting.append((here[3], here[2] is not None))
                at = here.end()
            case b"\n" if waiting:
                at = _bodies(source, at, waiting, found)
                waiting.clear()
            case _:
                pass
    return {start: span for start, span in found.items() if span[1] < len(source)}


def _after(source: bytes, what: bytes, at: int) -> int:
    end = source.find(what, at)
    return len(source) if end < 0 else end + 1


def _closing(source: bytes, at: int) -> int:
    """The offset of the backtick that closes; the end of the script where none does."""
    while at < len(source):
        if source[at : at + 1] == b"\\":
            at += 2
        elif source[at : at + 1] == b"`":
            return at
        else:
            at += 1
    return len(source)


def _bodies(source: bytes, at: int, waiting: list[tuple[bytes, bool]], found: dict[int, tuple[int, int]]) -> int:
    """Goes over the heredocs that stand here: quotes mean nothing in them, backticks do unless the word is quoted."""
    for word, literal in waiting:
        if not _ends(source, word, at):
            continue  # no heredoc: a shift within ``((...))``
        while at < len(source):
            end = _after(source, b"\n", at)
            line = source[at:end]
            if line.strip() == word:
                at = end
                break
            if not literal and b"`" in line:
                end = _in_body(source, at, end, found)
            at = end
    return at


def _ends(source: bytes, word: bytes, at: int) -> bool:
    """Whether a line behind an offset is a heredoc's word."""
    found = source.find(word, at)
    while found >= 0:
        start, end = source.rfind(b"\n", 0, found) + 1, _after(source, b"\n", found)
        if source[start:end].strip() == word:
            return True
        found = source.find(word, end)
    return False


def _in_body(source: bytes, at: int, end: int, found: dict[int, tuple[int, int]]) -> int:
    start = source.find(b"`", at, end)
    while start >= 0:
        if source[start - 1 : start] == b"\\":
            start = source.find(b"`", start + 1, end)
            continue
        close = _closing(source, start + 1)
        found[start] = (start + 1, close)
        end = max(end, _after(source, b"\n", close))
        start = source.find(b"`", close + 1, end)
    return end


_NESTS: Final = re.compile(rb"\\.|\$[({]|[(){}\"]", re.DOTALL)


def unquoted(text: bytes) -> bytes:
    """A heredoc's text with quotes made inert where they mean nothing: outside of ``$(...)`` and ``${...}``."""
    made, depth = bytearray(text), 0
    for match in _NESTS.finditer(text):
        match match[0]:
            case b"$(" | b"${":
                depth += 1
            case b"(" | b"{" if depth:
                depth += 1
            case b")" | b"}" if depth:
                depth -= 1
            case b'"' if not depth:
                made[match.start()] = 0x3A
            case b'\\"' if not depth:
                made[match.start() : match.end()] = b"::"
            case _:
                pass
    return bytes(made)
