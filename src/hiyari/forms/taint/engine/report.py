"""What a run has seen: places that send mail, what went into each mail, what stopped data, what was not understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from hiyari.forms.evidence import Ability, Blind, Hop, Spot
from hiyari.forms.taint.engine.values import Barrier, Step, Taint
from hiyari.forms.taint.tables import Power
from hiyari.locale.translate import printable
from hiyari.model.text import Text, text

MOST: Final = 400
"""Mails, stops and blind spots that are kept."""
_NEAR: Final = 300
"""Octets of a line, on either side of a place in it, that are looked at."""
_LONGEST: Final = 200
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A call that sends mail."""

    at: int
    name: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A stranger's data in one part of a mail."""

    taint: Taint
    left: Power
    """What it can still hold there, after every check and what the sink itself takes away."""
    argument: str
    barriers: tuple[Barrier, ...] = ()
    beside: bool = False
    """Whether it is an address of a list that also has one of the script's own."""


@dataclass(frozen=True, slots=True)
class Found:
    """A way for something other than a recipient."""

    ability: Ability
    touch: Touch


@dataclass(slots=True)
class Mail:
    """One mail as it is sent on one way through the script."""

    place: Place
    reached: bool
    login: Barrier | None = None
    recipients: list[Touch] = field(default_factory=list)
    fixed: bool = False
    """Whether it goes to an address that stands in the script, too."""
    found: list[Found] = field(default_factory=list)
    texts: list[Taint] = field(default_factory=list)
    """What is repeated in the subject, the body, names and headers."""
    stopped: list[Touch] = field(default_factory=list)
    """What came to a part of the mail and cannot do anything there."""
    unclear: list[Text] = field(default_factory=list)
    unread: bool = False
    """Whether something in its header comes from a file that was not read."""
    before: frozenset[int] = frozenset()
    """Mails that were sent on the same way before."""
    number: int = -1
    maybe: Text | None = None
    """Why it is not known whether it is sent at all."""
    nobody: bool = False
    """Whether it goes to nobody, as far as was seen: nobody writes such a script, so something was not followed."""


class Lines:
    """Places in one source."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._starts: list[int] | None = None

    def spot(self, at: int, file: str | None) -> Spot:
        """Line and column of a byte."""
        if self._starts is None:
            self._starts = [0]
            where = self.source.find(b"\n")
            while where >= 0:
                self._starts.append(where + 1)
                where = self.source.find(b"\n", where + 1)
        at = max(0, min(at, len(self.source)))
        line = bisect_right(self._starts, at)
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.source)
        before = _shown(self.source[max(start, at - _NEAR) : at])
        after = _shown(self.source[at : min(end, at + _NEAR)])
        before = f"…{before}" if at - start > _NEAR else before.lstrip()
        after = f"{after}…" if end - at > _NEAR else after.rstrip()
        before, after = _shortened(before, after)
        return Spot(line=line, column=at - start + 1, source=before + after, within=len(before), path=file)


def _shown(octets: bytes) -> str:
    """Octets of a source as a person reads them."""
    return printable(octets.decode("utf-8", "backslashreplace"), 10 * _NEAR)


def _shortened(before: str, after: str) -> tuple[str, str]:
    """What stands before and behind a column, the farthest left out."""
    if len(before) + len(after) > _LONGEST:
        most = max(_LONGEST // 3, _LONGEST - len(after))
        before = before if len(before) <= most else f"…{before[1 - most :]}"
        rest = _LONGEST - len(before)
        after = after if len(after) <= rest else f"{after[: rest - 1]}…"
    return before, after


class Report:
    """Gathered while a script is run."""

    def __init__(self, source: bytes) -> None:
        self._lines: dict[str | None, Lines] = {None: Lines(source)}
        self.mails: list[Mail] = []
        self.places: dict[Place, bool] = {}
        """Whether each is reached."""
        self.blind: dict[tuple[Text, int | None, str | None], None] = {}
        self.bounded = False
        """Whether a bound was hit: code was not looked at."""
        self.reached = True
        """Whether what runs now is run when the script is called."""
        self.maybe: Text | None = None
        """Why that is not known."""

    def add_source(self, file: str, source: bytes) -> None:
        """An included file's octets, from which its lines are counted."""
        self._lines.setdefault(file, Lines(source))

    def sources(self) -> Iterator[bytes]:
        """The script's octets and those of what it includes."""
        return (lines.source for lines in self._lines.values())

    def spot(self, at: int, file: str | None = None) -> Spot:
        """Line and column of a byte in the script or an included file."""
        return self._lines.get(file, self._lines[None]).spot(at, file)

    def hop(self, step: Step) -> Hop:
        """A step as the reader sees it."""
        return Hop(spot=self.spot(step.at, step.file), what=step.what)

    def saw(self, place: Place) -> None:
        """A place that sends mail was come to."""
        self.places[place] = self.places.get(place, False) or self.reached

    def sent(self, mail: Mail) -> None:
        """A mail was sent."""
        self.saw(mail.place)
        mail.maybe = self.maybe
        mail.number = len(self.mails)
        if mail.number < MOST:
            self.mails.append(mail)
        else:
            self.unclear(text("the script sends mail in too many ways to follow all of them"))

    def unclear(self, why: Text, at: int | None = None, file: str | None = None) -> None:
        """Something was not understood, in code that is run."""
        if self.reached and len(self.blind) < MOST:
            self.blind.setdefault((why, at, file))

    def blinds(self) -> tuple[Blind, ...]:
        """What was not understood."""
        return tuple(Blind(why=why, spot=None if at is None else self.spot(at, file)) for why, at, file in self.blind)
