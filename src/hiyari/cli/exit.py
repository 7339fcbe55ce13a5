"""The exit codes: one table, one place. An unknown code means failure."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from hiyari.model.text import N_


class ExitCode(IntEnum):
    """What the shell is told."""

    FINE = 0
    NEAR_MISS = 1
    USAGE = 2
    UNKNOWN = 3
    REFUSED = 4
    FAILED = 5
    INTERRUPTED = 130
    BROKEN_PIPE = 141


MEANING: Final = {
    ExitCode.FINE: N_("nothing at or above --fail-on"),
    ExitCode.NEAR_MISS: N_("a near miss was found"),
    ExitCode.USAGE: N_("the command line or the configuration is wrong"),
    ExitCode.UNKNOWN: N_("inconclusive: something is unknown and nothing is worse"),
    ExitCode.REFUSED: N_("refused by a safety valve: a stale digest, a threshold"),
    ExitCode.FAILED: N_("failed while acting; the same command goes on where it stopped"),
    ExitCode.INTERRUPTED: N_("interrupted from the keyboard"),
    ExitCode.BROKEN_PIPE: N_("the reader of the output went away"),
}
