"""What stands in a delivery's columns beside the log's own words: the reply's cause, the operator of the next hop."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.replies.queued import queued_as
from hiyari.maillog.facts import NULL
from hiyari.maillog.hosts import is_filter

_MOST_KEPT: Final = 20_000
_ORGANISATIONAL: Final = frozenset(
    {"ac", "ad", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "ne", "net", "or", "org"}
)
"""Second labels below which a country registers its organisations: ``example.co.jp`` is one name."""
_COUNTRY: Final = 2
_DAY: Final = 86_400_000_000
_EPOCH: Final = date(1970, 1, 1).toordinal()


@lru_cache(maxsize=_MOST_KEPT)
def operator(relay: str) -> str | None:
    """Who runs an exchanger: a provider that hiyari knows, else the domain in which its name is registered.

    A public suffix list would say more, and be out of date on most hosts; what is grouped too finely by this is
    compared with less mail, and never wrongly.
    """
    known = knowledge().by_exchanger(relay)
    if known is not None:
        return known.id
    labels = relay.rstrip(".").split(".")
    if len(labels) < _COUNTRY or labels[-1].isdigit():
        return relay or None
    wanted = 3 if len(labels[-1]) == _COUNTRY and labels[-2] in _ORGANISATIONAL else 2
    return ".".join(labels[-wanted:])


def day_of(at: int) -> date:
    """The day of a moment (UTC): receivers change what their replies mean."""
    return _day(at // _DAY)


@lru_cache(maxsize=64)
def _day(number: int) -> date:
    return date.fromordinal(max(1, min(number + _EPOCH, date.max.toordinal())))


def way_of(program: str, relay_address: str | None) -> str:
    """Where a delivery goes: to another host, to a mailbox or program here, or through a content filter here.

    What a filter's address is: `hosts.is_filter`.
    """
    if program in _OUTSIDE:
        return "filter" if is_filter(relay_address) else "outside"
    return "local"


_OUTSIDE: Final = frozenset({"smtp", "relay", "error", "retry", "esmtp", "remote_smtp", "mta", "smtpi"})


def accepted(reply: str, relay: str | None) -> tuple[str, str]:
    """Code and next queue id of a reply that accepts, as cells; most are Postfix's, and need no pattern."""
    code = _CODES.get(reply[:3]) or _code(reply[:3])
    if relay is None:
        return code, NULL
    _, found, queue_id = reply.rpartition("queued as ")
    if not found or "]" in reply:
        return code, queued_as(reply) or NULL
    if not queue_id.isalnum():
        queue_id = queue_id.partition(" ")[0].rstrip(").;,")
    return code, queue_id or NULL


_CODES: Final = {str(code): str(code) for code in range(200, 600)}


def _code(digits: str) -> str:
    return str(int(digits)) if digits.isdecimal() and digits.isascii() else NULL
