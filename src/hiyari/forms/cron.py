"""What cron runs on this machine: a script that only cron starts is no orphan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.forms.inventory.reading import NotRead, read_file
from hiyari.forms.links.extract import references
from hiyari.forms.links.reference import Kind, Reference

PLACES: Final = ("/etc/crontab", "/etc/cron.d", "/var/spool/cron/crontabs", "/var/spool/cron")
"""Debian's and Red Hat's."""
_MOST: Final = 1 << 20
_MANY: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CronTable:
    """One table, and what its commands name."""

    path: str
    references: tuple[Reference, ...]


def cron_tables(places: Sequence[str] = PLACES) -> tuple[CronTable, ...]:
    """Read the tables that this user may read."""
    found = []
    for path in dict.fromkeys(_files(places)):
        try:
            data = read_file(path, _MOST)
        except NotRead:
            continue
        found.append(CronTable(path=path, references=references(data, Kind.CRON)))
    return tuple(found)


def _files(places: Sequence[str]) -> Iterator[str]:
    for place in places:
        if not Path(place).is_dir():
            yield place
            continue
        try:
            names = sorted(os.listdir(place))  # noqa: PTH208 - names that are no UTF-8
        except OSError:
            continue
        yield from (f"{place}/{name}" for name in names[:_MANY] if not Path(place, name).is_dir())
