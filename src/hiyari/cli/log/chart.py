"""Draws what is normal: a line of 24 hours for each day, in characters that any terminal and any pipe can take."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from hiyari.maillog.baseline.profile import Profile
from hiyari.maillog.baseline.week import DAY
from hiyari.model.text import N_

BLOCKS: Final = " ▁▂▃▄▅▆▇█"
PLAIN: Final = " .:-=+*#@"
"""Where the output's encoding has no blocks."""
DAYS: Final = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def marks() -> str:
    """The characters that this output can take."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    try:
        BLOCKS.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BLOCKS


def drawn(values: Sequence[float], most: float, characters: str) -> str:
    """One character for each value; only what is less than a twentieth of the most is left empty."""
    steps = len(characters) - 1
    return "".join(
        characters[0] if value < most / 20 else characters[min(steps, 1 + int(value / most * (steps - 1) + 0.5))]
        for value in values
    )


def days(profile: Profile) -> list[list[float]]:
    """The mean of each hour, by day from Monday on."""
    return [[profile.mean(day * DAY + hour) for hour in range(DAY)] for day in range(7)]


def number(value: float) -> str:
    """A mean as short as it is true: 0.3, 14, 1200."""
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"
