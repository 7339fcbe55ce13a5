"""Access logs as requests in the order of time: files found, formats recognised, damage and strange lines told.

The files of one rotation follow one another; those of several sites or servers are merged.

A log that cannot be read whole may have held the one use that was looked for. So whatever was lost is kept in words,
and makes "nobody uses it" unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import partial
from itertools import islice
from typing import Any, Final, TypeAlias

from hiyari.forms.sharing import ahead, processes_for
from hiyari.forms.use.use import merged
from hiyari.logfiles.access import AccessLog, recognise
from hiyari.logfiles.blocks import Damage, blocks
from hiyari.logfiles.decode import decode
from hiyari.logfiles.files import find_logs
from hiyari.logfiles.logfile import LogFile
from hiyari.logfiles.request import Request
from hiyari.model.text import Text, text

_ROTATED: Final = re.compile(r"(?:[.-][0-9]{1,14})*(?:\.(?:gz|bz2|xz|zst))?\Z")
"""What rotation puts behind a name."""
_UNDERSTOOD: Final = 0.95
"""Share of lines below which a log counts as not understood; as for mail logs."""
_FEW: Final = 20
_TOGETHER: Final = 2000
"""Requests that are handed over at a time."""
_REPEATED: Final = tuple(Request._fields.index(name) for name in ("site", "client", "query", "referer", "agent"))
"""What many requests have in common, and would be handed over again and again."""
_Columns: TypeAlias = Sequence[tuple[Any, ...]]
_request: Final = partial(tuple[Any, ...].__new__, Request)
"""A third of the time of `Request`, which has done this already in the other process."""
_NONE: Final[_Columns] = ((),) * len(Request._fields)


@dataclass(slots=True)
class AccessLogs:
    """Access logs that are read once, each file in turn from the oldest."""

    files: tuple[LogFile, ...]
    zone: tzinfo
    problems: list[Text] = field(default_factory=list)
    """What was lost, complete when everything was read."""

    def __iter__(self) -> Iterator[Request]:
        """Requests in the order of time."""
        octets = 0 if any(file.standard_input for file in self.files) else sum(file.size for file in self.files)
        if processes_for(octets) == 1:
            yield from self._requests()
            return
        for requests, problems in ahead(self._batches):
            yield from map(_request, zip(*requests, strict=True))
            self.problems += problems

    def _batches(self) -> Iterator[tuple[_Columns, list[Text]]]:
        """Requests by columns, which is less to hand over than one by one; with the last ones what was lost."""
        known, requests = len(self.problems), self._requests()
        same: dict[str | None, str | None] = {}
        while some := list(islice(requests, _TOGETHER)):
            columns = list(zip(*some, strict=True))
            for at in _REPEATED:
                columns[at] = tuple(map(same.setdefault, columns[at], columns[at]))
            same.clear()
            yield columns, []
        problems = self.problems[known:]
        # Whoever takes them keeps them.
        del self.problems[known:]
        yield _NONE, problems

    def _requests(self) -> Iterator[Request]:
        rotations: dict[str, list[LogFile]] = {}
        for file in self.files:
            rotations.setdefault(_ROTATED.sub("", file.name), []).append(file)
        return iter(merged([self._files(files) for files in rotations.values()]))

    def _files(self, files: Sequence[LogFile]) -> Iterator[Request]:
        for file in files:
            yield from self._file(file)

    def _file(self, file: LogFile) -> Iterator[Request]:
        log: AccessLog | None = None
        for block in blocks(file):
            if isinstance(block, Damage):
                self.problems.append(block.sentence)
                continue
            lines = decode(block)
            if log is None:
                form = recognise(lines)
                if form is None:
                    self.problems.append(
                        text("{file} is no access log that hiyari knows; it was not read.", file=file.name)
                    )
                    return
                log = AccessLog(form, file.stamps(self.zone))
            yield from log.read(lines)
        if log is not None:
            self._judge(file, log)

    def _judge(self, file: LogFile, log: AccessLog) -> None:
        counts = log.counts
        missed = counts.lines - counts.understood
        if missed > _FEW and counts.understood < _UNDERSTOOD * counts.lines:
            self.problems.append(
                text(
                    "{file}: {missed} of {lines} lines were not understood.",
                    file=file.name,
                    missed=missed,
                    lines=counts.lines,
                )
            )


def access_logs(names: Sequence[str], zone: tzinfo) -> AccessLogs:
    """Find the logs that names and patterns mean.

    Args:
        names: Files, patterns or folders.
        zone: Of stamps that name none.

    Raises:
        UserError: A name means nothing, or what it means cannot be read.
    """
    found = find_logs(names, zone)
    logs = AccessLogs(files=found.files, zone=zone)
    logs.problems += [
        text("{path} was not read: {why}", path=one.path, why=one.why) for one in found.skipped if one.wanted
    ]
    return logs
