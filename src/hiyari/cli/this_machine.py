"""What this machine says about its own mail: Postfix's settings, and the addresses that it would send from."""

from __future__ import annotations

import shutil
import socket
import subprocess
from ipaddress import ip_address
from typing import Final

from hiyari.model.inventory import IPAddress

_WANTED: Final = (
    "myhostname",
    "mydomain",
    "smtp_helo_name",
    "smtp_bind_address",
    "smtp_bind_address6",
    "maximal_queue_lifetime",
)
_LONGEST: Final = 5.0
"""Seconds that postconf may take."""
_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses for documentation: connecting a UDP socket to them chooses a source address and sends nothing."""


def postfix_settings() -> dict[str, str]:
    """The settings that say who this machine is, expanded; empty where there is no Postfix or it does not answer."""
    postconf = shutil.which("postconf", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if postconf is None:
        return {}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command with fixed arguments
            [postconf, "-x", *_WANTED], capture_output=True, timeout=_LONGEST, check=False, text=True, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    return parse_settings(done.stdout)


def parse_settings(output: str) -> dict[str, str]:
    """``name = value`` lines of postconf; empty values are left out."""
    found = {}
    for line in output[:65536].splitlines():
        name, equals, value = line.partition("=")
        if equals and value.strip():
            found[name.strip()] = value.strip()
    return found


def source_addresses() -> tuple[IPAddress, ...]:
    """The addresses that the kernel would send from, IPv4 first; a private one means that NAT stands before it."""
    found = []
    for family, elsewhere in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))
                found.append(ip_address(probe.getsockname()[0].partition("%")[0]))
        except OSError:
            continue
    return tuple(found)
