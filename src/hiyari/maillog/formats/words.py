"""Pieces that the lines of several products have in common: addresses, next hops, durations, process ids.

Everything here is linear in the length of the line and gives None, or the text as it is, for what it cannot read.
"""

from __future__ import annotations

import re
from typing import Final

QUOTED: Final = r'"(?:[^"\\]++|\\.)*+"'
ADDRESS: Final = rf'(?:<(?:[^<>"]++|{QUOTED})*+>|{QUOTED}[^\s,]*+|[^\s,<"][^\s,]*+)'
"""One address as a log shows it. What stands in brackets or quotes is the sender's to choose, so it ends nothing."""
NEXT_HOP: Final = re.compile(r"(?P<name>[^\s,\[]++|\[[^\s\]]*+\])?(?: ?\[(?P<address>[^\s\]]*+)\])?+")

_MOST_DIGITS: Final = 15


def bare(address: str) -> str:
    """An address without its brackets."""
    if address.startswith("<") and address.endswith(">"):
        return address[1:-1]
    return address


def number(digits: str | None) -> int | None:
    """A number of a log; None where there is none, or one that no counter can have."""
    if digits is None or not digits.isdecimal() or not digits.isascii() or len(digits) > _MOST_DIGITS:
        return None
    return int(digits)


def address_of(text: str) -> str:
    """An IP address without the tag that mail gives to those of version 6 (RFC 5321 section 4.1.3)."""
    return text[5:] if text[:5].upper() == "IPV6:" else text


def next_hop(text: str) -> tuple[str | None, str | None]:
    """The name in lower case and the address of ``mx.example.com. [192.0.2.1]`` or ``[192.0.2.1]``."""
    found = NEXT_HOP.match(text)
    if found is None:
        return None, None
    name, address = found["name"], found["address"]
    if name is not None and name.startswith("["):
        return None, address_of(address or name[1:-1])
    return (name.rstrip(".").lower() or None if name else None), address_of(address) if address else None


def clock(text: str) -> int | None:
    """Milliseconds of ``00:00:03`` or, with days, ``5+00:00:03``."""
    days, plus, time = text.rpartition("+")
    parts = [number(part) for part in time.split(":")]
    whole = number(days) if plus else 0
    if len(parts) != 3 or whole is None:
        return None
    hours, minutes, seconds = parts
    if hours is None or minutes is None or seconds is None:
        return None
    return ((whole * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000


_UNITS: Final = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_UNIT: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,9}))?(ms|[wdhms])", re.ASCII)


def duration(text: str) -> int | None:
    """Milliseconds of ``1h2m3s``, ``0.120s`` or ``5d``; None for anything else."""
    total = end = 0
    for found in _UNIT.finditer(text):
        if found.start() != end:
            return None
        end = found.end()
        unit = _UNITS[found[3]]
        total += int(found[1]) * unit
        if found[2]:
            total += int(found[2]) * unit // 10 ** len(found[2])
    return total if end and end == len(text) else None


def pid_of(line: str, body: str) -> str:
    """The process id before a syslog line's text; empty where the program logs none."""
    if not body or not line.endswith(body):
        return ""
    end = len(line) - len(body)
    closes = line.rfind("]", 0, end)
    opens = line.rfind("[", 0, closes) if closes >= 0 else -1
    pid = line[opens + 1 : closes] if opens >= 0 else ""
    return pid if pid.isdecimal() else ""


def outcome_of(enhanced: str | None) -> str | None:
    """What the class of an enhanced status code says (RFC 3463 section 3.1)."""
    return _OUTCOMES.get(enhanced[:1]) if enhanced else None


_OUTCOMES: Final = {"2": "accepted", "4": "deferred", "5": "refused"}
