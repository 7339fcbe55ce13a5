"""What has changed among the files that can send mail, from what two scans saw. Pure.

What the later scan could not look at is never taken for gone, and a file that nobody understood before and is found
able now is told like one that was changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hiyari.forms.evidence import Ability, Runs
from hiyari.forms.watching.seen import Hidden, Seen, Sight, is_under
from hiyari.model.text import Text


class Change(StrEnum):
    """What happened to a file, the most pressing first."""

    NEW = "new"
    """It can send mail, and was not there or could not."""
    CHANGED = "changed"
    """Other octets, or it can do something else than before: a file that it includes may have changed."""
    RUNS = "runs"
    """The web server runs it now, and did not."""
    PROBED = "probed"
    """Strangers have suddenly begun to try it."""
    HIDDEN = "hidden"
    """It could be looked at before, and cannot be now: what it does is unknown."""
    GONE = "gone"
    """It is not there any more, or sends no mail any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One change of one file."""

    change: Change
    path: str
    before: Seen | None
    now: Seen | None
    gained: frozenset[Ability] = frozenset()
    """NEW, CHANGED: what a stranger can do now and could not before."""
    lost: frozenset[Ability] = frozenset()
    """CHANGED: what a stranger can no longer do."""
    content: bool = True
    """CHANGED: whether its own octets are others."""
    moved_from: str | None = None
    """NEW: a file with the same octets that is gone: it was renamed."""
    probes: int | None = None
    """PROBED: how many there were since the last run; None: some, the logs were rotated."""
    why: Text | None = None
    """HIDDEN: what was in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """When probes are told of."""

    probes: int = 100
    """So many since the last run are told of although there were some before; the first ever always are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What one web root's two scans tell."""

    root: str
    now: Sight
    before: Sight | None
    """None: this is the first scan, which the next one is compared with."""
    changes: tuple[Changed, ...] = ()

    @property
    def baseline(self) -> bool:
        """Whether there was nothing to compare with."""
        return self.before is None


DEFAULT: Final = Bounds()


def compare(before: Sight | None, now: Sight, bounds: Bounds = DEFAULT) -> Compared:
    """The changes of one web root from the last scan to this one, the most pressing first, then by path."""
    if before is None:
        return Compared(root=now.root, now=now, before=None)
    old = {one.path: one for one in before.files}
    new = {one.path: one for one in now.files}
    changes = [*_appeared(old, new, now.hidden), *_stayed(old, new, before, bounds), *_vanished(old, new, now.hidden)]
    order = list(Change)
    changes.sort(key=lambda one: (order.index(one.change), one.path))
    return Compared(root=now.root, now=now, before=before, changes=tuple(changes))


def to_keep(compared: Compared) -> Sight:
    """What the next scan is compared with.

    A file that could not be looked at now stays as it was seen last: it is told as hidden until it can be looked at
    again, and then compared with what it was.
    """
    left = [one.before for one in compared.changes if one.change is Change.HIDDEN and one.before is not None]
    files = sorted([*compared.now.files, *left], key=lambda one: one.path)
    return replace(compared.now, files=tuple(files))


def _appeared(old: Mapping[str, Seen], new: Mapping[str, Seen], hidden: Sequence[Hidden]) -> Iterator[Changed]:
    left: dict[str, str] = {}
    for path in sorted(old.keys() - new.keys()):
        if _hider(path, hidden) is None:
            left.setdefault(old[path].sha256, path)
    for path in sorted(new.keys() - old.keys()):
        one = new[path]
        yield Changed(
            change=Change.NEW,
            path=path,
            before=None,
            now=one,
            gained=one.abilities,
            moved_from=left.pop(one.sha256, None),
        )


def _vanished(old: Mapping[str, Seen], new: Mapping[str, Seen], hidden: Sequence[Hidden]) -> Iterator[Changed]:
    for path in old.keys() - new.keys():
        hider = _hider(path, hidden)
        change = Change.GONE if hider is None else Change.HIDDEN
        yield Changed(change=change, path=path, before=old[path], now=None, why=hider.why if hider else None)


def _hider(path: str, hidden: Sequence[Hidden]) -> Hidden | None:
    return next((one for one in hidden if is_under(path, one.path)), None)


def _stayed(old: Mapping[str, Seen], new: Mapping[str, Seen], before: Sight, bounds: Bounds) -> Iterator[Changed]:
    for path in old.keys() & new.keys():
        was, now = old[path], new[path]
        gained, lost = now.abilities - was.abilities, was.abilities - now.abilities
        content = was.sha256 != now.sha256
        if content or gained or lost:
            yield Changed(
                change=Change.CHANGED, path=path, before=was, now=now, gained=gained, lost=lost, content=content
            )
        if now.runs is Runs.YES and was.runs is not Runs.YES:
            yield Changed(change=Change.RUNS, path=path, before=was, now=now)
        if _suddenly_probed(was, now, before, bounds):
            yield Changed(change=Change.PROBED, path=path, before=was, now=now, probes=_since(was, now))


def _since(was: Seen, now: Seen) -> int | None:
    """Probes since the last scan; None where the logs' beginning has moved on and they cannot be counted."""
    if was.probes is None or now.probes is None or now.probes < was.probes:
        return None
    return now.probes - was.probes


def _suddenly_probed(was: Seen, now: Seen, before: Sight, bounds: Bounds) -> bool:
    if not now.probes:
        return False
    since = _since(was, now)
    later = now.last_probe is not None and now.last_probe > before.at
    first = not was.probes
    if since is None:
        # Only the time of the last probe tells that there were some since.
        return later and (first or now.probes >= bounds.probes)
    return since > 0 and (first or since >= bounds.probes)
