"""This process as a node: what it is called, and how another one finds out whether it lives."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hiyari.delivery.ledger.claim import Node


def this_node() -> Node:
    """The process that calls."""
    return Node(
        name=f"{socket.gethostname().partition('.')[0]}-{secrets.token_hex(3)}", machine=_machine(), process=_process()
    )


def alive(process: str) -> bool:
    """Whether a process still runs that belongs to the same world as this one; what cannot be told counts as *yes*."""
    pid, _, start = process.partition("@")[0].partition(":")
    if not pid.isascii() or not pid.isdigit() or int(pid) == 0:
        return False
    found = _stat(int(pid))
    if found is None or not start:
        # Without /proc, or with one that hides the processes of others, the id alone has to do.
        return _exists(int(pid))
    return found.start == start and not found.ended


def _machine() -> str:
    """The machine-id together with the name: machines that were copied from one often share the former."""
    try:
        identity = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        identity = ""
    return sha256(f"hiyari {identity} {socket.gethostname()}".encode()).hexdigest()[:16]


def _process() -> str:
    pid = os.getpid()
    found = _stat(pid)
    return f"{pid}:{found.start if found is not None else ''}@{_world()}"


def _world() -> str:
    """In what process ids are unique: this boot, and the container's namespace of ids (namespaces(7))."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return sha256(f"{boot} {Path('/proc/self/ns/pid').readlink()}".encode()).hexdigest()[:16]
    except (OSError, UnicodeDecodeError):
        return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@dataclass(frozen=True, slots=True)
class _Stat:
    start: str
    """Clock ticks since boot (proc(5), stat, field 22)."""
    ended: bool
    """Dead, and only not yet waited for by its parent."""


def _stat(pid: int) -> _Stat | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="latin-1")
    except OSError:
        return None
    # The name stands in parentheses, and may hold some itself.
    fields = stat.rpartition(")")[2].split()
    return _Stat(fields[19], fields[0] in "ZX") if len(fields) > 19 else None
