"""Which folder a local message came from: ``cwd=`` lines, joined to the arrival that follows them."""

from __future__ import annotations

import re
from collections import deque
from typing import Final, NamedTuple

from hiyari.maillog.formats.told import Told

_ARGUMENTS: Final = re.compile(r"cwd=(?P<place>.*?) \d+ args: (?P<arguments>.*)")
_NO_INJECTION: Final = re.compile(r"(?:^| )-(?:M[A-Za-z]*|q\S*|b[dpmVFhrtviwP]\S*|bhc|be\S*|I)(?: |$)")
"""Queue runners, daemons, tests and the processes that deliver log their arguments as well."""
_SOON: Final = 10_000_000
"""A program writes its message to sendmail within this many microseconds, as a rule."""
_MOST: Final = 1000


class _Heard(NamedTuple):
    at: int
    pid: str
    place: str


class Places:
    """The folders of programs that have begun to hand in a message."""

    def __init__(self) -> None:
        self._heard: dict[Told, deque[_Heard]] = {}

    def hear(self, told: Told, at: int, pid: str, text: str) -> bool:
        """Remember a ``cwd=`` line, if it is of a program that hands in a message."""
        found = _ARGUMENTS.fullmatch(text)
        if found is None:
            return text == "cwd= (failed)"
        if found["place"] and _NO_INJECTION.search(found["arguments"]) is None:
            self._heard.setdefault(told, deque(maxlen=_MOST)).append(_Heard(at, pid, found["place"]))
        return True

    def take(self, told: Told, at: int, pid: str) -> str | None:
        """The folder of the message that has just arrived; None when it cannot be told from others'."""
        heard = self._heard.get(told)
        if not heard:
            return None
        if pid:
            return self._of_process(heard, pid)
        while heard and heard[0].at < at - _SOON:
            heard.popleft()
        if not heard or any(other.place != heard[0].place for other in heard):
            return None
        return heard.popleft().place

    @staticmethod
    def _of_process(heard: deque[_Heard], pid: str) -> str | None:
        for one in reversed(heard):
            if one.pid == pid:
                heard.remove(one)
                return one.place
        return None
