"""The program that is the world: process 1 of its own name spaces, started by `tests.world.world`.

``python -m tests.world.inside FOLDER`` makes machines below the folder, sends everything, waits until the queues are
empty, stops the machines and writes ``truth.json``. When it ends, whatever it started ends with it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack, ExitStack
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hiyari.dns.server import DnsServer
from tests.world import names
from tests.world.courier import Courier
from tests.world.filters import serve_filters
from tests.world.hosts import HOSTS, LMTP_PORT, WWW
from tests.world.interfaces import raise_loopback
from tests.world.machine import ZONE, Machine
from tests.world.outcomes import complete, everything_seen, notifications
from tests.world.receivers import Caught, Receiver
from tests.world.syslogd import LogDaemon
from tests.world.traffic import send_everything
from tests.world.website import prepare_website, website

_SETTLED: Final = 45.0
"""Seconds after which mail that is still on its way is a fault of the world."""


async def run(folder: Path) -> None:
    """The whole life of the world."""
    addresses = (*names.INSIDERS, names.APP6, names.RELAY1_6, "198.51.100.1", "192.0.2.1")
    raise_loopback([ip_address(one) for one in addresses])
    machines = {host.name: Machine(host, folder) for host in HOSTS}
    for machine in machines.values():
        machine.prepare()
    prepare_website(machines[WWW.name])
    caught: list[Caught] = []
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(DnsServer(names.zones(), port=53))
        for domain, address in names.RECEIVERS.items():
            await stack.enter_async_context(Receiver(domain, address, caught))
        await stack.enter_async_context(Receiver("lmtp", "127.0.0.1", caught, LMTP_PORT))
        await serve_filters(stack)
        for machine in machines.values():
            stack.enter_context(LogDaemon(machine.host.name, machine.folder, ZoneInfo(ZONE)))
        courier = await asyncio.to_thread(_live, machines)
    seen = everything_seen(caught, [machine.folder / "mailboxes" for machine in machines.values()])
    courier.truth.sent = [*complete(courier.truth.sent, seen), *notifications(seen)]
    courier.truth.write(folder / "truth.json")


def _live(machines: dict[str, Machine]) -> Courier:
    with ExitStack() as stack:
        for machine in machines.values():
            stack.enter_context(machine.running())
        for machine in machines.values():
            machine.wait_started()
        stack.enter_context(website(machines[WWW.name]))
        courier = Courier(machines)
        send_everything(courier)
        _settle(machines)
    return courier


def _settle(machines: dict[str, Machine]) -> None:
    end = time.monotonic() + _SETTLED
    quiet = 0
    while quiet < 3:
        waiting = {name: ids for name, machine in machines.items() if (ids := machine.waiting())}
        quiet = 0 if waiting else quiet + 1
        if time.monotonic() > end:
            raise RuntimeError(f"mail is still on its way after {_SETTLED:g} s: {waiting}")
        time.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1])))
