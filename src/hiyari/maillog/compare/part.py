"""Bad messages out of all, and when two shares of them are far enough apart to be told as a near miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEAST_SHARE: Final = 0.05
"""How much greater the share of bad messages must be. Less is told as a small difference (LOG105)."""
LEAST_RATIO: Final = 2.0
"""How many times as great it must be besides, unless it is greater by `PLAIN`."""
PLAIN: Final = 0.2
"""How much greater a share is large in any case: 40 of 100 against 60 of 100."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bad messages, and all that were accepted or bad."""

    bad: int
    sent: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 where nothing was sent."""
        return self.bad / self.sent if self.sent else 0.0

    @property
    def good(self) -> int:
        """Those that were accepted."""
        return self.sent - self.bad


def large(here: Part, there: Part) -> bool:
    """Whether the first share is greater by so much that it is a near miss and no small difference."""
    more = here.share - there.share
    return more >= PLAIN or (more >= LEAST_SHARE and here.share >= there.share * LEAST_RATIO)
