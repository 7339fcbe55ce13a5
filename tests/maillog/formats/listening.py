"""A history that only writes down what it is told, and a plain syslog frame, for the tests of formats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from hiyari.maillog.formats.told import Handle

DATA: Final = Path(__file__).parent / "data"
JAPAN: Final = timezone(timedelta(hours=9))
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FRAME: Final = re.compile(
    r"(?P<stamp>\w{3} [ \d]\d [\d:]{8}) (?P<host>\S+) (?P<program>[^\s\[:]+)(?:\[\d+\])?: (?P<body>.*)"
)
CALLS: Final = frozenset(
    {
        "client", "local", "born", "owner", "message_id", "header", "parent", "cwd", "queued", "delivery", "removed",
        "reject", "login_failed", "notice",
    }
)  # fmt: skip


class Recorder:
    """One host's history that keeps every call."""

    def __init__(self, host: str, heard: list[list[Any]]) -> None:
        self._host = host
        self._heard = heard

    def __getattr__(self, call: str) -> Any:
        if call not in CALLS:
            raise AttributeError(call)

        def told(at: int, *values: Any) -> None:
            self._heard.append([self._host, call, moment(at), *values])

        return told


class Histories:
    """All hosts' histories, in the order in which they were told."""

    def __init__(self) -> None:
        self.heard: list[list[Any]] = []
        self._hosts: dict[str, Recorder] = {}

    def host(self, name: str) -> Any:
        """The recorder of one host."""
        return self._hosts.setdefault(name, Recorder(name, self.heard))


def moment(at: int) -> str:
    """Microseconds as a person reads them."""
    assert isinstance(at, int)
    return (_EPOCH + timedelta(microseconds=at)).isoformat()


def micros(stamp: str) -> int:
    """Microseconds of a classic stamp in 2026, Japan."""
    naive = datetime.strptime(f"2026 {stamp}", "%Y %b %d %H:%M:%S").replace(tzinfo=JAPAN)
    return (naive - _EPOCH) // timedelta(microseconds=1)


def hear(handles: Mapping[str, Handle], lines: Iterable[str]) -> dict[str, Any]:
    """What handles tell of syslog lines, and the lines that they did not understand."""
    histories = Histories()
    strange = []
    for line in lines:
        frame = _FRAME.fullmatch(line)
        assert frame is not None, line
        before = len(histories.heard)
        handle = handles[frame["program"]]
        if not handle(histories.host(frame["host"]), micros(frame["stamp"]), frame["body"], line):
            strange.append(line)
        for call in histories.heard[before:]:
            call[:] = ["(the line)" if value == line else value for value in call]
    return {"told": histories.heard, "strange": strange}


def written(heard: dict[str, Any]) -> str:
    """Golden data: JSON with one call on each line."""
    parts = []
    for key, values in heard.items():
        rows = ",\n".join("  " + json.dumps(value, ensure_ascii=False) for value in values)
        parts.append(f' "{key}": [\n{rows}\n ]' if values else f' "{key}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def cases(name: str) -> list[Path]:
    """The log files of one format's golden data."""
    return sorted((DATA / name).glob("*.log"))


def compare(log: Path, heard: dict[str, Any]) -> None:
    """Fail where what was told is not what stands beside the log."""
    assert written(heard).splitlines() == log.with_suffix(".json").read_text(encoding="utf-8").splitlines()


class PlainStamps:
    """Reads the stamps of files, with Japan's time where they name no zone."""

    def iso(self, stamp: str) -> int:
        """Microseconds of ``2026-11-26 19:48:25.123 +0900``, with a T or a Z as well."""
        at = datetime.fromisoformat(stamp.replace(" +", "+"))
        return ((at if at.tzinfo else at.replace(tzinfo=JAPAN)) - _EPOCH) // timedelta(microseconds=1)

    def classic(self, stamp: str) -> int:
        """Microseconds of ``Nov 26 19:48:25``."""
        return micros(stamp)


def hear_front(front: Any, lines: list[str]) -> dict[str, Any]:
    """What a format of whole files tells, and its counts."""
    histories = Histories()
    reader = front(histories, "host1", PlainStamps())
    heard: dict[str, Any] = {"told": histories.heard}
    for line in lines:
        before = len(histories.heard)
        reader.feed([line])
        for call in histories.heard[before:]:
            call[:] = ["(the line)" if value == line else value for value in call]
    counts = reader.counts
    heard["strange"] = counts.strange
    heard["counts"] = [[counts.lines, counts.other, counts.mail, counts.understood]]
    return heard
