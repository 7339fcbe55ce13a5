"""A real Knot DNS on loopback for a test: primary or secondary, stopped by its own process."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import pytest

from hiyari.model.inventory import ServerAddress

SECRET = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode("ascii")
KEY = f'key "hiyari" {{\n  algorithm hmac-sha256;\n  secret "{SECRET}";\n}};\n'
_CONF = """server:
    listen: {host}@{port}
    rundir: {folder}
    pidfile: {folder}/knot.pid
log:
  - target: stderr
    any: warning
database:
    storage: {folder}
key:
  - id: hiyari
    algorithm: hmac-sha256
    secret: {secret}
acl:
  - id: update
    key: hiyari
    action: update
  - id: transfer
    address: 127.0.0.0/8
    action: [transfer, notify]
{remotes}
zone:
{zones}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knot:
    """A running server."""

    address: ServerAddress
    folder: Path


def require_knot() -> None:
    """Skip where Knot is not installed; under CI that is a failure, because `script/test` installs it."""
    if shutil.which("knotd") is None:
        if os.environ.get("CI"):
            pytest.fail("knotd is missing: script/test installs it where it may")
        pytest.skip("knotd is not installed (Debian: apt install knot)")


@contextmanager
def knot(
    folder: Path,
    zones: Mapping[str, str],
    *,
    host: str = "127.0.0.1",
    primary: ServerAddress | None = None,
    notify: ServerAddress | None = None,
) -> Iterator[Knot]:
    """Run a server with these zones (name to text); with ``primary`` they are transferred from there instead."""
    require_knot()
    folder.mkdir(parents=True, exist_ok=True)
    address = ServerAddress(address=ip_address(host), port=free_port(host))
    remotes = "".join(
        f"  - id: {name}\n    address: {one.address}@{one.port}\n"
        for name, one in (("primary", primary), ("peer", notify))
        if one is not None
    )
    blocks = []
    for name, text in zones.items():
        (folder / f"{name}.zone").write_text(text)
        lines = [f"  - domain: {name}", f"    storage: {folder}", f"    file: {name}.zone"]
        lines += ["    master: primary"] if primary else []
        lines += ["    notify: peer"] if notify else []
        blocks.append("\n".join([*lines, "    acl: [update, transfer]", "    zonefile-sync: 0"]))
    conf = folder / "knot.conf"
    conf.write_text(
        _CONF.format(
            host=host,
            port=address.port,
            folder=folder,
            secret=SECRET,
            remotes=f"remote:\n{remotes}" if remotes else "",
            zones="\n".join(blocks),
        )
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["knotd", "-c", str(conf)], stderr=log, stdout=log)  # noqa: S603, S607 - our own
    try:
        _wait(address, next(iter(zones)), process, folder)
        yield Knot(address=address, folder=folder)
    finally:
        process.terminate()
        process.wait(10)


def free_port(host: str) -> int:
    """A port that is free for UDP and TCP now."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind((host, 0))
            try:
                udp.bind((host, tcp.getsockname()[1]))
            except OSError:
                continue
            return int(tcp.getsockname()[1])


def _wait(address: ServerAddress, zone: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    query = dns.message.make_query(zone, "SOA")
    for _ in range(200):
        assert process.poll() is None, (folder / "log").read_text()
        try:
            if dns.query.udp(query, str(address.address), timeout=0.2, port=address.port).answer:
                return
        except (OSError, dns.exception.DNSException):
            pass
        time.sleep(0.05)
    pytest.fail(f"Knot did not answer: {(folder / 'log').read_text()}")
