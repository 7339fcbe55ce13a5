"""Joining the histories of the pieces of a log: what one piece leaves open goes on in the next.

So a log can be cut anywhere, be read by several processes, or be continued tomorrow, and the facts are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from hiyari.maillog.facts import Texts
from hiyari.maillog.history.emitting import Emit, valued
from hiyari.maillog.history.life import GAP, LATE, Life, given_up, key_of, message_texts, note

Name: TypeAlias = "tuple[str, str]"
"""Host and queue id."""
MOST_OPEN: Final = 200_000
"""Messages that are open between two pieces; the longest silent is then given as it is, unfinished."""
_LONG: Final = GAP + GAP // 8
"""A silence after which no line can belong to a life, whatever the order of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """What the edges of a piece leave open."""

    front: dict[Name, Life]
    """Lives that may have begun before the piece, with their deliveries held back; some have ended."""
    back: dict[Name, Life]
    """Lives that did begin in it and may go on after it."""
    seen: set[Name]
    """Every id that had a life in it."""
    until: dict[str, int]
    """By host, when the last message left a queue in it."""


class Joiner:
    """Takes the seams of pieces in their order, and gives the rows that they held back."""

    def __init__(self, emit: Mapping[str, Emit], carry: dict[Name, Life] | None = None, *, texts: bool = False) -> None:
        """Begin with what an earlier reading of the same log left open, if there was one; ``texts``: see `History`."""
        self.carry: dict[Name, Life] = {} if carry is None else carry
        """What is open after the last piece."""
        self._emit = emit if texts else valued(emit)

    def join(self, seam: Seam) -> None:
        """Take the next piece's seam."""
        until = seam.until
        over = {
            name: life
            for name, life in self.carry.items()
            if life.ended and until.get(name[0], life.last_at) - life.last_at > LATE
        }
        for name, life in seam.front.items():
            self._go_on(name, life)
        for name in seam.seen & self.carry.keys() - seam.front.keys():
            self._give(name, self.carry.pop(name))
        for name, life in seam.back.items():
            old = self.carry.pop(name, None)
            if old is not None:
                self._give(name, old)
            self.carry[name] = life
        for name, life in over.items():
            if name not in seam.front and self.carry.get(name) is life:
                self._give(name, self.carry.pop(name))
        self._let_go(until)

    def _let_go(self, until: Mapping[str, int]) -> None:
        """Give what nothing more will be said of, and what is too much to be kept."""
        silent = [name for name, life in self.carry.items() if until.get(name[0], 0) - life.last_at > _LONG]
        for name in silent:
            self._give(name, self.carry.pop(name))
        for name in list(islice(self.carry, max(len(self.carry) - MOST_OPEN, 0))):
            self._give(name, self.carry.pop(name))

    def finish(self) -> None:
        """No piece follows: what is open is given as it is."""
        for name, life in self.carry.items():
            self._give(name, life)
        self.carry.clear()

    def rows(self) -> list[Texts]:
        """What is open, as rows of ``messages``."""
        return [message_texts(life, host) for (host, _), life in self.carry.items()]

    def _go_on(self, name: Name, life: Life) -> None:
        old = self.carry.pop(name, None)
        if old is not None:
            if old.began_with(life.first_at) if life.hard else old.goes_on(life.first_at):
                old.absorb(life)
                old.held, old.expired = life.held, life.expired
                life = old
            else:
                self._give(name, old)
        self._release(name, life)
        self.carry[name] = life

    def _release(self, name: Name, life: Life) -> None:
        """Its beginning is now as certain as it can be: its deliveries get their key."""
        for held in life.held or ():
            row = (key_of(life, name[0]), *held[1:])
            self._emit["deliveries"](row)
            note(life, row)
        life.held = None
        if life.expired is not None:
            for row in given_up(life, *life.expired):
                self._emit["deliveries"](row)
            life.expired = None

    def _give(self, name: Name, life: Life) -> None:
        self._release(name, life)
        self._emit["messages"](message_texts(life, name[0]))
