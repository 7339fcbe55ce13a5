"""Lines as syslog daemons write them: a time stamp, the host, the program, and what it says.

``Nov 26 19:48:25 relay1 postfix/smtp[4711]: ...`` or
``2026-11-26T19:48:25.123456+09:00 relay1 postfix/smtp[4711]: ...``

Most of the time of reading a log is spent here. What stands between stamp and text comes again and again (a host, a
program, a process id), so that it is taken apart once and then found in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.history.history import History
from hiyari.maillog.history.host import HostHistory

_CLASSIC: Final = 15
"""Columns of ``Nov 26 19:48:25``."""
_MOST_TAGS: Final = 20_000
_TAG: Final = re.compile(r"(\S{1,255}) ([^\s:\[]{1,128})(?:\[[^\]\s]{1,32}\])?:?$")
_REPEATED: Final = re.compile(r"message repeated (\d{1,9}) times?: \[ ?(.*)\]$", re.DOTALL)
_MOST_REPEATED: Final = 1000
_PRIORITY: Final = re.compile(r"<\d{1,3}>(?:\d )?")


class Stamps(Protocol):
    """Turns time stamps into microseconds."""

    def classic(self, stamp: str) -> int:
        """Of ``Nov 26 19:48:25``; raises ValueError on nonsense."""
        ...

    def rfc3339(self, stamp: str) -> int:
        """Of ``2026-11-26T19:48:25.123456+09:00``; raises ValueError on nonsense."""
        ...


def _other(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    return True


class SyslogFront:
    """Reads lines with a syslog head, and hands each to the program's format."""

    NAME: Final = "syslog"

    def __init__(self, history: History, stamps: Stamps, programs: Mapping[str, Handle]) -> None:
        """Take where the lines go, what reads their stamps, and what understands which program."""
        self.counts = Counts()
        self._history = history
        self._stamps = stamps
        self._programs = programs
        self._tags: dict[str, tuple[HostHistory, Handle]] = {}

    def feed(self, lines: Iterable[str]) -> None:
        """Read lines in their order."""
        tags, counts = self._tags, self.counts
        last, at, number, other = "", 0, 0, 0
        for line in lines:
            number += 1
            head, _, body = line.partition(": ")
            if head[:_CLASSIC] == last:
                tag = head[_CLASSIC + 1 :]
            else:
                stamp, tag = (head[:_CLASSIC], head[_CLASSIC + 1 :]) if head[:1].isalpha() else _split(head)
                try:
                    at = self._at(stamp)
                except ValueError:
                    number -= 1
                    self._strange(line)
                    continue
                # Stamps of the other form are longer, and end in a fraction that never comes again.
                last = stamp if len(stamp) == _CLASSIC else last
            try:
                told, handle = tags[tag]
            except KeyError:
                told, handle = self._tag(tag)
            if handle is _other:
                other += 1
            elif not handle(told, at, body, line) and not self._repeated(told, handle, at, body, line):
                counts.miss(line)
        counts.lines += number
        counts.other += other

    def take(self, at: int, host: str, said: str, line: str) -> None:
        """Read a line whose moment and host are known otherwise."""
        program, _, body = said.partition(": ")
        told, handle = self._tags.get(f"{host} {program}") or self._tag(f"{host} {program}")
        counts = self.counts
        counts.lines += 1
        counts.see(at)
        if handle is _other:
            counts.other += 1
        elif not handle(told, at, body, line) and not self._repeated(told, handle, at, body, line):
            counts.miss(line)

    def _at(self, stamp: str) -> int:
        at = self._stamps.classic(stamp) if stamp[:1].isalpha() else self._stamps.rfc3339(stamp)
        self.counts.see(at)
        return at

    def _tag(self, tag: str) -> tuple[HostHistory, Handle]:
        """Take apart ``host program[pid]``."""
        found = _TAG.match(tag)
        handle = None if found is None else self._programs.get(found[2]) or self._programs.get(_kind(found[2]))
        if found is None or handle is None:
            return self._history.host(""), _other
        if len(self._tags) >= _MOST_TAGS:
            self._tags.clear()
        self._tags[tag] = named = (self._history.host(found[1]), handle)
        return named

    def _repeated(self, told: HostHistory, handle: Handle, at: int, body: str, line: str) -> bool:
        """What a syslog daemon says instead of repeating a line."""
        found = _REPEATED.match(body)
        return found is not None and all(
            handle(told, at, found[2], line) for _ in range(min(int(found[1]), _MOST_REPEATED))
        )

    def _strange(self, line: str) -> None:
        """A line without a stamp: with a priority before it, or nothing of syslog's at all."""
        bare = _PRIORITY.sub("", line, count=1)
        if bare[:1] != line[:1]:
            self.feed((bare,))
            return
        self.counts.lines += 1
        if line.strip():
            self.counts.miss(line)
        else:
            self.counts.other += 1


def _split(head: str) -> tuple[str, str]:
    stamp, _, tag = head.partition(" ")
    return stamp, tag


def _kind(program: str) -> str:
    """``postfix/smtp`` of ``postfix-out/relay/smtp``: an instance or a service has a name of its own."""
    instance, _, rest = program.partition("/")
    return f"postfix/{rest.rpartition('/')[2]}" if rest else instance
