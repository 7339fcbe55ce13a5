"""What is to be moved out of the web roots, and what is in the way: a plan that is shown first and done by its digest.

Pure: files as they were looked at, what is known of their use and the policy go in, steps and obstacles come out. One
obstacle stops the whole plan, since a person who names ten files means ten. The digest covers every octet and attribute
of the files, where they go, and why each may go; it changes when any of that does, and not when time passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from hiyari.forms.evidence import UseFacts
from hiyari.forms.removal.disuse import Because, Policy, judge_use
from hiyari.forms.removal.lying import Hindered, Identity, Kind, Lying
from hiyari.model.canonical import canonical_digest
from hiyari.model.text import Text, ntext, text

_NOTES: Final = 1 << 16
"""Octets for the manifest's and the journal's first blocks, and their folders."""
_NOTE: Final = 1 << 12
"""Octets for what is written down of one file, and for the rest of its last block."""


class Refusal(StrEnum):
    """Why a file is not moved."""

    HINDERED = "hindered"
    """It is not there, cannot be read, or is no file."""
    OUTSIDE = "outside"
    """It lies in no web root."""
    UNSCANNED = "unscanned"
    CHANGED = "changed"
    """It is another one than the scan judged."""
    USED = "used"
    USE_UNKNOWN = "use unknown"
    FIXED = "fixed"
    """Immutable or append-only."""
    CLOSED = "closed"
    """Whoever runs this may not take it out of its folder."""
    FOREIGN = "foreign"
    """It could not be given back to its owner."""
    PLACE = "place"
    """The place that files are moved to is within reach of visitors, cannot be written, or is full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file that a person wants to be moved."""

    path: str
    """As it was named."""
    url: str | None
    scanned: str | None
    """SHA-256 of the octets that the last scan judged; None: it judged no such file."""
    use: UseFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The folder that removals are kept in."""

    base: str
    """Absolute, without symbolic links; it need not be there yet."""
    device: int
    """The file system that it lies on, or will."""
    room: int | None = None
    """Free octets of it; None: the file system does not tell."""
    passing: bool = False
    """Whether it is in memory, and empty after a restart."""
    problems: tuple[Text, ...] = ()
    """Why nothing may be moved there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Who moves."""

    uid: int
    groups: frozenset[int]

    def may_give(self, lying: Lying) -> bool:
        """Whether a copy can be given to the file's owner and group (chown(2): root, or oneself and one's groups)."""
        return self.uid == 0 or (lying.attributes.uid == self.uid and lying.attributes.gid in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """What is in the way of one file."""

    path: str
    refusal: Refusal
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalStep:
    """One file that is moved."""

    asked: str
    """As it was named."""
    lying: Lying
    url: str | None
    because: Because
    copies: bool
    """Whether it is copied, since the place is on another file system, and then deleted where it lay."""
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalPlan:
    """What is moved where, and what is in the way."""

    at: datetime
    place: Place
    policy: Policy
    steps: tuple[RemovalStep, ...]
    """By path."""
    obstacles: tuple[Obstacle, ...] = ()
    """Not empty: nothing is moved."""

    @property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the steps and of what they were planned against, in hexadecimal."""
        steps = [_without_atime(step) for step in self.steps]
        # Free room is another one every second; where there is too little, an obstacle says so.
        place = replace(self.place, room=None)
        return canonical_digest(steps=steps, basis=(place, self.policy, self.obstacles))


def _without_atime(step: RemovalStep) -> RemovalStep:
    lying = step.lying
    return replace(step, lying=replace(lying, attributes=replace(lying.attributes, read=0)))


def plan_removal(
    wanted: Sequence[tuple[Wanted, Lying | Hindered]], place: Place, policy: Policy, mover: Mover, now: datetime
) -> RemovalPlan:
    """Plan to move these files to this place.

    Args:
        wanted: Each file that was named, with how it lies on the disk (`look`). One that is named twice counts once.
        place: Where they go.
        policy: When a file may go.
        mover: Who moves.
        now: Aware; use is counted back from here.
    """
    obstacles = [Obstacle(path=place.base, refusal=Refusal.PLACE, sentence=one) for one in place.problems]
    steps: dict[tuple[Identity, str], RemovalStep] = {}
    for one, lying in wanted:
        if isinstance(lying, Hindered):
            obstacles.append(Obstacle(path=one.path, refusal=Refusal.HINDERED, sentence=lying.why))
            continue
        key = (lying.within, lying.name)
        if key in steps:
            continue
        copies = lying.identity.device != place.device
        obstacles += _in_the_way(one, lying, mover if copies else None)
        because, sentence = judge_use(one.path, one.use, policy, now)
        if sentence is not None:
            refusal = Refusal.USED if because is Because.ALTHOUGH_USED else Refusal.USE_UNKNOWN
            obstacles.append(Obstacle(path=one.path, refusal=refusal, sentence=sentence))
        notes = tuple(_notes(lying, copies=copies))
        steps[key] = RemovalStep(asked=one.path, lying=lying, url=one.url, because=because, copies=copies, notes=notes)
    ordered = sorted(steps.values(), key=lambda step: step.lying.path)
    obstacles += _too_little_room(ordered, place)
    return RemovalPlan(at=now, place=place, policy=policy, steps=tuple(ordered), obstacles=tuple(obstacles))


def _too_little_room(steps: Sequence[RemovalStep], place: Place) -> Iterator[Obstacle]:
    needed = _NOTES + sum(_NOTE + (step.lying.size if step.copies else 0) for step in steps)
    if steps and place.room is not None and place.room < needed:
        sentence = text(
            "{base} is on a file system with {room} kB of room, and {needed} kB are needed. Make room, or name another "
            "place with --to.",
            base=place.base,
            room=place.room // 1024,
            needed=-(-needed // 1024),
        )
        yield Obstacle(path=place.base, refusal=Refusal.PLACE, sentence=sentence)


def _in_the_way(wanted: Wanted, lying: Lying, copier: Mover | None) -> Iterator[Obstacle]:
    path = wanted.path
    if lying.root is None:
        sentence = text(
            "{path} lies in {folder}, which is in no web root. Name the web root with --root, or move it yourself.",
            path=path,
            folder=lying.folder,
        )
        yield Obstacle(path=path, refusal=Refusal.OUTSIDE, sentence=sentence)
    if wanted.scanned is None:
        sentence = text("{path} was not scanned, so nothing is known of it. Run: hiyari forms scan", path=path)
        yield Obstacle(path=path, refusal=Refusal.UNSCANNED, sentence=sentence)
    elif wanted.scanned != lying.content:
        sentence = text("{path} has changed since the scan. Look at it again: hiyari forms scan", path=path)
        yield Obstacle(path=path, refusal=Refusal.CHANGED, sentence=sentence)
    if lying.fixed:
        sentence = text(
            "{path} or its folder is immutable or append-only. Find out why (lsattr -d), and take it off with chattr "
            "-ia.",
            path=path,
        )
        yield Obstacle(path=path, refusal=Refusal.FIXED, sentence=sentence)
    elif not lying.movable:
        sentence = text(
            "{path} cannot be taken out of {folder}, which belongs to somebody else or is on a read-only file system. "
            "Run hiyari as its owner or as root.",
            path=path,
            folder=lying.folder,
        )
        yield Obstacle(path=path, refusal=Refusal.CLOSED, sentence=sentence)
    if copier is not None and not copier.may_give(lying):
        sentence = text(
            "{path} belongs to somebody else, and is on another file system than the place for removed files: a copy "
            "could not be given back to its owner. Run hiyari as root, or name a place on the same file system with "
            "--to.",
            path=path,
        )
        yield Obstacle(path=path, refusal=Refusal.FOREIGN, sentence=sentence)


def _notes(lying: Lying, *, copies: bool) -> Iterator[Text]:
    if lying.kind is Kind.LINK and lying.target is not None:
        yield text("{path} is a symbolic link: what it leads to stays, {target}.", path=lying.path, target=lying.target)
    elif lying.names > 1:
        yield ntext(
            "{path} has {count} other name (hard link), which stays and may be reached by visitors.",
            "{path} has {count} other names (hard links), which stay and may be reached by visitors.",
            lying.names - 1,
            path=lying.path,
        )
        if copies:
            yield text(
                "{path} is copied, and would come back as a file of its own, no longer joined to its other names.",
                path=lying.path,
            )
