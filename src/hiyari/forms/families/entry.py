"""What is known about one family of scripts, as a value; and the files in ``data/`` that tell it, found by place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

_ENCODINGS: Final = ("utf-8", "cp932", "euc_jp")
"""What scripts with Japanese in them are written in."""


class Weakness(StrEnum):
    """What a known weakness lets a stranger do."""

    RECIPIENT = "recipient"
    HEADER = "header"
    REFERER = "referer"
    RELAY = "relay"
    COMMAND = "command"
    READ = "read"
    UPLOAD = "upload"


class Settings(StrEnum):
    """Where the settings are that decide about a copy."""

    FORMMAIL = "formmail"
    NMS = "nms"
    VARIABLES = "variables"
    """In variables with the names of `Entry.recipient` and `Entry.reply`."""
    DATABASE = "database"
    ELSEWHERE = "elsewhere"
    """In files that are not read here."""
    LIBRARY = "library"
    """In the scripts that include it."""
    NONE = "none"
    """Nothing is known of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A weakness of old versions."""

    before: tuple[int, ...] | None
    """The first version without it; None: every version that is known has it."""
    kind: Weakness
    source: str
    """The advisory, or the author's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One family."""

    name: str
    marks: tuple[tuple[bytes, ...], ...]
    """All of them must be in the file, each in one of its encodings."""
    header: re.Pattern[bytes] | None
    """The author's own header, which shortened copies keep: enough without any mark."""
    without: tuple[bytes, ...]
    folds: bool
    """Whether large and small letters are alike in marks."""
    folder: str | None
    """A part of the path that it lies in, instead of marks."""
    main: str | None
    """The file that tells the version, relative to ``folder``; None: the file itself."""
    version: tuple[re.Pattern[bytes], ...]
    """The first group is the version; one pattern for each encoding."""
    settings: Settings
    beside: tuple[str, ...]
    """Files in the same folder that hold settings."""
    recipient: tuple[str, ...]
    reply: tuple[str, ...]
    weaknesses: tuple[Known, ...]

    def marked(self, data: bytes) -> bool:
        """Whether the marks or the author's header are there."""
        if self.header is not None and self.header.search(data) and not any(one in data for one in self.without):
            return True
        if not self.marks:
            return False
        data = data.lower() if self.folds else data
        return all(any(one in data for one in mark) for mark in self.marks) and not any(
            one in data for one in self.without
        )


@cache
def entries() -> tuple[Entry, ...]:
    """Every family, in the order of the files' names and of their lines."""
    folder = resources.files("hiyari.forms.families") / "data"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(entry for file in files for entry in parse(file.read_text(encoding="utf-8")))


def parse(source: str) -> Iterator[Entry]:
    """The families of one file.

    Raises:
        ValueError, KeyError: The file is malformed, which the tests tell.
    """
    for table in tomllib.loads(source)["family"]:
        unknown = set(table) - _KEYS
        if unknown:
            raise ValueError(f"{table['name']}: unknown {sorted(unknown)}")
        folds = bool(table.get("folds", False))
        yield Entry(
            name=table["name"],
            marks=tuple(_spellings(mark.lower() if folds else mark) for mark in table.get("marks", ())),
            header=re.compile(table["header"].encode(), re.MULTILINE) if "header" in table else None,
            without=tuple(one.encode() for one in table.get("without", ())),
            folds=folds,
            folder=table.get("folder"),
            main=table.get("main"),
            version=tuple(re.compile(one) for one in _spellings(table["version"])) if "version" in table else (),
            settings=Settings(table["settings"]),
            beside=tuple(table.get("beside", ())),
            recipient=tuple(table.get("recipient", ())),
            reply=tuple(table.get("reply", ())),
            weaknesses=tuple(
                Known(
                    before=numbers(one["before"]) if "before" in one else None,
                    kind=Weakness(one["kind"]),
                    source=one["source"],
                )
                for one in table.get("weakness", ())
            ),
        )


_KEYS: Final = {
    *("name", "marks", "without", "folds", "folder", "main", "version", "settings", "beside", "recipient", "reply"),
    *("header", "weakness"),
}


def _spellings(written: str) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(written.encode(encoding, "backslashreplace") for encoding in _ENCODINGS))


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers that compare: ``5.2.18`` is after ``5.2.9``; ``1.92`` is after ``1.9`` and ``1.91``."""
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version)[:6])
