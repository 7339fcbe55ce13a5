"""Postfix's deliveries: one line for each recipient of each attempt."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, TypeAlias

from hiyari.maillog.formats.postfix_words import is_queue_id, severity
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.history.host import HostHistory

_ADDRESS: Final = r"[^>\"]*(?:\"(?:[^\"\\]|\\.)*\"[^>\"]*)*"
"""What stands between < and >: a ``>`` is part of it only inside quotes (RFC 5321, 4.1.2)."""
_TO: Final = re.compile(
    rf"to=<({_ADDRESS})>(?:, orig_to=<({_ADDRESS})>)?, relay=(\S+), (?:conn_use=\d+, )?"
    r"delay=(\d+)(\.\d+)?, delays=[\d./]+, dsn=(\d\.\d{1,3}\.\d{1,3}), status=([a-z-]+)(?: \((.*)\))?$",
    re.DOTALL,
)
_OLD: Final = re.compile(
    rf"to=<({_ADDRESS})>(?:, orig_to=<({_ADDRESS})>)?, relay=(\S+), delay=(\d+)(\.\d+)?,"
    r"(?: delays=[\d./]+,)?(?: dsn=(\d\.\d{1,3}\.\d{1,3}),)? status=([a-z-]+)(?: \((.*)\))?$",
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
_STATUSES: Final = {f"status={status}": status for status in _OUTCOMES if status.islower()}
_MOST_HOPS: Final = 5000
_MOST_DELAYS: Final = 5000
_MOST_CODES: Final = 500
_RELAY: Final = re.compile(r"relay=(\S+)")
_DELAY: Final = re.compile(r"delay=(\d+)(\.\d+)?")
_DSN: Final = re.compile(r"dsn=(\d\.\d{1,3}\.\d{1,3})")
_Hop: TypeAlias = "tuple[str | None, str | None, int | None]"
"""Name, address and port."""
_Attempt: TypeAlias = "tuple[str, str | None, _Hop, int, str | None, str, str]"
"""Recipient, original recipient, next hop, milliseconds, enhanced status code, status, reply."""
_NOWHERE: Final[_Hop] = (None, None, None)
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
    found = _usual(rest) or _unusual(rest)
    if found is None:
        return False
    recipient, original, hop, delay, dsn, status, reply = found
    outcome = _OUTCOMES.get(status)
    if outcome is None:
        return status in _PROBES
    relay, address, port = _NOWHERE if program in _HERE else hop
    told.delivery(
        at, qid, program, recipient, original, relay, address, port, status, outcome, reply, delay, dsn, line
    )
    if program == "local" and reply and (child := _FORWARDED.match(reply)) is not None:
        told.born(at, child[1], qid, "forward")
    return True


def _usual(rest: str) -> _Attempt | None:
    """Take apart what nearly all lines are, field by field; None for what only the pattern can tell.

    This accepts less than the pattern and says the same: fields that come again and again are looked up.
    """
    try:
        to, relay, delay, delays, dsn, said = rest.split(", ", 5)
    except ValueError:
        return None
    recipient = to[4:-1]
    status, _, reply = said.partition(" (")
    if (
        to[-1:] != ">"
        or ">" in recipient
        or '"' in recipient
        or delays.rstrip("0123456789./") != "delays="
        or delays == "delays="
        or reply[-1:] != ")"
        or status not in _STATUSES
    ):
        return None
    hop, milliseconds, code = _hop(relay), _milliseconds(delay), _dsn(dsn)
    if hop is None or milliseconds is None or code is None:
        return None
    return recipient, None, hop, milliseconds, code, _STATUSES[status], reply[:-1]


def _unusual(rest: str) -> _Attempt | None:
    """Take apart any line of an attempt."""
    found = _TO.match(rest) or _OLD.match(rest)
    if found is None:
        return None
    recipient, original, hop, seconds, fraction, dsn, status, reply = found.groups()
    return recipient, original, next_hop(hop), _delay(seconds, fraction), dsn, status, reply or ""


def _delay(seconds: str, fraction: str | None) -> int:
    return int(seconds) * 1000 + (int(float(fraction) * 1000 + 0.5) if fraction else 0)


@lru_cache(maxsize=_MOST_DELAYS)
def _milliseconds(field: str) -> int | None:
    found = _DELAY.fullmatch(field)
    return None if found is None else _delay(*found.groups())


@lru_cache(maxsize=_MOST_HOPS)
def _hop(field: str) -> _Hop | None:
    found = _RELAY.fullmatch(field)
    return None if found is None else next_hop(found[1])


@lru_cache(maxsize=_MOST_CODES)
def _dsn(field: str) -> str | None:
    found = _DSN.fullmatch(field)
    return None if found is None else found[1]


_HERE: Final = frozenset({"local", "virtual", "pipe", "discard"})


@lru_cache(maxsize=_MOST_HOPS)
def next_hop(hop: str) -> _Hop:
    """Name, address and port of ``mx.example.com[192.0.2.1]:25``; a socket's path is a name."""
    if hop in ("none", "local", "virtual"):
        return None, None, None
    name, _, rest = hop.lower().partition("[")
    address, _, port = rest.partition("]")
    return name or None, address or None, int(port[1:]) if port[1:].isdecimal() and len(port) <= _PORT else None


_PORT: Final = 6
"""Characters of a colon and a port."""
