"""Which destinations treat two relays differently: every test of one run, judged together.

Tests are of messages, never of attempts or recipients: retries of one message, and many recipients of one, are no
independent evidence. Each fate other than accepted is tested against *accepted* alone, and apart from the others.

A test enters the family only where its margins (messages of each relay, bad ones of both) allow a p at the rate at
all (Tarone 1990, Gilbert 2005): what cannot show anything must not make the others weaker. The margins say nothing
about which relay the bad ones are of, so that the choice is not biased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hiyari.maillog.compare.asked import Place, Sent
from hiyari.maillog.compare.discovery import RATE, adjusted
from hiyari.maillog.compare.fates import BAD, Fate
from hiyari.maillog.compare.fisher import each_needed, fisher, more_needed

FEWEST: Final = 3
"""Messages that each relay must have sent, and bad ones that the worse must have, before anything is said."""
_NOTHING: Final = Sent()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One fate at one destination, of the relay that fares worse and the other."""

    destination: str
    host: str
    """The one with the greater share of bad messages."""
    other: str
    fate: Fate
    bad: int
    accepted: int
    other_bad: int
    other_accepted: int
    p: float = 1.0
    adjusted: float = 1.0
    """For all tests of the run."""


class Answer(StrEnum):
    """What can be said of two relays at one destination."""

    DIFFERENT = "different"
    ALIKE = "alike"
    """A refusal of everything from either of them would have been noticed."""
    TOO_FEW = "too few"
    """Not enough mail yet."""
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


def decide(sent: Mapping[Place, Sent], pairs: Sequence[tuple[str, str]], rate: float = RATE) -> Decided:
    """Test every destination, pair and fate, and believe those that may be believed together."""
    family = tuple(_family(sent, pairs, rate))
    values = adjusted([one.p for one in family])
    significant = [
        replace(one, adjusted=value)
        for one, value in zip(family, values, strict=True)
        if value <= rate and one.bad >= FEWEST
    ]
    significant.sort(key=lambda one: (one.p, one.fate, one.destination, one.host, one.other))
    together = sum(1 for one in sent for pair in pairs if one[1] == pair[0] and (one[0], pair[1]) in sent)
    return Decided(tests=len(family), level=rate / max(len(family) + 1, together), significant=tuple(significant))


def need(destination: str, first: str, second: str, sent: Mapping[Place, Sent], level: float) -> Need | None:
    """How much more the relays must send to a destination before it can be said that they are alike there.

    Returns:
        None where it can be said: had everything from either of them been refused, it would have been noticed.
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
    for fate in (Fate.REFUSED, Fate.DEFERRED):
        one = _contrast(destination, host, other, fate, sent)
        if one.host == host and one.bad * one.other_accepted > one.other_bad * one.accepted:
            return one
    return None


def _family(sent: Mapping[Place, Sent], pairs: Sequence[tuple[str, str]], rate: float) -> Iterator[Contrast]:
    destinations = dict.fromkeys(destination for destination, _ in sent)
    for destination in destinations:
        for first, second in pairs:
            for fate in BAD:
                one = _contrast(destination, first, second, fate, sent)
                if _can_show(one, rate):
                    yield replace(one, p=fisher(one.bad, one.accepted, one.other_bad, one.other_accepted))


def _contrast(destination: str, first: str, second: str, fate: Fate, sent: Mapping[Place, Sent]) -> Contrast:
    """The counts, the worse relay first."""
    one, two = sent.get((destination, first), _NOTHING), sent.get((destination, second), _NOTHING)
    if one.of(fate) * two.of(Fate.ACCEPTED) < two.of(fate) * one.of(Fate.ACCEPTED):
        first, second, one, two = second, first, two, one
    return Contrast(
        destination=destination,
        host=first,
        other=second,
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
