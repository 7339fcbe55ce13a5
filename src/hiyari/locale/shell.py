"""Commands to copy, in which file names of any octets survive: Shift_JIS, line breaks, escapes, quotes. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

_PLAIN: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._~@+=,:-%#!(){}[]<>|&;?*$")
"""What means itself between ``$'`` and ``'``; a space does too, but a terminal may fold there."""


def command_line(words: Sequence[str]) -> str:
    """A command as a person copies it into a shell: one line, printable, every word as it is meant."""
    return " ".join(quoted(word) for word in words)


def quoted(word: str) -> str:
    """One word of a command; where it cannot be shown, in the form that POSIX.1-2024 calls dollar-single-quotes."""
    if word.isprintable():
        return shlex.quote(word)
    octets = word.encode("utf-8", "surrogateescape")
    return "$'" + "".join(chr(one) if one in _PLAIN else f"\\{one:03o}" for one in octets) + "'"
