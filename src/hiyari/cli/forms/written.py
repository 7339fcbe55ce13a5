"""Commands to copy and JSON in which file names of any octets survive: Shift_JIS, line breaks, quotes."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

import click

_PLAIN: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 /._~@+=,:-%#!(){}[]<>|&;?*$")
"""What means itself between ``$'`` and ``'``."""
_LONE: Final = re.compile("[\ud800-\udfff]")


def command_line(words: Sequence[str]) -> str:
    """A command as a person copies it into a shell: one line, printable, every word as it is meant."""
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    """Where a word cannot be shown, in the form that POSIX.1-2024 calls dollar-single-quotes."""
    if word.isprintable():
        return shlex.quote(word)
    return "$'" + "".join(chr(one) if one in _PLAIN else f"\\{one:03o}" for one in os.fsencode(word)) + "'"


def write_envelope(command: str, summary: Mapping[str, Any], **parts: object) -> None:
    """The one envelope of JSON; octets that are no UTF-8 as lone surrogates, escaped."""
    click.echo(written({"hiyari": 1, "command": command, "summary": dict(summary), **parts, "findings": []}))


def written(value: Mapping[str, Any]) -> str:
    """JSON that can be printed, whatever octets its file names have."""
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False, indent=2))
