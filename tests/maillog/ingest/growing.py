"""A log that grows, is rotated, packed and copied while it is read; and the facts that came of it."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final

from hiyari.logfiles.files import log_files
from hiyari.maillog.ingest.ingest import ingest_more, ingest_once
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.ingest.result import Result
from hiyari.maillog.store.facts_folder import open_facts

TABLES: Final = ("messages", "deliveries", "rejects", "logins", "notices", "requests")
NOW: Final = datetime(2026, 11, 20, tzinfo=UTC)
"""When all files were last written to: classic stamps name no year."""
Facts = dict[str, list[tuple[Any, ...]]]


def facts_in(folder: Path) -> Facts:
    """Every row of a folder of facts, in an order that does not depend on how it was made."""
    with open_facts(folder) as facts:
        return {
            table: sorted(facts.engine.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
            for table in TABLES
        }


def sources(*names: Path | str, host: str = "here", zone: tzinfo = UTC) -> list[Source]:
    """Files as the command line finds them."""
    return [Source(file=file, host=host) for file in log_files([str(name) for name in names], zone)]


def dated(path: Path, at: datetime = NOW) -> Path:
    """Let a file be last written to at a moment."""
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def write(path: Path, lines: Iterable[str] | bytes, at: datetime = NOW) -> Path:
    """A log with these lines."""
    path.write_bytes(lines if isinstance(lines, bytes) else "".join(f"{line}\n" for line in lines).encode())
    return dated(path, at)


def whole(folder: Path, lines: Iterable[str] | bytes, zone: tzinfo = UTC) -> Facts:
    """The facts of lines that are read once, by one process, in one piece."""
    folder.mkdir(exist_ok=True)
    ingest_once(folder / "facts", sources(write(folder / "log", lines), zone=zone), zone, processes=1)
    return facts_in(folder / "facts")


class Growing:
    """``mail.log`` and what became of it in one folder, with facts that are kept beside it."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log" / "mail.log"
        self.facts = folder / "facts"
        self.log.parent.mkdir(parents=True)

    def append(self, content: bytes) -> None:
        """The daemon writes."""
        with self.log.open("ab") as file:
            file.write(content)
        dated(self.log)

    def rotate(self) -> None:
        """As logrotate with delaycompress: .1 becomes .2.gz, and mail.log becomes .1."""
        for number in range(9, 1, -1):
            old = self.log.with_name(f"mail.log.{number}.gz")
            if old.exists():
                old.rename(self.log.with_name(f"mail.log.{number + 1}.gz"))
        self.pack()
        if self.log.exists():
            self.log.rename(self.log.with_name("mail.log.1"))

    def pack(self, *, keep: bool = False) -> None:
        """Gzip mail.log.1; while gzip works, both are there."""
        old, new = self.log.with_name("mail.log.1"), self.log.with_name("mail.log.2.gz")
        if old.exists() and not new.exists():
            new.write_bytes(gzip.compress(old.read_bytes(), mtime=int(NOW.timestamp())))
            dated(new)
            if not keep:
                old.unlink()

    def copy(self) -> None:
        """Somebody copies mail.log into the same folder."""
        if self.log.exists():
            shutil.copy(self.log, self.log.with_name("mail.log.copy"))
            dated(self.log.with_name("mail.log.copy"))

    def read(self, names: Sequence[str] = (), **more: Any) -> Result | None:
        """Read what is new; None where there is no log yet."""
        found = list(names) or [str(one) for one in self.log.parent.glob("mail.log*") if one.stat().st_size]
        if not found:
            return None
        return ingest_more(self.facts, sources(*found), UTC, processes=1, **more)
