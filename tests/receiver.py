"""A carrier of the lab in a process of its own, for tests and benchmarks that start and kill senders beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True, kw_only=True)
class Journal:
    """What the receiver has taken so far."""

    path: Path
    lines: int = 0
    _at: int = 0

    def count(self) -> int:
        """How many messages have reached mailboxes."""
        with self.path.open("rb") as file:
            file.seek(self._at)
            new = file.read()
        self._at += len(new)
        self.lines += new.count(b"\n")
        return self.lines

    def recipients(self) -> Counter[str]:
        """How often each has got a message."""
        return Counter(json.loads(line)["recipient"] for line in self.path.read_text().splitlines())


@contextmanager
def receiver(behaviour: str, journal: Path) -> Iterator[int]:
    """A carrier of the lab in a process of its own; yields its port."""
    command = [sys.executable, "-m", "hiyari.lab.carriers", "--behaviour", behaviour, "--journal", str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own arguments
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline().removeprefix("PORT "))
        finally:
            process.terminate()
