"""The system call filter of the sandbox: a classic BPF program for seccomp(2), as pure octets.

It closes what namespaces leave open. Sockets of the host that lie in the web root (a database's, PHP-FPM's) can be
reached by their path from any network namespace, and vsock belongs to none, so only the internet's sockets and the
routing table's are made. Memory that belongs to no process (memfd, System V) would not be seen by the watch over
memory. No further namespaces, mounts, tracing, keys, BPF or io_uring; no limits for another process than itself. What
is refused fails with EPERM, ``clone3`` with ENOSYS, as if the kernel did not have it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW = 0x7FFF0000
REFUSE = 0x00050001
"""SECCOMP_RET_ERRNO with EPERM."""
UNKNOWN = 0x00050026
"""SECCOMP_RET_ERRNO with ENOSYS."""
NUMBER, ARCHITECTURE, FIRST, SECOND, THIRD = 0, 4, 16, 24, 32
"""Offsets in struct seccomp_data; the arguments' low halves on a little-endian machine."""
AF_INET, AF_INET6, AF_NETLINK = 2, 10, 16
NETLINK_ROUTE = 0
"""What getaddrinfo(3) asks for the machine's addresses."""
SOCK_STREAM, SOCKET_TYPES = 1, 0xF
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
    socketpair: int
    clone: int
    clone3: int
    prlimit: int
    memory: tuple[int, ...]
    """memfd_create, memfd_secret, shmget, semget, msgget, mq_open: what they make belongs to no process."""
    refused: tuple[int, ...]
    """unshare, setns, mount, umount2, pivot_root, new mount calls; ptrace, process_vm_*, keys, bpf, perf, userfaultfd,
    io_uring, kcmp, pidfd_getfd, process_madvise."""


KNOWN = {
    "x86_64": Calls(
        architecture=0xC000003E,
        socket=41,
        socketpair=53,
        clone=56,
        clone3=435,
        prlimit=302,
        memory=(319, 447, 29, 64, 68, 240),
        refused=(
            *(272, 308, 165, 166, 155, *range(428, 434), 442),
            *(101, 310, 311, 248, 249, 250, 321, 298, 323, 425, 426, 427, 312, 438, 440),
        ),
    ),
    "aarch64": Calls(
        architecture=0xC00000B7,
        socket=198,
        socketpair=199,
        clone=220,
        clone3=435,
        prlimit=261,
        memory=(279, 447, 194, 190, 186, 180),
        refused=(
            *(97, 268, 40, 39, 41, *range(428, 434), 442),
            *(117, 270, 271, 217, 218, 219, 280, 241, 282, 425, 426, 427, 272, 438, 440),
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
            *_answered(calls.refused, REFUSE),
            *_answered(calls.memory, REFUSE),
            *_answered((calls.clone3,), UNKNOWN),
            *_when(calls.socket, _socket()),
            *_when(calls.socketpair, _pair()),
            *_when(calls.prlimit, (_step(LOAD, FIRST), _step(EQUAL, 0, yes=1))),
            *_when(calls.clone, (_step(LOAD, FIRST), _step(ANY_BIT, NAMESPACES, no=1))),
            _step(RETURN, ALLOW),
        )
    )


def _answered(numbers: tuple[int, ...], answer: int) -> tuple[bytes, ...]:
    return tuple(step for number in numbers for step in (_step(EQUAL, number, no=1), _step(RETURN, answer)))


def _when(number: int, steps: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Steps for one system call, of which the last leaves out the refusal that follows them where it may be made."""
    return (_step(EQUAL, number, no=len(steps) + 2), *steps, _step(RETURN, REFUSE), _step(RETURN, ALLOW))


def _socket() -> tuple[bytes, ...]:
    """The families of the internet; netlink for the routing table alone."""
    return (
        _step(LOAD, FIRST),
        *(_step(EQUAL, AF_INET, yes=5), _step(EQUAL, AF_INET6, yes=4), _step(EQUAL, AF_NETLINK, no=2)),
        *(_step(LOAD, THIRD), _step(EQUAL, NETLINK_ROUTE, yes=1)),
    )


def _pair() -> tuple[bytes, ...]:
    """Streams alone: one end of a pair of datagram sockets can still be sent to any path."""
    return (_step(LOAD, SECOND), _step(AND, SOCKET_TYPES), _step(EQUAL, SOCK_STREAM, yes=1))


def _step(code: int, operand: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One struct sock_filter; ``yes`` and ``no`` are the steps that are left out after a comparison."""
    return struct.pack("<HBBI", code, yes, no, operand)
