"""`hiyari send` beside a private Postfix: the same number of messages of one size to the same smtp-sink, both durable.

Postfix is filled by smtp-source over as many sessions as it may open connections; each message is made durable in its
queue. hiyari loads the campaign into its ledger first (shown apart) and then sends it; intent and outcome of each
message are made durable. A round ends when the sink has counted the last message. Rounds alternate between the two.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.postfix import Relay, Sink, load, relay, require_postfix, sink, version
from tests.campaigns import HIYARI, UNLIMITED, addresses, load_campaign, send_arguments, write_campaign

_DOMAINS = ("bench.example",)
_DISK = Path("/var/tmp")  # noqa: S108 - where /tmp may be memory, this is a disk
_PATIENCE = 600.0
"""Seconds for a round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one peer did once; times in seconds since it was started."""

    count: int
    loaded: float
    """Until everything stood in its queue or ledger: Postfix relays meanwhile, hiyari sends afterwards."""
    first: float
    """Until the sink had the first message."""
    last: float
    """Until the sink had all."""
    cpu: float
    """Seconds of CPU, without what loads Postfix; hiyari's loading is not in it."""
    cpu_loading: float = 0.0


def _postfix(server: Relay, counted: Sink, connections: int, count: int, size: int) -> Round:
    before, started = server.cpu(), time.perf_counter()
    watched = counted.watch(count, load(server.port, connections, count, size), _PATIENCE)
    while server.queued():
        assert time.perf_counter() < watched.last + 60, "Postfix keeps messages in its queue"
        time.sleep(0.05)
    return Round(
        count=count,
        loaded=watched.ended - started,
        first=watched.first - started,
        last=watched.last - started,
        cpu=server.cpu() - before,
    )


def _hiyari(folder: Path, counted: Sink, connections: int, count: int, size: int) -> Round:
    name = f"bench-{time.monotonic_ns()}"
    pace = {**UNLIMITED, "connections": connections}
    campaign = write_campaign(folder, name, counted.port, addresses(count, _DOMAINS), size=size, pace=pace)
    state = folder / f"{name}.db"
    before, started = _children(), time.perf_counter()
    digest = load_campaign(campaign, state)
    loaded, after = time.perf_counter() - started, _children()
    started = time.perf_counter()
    command = [HIYARI, *send_arguments(campaign, state, digest)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own arguments
    watched = counted.watch(count, process, _PATIENCE)
    return Round(
        count=count,
        loaded=loaded,
        first=watched.first - started,
        last=watched.last - started,
        cpu=_children() - after,
        cpu_loading=after - before,
    )


def _children() -> float:
    """Seconds of CPU of the processes that were started here and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _row(peer: str, connections: int, rounds: list[Round], ratio: float | None) -> str:
    rates = [one.count / one.last for one in rounds]
    loaded = statistics.median(one.count / one.loaded for one in rounds)
    whole = statistics.median(one.count / (one.last + (one.loaded if one.cpu_loading else 0)) for one in rounds)
    cells = (
        peer,
        f"{connections}",
        f"{loaded:,.0f}",
        f"{statistics.median(rates):,.0f}",
        f"{min(rates):,.0f} to {max(rates):,.0f}",
        f"{whole:,.0f}",
        f"{statistics.median(one.cpu * 1000 / one.count for one in rounds):.2f}",
        f"{statistics.median((one.cpu + one.cpu_loading) * 1000 / one.count for one in rounds):.2f}",
        "" if ratio is None else f"{ratio:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def _table(found: dict[int, tuple[list[Round], list[Round]]]) -> Iterable[str]:
    yield ("| | connections | taken/s | messages/s | from, to | with loading | CPU ms/message | with loading | ratio |")
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for connections, (theirs, ours) in found.items():
        ratio = statistics.median(one.last for one in theirs) / statistics.median(one.last for one in ours)
        yield _row(f"Postfix {version()}", connections, theirs, 1.0)
        yield _row("hiyari", connections, ours, ratio)
    for connections, (theirs, ours) in found.items():
        starts = [statistics.median(one.first for one in rounds) for rounds in (theirs, ours)]
        rates = [statistics.median(one.count / (one.last - one.first) for one in rounds) for rounds in (theirs, ours)]
        yield (
            f"\nAt {connections} connections the first message came after {starts[0]:.2f} s and {starts[1]:.2f} s; "
            f"from then on {rates[0]:,.0f} and {rates[1]:,.0f} messages/s ({rates[1] / rates[0]:.1f})."
        )


def main() -> None:
    """Print a table of both peers at each number of connections."""
    parser = argparse.ArgumentParser(prog="script/bench delivery", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--size", type=int, default=5000, help="octets of a body")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, nargs="+", default=[20, 100])
    parser.add_argument("--folder", type=Path, default=_DISK, help="for queue and ledger")
    chosen = parser.parse_args()
    require_postfix()
    found: dict[int, tuple[list[Round], list[Round]]] = {}
    for connections in chosen.connections:
        theirs, ours = found.setdefault(connections, ([], []))
        with tempfile.TemporaryDirectory(prefix="hiyari-bench-", dir=chosen.folder) as name, sink() as counted:
            folder = Path(name)
            with relay(chosen.folder, counted.port, connections) as server:
                # Not counted: it fills caches and starts Postfix's processes.
                _postfix(server, counted, connections, min(500, chosen.messages), chosen.size)
                for _ in range(chosen.rounds):
                    theirs.append(_postfix(server, counted, connections, chosen.messages, chosen.size))
                    ours.append(_hiyari(folder, counted, connections, chosen.messages, chosen.size))
    for line in _table(found):
        print(line)


if __name__ == "__main__":
    main()
