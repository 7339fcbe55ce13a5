"""Keeps what a scan saw, whole or not at all, and gives back the last one of each web root.

Everything that a scan saw goes into one transaction at its end: one that was interrupted leaves the one before it as
the last. Only so many scans of a root are kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from hiyari.forms.evidence import Ability, Action, Runs
from hiyari.forms.watching.compare import DEFAULT, Bounds, Compared, compare, to_keep
from hiyari.forms.watching.seen import Seen, Sight
from hiyari.forms.watching.tables import SEEN, SIGHT

KEPT: Final = 30
"""Scans of one web root that are kept."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_PIECE: Final = 1000


def watch(engine: sa.Engine, sights: Sequence[Sight], bounds: Bounds = DEFAULT) -> tuple[Compared, ...]:
    """Compare what a scan saw with the last scan of each web root, and keep it as the last.

    Both in one transaction: two runs at once are compared one after the other, and neither change is told twice.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # SQLite's transaction has locked the file; here the second one waits for the table.
            connection.exec_driver_sql("LOCK TABLE form_sight IN SHARE ROW EXCLUSIVE MODE")
        compared = tuple(compare(last_sight(connection, sight.root), sight, bounds) for sight in sights)
        for one in compared:
            keep(connection, to_keep(one))
    return compared


def last_sight(connection: sa.Connection, root: str) -> Sight | None:
    """What the last scan of this web root saw, without what was hidden from it; None: it was never scanned."""
    key = os.fsencode(root)
    found = connection.execute(
        sa.select(SIGHT).where(SIGHT.c.root == key).order_by(SIGHT.c.number.desc()).limit(1)
    ).one_or_none()
    if found is None:
        return None
    rows = connection.execute(sa.select(SEEN).where(SEEN.c.root == key, SEEN.c.number == found.number)).mappings()
    files = sorted((_seen(row) for row in rows), key=lambda one: one.path)
    return Sight(root=root, at=_moment(found.at_us), files=tuple(files))


def last_hashes(connection: sa.Connection, roots: Iterable[str]) -> dict[str, str]:
    """SHA-256 by path of what the last scans of these web roots judged: a removal is checked against it."""
    found: dict[str, str] = {}
    for root in roots:
        sight = last_sight(connection, root)
        found |= {one.path: one.sha256 for one in sight.files} if sight is not None else {}
    return found


def keep(connection: sa.Connection, sight: Sight) -> None:
    """Keep it as the last one of its root, and forget those that are too old; within the caller's transaction."""
    key = os.fsencode(sight.root)
    last = connection.execute(sa.select(sa.func.max(SIGHT.c.number)).where(SIGHT.c.root == key)).scalar()
    number = 0 if last is None else int(last) + 1
    connection.execute(sa.insert(SIGHT), {"root": key, "number": number, "at_us": _us(sight.at)})
    rows = [_row(key, number, one) for one in sight.files]
    for first in range(0, len(rows), _PIECE):
        connection.execute(sa.insert(SEEN), rows[first : first + _PIECE])
    for table in (SEEN, SIGHT):
        connection.execute(sa.delete(table).where(table.c.root == key, table.c.number <= number - KEPT))


def _row(root: bytes, number: int, one: Seen) -> dict[str, Any]:
    return {
        "root": root,
        "number": number,
        "path": os.fsencode(one.path),
        "sha256": one.sha256,
        "abilities": " ".join(sorted(ability.value for ability in one.abilities)),
        "unknown": int(one.unknown),
        "action": one.action.value,
        "runs": one.runs.value,
        "probes": one.probes,
        "last_probe_us": None if one.last_probe is None else _us(one.last_probe),
    }


def _seen(row: Mapping[Any, Any]) -> Seen:
    return Seen(
        path=os.fsdecode(bytes(row["path"])),
        sha256=row["sha256"],
        abilities=frozenset(Ability(word) for word in row["abilities"].split()),
        unknown=bool(row["unknown"]),
        action=Action(row["action"]),
        runs=Runs(row["runs"]),
        probes=row["probes"],
        last_probe=None if row["last_probe_us"] is None else _moment(row["last_probe_us"]),
    )


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
