"""Which folder a local message came from: ``cwd=`` lines, joined to the arrival that follows them."""

from __future__ import annotations

import re
from collections import Counter, deque
from typing import Final

from hiyari.maillog.formats.recent import Recent
from hiyari.maillog.formats.told import Told

_ARGUMENTS: Final = re.compile(r"cwd=(?P<place>.*?) \d+ args: (?P<arguments>.*)")
_NO_INJECTION: Final = re.compile(r"(?:^| )-(?:M[A-Za-z]*|q\S*|b[dpmVFhrtviwP]\S*|bhc|be\S*|I)(?: |$)")
"""Queue runners, daemons, tests and the processes that deliver log their arguments as well."""
_SOON: Final = 10_000_000
"""A program writes its message to sendmail within this many microseconds, as a rule."""
_MOST: Final = 1000


class Places:
    """The folders of programs that have begun to hand in a message."""

    def __init__(self) -> None:
        self._of_process: Recent[tuple[Told, str], str] = Recent(_MOST)
        self._waiting: dict[Told, _Waiting] = {}

    def hear(self, told: Told, at: int, pid: str, text: str) -> bool:
        """Remember a ``cwd=`` line, if it is of a program that hands in a message."""
        found = _ARGUMENTS.fullmatch(text)
        if found is None:
            return text == "cwd= (failed)"
        if not found["place"] or _NO_INJECTION.search(found["arguments"]) is not None:
            return True
        if pid:
            self._of_process.put((told, pid), found["place"])
        else:
            self._waiting.setdefault(told, _Waiting()).add(at, found["place"])
        return True

    def take(self, told: Told, at: int, pid: str) -> str | None:
        """The folder of the message that has just arrived; None when it cannot be told from others'."""
        if pid:
            return self._of_process.take((told, pid))
        waiting = self._waiting.get(told)
        return None if waiting is None else waiting.only(at)


class _Waiting:
    """Folders without a process, in the order in which they were heard."""

    __slots__ = ("_count", "_heard")

    def __init__(self) -> None:
        self._heard: deque[tuple[int, str]] = deque()
        self._count: Counter[str] = Counter()

    def add(self, at: int, place: str) -> None:
        if len(self._heard) >= _MOST:
            self._forget()
        self._heard.append((at, place))
        self._count[place] += 1

    def only(self, at: int) -> str | None:
        """The one that all who wait have in common; one of them waits no longer."""
        while self._heard and self._heard[0][0] < at - _SOON:
            self._forget()
        if len(self._count) != 1:
            return None
        place = self._heard[0][1]
        self._forget()
        return place

    def _forget(self) -> None:
        _, place = self._heard.popleft()
        self._count[place] -= 1
        if not self._count[place]:
            del self._count[place]
