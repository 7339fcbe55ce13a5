"""What a log can be searched for, in any text: addresses, times (see `times`), Message-IDs, queue ids.

People write addresses so that no program follows them (203[.]0[.]113[.]5, hxxp://), and Japanese mail has digits of
full width; both are brought to the usual form first. Every pattern is bounded: the text is somebody else's.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import Final, TypeVar

from hiyari.maillog.trace.addresses import find_addresses
from hiyari.maillog.trace.notice import Moment, QueueId
from hiyari.maillog.trace.times import find_times

T = TypeVar("T")

MOST: Final = 40
"""Marks of one kind."""
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x3002: 0x2E}
"""Full-width forms of ASCII (Unicode chart FF00), the ideographic space and full stop."""
_DEFANGED: Final = (
    (re.compile(r" ?[\[({](?:\.|dot|ドット)[\])}] ?", re.IGNORECASE), "."),
    (re.compile(r" ?[\[({](?:@|at)[\])}] ?", re.IGNORECASE), "@"),
    (re.compile(r"[\[({]:[\])}]"), ":"),
    (re.compile(r"\bhxxp", re.IGNORECASE), "http"),
)
_IPV4: Final = re.compile(r"(?<![\w.@-])(\d{1,3}(?:\.\d{1,3}){3})(?![\w@-]|\.\d)", re.ASCII)
_IPV6: Final = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{2,44})(?![\w:])", re.ASCII)
_MESSAGE_ID: Final = re.compile(
    r"message[-_ ]?id[^<>\w]{0,20}(?:<([^<>\s]{3,250})>|([^<>\s:]{1,120}@[\w.-]{1,120}))", re.IGNORECASE | re.ASCII
)
_QUEUE_ID: Final = re.compile(
    r"(?:queue[-_ ]?id|\bqid|キュー ?ID)[^\w\n]{0,6}([A-Za-z0-9][A-Za-z0-9-]{4,39})\b", re.IGNORECASE | re.ASCII
)
_LOG_LINE: Final = re.compile(
    r" ([\w.-]{1,253}) (?:postfix|sendmail|exim)[\w/-]{0,40}\[\d{1,10}\]: ([A-Za-z0-9-]{5,40}): ", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What was found in a text, in its order."""

    ips: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    message_ids: tuple[str, ...] = ()
    queue_ids: tuple[QueueId, ...] = ()
    strange: tuple[str, ...] = ()
    """What looks like a time and is not understood, where there is none that is."""
    senders: tuple[str, ...] = ()
    """Addresses that the text calls so."""
    recipients: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Others, which may be a sender, a recipient or a Message-ID."""

    def __bool__(self) -> bool:
        """Whether there is anything that says which message it is about.

        A time alone does not; nor does an address, which stands below nearly every mail.
        """
        return bool(self.ips or self.message_ids or self.queue_ids)


def plain(words: str) -> str:
    """A text with its addresses and digits in the usual form."""
    words = words.translate(_WIDE)
    for pattern, usual in _DEFANGED:
        words = pattern.sub(usual, words)
    return words


def find_marks(words: str, zone: tzinfo) -> Marks:
    """Everything in a text that a log can be searched for.

    Args:
        words: The text; `plain` is applied to it.
        zone: The zone of times that tell none.
    """
    words = plain(words)
    times, told = find_times(words, zone), find_addresses(_MESSAGE_ID.sub(" ", words))
    found = (one[1] for pattern in (_IPV4, _IPV6) for one in pattern.finditer(words))
    return Marks(
        ips=first(known for known in map(ip, found) if known is not None),
        moments=first(times.moments),
        message_ids=first(one[1] or one[2] for one in _MESSAGE_ID.finditer(words)),
        queue_ids=first(_queue_ids(words)),
        strange=times.strange,
        senders=first(told.senders),
        recipients=first(told.recipients),
        addresses=first(told.others),
    )


def ip(written: str) -> str | None:
    """An IP address in its usual spelling; None where it is none. IPv4 in IPv6 is IPv4."""
    written = written.strip().strip("[]").rstrip(".")
    if written[:5].lower() == "ipv6:":
        written = written[5:]
    try:
        found = ipaddress.ip_address(written)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)


def moment(written: str, zone: tzinfo) -> Moment | None:
    """The first time in a short text: a Date field, ISO 8601, Japanese, Apache's; None where there is none."""
    return next(iter(find_times(plain(written[:200]), zone).moments), None)


def first(found: Iterable[T]) -> tuple[T, ...]:
    """Each once, in their order, and not more than anybody looks at."""
    return tuple(islice(dict.fromkeys(islice(found, MOST * 25)), MOST))


def _queue_ids(words: str) -> Iterator[QueueId]:
    for told in _QUEUE_ID.finditer(words):
        # A word that happens to follow ("queue id unknown") has no digit.
        if any(letter.isdigit() for letter in told[1]):
            yield QueueId(host="", id=told[1])
    for line in _LOG_LINE.finditer(words):
        yield QueueId(host=line[1].lower(), id=line[2])
