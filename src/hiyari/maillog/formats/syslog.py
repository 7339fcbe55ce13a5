"""Lines as syslog daemons write them: a time stamp, the host, the program, and what it says.

``Nov 26 19:48:25 relay1 postfix/smtp[4711]: ...`` or
``2026-11-26T19:48:25.123456+09:00 relay1 postfix/smtp[4711]: ...``

Most of the time of reading a log is spent here. What stands between stamp and text comes again and again (a host, a
program, a process id), so that it is taken apart once and then found in a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeAlias

from hiyari.logfiles.decode import SEPARATOR
from hiyari.maillog.formats.counts import Counts
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.history.history import History
from hiyari.maillog.history.host import HostHistory

_CLASSIC: Final = 15
"""Columns of ``Nov 26 19:48:25``."""
_TAG_AT: Final = _CLASSIC + 1
_SECOND: Final = 20
_FRACTION: Final = 26
_FULL: Final = 33
"""Columns of ``2026-11-26T19:48:25.``, of that with six digits, and of that with ``+09:00`` and a blank."""
_A_SECOND: Final = 1_000_000
_LONGEST_PID: Final = 33
"""Characters of a process id and the bracket after it."""
_MOST_TAGS: Final = 20_000
_TAG: Final = re.compile(r"(\S{1,255}) ([^\s:\[]{1,128})(?:\[[^\]\s]{1,32}\])?:?$")
_REPEATED: Final = re.compile(r"message repeated (\d{1,9}) times?: \[ ?(.*)\]$", re.DOTALL)
_AGAIN_WORDS: Final = " last message repeated "
_AGAIN: Final = re.compile(r" (\S{1,255}) last message repeated (\d{1,9}) times?$")
_FAR: Final = 200
"""Lines in which the repeated one is looked for."""
_WIDTH: Final = 300
_MOST_REPEATED: Final = 1000
_PRIORITY: Final = re.compile(r"<\d{1,3}>(?:\d )?")

_Named: TypeAlias = "tuple[HostHistory, Handle]"
"""Whose and what a tag is."""


class Stamps(Protocol):
    """Turns time stamps into microseconds."""

    def classic(self, stamp: str) -> int:
        """Of ``Nov 26 19:48:25``; raises ValueError on nonsense."""
        ...

    def rfc3339(self, stamp: str) -> int:
        """Of ``2026-11-26T19:48:25.123456+09:00``; raises ValueError on nonsense."""
        ...


def _other(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    """Of programs that have nothing to do with mail: what they say is understood by nobody, and counted apart."""
    return False


class SyslogFront:
    """Reads lines with a syslog head, and hands each to the program's format."""

    NAME: Final = "syslog"

    def __init__(self, history: History, stamps: Stamps, programs: Mapping[str, Handle]) -> None:
        """Take where the lines go, what reads their stamps, and what understands which program."""
        self.counts = Counts()
        self._history = history
        self._stamps = stamps
        self._programs = programs
        self._tags: dict[str, _Named] = {}
        self._names: dict[str, _Named] = {}

    def feed(self, lines: Iterable[str]) -> None:
        """Read lines in their order."""
        lines = lines if isinstance(lines, list) else list(lines)
        tags, counts = self._tags, self.counts
        counts.lines += len(lines)
        last = second = zone = ""
        at = began = 0
        moments: list[int] = []
        for line in lines:
            head, _, body = line.partition(": ")
            if head[:_CLASSIC] == last:
                tag = head[_TAG_AT:]
            elif head[:_SECOND] == second and head[_FRACTION:_FULL] == zone and _is_number(head[_SECOND:_FRACTION]):
                at = began + int(head[_SECOND:_FRACTION])
                tag = head[_FULL:]
                moments.append(at)
            else:
                try:
                    at, tag = self._stamped(head)
                except ValueError:
                    self._strange(line)
                    continue
                moments.append(at)
                if head[:1].isalpha():
                    last = head[:_CLASSIC]
                elif head[_SECOND - 1 : _SECOND] == "." and head[_FULL:] == tag:
                    second, zone, began = head[:_SECOND], head[_FRACTION:_FULL], at - at % _A_SECOND
            try:
                told, handle = tags[tag]
            except KeyError:
                told, handle = self._tag(tag)
            if not handle(told, at, body, line):
                if handle is _other and _AGAIN_WORDS in head:
                    self._again(lines, line, at)
                else:
                    self._not_understood(told, handle, at, body, line)
        if moments:
            counts.see(min(moments))
            counts.see(max(moments))

    def _stamped(self, head: str) -> tuple[int, str]:
        """The moment and the tag of what stands before the text; raises ValueError where no stamp is."""
        if head[:1].isalpha():
            return self._stamps.classic(head[:_CLASSIC]), head[_TAG_AT:]
        stamp, _, tag = head.partition(" ")
        return self._stamps.rfc3339(stamp), tag

    def take(self, at: int, host: str, said: str, line: str) -> None:
        """Read a line whose moment and host are known otherwise."""
        if SEPARATOR in said:
            said = said.replace(SEPARATOR, r"\x1e")
        program, _, body = said.partition(": ")
        told, handle = self._tags.get(f"{host} {program}") or self._tag(f"{host} {program}")
        self.counts.lines += 1
        self.counts.see(at)
        if not handle(told, at, body, line):
            self._not_understood(told, handle, at, body, line)

    def _again(self, lines: list[str], line: str, at: int) -> None:
        """What older daemons write instead of repeating a line: the host's last one is meant, wherever it stands."""
        found = _AGAIN.search(line)
        number = lines.index(line)
        meant = f" {found[1]} " if found is not None else ""
        for before in reversed(lines[max(0, number - _FAR) : number]):
            if meant and meant in before[:_WIDTH]:
                _, tag = self._stamped(before.partition(": ")[0])
                told, handle = self._tags.get(tag) or self._tag(tag)
                body = before.partition(": ")[2]
                for _ in range(min(int(found[2]), _MOST_REPEATED) if found is not None else 0):
                    handle(told, at, body, before)
                self.counts.other += handle is _other
                return
        self.counts.other += 1

    def _not_understood(self, told: HostHistory, handle: Handle, at: int, body: str, line: str) -> None:
        if handle is _other:
            self.counts.other += 1
        elif not self._repeated(told, handle, at, body, line):
            self.counts.miss(line)

    def _tag(self, tag: str) -> _Named:
        """Take apart ``host program[pid]``. Process ids change all the time, so what stands before is known as well."""
        name, _, pid = tag.partition("[")
        named = self._names.get(name) if pid[-1:] == "]" and pid[:-1].isalnum() and len(pid) <= _LONGEST_PID else None
        if named is None:
            found = _TAG.match(tag)
            handle = None if found is None else self._programs.get(found[2]) or self._programs.get(_kind(found[2]))
            if found is None or handle is None:
                return self._history.host(""), _other
            named = (self._history.host(found[1]), handle)
            self._remember(self._names, f"{found[1]} {found[2]}", named)
        self._remember(self._tags, tag, named)
        return named

    @staticmethod
    def _remember(known: dict[str, _Named], word: str, named: _Named) -> None:
        if len(known) >= _MOST_TAGS:
            known.clear()
        known[word] = named

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
            self.counts.lines -= 1
            self.feed([bare])
            return
        if line.strip():
            self.counts.miss(line)
        else:
            self.counts.other += 1


def _is_number(digits: str) -> bool:
    return digits.isdecimal() and digits.isascii()


def _kind(program: str) -> str:
    """``postfix/smtp`` of ``postfix-out/relay/smtp``: an instance or a service has a name of its own."""
    instance, _, rest = program.partition("/")
    return f"postfix/{rest.rpartition('/')[2]}" if rest else instance
