"""How long to wait after an answer: what the answer itself says, else longer each time."""

from __future__ import annotations

import re
from typing import Final

from hiyari.carriers.reason import Reason

_UNIT: Final = r"(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b"
_SAID: Final = re.compile(
    rf"\b(?:in|after|for|wait|retry)\b[^0-9]{{0,24}}(\d{{1,6}})\s{{0,3}}{_UNIT}"
    rf"|\b(\d{{1,6}})\s{{0,3}}{_UNIT}.{{0,30}}\b(?:later|retry|again)\b",
    re.IGNORECASE,
)
_CLOCK: Final = re.compile(r"\b(?:in|after|for|wait)\b[^0-9]{0,24}(\d{2}):(\d{2}):(\d{2})\b", re.IGNORECASE)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_SAID: Final = 86400
_SHARE: Final = {Reason.NETWORK: 0.2, Reason.MAILBOX_FULL: 12.0}
"""Of the usual first wait: a broken connection is mended sooner, a full mailbox later."""
USUAL: Final = 300.0
"""Seconds until a delivery is tried again for the first time (RFC 5321 section 4.5.4.1 asks for 30 minutes in
general, and for less at the beginning)."""
_LONGEST: Final = 4 * 3600


def said(text: str) -> float | None:
    """The seconds that a reply asks to wait, where it does; never more than a day."""
    text = text[:500]
    if clock := _CLOCK.search(text):
        hours, minutes, seconds = map(int, clock.groups())
        return float(min(hours * 3600 + minutes * 60 + seconds, _LONGEST_SAID))
    found = _SAID.search(text)
    if found is None:
        return None
    count, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    return float(min(int(count) * _UNITS[unit[0].lower()], _LONGEST_SAID))


def retry_after(reason: Reason, attempts: int, text: str = "", first: float = USUAL) -> float:
    """Seconds until this delivery is tried again.

    Args:
        reason: Why it was deferred.
        attempts: How often it has been deferred, this time included.
        text: The reply.
        first: The lane's usual first wait in seconds.
    """
    times = 2 ** min(max(attempts - 1, 0), 16)
    asked = said(text)
    if asked is not None:
        # A server that always asks for a second is not knocked at every second for days.
        return max(asked, float(min(times, _LONGEST)))
    return float(min(first * _SHARE.get(reason, 1.0) * times, _LONGEST))
