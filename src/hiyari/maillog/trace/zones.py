"""Names of time zones as people write them after a time: ``JST``, ``CEST``, ``UTC+9``, ``+0900``, 日本時間.

A name that stands for several zones (``CST``, ``IST``) gives its most usual one, and is not sure: whoever searches by
such a time searches as widely as by one without a zone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Final

_HOURS: Final[Mapping[str, float]] = {
    "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "CST": -6, "IST": 5.5, "BST": 1,
    "日本時間": 9, "日本標準時": 9, "協定世界時": 0, "世界協定時": 0, "世界標準時": 0,
}  # fmt: skip
_SEVERAL: Final = frozenset({"CST", "IST", "BST"})
"""China or America; India, Israel or Ireland; Britain or Bangladesh."""
_FARTHEST: Final = timedelta(hours=15)
_OFFSET: Final = r"[+-]\d\d:?(?:00|15|30|45)\b"
_LATIN: Final = "|".join(sorted((name for name in _HOURS if name.isascii()), key=len, reverse=True))
_JAPANESE: Final = "|".join(name for name in _HOURS if not name.isascii())
ZONE: Final = rf"(?P<zone>(?:UTC|GMT) ?[+-]\d\d?(?::?\d\d)?\b|(?:{_LATIN})\b|{_OFFSET}|{_JAPANESE})"
"""The pattern; its group is ``zone``. Case counts: ``est`` and ``met`` are words."""
_PARTS: Final = re.compile(r"(?:UTC|GMT)? ?([+-])(\d\d?):?(\d\d)?", re.ASCII)


def zone_named(written: str) -> tuple[timezone | None, bool]:
    """The zone, and whether it is sure; None where it is none on earth.

    Args:
        written: What `ZONE` has found.
    """
    hours = _HOURS.get(written)
    if hours is not None:
        return timezone(timedelta(hours=hours)), written not in _SEVERAL
    found = _PARTS.fullmatch(written)
    if found is None:
        return None, False
    span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if span >= _FARTHEST:
        return None, False
    return timezone(-span if found[1] == "-" else span), True
