"""What a log can be searched for, in any text: addresses, times with their zone, Message-IDs, queue ids.

People write addresses so that no program follows them (203[.]0[.]113[.]5, hxxp://), and Japanese mail has digits of
full width; both are brought to the usual form first. Every pattern is bounded: the text is somebody else's.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final, TypeVar

from hiyari.maillog.trace.notice import Moment, QueueId

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
_IPV6: Final = re.compile(r"(?<![\w:.])([0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]{3,44})(?![\w:])", re.ASCII)
_MESSAGE_ID: Final = re.compile(
    r"message[-_ ]?id[^<>\w]{0,20}(?:<([^<>\s]{3,250})>|([^<>\s:]{1,120}@[\w.-]{1,120}))", re.IGNORECASE | re.ASCII
)
_QUEUE_ID: Final = re.compile(
    r"(?:queue[-_ ]?id|\bqid|キュー ?ID)[^\w\n]{0,6}([A-Za-z0-9][A-Za-z0-9-]{4,39})\b", re.IGNORECASE | re.ASCII
)
_LOG_LINE: Final = re.compile(
    r" ([\w.-]{1,253}) (?:postfix|sendmail|exim)[\w/-]{0,40}\[\d{1,10}\]: ([A-Za-z0-9-]{5,40}): ", re.ASCII
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH: Final = "(" + "|".join(_MONTHS) + ")"
_ZONE: Final = r"(?: ?\(?(Z\b|UTC|GMT|JST|[+-]\d\d:?\d\d\b))?"
_CLOCK: Final = r"(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d{1,9})?"
_NUMERIC: Final = re.compile(
    r"(?<!\d)(20\d\d)[-/.](\d\d?)[-/.](\d\d?)(?:T|[^\d\n:]{1,8})" + _CLOCK + _ZONE + "|"
    r"(?<!\d)(20\d\d)年 ?(\d\d?)月 ?(\d\d?)日[^\d\n]{0,8}(\d\d?)[時:] ?(\d\d)(?:[分:] ?(?:(\d\d)秒?)?)?" + _ZONE,
    re.ASCII,
)
_MAIL: Final = re.compile(
    rf"(?<!\d)\d\d? {_MONTH}[a-z]{{0,6}},? 20\d\d \d\d?:\d\d(?::\d\d)?(?: (?:[+-]\d{{4}}|[A-Z]{{2,4}})\b)?", re.ASCII
)
_APACHE: Final = re.compile(rf"(\d\d)/{_MONTH}/(20\d\d):(\d\d):(\d\d):(\d\d) ([+-]\d{{4}})", re.ASCII)
_NAMED: Final = {"Z": UTC, "UTC": UTC, "GMT": UTC, "JST": timezone(timedelta(hours=9), "JST")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What was found in a text, in its order."""

    ips: tuple[str, ...] = ()
    moments: tuple[Moment, ...] = ()
    message_ids: tuple[str, ...] = ()
    queue_ids: tuple[QueueId, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything that says which message it is about; a time alone does not."""
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
    found = (one[1] for pattern in (_IPV4, _IPV6) for one in pattern.finditer(words))
    return Marks(
        ips=first(known for known in map(ip, found) if known is not None),
        moments=first(_moments(words, zone)),
        message_ids=first(one[1] or one[2] for one in _MESSAGE_ID.finditer(words)),
        queue_ids=first(_queue_ids(words)),
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
    return next(_moments(plain(written[:200]), zone), None)


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


def _moments(words: str, zone: tzinfo) -> Iterator[Moment]:
    found = [(one.start(), _mail(one[0], zone)) for one in islice(_MAIL.finditer(words), MOST)]
    found += [(one.start(), _numeric(one.groups(), zone)) for one in islice(_NUMERIC.finditer(words), MOST)]
    found += [(one.start(), _apache(one.groups())) for one in islice(_APACHE.finditer(words), MOST)]
    for _, one in sorted(found, key=lambda pair: pair[0]):
        if one is not None:
            yield one


def _mail(written: str, zone: tzinfo) -> Moment | None:
    name = written.rpartition(" ")[2]
    known = _NAMED.get(name)
    try:
        at = parsedate_to_datetime(written.replace(",", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if known is not None:
        return Moment(at=at.replace(tzinfo=known), zoned=True)
    # "-0000" is a time of UTC whose zone is not told (RFC 5322 section 3.3): parsed as naive, and still UTC.
    if name == "-0000":
        return Moment(at=at.replace(tzinfo=UTC), zoned=True)
    zoned = at.tzinfo is not None and name[:1] in "+-"
    return Moment(at=at if zoned else at.replace(tzinfo=zone), zoned=zoned)


def _numeric(groups: tuple[str | None, ...], zone: tzinfo) -> Moment | None:
    parts = groups[:7] if groups[0] else groups[7:]
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    told = _zone(parts[6])
    try:
        return Moment(at=datetime(year, month, day, hour, minute, second, tzinfo=told or zone), zoned=told is not None)
    except ValueError:
        return None


def _apache(groups: tuple[str, ...]) -> Moment | None:
    day, month, year, hour, minute, second, offset = groups
    number = _MONTHS.index(month) + 1
    try:
        at = datetime(int(year), number, int(day), int(hour), int(minute), int(second), tzinfo=_zone(offset))
    except ValueError:
        return None
    return Moment(at=at, zoned=True)


def _zone(written: str | None) -> tzinfo | None:
    if not written or written in _NAMED:
        return _NAMED.get(written or "")
    digits = written[1:].replace(":", "")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if span >= timedelta(hours=15):
        return None
    return timezone(span if written[0] == "+" else -span)
