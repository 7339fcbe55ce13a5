"""Included files as they were lowered before, so that a hundred scripts of one system lower its library once.

An entry is found by the name that the script includes it by *and* by the octets themselves, never by times or sizes of
files: what has changed is lowered again, whenever it changed. The name belongs to it since the engine tells functions
apart by identity: one text under two names is two files. What is kept is bounded by the octets of its sources; when it
is full, what was asked for longest ago goes. It fails as lowering fails, and keeps nothing then.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Final

from hiyari.forms.taint.ir import Program

MOST: Final = 6 << 20
"""Octets of sources whose programs are kept; a program takes about seven times as much memory."""
_ENTRY: Final = 256
"""What an entry counts besides: empty files take room, too."""

Lower = Callable[[bytes], Program]


class Lowered:
    """Programs of included files, the last ones asked for."""

    def __init__(self, most: int = MOST) -> None:
        """Keep programs of so many octets of source."""
        self._most = most
        self._programs: OrderedDict[tuple[Lower, str, bytes], tuple[Program, int]] = OrderedDict()
        self.octets = 0
        """Of all that is kept."""

    def program(self, lower: Lower, name: str, source: bytes) -> Program:
        """The program of a file.

        Args:
            lower: The language's lowering, always the same function.
            name: What the file is included by.
            source: Its octets as they are now.
        """
        key = (lower, name, blake2b(source, digest_size=16).digest())
        found = self._programs.get(key)
        if found is not None:
            self._programs.move_to_end(key)
            return found[0]
        program = lower(source)
        size = len(source) + _ENTRY
        if size <= self._most // 4:
            self._programs[key] = program, size
            self.octets += size
            while self.octets > self._most:
                _, (_, octets) = self._programs.popitem(last=False)
                self.octets -= octets
        return program

    def clear(self) -> None:
        """Forget everything."""
        self._programs.clear()
        self.octets = 0


KEPT: Final = Lowered()
"""This process's."""
