"""By what a file is known, whatever it is called: rotation and compression change its name, and not how it begins."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from hiyari.logfiles.blocks import Damage, blocks, placed_blocks
from hiyari.logfiles.compression import Compression
from hiyari.logfiles.logfile import LogFile

_HEAD: Final = 4096
"""Bytes: so many first lines that two logs which begin with the same one are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a file begins."""

    line: str
    """The hash of its first line."""
    head: bytes
    """The first bytes of its content; fewer only where there are no more."""

    def mark(self) -> tuple[int, str]:
        """The length and the hash of the head, to be kept."""
        return len(self.head), sha256(self.head).hexdigest()

    def has(self, length: int, mark: str) -> bool:
        """Whether a file that was marked so can be this one. What is shorter than its mark is taken for a part."""
        return len(self.head) < length or sha256(self.head[:length]).hexdigest() == mark

    def same(self, other: Beginning) -> bool:
        """Whether one of the two files can be the other, or a part of it."""
        length = min(len(self.head), len(other.head))
        return self.line == other.line and self.head[:length] == other.head[:length]


def beginning_of(file: LogFile) -> Beginning | None:
    """How a file begins; None where it has no whole line yet."""
    head = b""
    for block in blocks(file, end=_HEAD, size=_HEAD):
        if isinstance(block, Damage):
            break
        head += block
    line, newline, _ = head.partition(b"\n")
    if not head or (not newline and grows(file)):
        return None
    head = head[: head.rfind(b"\n") + 1] if grows(file) else head
    return Beginning(line=sha256(line).hexdigest(), head=head[:_HEAD])


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
