"""The journal as ``journalctl -o json`` gives it: the same programs' lines in another frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from hiyari.logfiles.journal import entry_of, in_order, recognise
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.history import History


class JournalFront:
    """Reads one JSON object a line."""

    NAME: ClassVar[str] = "journal"

    def __init__(self, history: History, programs: Mapping[str, Handle]) -> None:
        """Take where the lines go, and what understands which program."""
        self._syslog = SyslogFront(history, _NoStamps(), programs)

    @property
    def counts(self) -> Counts:
        """How much was understood."""
        return self._syslog.counts

    @staticmethod
    def recognise(sample: Sequence[str]) -> bool:
        """Whether the first lines are the journal's."""
        return recognise(sample)

    def feed(self, lines: Iterable[str], /) -> None:
        """Read some lines. A journal gives lines of one second in the order in which they arrived, not as written."""
        entries = []
        for line in lines:
            entry = entry_of(line)
            if entry is None:
                self.counts.lines += 1
                self.counts.miss(line)
            else:
                entries.append(entry)
        for entry in in_order(entries):
            self._syslog.take(entry.at, entry.host, entry.body, f"{entry.host} {entry.body}")


class _NoStamps:
    def classic(self, stamp: str) -> int:
        raise ValueError(stamp)

    rfc3339 = classic
