"""A file with one line for each message that really reached a mailbox; it survives the process that writes it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from hiyari.lab.carriers.house import Delivery

_MESSAGE_ID: Final = re.compile(rb"^message-id:[ \t]*(?:\r\n[ \t]+)?([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class Journal:
    """Appends JSON lines; ``with Journal(path) as journal: Carrier(temper, record=journal.record)``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        """Open the file; what it holds stays."""
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        os.close(self._file)

    def record(self, deliveries: Sequence[Delivery]) -> None:
        """Append one line for each mailbox, all of a message in one write.

        Raises:
            OSError: Not all was written; the dot must not be answered with 250.
        """
        octets = "".join(f"{_line(one)}\n" for one in deliveries).encode()
        if os.write(self._file, octets) != len(octets):
            raise OSError(f"{self._path} has no room for a whole line")


def message_id(content: bytes) -> str:
    """The Message-ID of a message with its angle brackets; empty where it has none."""
    found = _MESSAGE_ID.search(content.partition(b"\r\n\r\n")[0])
    return found[1].strip().decode("utf-8", "surrogateescape") if found else ""


def _line(delivery: Delivery) -> str:
    return json.dumps(
        {"recipient": delivery.recipient, "message_id": message_id(delivery.content), "time": delivery.time}
    )
