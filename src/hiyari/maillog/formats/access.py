"""Access logs of web servers, as facts: what was asked for while a message was handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from hiyari.logfiles.access import AccessLog, recognise
from hiyari.logfiles.stamps import Stamps
from hiyari.maillog.facts import Row
from hiyari.maillog.formats.counts import Counts


class AccessFront:
    """Reads requests. Which of the forms it is, is chosen by the first lines that it is given."""

    NAME: ClassVar[str] = "access"

    def __init__(self, emit: Callable[[Row], None], host: str, stamps: Stamps) -> None:
        """Take where the rows go, the web host's name, and what reads stamps."""
        self.counts = Counts()
        self._emit = emit
        self._host = host
        self._stamps = stamps
        self._log: AccessLog | None = None

    @staticmethod
    def recognise(sample: Sequence[str]) -> bool:
        """Whether the first lines are a web server's."""
        return any(line.strip() for line in sample) and recognise(sample) is not None

    def feed(self, lines: Iterable[str], /) -> None:
        """Read some lines."""
        counts, some = self.counts, list(lines)
        if self._log is None:
            form = recognise(some)
            if form is None:
                counts.lines += len(some)
                for line in some:
                    counts.miss(line)
                return
            self._log = AccessLog(form, self._stamps)
        log = self._log
        before, strange = log.counts.understood, len(log.counts.strange)
        for one in log.read(some):
            counts.see(one.at)
            self._emit((one.at, self._host, *one[1:]))
        counts.lines += len(some)
        missed = len(some) - (log.counts.understood - before)
        for line in log.counts.strange[strange:]:
            counts.miss(line)
            missed -= 1
        counts.missed += missed
