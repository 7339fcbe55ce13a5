"""Postfix's deliveries: one line for each recipient of each attempt."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from hiyari.maillog.formats.postfix_words import is_queue_id, severity
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.history.host import HostHistory

_ADDRESS: Final = r"[^>\"]*(?:\"(?:[^\"\\]|\\.)*\"[^>\"]*)*"
"""What stands between < and >: a ``>`` is part of it only inside quotes (RFC 5321, 4.1.2)."""
_TO: Final = re.compile(
    rf"to=<({_ADDRESS})>(?:, orig_to=<({_ADDRESS})>)?, relay=(\S+), (?:conn_use=\d+, )?"
    r"delay=(\d{1,12})(\.\d{1,12})?, delays=[\d./]+, dsn=(\d\.\d{1,3}\.\d{1,3}), status=([A-Za-z-]+)"
    r"(?: \((.*(?=\)$)|.*)\)?)?$",
    re.DOTALL,
)
"""A daemon that cuts long lines leaves a reply without its end."""
_OLD: Final = re.compile(
    rf"to=<({_ADDRESS})>(?:, orig_to=<({_ADDRESS})>)?, relay=(\S+), "
    r"delay=(\d{1,12})(\.\d{1,12})?,(?: delays=[\d./]+,)?(?: dsn=(\d\.\d{1,3}\.\d{1,3}),)? status=([A-Za-z-]+)"
    r"(?: \((.*(?=\)$)|.*)\)?)?$",
    re.DOTALL,
)
"""Postfix before 2.3, without ``delays`` and ``dsn``."""
_OUTCOMES: Final = {
    "sent": "accepted",
    "deferred": "deferred",
    "bounced": "refused",
    "expired": "refused",
    "SOFTBOUNCE": "deferred",
}
_MOST_HOPS: Final = 5000
_PROBES: Final = frozenset({"deliverable", "undeliverable"})
"""Answers to an address verification: no message is behind them."""
_FORWARDED: Final = re.compile(r"forwarded as ([0-9A-Za-z]{5,20})$")
_BETWEEN: Final = (
    "host ",
    "lost connection with ",
    "conversation with ",
    "enabling PIX workarounds",
    "Cannot start TLS: ",
    "TLS is required, ",
    "SASL authentication failed; ",
    "breaking loop",
    "smtp_",
    "timed out while ",
    "replacing ",
    "re-using ",
    "passing ",
)
_SESSION: Final = (
    "connect to ",
    "Untrusted TLS connection ",
    "Trusted TLS connection ",
    "Verified TLS connection ",
    "Anonymous TLS connection ",
    "setting up TLS connection to ",
    "certificate verification failed for ",
    "server certificate verification failed for ",
    "SSL_connect error to ",
    "SSL_connect:",
    "Host offered STARTTLS: ",
    "initializing the client-side TLS engine",
    "Cannot start TLS: ",
    "host ",
    "table ",
    "mapping ",
    "Using ",
)


def delivery(program: str) -> Handle:
    """What understands a delivery agent of this name."""

    def handle(told: HostHistory, at: int, body: str, line: str) -> bool:
        qid, _, rest = body.partition(": ")
        if rest[:4] == "to=<":
            return _attempt(told, at, program, qid, rest, line)
        if body.startswith(_SESSION) or severity(told, at, program, body):
            return True
        return is_queue_id(qid) and (rest.startswith(_BETWEEN) or severity(told, at, program, rest))

    return handle


def _attempt(told: HostHistory, at: int, program: str, qid: str, rest: str, line: str) -> bool:
    found = _TO.match(rest) or _OLD.match(rest)
    if found is None:
        return False
    recipient, original, hop, seconds, fraction, dsn, status, reply = found.groups()
    outcome = _OUTCOMES.get(status)
    if outcome is None:
        return status in _PROBES
    delay = int(seconds) * 1000 + (int(float(fraction) * 1000 + 0.5) if fraction else 0)
    relay, address, port = (None, None, None) if program in _HERE else next_hop(hop)
    told.delivery(
        at, qid, program, recipient, original, relay, address, port, status, outcome, reply or "", delay, dsn, line
    )
    if program == "local" and reply and (child := _FORWARDED.match(reply)) is not None:
        told.born(at, child[1], qid, "forward")
    return True


_HERE: Final = frozenset({"local", "virtual", "pipe", "discard"})


@lru_cache(maxsize=_MOST_HOPS)
def next_hop(hop: str) -> tuple[str | None, str | None, int | None]:
    """Name, address and port of ``mx.example.com[192.0.2.1]:25``; a socket's path is a name."""
    if hop in ("none", "local", "virtual"):
        return None, None, None
    name, _, rest = hop.lower().partition("[")
    address, _, port = rest.partition("]")
    return name or None, address or None, int(port[1:]) if port[1:].isdecimal() and len(port) <= _PORT else None


_PORT: Final = 6
"""Characters of a colon and a port."""
