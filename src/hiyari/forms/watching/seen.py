"""What one scan saw of one web root, as little of it as a later scan is compared with. Values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hiyari.forms.evidence import Ability, Action, Judged, Runs, Skipped
from hiyari.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One file that can send mail."""

    path: str
    """Absolute; undecodable octets by surrogateescape."""
    sha256: str
    abilities: frozenset[Ability]
    unknown: bool
    """Whether something in it was not understood, so that more may be possible."""
    action: Action
    runs: Runs
    probes: int | None
    """In the logs that were read; None: nobody knows."""
    last_probe: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A place in which nothing could be seen: a file, or a folder with all that is in it."""

    path: str
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything that a scan saw of one web root."""

    root: str
    at: datetime
    files: tuple[Seen, ...] = ()
    """By path, each once."""
    hidden: tuple[Hidden, ...] = ()


def seen_of(judged: Judged) -> Seen:
    """What is kept of a file that was judged."""
    evidence = judged.evidence
    known = evidence.use.since is not None
    return Seen(
        path=evidence.file.path,
        sha256=evidence.sha256,
        abilities=evidence.reading.abilities,
        unknown=bool(evidence.reading.blind),
        action=judged.action,
        runs=evidence.file.runs,
        probes=evidence.use.probes if known else None,
        last_probe=evidence.use.last_probe,
    )


def sights_of(
    roots: Iterable[str], judged: Iterable[Judged], skipped: Iterable[Skipped], at: datetime
) -> tuple[Sight, ...]:
    """What a scan saw, by web root; a root in which it found nothing is one that it saw.

    Args:
        roots: Every web root that was scanned to its end.
        judged: Every file that can send mail.
        skipped: What was not read.
        at: When the scan began.
    """
    files: dict[str, dict[str, Seen]] = {root: {} for root in roots}
    for one in judged:
        if one.evidence.file.root in files:
            files[one.evidence.file.root][one.evidence.file.path] = seen_of(one)
    left = [Hidden(path=one.path, why=one.why) for one in skipped]
    return tuple(
        Sight(
            root=root,
            at=at,
            files=tuple(found[path] for path in sorted(found)),
            hidden=tuple(one for one in left if is_under(one.path, root)),
        )
        for root, found in files.items()
    )


def is_under(path: str, folder: str) -> bool:
    """Whether a path is this folder or lies in it, by their names."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")
