"""A difference between two relays at one destination, with all that a person needs to see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.compare.asked import Period, Taken, Told
from hiyari.maillog.compare.causes import Share
from hiyari.maillog.compare.deciding import FEWEST, Contrast
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.narrowing import Split
from hiyari.maillog.compare.part import Part, large
from hiyari.model.text import Text, text

_ROOT: Final = {"dmarc": "spf"}
"""What a cause may come of, where it is seen by check under another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fate that befalls one relay at one destination, or one of its domains, more than its peer."""

    contrast: Contrast
    destination: str
    """As a person knows it."""
    first_at: int
    last_at: int
    """When the first and the last of the bad messages began, in microseconds since 1970."""
    during: Part
    """The relay's messages from the first bad one to the end of the log."""
    other_during: Part
    """The other's in the same time."""
    since: int
    """Messages of the relay that were accepted after the last bad one."""
    shares: tuple[Share, ...]
    told: tuple[Told, ...]
    """The same causes with their newest lines."""
    taken: Taken | None
    """The other's last acceptance."""
    apart: bool
    """Whether the two never sent there at the same time."""
    attempts: Mapping[str, int]
    """The relay's attempts there by their outcome: retries included."""
    peers: tuple[str, ...] = ()
    """Further relays from which this differs in the same way."""
    split: Split | None = None
    """Where it is of a domain only: what became of the rest of the operator's mail."""
    also: tuple[str, ...] = ()
    """Further domains of the operator where it is the same, for the same reason."""
    known: tuple[tuple[str, Text], ...] = ()
    """What is known of the relay besides, by kind (a cause's name)."""

    @property
    def agreed(self) -> tuple[Text, ...]:
        """What is known besides and agrees with the causes that the replies name."""
        named = {_ROOT.get(share.cause, share.cause) for share in self.shares}
        return tuple(words for kind, words in self.known if kind in named)

    @property
    def matters(self) -> bool:
        """Whether it is large enough to be told as a near miss, since it began; else it is a small one (LOG105)."""
        return self.contrast.bad >= FEWEST and large(
            self.during, self.other_during if self.other_during.sent else self.contrast.there
        )

    @property
    def where(self) -> str | Text:
        """The destination as a person knows it; of an operator, the domain."""
        if self.contrast.domain is None:
            return self.destination
        return text("{domain} ({operator})", domain=self.contrast.domain, operator=self.destination)


def parts(period: Period, fate: Fate, host: str) -> Part:
    """A host's bad messages and all, from the first bad one on."""
    both = (period.during.get(host, {}), period.after.get(host, {}))
    bad = sum(one.get(fate, 0) for one in both)
    return Part(bad=bad, sent=bad + sum(one.get(Fate.ACCEPTED, 0) for one in both))


def never_together(period: Period, host: Taken | None, other: Taken | None) -> bool:
    """Whether all that is known of one relay at a destination was before, or after, what the other got rid of there."""
    if other is None:
        return False
    first = min(period.first_at, host.first_at) if host is not None else period.first_at
    last = max(period.last_at, host.last_at) if host is not None else period.last_at
    return last < other.first_at or other.last_at < first


def kinds_of(
    shares: tuple[Share, ...], known: Mapping[tuple[str, str], Text], host: str
) -> tuple[tuple[str, Text], ...]:
    """What is known of a host: of the causes that were named first, then the rest."""
    named = [_ROOT.get(share.cause, share.cause) for share in shares]
    mine = {kind: words for (of, kind), words in known.items() if of == host}
    ordered = sorted(mine, key=lambda kind: named.index(kind) if kind in named else len(named))
    return tuple((kind, mine[kind]) for kind in ordered)
