"""What a script may use: limits set on the process before it starts, and a watch over all processes while they run.

The kernel's limits hold for each process alone, so the sums (memory, processes, files) are watched, and the run is
killed when one is passed.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from typing import NamedTuple

MIB = 1 << 20
MAX_PROCESSES = 48
MAX_RESIDENT = 768 * MIB
MAX_FILES = 2000
MAX_OUTPUT = 4 * MIB
PAGE = os.sysconf("SC_PAGE_SIZE")
PR_SET_DUMPABLE = 4
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
LIBC = ctypes.CDLL(None, use_errno=True)


class Usage(NamedTuple):
    """What all processes in the sandbox use, but for its first and the supervisor."""

    processes: int
    resident: int
    """In octets."""


def others() -> list[int]:
    """The processes of the sandbox that are neither its first nor this one."""
    mine = os.getpid()
    listed = os.listdir("/proc")  # noqa: PTH208 - as few modules as can be
    return [number for name in listed if name.isdigit() and (number := int(name)) > 1 and number != mine]


def usage() -> Usage:
    """What they use now."""
    running = others()
    return Usage(len(running), sum(map(_resident, running)))


def excess(seconds_left: float, output: int) -> str | None:
    """Which bound was passed: ``time``, ``output``, ``processes``, ``memory`` or ``files``; None where none was."""
    if seconds_left <= 0:
        return "time"
    if output > MAX_OUTPUT:
        return "output"
    used = usage()
    if used.processes > MAX_PROCESSES:
        return "processes"
    if used.resident > MAX_RESIDENT:
        return "memory"
    if any(_files(folder) > MAX_FILES for folder in ("/tmp", "/spool")):  # noqa: S108 - the sandbox's own
        return "files"
    return None


def restrain(address_space: int) -> None:
    """Called in the child before it becomes the script: no capability, no core, the bounds of one process (octets)."""
    LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    os.nice(5)
    for kind, most in (
        (resource.RLIMIT_CPU, 10),
        (resource.RLIMIT_AS, address_space),
        (resource.RLIMIT_FSIZE, 8 * MIB),
        (resource.RLIMIT_NOFILE, 128),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 4 * MAX_PROCESSES),
    ):
        allowed = resource.getrlimit(kind)[1]
        bound = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
        resource.setrlimit(kind, (bound, bound))


def hide() -> None:
    """Make this process one that others of the same user can neither trace nor read the memory of."""
    LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_all() -> None:
    """Kill every other process of the sandbox; its first one takes no signal from inside."""
    for _ in range(20):
        if not others():
            return
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return


def _resident(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as statm:  # noqa: PTH123 - as few modules as can be
            return int(statm.read(128).split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _files(folder: str) -> int:
    state = os.statvfs(folder)
    return state.f_files - state.f_ffree
