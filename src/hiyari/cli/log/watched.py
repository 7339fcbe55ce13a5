"""Which files are watched: those that are named, else the mail logs of the inventory; of a pattern the newest."""

from __future__ import annotations

import glob
from contextlib import suppress
from pathlib import Path
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.inventory import Inventory
from hiyari.model.text import text

_PART: Final = 1 << 20
_ACCESS: Final = "access"
_PACKED: Final = frozenset({".gz", ".bz2", ".xz", ".zst", ".lz4"})


def declared_logs(inventory: Inventory | None) -> tuple[str, ...]:
    """The mail logs that the inventory names."""
    logs = inventory.logs if inventory is not None else ()
    return tuple(one.path for one in logs if one.format != _ACCESS)


def lines_before(path: Path, offset: int) -> int:
    """How many lines a file has before a place in it; those that can be read."""
    count = 0
    with suppress(OSError), path.open("rb") as stream:
        while offset > 0 and (part := stream.read(min(offset, _PART))):
            count += part.count(b"\n")
            offset -= len(part)
    return count


def written_now(name: str) -> Path:
    """The file that is written to: of several that a pattern matches, the one that was written to last.

    Raises:
        UserError: A pattern matches none: waiting for a name with a star in it would be watching nothing.
    """
    if Path(name).exists() or not glob.has_magic(name):
        return Path(name)
    found = [one for one in map(Path, glob.glob(name)) if one.is_file() and one.suffix not in _PACKED]  # noqa: PTH207 - it may be absolute
    if not found:
        raise UserError(text("{name} matches no log that is written to. Name the file itself.", name=name))
    return max(found, key=lambda one: one.stat().st_mtime_ns)
