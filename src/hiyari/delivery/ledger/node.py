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
    """Whether the process still runs on this machine. Where that cannot be found out, it does."""
    pid, _, start = process.partition(":")
    if not pid.isdecimal():
        return False
    return _start(int(pid)) == start if start else _exists(int(pid))


def _machine() -> str:
    """Where process ids mean the same: of two containers on one machine, neither can see whether the other lives."""
    try:
        identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        identity = ""
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        namespace = ""
    return sha256(f"hiyari {identity or socket.gethostname()} {namespace}".encode()).hexdigest()[:16]


def _process() -> str:
    pid = os.getpid()
    return f"{pid}:{_start(pid)}"


def _start(pid: int) -> str:
    """The start time of a process in clock ticks since boot (proc(5), stat, field 22); empty for one that is dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return ""
    state, *others = stat.rpartition(")")[2].split()
    # A zombie sends nothing more; its parent has only not looked yet.
    return "" if state in {"Z", "X"} else others[18]


def _exists(pid: int) -> bool:
    """For systems without /proc: a reused id is taken for the old one, which refuses too much and never too little."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
