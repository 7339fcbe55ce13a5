"""What became of a message at one destination, in the end. The numbers stand in the queries ``compare_*.sql``."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Fate(IntEnum):
    """The best that happened: a greater one counts before a smaller one.

    So a deferral that is followed by an acceptance is an acceptance, and a message with twenty recipients at one
    destination is one message.
    """

    WAITING = 1
    """Greylisted only lately: how it ends is not known, and nobody needs to worry."""
    DEFERRED = 2
    """Only 4xx, or nobody reached, so far."""
    ADDRESS = 3
    """Refused because of the recipient's address, which says little about the relay."""
    CONTENT = 4
    """Refused because of the message, which says little about the relay."""
    REFUSED = 5
    """Refused for any other reason, known or not."""
    ACCEPTED = 6


BAD: Final = (Fate.REFUSED, Fate.DEFERRED, Fate.ADDRESS, Fate.CONTENT)
"""Each is tested against *accepted*, apart from the others."""
LATELY: Final = 4 * 3600 * 1_000_000
"""Microseconds before the last moment of the log, within which a greylisted message is only waiting."""
