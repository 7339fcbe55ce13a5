"""Which of the pages that a user's mail comes through is that of the reported message. Pure.

Several forms of one site run as the same user. The script that the message's header names chooses among their pages;
else the requests around the reported message do. Where neither fits, nobody knows: that another page sends more mail
does not prove that it sent this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hiyari.maillog.trace.web import Suspect

_NEARLY_ALL: Final = 0.9
"""Share of the mail from which the only page is taken for that of a message which its window just misses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of the reported messages."""

    moments: tuple[int, ...] = ()
    """When they were handed in, in microseconds."""
    scripts: tuple[str, ...] = ()
    """What their headers name: ``33:send.php``."""


def mark_reported(suspects: Sequence[Suspect], about: About) -> tuple[Suspect, ...]:
    """The pages, those marked that the reported messages came through; none is where that cannot be told."""
    if not about.moments and not about.scripts:
        return tuple(suspects)
    chosen = _chosen(suspects, about)
    return tuple(replace(one, reported=one in chosen) for one in suspects)


def _chosen(suspects: Sequence[Suspect], about: About) -> list[Suspect]:
    named = [one for one in suspects if any(is_script(one.score.page.path, script) for script in about.scripts)]
    among = named or list(suspects)
    counts = [sum(at in one.moments for at in about.moments) for one in among]
    most = max(counts, default=0)
    if most:
        return [one for one, count in zip(among, counts, strict=True) if count == most]
    if named:
        return named
    return [one for one in suspects if len(suspects) == 1 and one.explains >= _NEARLY_ALL]


def is_script(path: str, script: str) -> bool:
    """Whether a page's path is that of a script as PHP names it in the header (user id and file name)."""
    user, colon, name = script.rpartition(":")
    name = (name if not colon or user.isdecimal() else script).strip().rpartition("/")[2]
    return bool(name) and f"/{name}/" in f"{path}/"
