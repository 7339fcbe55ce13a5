"""The yardstick of the readings: replies of real receivers, with their meaning, from ``known.txt``."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from hiyari.carriers.replies.cause import Cause


class Known(NamedTuple):
    """One reply."""

    source: str
    text: str
    cause: Cause
    blocklist: str | None
    """None means that no list is named."""


def _read() -> list[Known]:
    found, source = [], ""
    for line in Path(__file__).with_name("known.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            source = line[3:]
        elif line and line[0] != "#":
            cause, blocklist, text = line.split(" | ", 2)
            found.append(Known(source, text, Cause(cause), None if blocklist == "-" else blocklist))
    return found


KNOWN: Final = _read()
