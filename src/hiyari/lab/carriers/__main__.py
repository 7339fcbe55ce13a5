"""A carrier in a process of its own: ``python -m hiyari.lab.carriers --behaviour storm --journal delivered.jsonl``.

It says ``PORT <number>`` on stdout when it listens, and ends at SIGTERM or SIGINT. Tests kill the sender beside it and
read from the journal what really reached mailboxes.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from hiyari.lab.carriers.carrier import Carrier
from hiyari.lab.carriers.house import Delivery
from hiyari.lab.carriers.journal import Journal
from hiyari.lab.carriers.presets import PRESETS
from hiyari.lab.carriers.temper import Temper


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m hiyari.lab.carriers", description="A carrier of the lab.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    parser.add_argument("--behaviour", choices=sorted(PRESETS), default="plain")
    parser.add_argument("--journal", type=Path, required=True, help="one JSON line per delivered message is appended")
    chosen = parser.parse_args(arguments)
    with Journal(chosen.journal) as journal:
        asyncio.run(_serve(PRESETS[chosen.behaviour], chosen.host, chosen.port, journal.record))
    return 0


async def _serve(temper: Temper, host: str, port: int, record: Callable[[Sequence[Delivery]], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with Carrier(temper, host, port, record=record) as carrier:
        sys.stdout.write(f"PORT {carrier.address.port}\n")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    sys.exit(main())
