"""Whose a log file is: the inventory's word by its path, under every name that rotation, links and ``..`` give it.

Most lines name their host. Some files do not (a web server's access log, Exim's main log), and then the host of the
file is the host of all that is in it. It is never guessed: a file that was copied from somewhere is not this machine's,
and its host stays unknown.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hiyari.logfiles.logfile import LogFile
from hiyari.logfiles.rotation import first_name, names_before
from hiyari.maillog.formats.finding import AUTO, names
from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text

UNKNOWN: Final = "?"
"""Begins the name of a host that nobody names; the file follows, so that two of them are never mixed."""
_OWN_PLACE: Final = Path("/var/log")
"""Where the logs of this machine lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A log that the inventory names."""

    pattern: str
    """Its path, which may be a pattern."""
    host: str
    format: str


def declared(inventory: Inventory | None) -> list[Declared]:
    """The inventory's logs.

    Raises:
        UserError: A format is unknown.
    """
    if inventory is None:
        return []
    problems = [
        text(
            '{file}:{line}: there is no log format "{format}". Write one of {known}.',
            file=inventory.path,
            line=one.line,
            format=one.format,
            known=names(),
        )
        for one in inventory.logs
        if one.format not in names()
    ]
    if problems:
        raise UserError(*problems)
    logs = [Declared(pattern=one.path, host=one.host, format=one.format) for one in inventory.logs]
    return logs + [
        Declared(pattern=one.access_log, host=one.host, format="access")
        for one in inventory.webroots
        if one.access_log is not None
    ]


def whose(file: LogFile, known: Sequence[Declared], named: str | None) -> tuple[str, str]:
    """The host and the format of a file.

    Args:
        file: As it was found.
        known: What the inventory names.
        named: What ``--host`` said.
    """
    found = None if file.standard_input else _declared(file.path, known)
    log_format = AUTO if found is None else found.format
    if named is not None:
        return named, log_format
    if found is not None:
        return found.host, log_format
    if file.standard_input or _is_own(file.path):
        return socket.gethostname(), log_format
    return unknown_host(file.path), log_format


def unknown_host(path: Path) -> str:
    """What stands for the host of a file that nobody names: the same for a file and what it was rotated to."""
    whole = Path(os.path.realpath(path))
    return f"{UNKNOWN}{whole.with_name(first_name(whole.name))}"


def _is_own(path: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(_OWN_PLACE)


def _declared(path: Path, known: Sequence[Declared]) -> Declared | None:
    # The name as it is before any that it may have had: access.log.1 may be declared itself.
    for whole in _ways(path):
        for one in known:
            if any(whole.match(pattern) for pattern in _patterns(one.pattern)):
                return one
    return None


def _ways(path: Path) -> Iterator[Path]:
    """Every path that means the file, or meant it before it was rotated."""
    wholes = (_straight(path), Path(os.path.realpath(path)))
    rotated = [list(names_before(whole.name)) for whole in wholes]
    for step in range(max(map(len, rotated))):
        for whole, before in zip(wholes, rotated, strict=True):
            if step < len(before):
                yield whole.with_name(before[step])


def _straight(path: Path) -> Path:
    """Without ``..``, and with the links that a person wrote."""
    return Path(os.path.normpath(path.absolute()))


def _patterns(pattern: str) -> tuple[str, str]:
    return str(_straight(Path(pattern))), os.path.realpath(pattern)
