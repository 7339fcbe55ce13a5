"""Whether it is an operator that treats two relays differently, or only some of the domains that it is in charge of.

A customer of a large operator may refuse by a rule of its own, or publish what only its own mail is judged by. Its
mail is lost in the operator's: 400 of 10,000. So the domains are tested apart from their operator (see `deciding`),
and here it is asked whether they explain it: whether the relay fares better in the rest of the operator's mail, and
there no longer much worse than its peer.

A message to two domains of the operator counts for each, so that the rest is at least what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hiyari.maillog.compare.asked import Corner, Place, Sent
from hiyari.maillog.compare.deciding import Contrast
from hiyari.maillog.compare.discovery import RATE
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.fisher import fisher
from hiyari.maillog.compare.part import Part, large

_NOTHING = Sent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """An operator's mail from two relays, in some of its domains and in the rest."""

    here: Part
    """Of the relay that fares worse, in the domains."""
    rest: Part
    """Of the same, elsewhere at the operator."""
    other_rest: Part
    """Of the other, elsewhere at the operator."""

    def explains(self, level: float) -> bool:
        """Whether the domains are what differs, and the operator is not.

        Args:
            level: The p at which relays differ in the rest.
        """
        here, rest, other = self.here, self.rest, self.other_rest
        if here.share <= rest.share or fisher(here.bad, here.good, rest.bad, rest.good) > RATE:
            return False
        return not (large(rest, other) and fisher(rest.bad, rest.good, other.bad, other.good) <= level)


def split(one: Contrast, domains: Iterable[str], sent: Mapping[Place, Sent], corners: Mapping[Corner, Sent]) -> Split:
    """The mail of a contrast's relays at its operator, in these domains and outside them."""
    inside = tuple(domains)

    def mine(host: str) -> tuple[Part, Part]:
        whole = _part(sent.get((one.destination, host), _NOTHING), one.fate)
        some = [_part(corners.get((one.destination, domain, host), _NOTHING), one.fate) for domain in inside]
        bad, good = sum(part.bad for part in some), sum(part.good for part in some)
        left, fine = max(whole.bad - bad, 0), max(whole.good - good, 0)
        return Part(bad=bad, sent=bad + good), Part(bad=left, sent=left + fine)

    here, rest = mine(one.host)
    return Split(here=here, rest=rest, other_rest=mine(one.other)[1])


def _part(sent: Sent, fate: Fate) -> Part:
    return Part(bad=sent.of(fate), sent=sent.of(fate) + sent.of(Fate.ACCEPTED))
