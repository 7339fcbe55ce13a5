"""The system call filter of the sandbox: a classic BPF program for seccomp(2), as pure octets.

It closes what namespaces leave open: sockets of the host that lie in the web root (a database's, PHP-FPM's) can be
reached by their path from any network namespace, so no Unix socket is made; no further namespaces, mounts, tracing,
keys, BPF or io_uring. What is refused fails with EPERM, ``clone3`` with ENOSYS, as if the kernel did not have it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW = 0x7FFF0000
REFUSE = 0x00050001
"""SECCOMP_RET_ERRNO with EPERM."""
UNKNOWN = 0x00050026
"""SECCOMP_RET_ERRNO with ENOSYS."""
NUMBER, ARCHITECTURE, FIRST = 0, 4, 16
"""Offsets in struct seccomp_data; the first argument's low half on a little-endian machine."""
AF_UNIX = 1
OTHER_ABI = 0x40000000
"""System calls from here on are those of x32, under other numbers."""
NAMESPACES = 0x7E020080
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """The numbers of system calls on one architecture."""

    architecture: int
    """AUDIT_ARCH_..."""
    socket: int
    clone: int
    clone3: int
    refused: tuple[int, ...]
    """unshare, setns, mount, umount2, pivot_root, new mount calls, ptrace, process_vm_*, keys, bpf, ..."""


KNOWN = {
    "x86_64": Calls(
        architecture=0xC000003E,
        socket=41,
        clone=56,
        clone3=435,
        refused=(
            *(272, 308, 165, 166, 155, *range(428, 434), 442),
            *(101, 310, 311, 248, 249, 250, 321, 298, 323, 425, 426, 427),
        ),
    ),
    "aarch64": Calls(
        architecture=0xC00000B7,
        socket=198,
        clone=220,
        clone3=435,
        refused=(
            *(97, 268, 40, 39, 41, *range(428, 434), 442),
            *(117, 270, 271, 217, 218, 219, 280, 241, 282, 425, 426, 427),
        ),
    ),
}


def program(machine: str) -> bytes | None:
    """The filter for an architecture as ``uname -m`` names it; None where its system calls are not known here."""
    calls = KNOWN.get(machine)
    if calls is None:
        return None
    return b"".join(
        (
            _step(LOAD, ARCHITECTURE),
            _step(EQUAL, calls.architecture, yes=1),
            _step(RETURN, REFUSE),
            _step(LOAD, NUMBER),
            *(_step(AT_LEAST, OTHER_ABI, no=1), _step(RETURN, REFUSE)),
            *(step for number in calls.refused for step in (_step(EQUAL, number, no=1), _step(RETURN, REFUSE))),
            *(_step(EQUAL, calls.clone3, no=1), _step(RETURN, UNKNOWN)),
            *(_step(EQUAL, calls.socket, no=4), _step(LOAD, FIRST), _step(EQUAL, AF_UNIX, no=1)),
            *(_step(RETURN, REFUSE), _step(RETURN, ALLOW)),
            *(
                _step(EQUAL, calls.clone, no=3),
                _step(LOAD, FIRST),
                _step(ANY_BIT, NAMESPACES, no=1),
                _step(RETURN, REFUSE),
            ),
            _step(RETURN, ALLOW),
        )
    )


def _step(code: int, operand: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One struct sock_filter; ``yes`` and ``no`` are the steps that are left out after a comparison."""
    return struct.pack("<HBBI", code, yes, no, operand)
