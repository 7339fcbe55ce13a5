"""Which destinations treat two relays differently: every test of one run, judged together.

Tests are of messages, never of attempts or recipients: retries of one message, and many recipients of one, are no
independent evidence. Each fate other than accepted is tested against *accepted* alone, and apart from the others.

A test enters the family only where its margins (messages of each relay, bad ones of both) allow a p at the rate at
all (Tarone 1990, Gilbert 2005): what cannot show anything must not make the others weaker. The margins say nothing
about which relay the bad ones are of, so that the choice is not biased.

Domains of an operator are tested beside the operator, in the same family, as one that refuses may be a small part of
its mail. What is the same test as the operator's is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from hiyari.maillog.compare.asked import Corner, Place, Sent, Spot
from hiyari.maillog.compare.discovery import RATE, adjusted
from hiyari.maillog.compare.fates import BAD, Fate
from hiyari.maillog.compare.fisher import each_needed, fisher, more_needed
from hiyari.maillog.compare.part import Part

FEWEST: Final = 3
"""Messages that each relay must have sent before anything is said, and bad ones of the worse before a near miss is."""
_NOTHING: Final = Sent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One fate at one destination, or one of its domains, of the relay that fares worse and the other."""

    destination: str
    host: str
    """The one with the greater share of bad messages."""
    other: str
    fate: Fate
    bad: int
    accepted: int
    other_bad: int
    other_accepted: int
    domain: str | None = None
    """Where only the messages to this domain of the destination are counted."""
    p: float = 1.0
    adjusted: float = 1.0
    """For all tests of the run."""

    @property
    def spot(self) -> Spot:
        """Where it is."""
        return Spot(self.destination, self.domain)

    @property
    def here(self) -> Part:
        """The worse relay's messages."""
        return Part(bad=self.bad, sent=self.bad + self.accepted)

    @property
    def there(self) -> Part:
        """The other's."""
        return Part(bad=self.other_bad, sent=self.other_bad + self.other_accepted)


class Answer(StrEnum):
    """What can be said of two relays at one destination."""

    DIFFERENT = "different"
    SLIGHT = "slight"
    """A difference that is no chance, and too small to be told as a near miss."""
    ALIKE = "alike"
    """No difference, where a small one would have been noticed, see `seeing.FINE`."""
    NONE_SEEN = "none seen"
    """No difference, where only a larger one would have been noticed: a refusal of everything, at least."""
    TOO_FEW = "too few"
    """Not enough mail yet: not even a refusal of everything would have been noticed."""
    ONE_RELAY = "one relay"
    """Only one of them sends there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How much more mail it takes to know."""

    destination: str
    host: str
    """Who has to send more; both where ``other_more`` is above 0."""
    other: str
    more: int
    other_more: int = 0
    suspect: Contrast | None = None
    """Bad messages that there are already, and that ``more`` like them would prove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The outcome of one run."""

    tests: int
    """The size of the family."""
    level: float
    """The p at which a difference would be significant even if every destination were suspect."""
    significant: tuple[Contrast, ...]
    """The surest first."""


def decide(
    sent: Mapping[Place, Sent],
    pairs: Sequence[tuple[str, str]],
    rate: float = RATE,
    corners: Mapping[Corner, Sent] = MappingProxyType({}),
) -> Decided:
    """Test every destination, domain, pair and fate, and believe those that may be believed together.

    Args:
        sent: What became of the messages to each destination.
        pairs: The relays to compare.
        rate: The share of what is believed that may be false.
        corners: What became of the messages to some domains of destinations with several.
    """
    family = tuple(_family(sent, corners, pairs, rate))
    values = adjusted([one.p for one in family])
    significant = [replace(one, adjusted=value) for one, value in zip(family, values, strict=True) if value <= rate]
    significant.sort(key=lambda one: (one.p, one.fate, one.spot.name, one.host, one.other))
    together = sum(1 for one in sent for pair in pairs if one[1] == pair[0] and (one[0], pair[1]) in sent)
    return Decided(tests=len(family), level=rate / max(len(family) + 1, together), significant=tuple(significant))


def need(destination: str, first: str, second: str, sent: Mapping[Place, Sent], level: float) -> Need | None:
    """How much more the relays must send to a destination before anything can be said of them there.

    Returns:
        None where something can be said: had everything from either of them been refused, it would have been noticed.
    """
    ended = {host: sent.get((destination, host), _NOTHING).ended for host in (first, second)}
    few, many = sorted((first, second), key=lambda host: (ended[host], host == second))
    each = max(each_needed(level), FEWEST)
    if ended[many] < each:
        more, other_more = each - ended[few], each - ended[many]
    else:
        lacks = more_needed(ended[few], 0, 0, ended[many], level)
        more, other_more = max(each if lacks is None else lacks, FEWEST - ended[few]), 0
    if more <= 0:
        return None
    suspect = _suspect(destination, few, many, sent)
    if suspect is not None and not other_more:
        proof = more_needed(suspect.bad, suspect.accepted, suspect.other_bad, suspect.other_accepted, level)
        more = max(proof or more, FEWEST - suspect.bad)
    return Need(destination=destination, host=few, other=many, more=more, other_more=other_more, suspect=suspect)


def _suspect(destination: str, host: str, other: str, sent: Mapping[Place, Sent]) -> Contrast | None:
    """Bad messages of a host that its peer has had less of, so far."""
    one, two = sent.get((destination, host), _NOTHING), sent.get((destination, other), _NOTHING)
    for fate in (Fate.REFUSED, Fate.DEFERRED):
        found = _contrast(Spot(destination), (host, one), (other, two), fate)
        if found.host == host and found.bad * found.other_accepted > found.other_bad * found.accepted:
            return found
    return None


def _family(
    sent: Mapping[Place, Sent], corners: Mapping[Corner, Sent], pairs: Sequence[tuple[str, str]], rate: float
) -> Iterator[Contrast]:
    for destination in dict.fromkeys(destination for destination, _ in sent):
        for one in _contrasts(Spot(destination), sent, pairs):
            if _can_show(one, rate):
                yield _tested(one)
    for destination, domain in dict.fromkeys((destination, domain) for destination, domain, _ in corners):
        spot = Spot(destination, domain)
        mine = {
            (spot.name, host): corners.get((destination, domain, host), _NOTHING) for pair in pairs for host in pair
        }
        whole = _contrasts(Spot(destination), sent, pairs)
        for one, operators in zip(_contrasts(spot, mine, pairs), whole, strict=True):
            if one != replace(operators, domain=domain) and _can_show(one, rate):
                yield _tested(one)


def _contrasts(spot: Spot, sent: Mapping[Place, Sent], pairs: Sequence[tuple[str, str]]) -> Iterator[Contrast]:
    for first, second in pairs:
        one, two = sent.get((spot.name, first), _NOTHING), sent.get((spot.name, second), _NOTHING)
        for fate in BAD:
            yield _contrast(spot, (first, one), (second, two), fate)


def _tested(one: Contrast) -> Contrast:
    return replace(one, p=fisher(one.bad, one.accepted, one.other_bad, one.other_accepted))


def _contrast(spot: Spot, first: tuple[str, Sent], second: tuple[str, Sent], fate: Fate) -> Contrast:
    """The counts, the worse relay first."""
    if first[1].of(fate) * second[1].of(Fate.ACCEPTED) < second[1].of(fate) * first[1].of(Fate.ACCEPTED):
        first, second = second, first
    (host, one), (other, two) = first, second
    return Contrast(
        destination=spot.operator,
        domain=spot.domain,
        host=host,
        other=other,
        fate=fate,
        bad=one.of(fate),
        accepted=one.of(Fate.ACCEPTED),
        other_bad=two.of(fate),
        other_accepted=two.of(Fate.ACCEPTED),
    )


def _can_show(one: Contrast, rate: float) -> bool:
    here, there, bad = one.bad + one.accepted, one.other_bad + one.other_accepted, one.bad + one.other_bad
    if bad < FEWEST or min(here, there) < FEWEST:
        return False
    most_here, most_there = min(here, bad), min(there, bad)
    return (
        min(
            fisher(most_here, here - most_here, bad - most_here, there - bad + most_here),
            fisher(bad - most_there, here - bad + most_there, most_there, there - most_there),
        )
        <= rate
    )
