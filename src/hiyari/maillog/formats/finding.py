"""Formats are found by their place: every file here that offers ``PROGRAMS`` or a front is one.

A syslog file holds lines of many programs, so all of their formats read it together; a file that a server writes by
itself has a front of its own, which recognises it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final

from hiyari.logfiles.stamps import Stamps
from hiyari.maillog import formats
from hiyari.maillog.formats.access import AccessFront
from hiyari.maillog.formats.journal import JournalFront
from hiyari.maillog.formats.program import Front, Handle
from hiyari.maillog.formats.syslog import SyslogFront
from hiyari.maillog.history.emitting import Emit
from hiyari.maillog.history.history import History

AUTO: Final = "auto"
_FRAMED: Final = {"postfix", "sendmail", "opensmtpd", "syslog"}
"""Names that people give to a file that is syslog's."""


@cache
def _modules() -> tuple[ModuleType, ...]:
    names = sorted(one.name for one in pkgutil.iter_modules(formats.__path__))
    here = __name__.rpartition(".")[2]
    return tuple(importlib.import_module(f"{formats.__name__}.{name}") for name in names if name != here)


def programs() -> dict[str, Handle]:
    """What understands which program's lines. Made anew for each front: some remember lines for a moment."""
    found: dict[str, Handle] = {}
    for module in _modules():
        make = getattr(module, "programs", None)
        found.update(make() if make is not None else getattr(module, "PROGRAMS", {}))
    return found


def fronts() -> dict[str, type[Any]]:
    """The fronts of files that servers write by themselves, by their names."""
    found: dict[str, type[Any]] = {}
    for module in _modules():
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__ == module.__name__ and hasattr(value, "recognise"):
                found[str(getattr(value, "NAME", ""))] = value
    return found


def names() -> tuple[str, ...]:
    """Every name that a format can be given in the inventory."""
    return (AUTO, *sorted({*_FRAMED, *fronts()}))


def recognise(sample: Sequence[str]) -> str:
    """The name of the format that a file's first lines are written in; what nothing recognises is syslog's."""
    return next((name for name, front in sorted(fronts().items()) if front.recognise(sample)), "syslog")


def make_front(name: str, history: History, emit: Mapping[str, Emit], host: str, stamps: Stamps) -> Front:
    """The front that reads a format.

    Args:
        name: Of the format.
        history: What mail servers' lines are told to.
        emit: By table, what takes rows that are no message's.
        host: Whose the file is, where its lines do not say.
        stamps: What reads its stamps.
    """
    if name in _FRAMED:
        return SyslogFront(history, stamps, programs())
    if name == AccessFront.NAME:
        return AccessFront(emit["requests"], host, stamps)
    if name == JournalFront.NAME:
        return JournalFront(history, programs())
    front: Front = fronts()[name](history, host, stamps)
    return front
