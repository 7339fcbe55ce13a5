"""This process as a node: what it is called, and how another one finds out whether it lives."""

from __future__ import annotations

import os
import secrets
import socket
from hashlib import sha256
from pathlib import Path

from hiyari.delivery.ledger.claim import Node


def this_node() -> Node:
    """The process that calls."""
    return Node(
        name=f"{socket.gethostname().partition('.')[0]}-{secrets.token_hex(3)}", machine=_machine(), process=_process()
    )


def alive(process: str) -> bool:
    """Whether the process still runs on this machine."""
    pid, _, start = process.partition(":")
    return pid.isdigit() and _start(int(pid)) == start


def _machine() -> str:
    try:
        identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        identity = ""
    return sha256(f"hiyari {identity or socket.gethostname()}".encode()).hexdigest()[:16]


def _process() -> str:
    pid = os.getpid()
    return f"{pid}:{_start(pid)}"


def _start(pid: int) -> str | None:
    """The start time of a process in clock ticks since boot (proc(5), stat, field 22)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[19]
