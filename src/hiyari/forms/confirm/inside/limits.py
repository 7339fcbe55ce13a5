"""What a script may use: limits set on the process before it starts, and a watch over all processes while they run.

The kernel's limits hold for each process alone, so the sums (memory, processes, files) are watched, and the run is
killed when one is passed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import resource
import signal
import time
from collections.abc import Mapping
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
SHARED = re.compile(rb"^Shmem:\s{1,40}(\d{1,15}) kB", re.MULTILINE)
LONGEST_END = 2.0
"""Seconds that killed processes have to be gone."""


class Usage(NamedTuple):
    """What all processes in the sandbox use, but for the supervisor."""

    processes: int
    resident: int
    """In octets."""


def others() -> list[int]:
    """The processes of the sandbox but for this one, which is its first."""
    mine = os.getpid()
    listed = os.listdir("/proc")  # noqa: PTH208 - as few modules as can be
    return [number for name in listed if name.isdigit() and (number := int(name)) != mine]


def usage() -> Usage:
    """What they use now."""
    running = others()
    return Usage(len(running), sum(map(_resident, running)))


def shared() -> int:
    """Shared memory of the whole machine in octets: pages that a process has let go of are in no process's sum."""
    with open("/proc/meminfo", "rb") as told:  # noqa: PTH123 - as few modules as can be
        found = SHARED.search(told.read(8192))
    return int(found[1]) * 1024 if found else 0


def excess(seconds_left: float, output: int, shared_before: int, folders: Mapping[str, int]) -> str | None:
    """Which bound was passed: ``time``, ``output``, ``processes``, ``memory`` or ``files``; None where none was.

    ``folders`` are file systems of the sandbox's own, with the files that each may hold.
    ``shared_before`` is what `shared` said before the run. That something else on the machine takes as much within one
    run ends it too: nothing is proven then, and nothing is harmed.
    """
    if seconds_left <= 0:
        return "time"
    if output > MAX_OUTPUT:
        return "output"
    used = usage()
    if used.processes > MAX_PROCESSES:
        return "processes"
    if max(used.resident, shared() - shared_before) > MAX_RESIDENT:
        return "memory"
    if any(_files(folder) > most for folder, most in folders.items()):
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
    """Close this process to all others of its user: its memory, its open files, its environment, and their signals.

    It is the first process of its namespace, which takes no signal from inside that it does not handle.
    """
    LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own


def reap() -> dict[int, int]:
    """Take what has ended: the wait status of each process. Orphans come to this one, the first of its namespace."""
    ended: dict[int, int] = {}
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if not process:
            return ended
        ended[process] = status


def end_all() -> dict[int, int]:
    """Kill every other process of the sandbox, and take them all, as far as they end; their wait statuses."""
    ended, until = reap(), time.monotonic() + LONGEST_END
    while others() and time.monotonic() < until:
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
        ended.update(reap())
        time.sleep(0.001)
    return ended


def _resident(process: int) -> int:
    try:
        with open(f"/proc/{process}/statm", "rb") as statm:  # noqa: PTH123 - as few modules as can be
            return int(statm.read(128).split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _files(folder: str) -> int:
    state = os.statvfs(folder)
    return state.f_files - state.f_ffree
