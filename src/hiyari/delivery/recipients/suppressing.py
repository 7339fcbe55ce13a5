"""Adds addresses to a suppression list: each once, durably, also while another process adds to the same file."""

from __future__ import annotations

import csv
import fcntl
import io
import os
import stat
from pathlib import Path
from typing import Final

from hiyari.carriers.knowledge import Knowledge
from hiyari.delivery.address import key_of, parse_address
from hiyari.delivery.recipients.suppressed import HEADERS, read_suppressed
from hiyari.model.error import ActionError
from hiyari.model.text import text

_MODE: Final = 0o600


class SuppressionFile:
    """One list; made for its owner alone where it does not exist."""

    def __init__(self, path: Path, known: Knowledge) -> None:
        """Read what the list holds.

        Raises:
            UserError: It exists and cannot be read, or has a line that is no entry.
        """
        self._path = path
        self._known = known
        self._keys: set[str] = set()
        self._seen: tuple[int, int] | None = None
        """Inode and size when it was last read."""
        if path.exists():
            self._read(path.stat())

    def add(self, address: str) -> bool:
        """Add an address; false where the list has it already. It is on the disk on return.

        Raises:
            ActionError: It cannot be written.
            UserError: Somebody has written a line into it that is no entry.
        """
        try:
            return self._add(address)
        except OSError as error:
            sentence = text(
                "{path} cannot be written: {reason}. {address} is not suppressed yet. Mend it, then read the same "
                "mail again.",
                path=str(self._path),
                reason=error.strerror or "input/output error",
                address=address,
            )
            raise ActionError(sentence) from None

    def _add(self, address: str) -> bool:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        with os.fdopen(os.open(self._path, flags, _MODE), "r+b", buffering=0) as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise OSError(0, "it is no file")
            if self._seen != (status.st_ino, status.st_size):
                self._read(status)
            key = self._key(address)
            if key in self._keys:
                return False
            stream.write(self._line(stream, status.st_size, address))
            os.fsync(stream.fileno())
            status = os.fstat(stream.fileno())
        _sync_folder(self._path.parent)
        self._keys.add(key)
        self._seen = (status.st_ino, status.st_size)
        return True

    def _read(self, status: os.stat_result) -> None:
        self._keys = {self._key(entry) for _, entry in read_suppressed(self._path)}
        self._seen = (status.st_ino, status.st_size)

    def _key(self, entry: str) -> str:
        parsed = parse_address(entry)
        return key_of(parsed, self._known) if parsed is not None else entry

    def _line(self, stream: io.RawIOBase, size: int, address: str) -> bytes:
        """The entry on a line of its own, quoted where the list is a table."""
        start = b""
        if size:
            stream.seek(size - 1)
            start = b"" if stream.read(1) == b"\n" else b"\n"
        if self._is_table():
            row = io.StringIO()
            csv.writer(row, lineterminator="\n").writerow([address])
            return start + row.getvalue().encode("utf-8")
        return start + address.encode("utf-8") + b"\n"

    def _is_table(self) -> bool:
        with self._path.open(encoding="utf-8-sig", errors="replace") as stream:
            for line in stream:
                if line.strip() and not line.lstrip().startswith("#"):
                    return line.split(",")[0].strip().strip('"').lower() in HEADERS
        return False


def _sync_folder(folder: Path) -> None:
    """A new file is on the disk only when its name is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
