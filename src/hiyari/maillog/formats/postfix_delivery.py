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
    r"delay=(\d{1,12})(\.\d{1,12})?, delays=[\d./]+, dsn=(\d\.\d{1,3}\.\d{1,3}), status=([A-Za-z-]+)"
    r"(?: \((.*(?=\)$)|.*)\)?)?$",
    re.DOTALL,
)
"""A daemon that cuts long lines leaves a reply without its end."""
_USUAL: Final = re.compile(
    r"([^:]++): to=<([^>]*+)>(?:, orig_to=<([^>\"]*+)>)?, relay=([^,]++), (?:conn_use=[0-9]++, )?"
    r"delay=([^,]++), delays=[0-9./]++, dsn=([^,]++), status=([^ ]++) \((.*)\)$",
    re.DOTALL,
)
"""The same in the fewest steps: "up to the next comma" costs a third of "digits, a dot, digits".

It takes more than the other in fields that come again and again; those are judged once, and then looked up.
"""
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
_MOST_DELAYS: Final = 5000
_MOST_CODES: Final = 500
_WORD: Final = re.compile(r"\S+")
_DELAY: Final = re.compile(r"(\d{1,12})(\.\d{1,12})?")
_DSN: Final = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
_Hop: TypeAlias = "tuple[str | None, str | None, int | None]"
"""Name, address and port."""
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
    here = program in _HERE

    def handle(told: HostHistory, at: int, body: str, line: str) -> bool:
        found = _USUAL.match(body)
        if found is None:
            return _unusual(told, at, program, body, line)
        qid, recipient, original, relay, seconds, code, status, reply = found.groups()
        hop, delay, dsn, outcome = _hop(relay), _milliseconds(seconds), _dsn(code), _OUTCOMES.get(status)
        if hop is None or delay is None or dsn is None or outcome is None or '"' in recipient:
            return _unusual(told, at, program, body, line)
        name, address, port = _NOWHERE if here else hop
        told.delivery(
            at, qid, program, recipient, original, name, address, port, status, outcome, reply, delay, dsn, line
        )
        if program == "local":
            _forwarded(told, at, qid, reply)
        return True

    return handle


def _unusual(told: HostHistory, at: int, program: str, body: str, line: str) -> bool:
    """Any line of a delivery agent."""
    qid, _, rest = body.partition(": ")
    found = _TO.match(rest) or _OLD.match(rest)
    if found is None:
        return rest[:4] != "to=<" and _beside(told, at, program, body)
    recipient, original, relay, seconds, fraction, dsn, status, reply = found.groups()
    outcome = _OUTCOMES.get(status)
    if outcome is None:
        return status in _PROBES
    name, address, port = _NOWHERE if program in _HERE else next_hop(relay)
    delay, reply = _delay(seconds, fraction), reply or ""
    told.delivery(at, qid, program, recipient, original, name, address, port, status, outcome, reply, delay, dsn, line)
    if program == "local":
        _forwarded(told, at, qid, reply)
    return True


def _forwarded(told: HostHistory, at: int, qid: str, reply: str) -> None:
    child = _FORWARDED.match(reply)
    if child is not None:
        told.born(at, child[1], qid, "forward")


def _beside(told: HostHistory, at: int, program: str, body: str) -> bool:
    """What is said beside attempts."""
    if body.startswith(_SESSION) or severity(told, at, program, body):
        return True
    qid, _, rest = body.partition(": ")
    return is_queue_id(qid) and (rest.startswith(_BETWEEN) or severity(told, at, program, rest))


def _delay(seconds: str, fraction: str | None) -> int:
    return int(seconds) * 1000 + (int(float(fraction) * 1000 + 0.5) if fraction else 0)


@lru_cache(maxsize=_MOST_DELAYS)
def _milliseconds(seconds: str) -> int | None:
    found = _DELAY.fullmatch(seconds)
    return None if found is None else _delay(*found.groups())


@lru_cache(maxsize=_MOST_HOPS)
def _hop(relay: str) -> _Hop | None:
    return next_hop(relay) if _WORD.fullmatch(relay) else None


@lru_cache(maxsize=_MOST_CODES)
def _dsn(code: str) -> str | None:
    return code if _DSN.fullmatch(code) else None


_HERE: Final = frozenset({"local", "virtual", "pipe", "discard"})


def next_hop(hop: str) -> _Hop:
    """Name, address and port of ``mx.example.com[192.0.2.1]:25``; a socket's path is a name."""
    if hop in ("none", "local", "virtual"):
        return None, None, None
    name, _, rest = hop.lower().partition("[")
    address, _, port = rest.partition("]")
    return name or None, address or None, int(port[1:]) if port[1:].isdecimal() and len(port) <= _PORT else None


_PORT: Final = 6
"""Characters of a colon and a port."""
