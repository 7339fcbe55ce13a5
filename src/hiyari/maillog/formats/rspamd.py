"""Rspamd: its lines through syslog, and the log that it writes itself.

The line that matters is ``rspamd_task_write_log``: the queue id of the mail server, the client, the sender and what
rspamd would do. What was done stands in the mail server's lines (a milter's reject), so no message and no refusal is
told from here; lines are read to be sure that they are rspamd's, and its errors are told as notices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final, Protocol

from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.told import Handle, Hosts, Told

_HEAD: Final = re.compile(
    r"(?:\([a-z_ ]{1,40}\) )?(?:<(?P<tag>[0-9A-Za-z]{1,32})>)?; (?P<module>[A-Za-z0-9_.-]{1,40}); (?P<text>.*)"
)
_FILE: Final = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?) #\d+\((?P<worker>[a-z_ ]{1,40})\) (?P<rest>.*)", re.ASCII
)
_ERROR: Final = re.compile(r"\b(?:cannot|error|failed|abnormally|refused|timed? ?out)\b", re.IGNORECASE)
_FAILING: Final = frozenset({"main", "cfg", "config", "redis", "fuzzy", "monitored", "map", "upstream"})


class Clock(Protocol):
    """Reads stamps; see ``logfiles.stamps``."""

    def iso(self, stamp: str, /) -> int:
        """Microseconds, UTC. Raises ValueError for what is no stamp."""


def rspamd(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Tell rspamd's own troubles; say whether the line is rspamd's."""
    head = _HEAD.fullmatch(body)
    if head is None:
        return body.startswith(("rspamd ", "Rspamd ", "Last message repeated"))
    if head["module"] in _FAILING and _ERROR.search(head["text"][:400]) is not None:
        told.notice(at, "rspamd", "warning", head["text"])
    return True


class RspamdFront:
    """Reads the log that rspamd writes to a file."""

    NAME: ClassVar[str] = "rspamd"

    def __init__(self, history: Hosts, host: str, stamps: Clock) -> None:
        self.counts = Counts()
        self._told = history.host(host)
        self._stamps = stamps

    @staticmethod
    def recognise(sample: Sequence[str]) -> bool:
        """Whether most lines have rspamd's worker and module."""
        heads = [found["rest"] for line in sample if (found := _FILE.fullmatch(line)) is not None]
        known = sum(_HEAD.fullmatch(head) is not None for head in heads)
        return known > 0 and known * 2 >= len(sample)

    def feed(self, lines: Iterable[str]) -> None:
        """Tell the history what the lines say."""
        for line in lines:
            self.counts.lines += 1
            if not self._read(line):
                self.counts.miss(line)

    def _read(self, line: str) -> bool:
        found = _FILE.fullmatch(line)
        if found is None:
            return line.startswith(" ") or not line
        try:
            at = self._stamps.iso(found["stamp"])
        except ValueError:
            return False
        counts = self.counts
        counts.first_at = at if counts.first_at is None else min(counts.first_at, at)
        counts.last_at = at if counts.last_at is None else max(counts.last_at, at)
        return rspamd(self._told, at, found["rest"], line)


PROGRAMS: Final[Mapping[str, Handle]] = {"rspamd": rspamd}
