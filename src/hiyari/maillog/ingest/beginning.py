"""By what a file is known, whatever it is called: rotation and compression change its name, and not how it begins."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, TypeAlias

from hiyari.logfiles.blocks import Damage, blocks, placed_blocks
from hiyari.logfiles.compression import Compression
from hiyari.logfiles.logfile import LogFile

_HEAD: Final = 4096
_MOST: Final = 64
_SHORT: Final = 16
"""Bytes, lines, and digits of a hash: so much that two logs which begin with the same line are told apart."""

Beginning: TypeAlias = "tuple[str, ...]"
"""The hashes of a file's first lines; fewer only where there are no more."""


def same(one: Beginning, other: Beginning) -> bool:
    """Whether of two files one can be the other, or a part of it that had come by then."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def beginning_of(file: LogFile) -> Beginning | None:
    """How a file begins; None where it has no whole line yet."""
    head = b""
    for block in blocks(file, end=_HEAD, size=_HEAD):
        if isinstance(block, Damage):
            break
        head += block
    lines = head.split(b"\n")
    if not lines[-1] or grows(file):
        lines.pop()
    return tuple(sha256(line).hexdigest()[:_SHORT] for line in lines[:_MOST]) or None


def grows(file: LogFile) -> bool:
    """Whether a last line without its newline may get the rest of it later."""
    return file.compression is Compression.PLAIN and not file.standard_input


def length_of(file: LogFile) -> int:
    """Bytes of its content, as far as it can be read."""
    if file.compression is Compression.PLAIN:
        return file.size
    return max((one.end for one in placed_blocks(file) if not isinstance(one, Damage)), default=0)


def longer(file: LogFile, octets: int) -> bool:
    """Whether a line begins at an offset of its content."""
    for block in blocks(file, start=octets, end=octets + 1, size=_HEAD):
        return not isinstance(block, Damage) and (not grows(file) or block.endswith(b"\n"))
    return False
