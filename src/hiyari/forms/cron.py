"""What cron runs on this machine: a script that only cron starts is no orphan."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Crontabs:
    """What cron runs, as far as this user may see it."""

    tables: tuple[CronTable, ...]
    closed: tuple[str, ...]
    """Tables and folders of tables that could not be read: what they start is not known."""


def crontabs(places: Sequence[str] = PLACES) -> Crontabs:
    """Read the tables of this machine; a place that is not there has none."""
    tables: list[CronTable] = []
    closed: list[str] = []
    for path in dict.fromkeys(_files(places, closed)):
        try:
            data = read_file(path, _MOST)
        except NotRead:
            closed.append(path)
        else:
            tables.append(CronTable(path=path, references=references(data, Kind.CRON)))
    return Crontabs(tables=tuple(tables), closed=tuple(dict.fromkeys(closed)))


def _files(places: Sequence[str], closed: list[str]) -> Iterator[str]:
    for place in places:
        if not os.path.lexists(place):
            continue
        if not os.path.isdir(place):  # noqa: PTH112 - names that are no UTF-8
            yield place
            continue
        try:
            names = sorted(os.listdir(place))  # noqa: PTH208
        except OSError:
            closed.append(place)
            continue
        closed += [place] if len(names) > _MANY else []
        whole = (f"{place}/{name}" for name in names[:_MANY])
        yield from (path for path in whole if not os.path.isdir(path))  # noqa: PTH112
