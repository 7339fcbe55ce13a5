"""`hiyari send` with a million recipients: loading, memory, the ledger's size, and how soon it goes on after a kill.

Most of the recipients are carriers' customers. The campaign is loaded, sent to a receiver of the lab until a share of
it has arrived, killed with SIGKILL, and started again; a second kill ends it. Memory is the highest resident set that
the kernel saw of each process.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from tests.campaigns import HIYARI, UNLIMITED, digest_in, send_arguments, write_campaign
from tests.receiver import Journal, receiver

_DISK: Final = Path("/var/tmp")  # noqa: S108 - where /tmp may be memory, this is a disk
_CARRIERS: Final = (
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "ymobile.ne.jp",
    "rakumail.jp",
)
_OTHERS: Final = ("gmail.com", "yahoo.co.jp", "outlook.jp", "icloud.com", *(f"d{n}.example" for n in range(19)))
_PATIENCE: Final = 3600.0
"""Seconds for each step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that has ended."""

    seconds: float
    cpu: float
    memory: float
    """The highest resident set, in MB (10^6 octets)."""


def _recipients(count: int) -> Iterator[str]:
    """Seven of ten at carriers; every domain gets its share."""
    carriers, others = cycle(_CARRIERS), cycle(_OTHERS)
    for number in range(count):
        yield f"r{number}@{next(carriers if number % 10 < 7 else others)}"


def _ended(process: subprocess.Popen[str], started: float) -> Ended:
    """Wait for a process and ask the kernel what it has used."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(
        seconds=time.perf_counter() - started,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss * 1024 / 1e6,
    )


def _load(campaign: Path, state: Path) -> tuple[str, Ended]:
    started = time.perf_counter()
    command = [HIYARI, *send_arguments(campaign, state)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own arguments
    assert process.stdout is not None
    shown = process.stdout.read()
    ended = _ended(process, started)
    assert process.returncode in {0, 1, 3}, process.returncode
    return digest_in(shown), ended


def _send(campaign: Path, state: Path, digest: str, journal: Journal, count: int) -> tuple[float, Ended]:
    """Send until so many more messages have arrived, then kill.

    Returns:
        Seconds from the start of the process to the first message, and what the process used.
    """
    before, started, first = journal.count(), time.perf_counter(), 0.0
    command = [HIYARI, *send_arguments(campaign, state, digest)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True)  # noqa: S603 - our own arguments
    while (now := journal.count()) < before + count:
        if now > before and not first:
            first = time.perf_counter()
        assert process.poll() is None, f"it has ended with {process.returncode}"
        assert time.perf_counter() < started + _PATIENCE, f"{now - before} messages have arrived"
        time.sleep(0.1 if first else 0.002)
    process.send_signal(signal.SIGKILL)
    return (first or time.perf_counter()) - started, _ended(process, started)


def _size(state: Path) -> float:
    """The ledger with its write-ahead log, in MB."""
    return sum(one.stat().st_size for one in state.parent.glob(f"{state.name}*")) / 1e6


def main() -> None:
    """Print a table of what it took."""
    parser = argparse.ArgumentParser(prog="script/bench million", description=__doc__)
    parser.add_argument("--recipients", type=int, default=1_000_000)
    parser.add_argument("--sent", type=int, default=100_000, help="messages until the first kill")
    parser.add_argument("--size", type=int, default=1000, help="octets of a body")
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--folder", type=Path, default=_DISK, help="for the ledger")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hiyari-bench-", dir=chosen.folder) as name:
        folder = Path(name)
        journal, state = Journal(path=folder / "journal.jsonl"), folder / "state.db"
        with receiver("plain", journal.path) as port:
            pace = {**UNLIMITED, "connections": chosen.connections}
            whom = _recipients(chosen.recipients)
            campaign = write_campaign(folder, "million", port, whom, size=chosen.size, pace=pace)
            digest, loaded = _load(campaign, state)
            empty = _size(state)
            began, sending = _send(campaign, state, digest, journal, chosen.sent)
            resumed, resuming = _send(campaign, state, digest, journal, max(1, chosen.sent // 10))
            full = _size(state)
    rows = (
        ("loading and showing, s", f"{loaded.seconds:.1f}"),
        ("recipients loaded/s", f"{chosen.recipients / loaded.seconds:,.0f}"),
        ("highest memory of loading, MB", f"{loaded.memory:.0f}"),
        ("ledger when loaded, MB", f"{empty:.0f}"),
        ("from the start to the first message, s", f"{began:.2f}"),
        (f"messages/s of the first {chosen.sent:,}", f"{chosen.sent / (sending.seconds - began):,.0f}"),
        ("highest memory of sending, MB", f"{max(sending.memory, resuming.memory):.0f}"),
        ("after SIGKILL, from the start to the first message, s", f"{resumed:.2f}"),
        ("ledger at the end, MB", f"{full:.0f}"),
    )
    print(f"{chosen.recipients:,} recipients at {len(_CARRIERS) + len(_OTHERS)} domains\n\n| | |\n| --- | ---: |")
    for label, figure in rows:
        print(f"| {label} | {figure} |")


if __name__ == "__main__":
    main()
