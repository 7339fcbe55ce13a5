"""File systems of the kernel's that somebody mounted below a web root: their files are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

PSEUDO: Final = frozenset(
    {
        *("proc", "sysfs", "cgroup", "cgroup2", "devpts", "devtmpfs", "debugfs", "tracefs", "securityfs", "bpf"),
        *("pstore", "mqueue", "configfs", "fusectl", "efivarfs", "binfmt_misc", "autofs", "rpc_pipefs"),
    }
)
_ESCAPE: Final = re.compile(r"\\([0-7]{3})")


def pseudo_mounts() -> Mapping[str, str]:
    """Where such file systems are mounted, with their kind; empty where the system does not tell."""
    try:
        table = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return {}
    return parse_mounts(table)


def parse_mounts(table: str) -> Mapping[str, str]:
    """Read the table of proc(5): the fifth field is the place, the kind stands behind the lone dash."""
    found: dict[str, str] = {}
    for line in table.splitlines():
        before, dash, after = line.partition(" - ")
        fields, kind = before.split(" "), after.partition(" ")[0]
        if dash and len(fields) > 4 and kind in PSEUDO:
            found[_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields[4])] = kind
    return found
