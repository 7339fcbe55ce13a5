"""What a comparison could have seen: the smallest difference that would have shown with the mail that there is.

*No difference seen* says nothing by itself: with a hundred messages from each relay, seven refusals of one of them may
still be chance. So beside it always stands how much more of one relay's messages would have had to go badly.

This is about the messages in the logs. A receiver that refuses this share of a relay's mail from now on shows with as
many messages in about half of all cases, because as often it happens to be less; twice the share shows nearly always.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Final

from hiyari.maillog.compare.asked import Sent
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.fisher import fisher

FINE: Final = 0.05
"""Relays are called alike where a difference of this share, or a smaller one, would have shown."""
_FATES: Final = (Fate.REFUSED, Fate.DEFERRED)
"""Those that are about the relay."""


def least_seen(one: Sent, two: Sent, level: float) -> float | None:
    """The smallest difference of refused or deferred shares that would have shown, whichever relay were the worse.

    Args:
        one: What became of one relay's messages at a destination.
        two: Of the other's.
        level: The p that a difference must have.

    Returns:
        Above 0 and at most 1; None where not even a refusal of everything would have shown.
    """
    found = [
        _least(worse.of(fate) + worse.of(Fate.ACCEPTED), other.of(fate), other.of(Fate.ACCEPTED), level)
        for fate in _FATES
        for worse, other in ((one, two), (two, one))
    ]
    return None if None in found else max(share for share in found if share is not None)


@lru_cache(maxsize=65_536)
def _least(sent: int, other_bad: int, other_good: int, level: float) -> float | None:
    """How much greater a relay's share must be than the other's.

    Found by halving. More bad messages make p smaller but for rare tables where the other tail grows for a few of them
    (787 messages beside 17: from 228 on, and not yet at 239), so that this is where it begins to show.
    """
    other = other_bad + other_good
    if not sent or not other or fisher(sent, 0, other_bad, other_good) > level:
        return None
    near, far = other_bad * sent // other, sent  # as bad as the other, so that nothing shows; all of them
    while far - near > 1:
        middle = (near + far) // 2
        if fisher(middle, sent - middle, other_bad, other_good) <= level:
            far = middle
        else:
            near = middle
    return far / sent - other_bad / other


def percent(share: float) -> str:
    """A share as a person reads it, never smaller than it is: with one decimal below ten percent."""
    tenths = ceil(share * 1000 - 1e-9)
    return f"{tenths / 10:g}" if tenths < 100 else str(ceil(tenths / 10))
