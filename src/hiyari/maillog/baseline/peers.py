"""Relays that should look alike to receivers, compared at the same moment: is one refused more than the others?

Fisher's exact test would do for one look; a log is looked at every hour, and repeated looks make false alarms sure.
So each hour gives an *e-value* instead (Grünwald, de Heide and Koolen, "Safe Testing", 2024; for proportions: Turner,
Ly and Grünwald, "Generic E-variables for exact sequential k-sample tests", 2024): the likelihood of both shares,
guessed from earlier hours, over that of one common share. If both relays are refused alike its mean is at most 1
whatever the guess. The running product, begun anew whenever it falls below 1 (an e-detector: Shin, Ramdas and Rinaldo
2022), passes N by chance once in N hours or later.

Refusals come in clumps (one message with fifty recipients, or one that is tried for days), which no binomial knows: a
message counts once as refused and once as taken by each provider, and one hour multiplies the product by fifty at
most. What is about the recipient (unknown, full) says nothing about the relay and is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log
from typing import Final

from hiyari.maillog.hosts import find_host, same_host

MOST_PAIRS: Final = 2000
"""(host, provider) pairs that are followed."""
_ABOUT_OTHERS: Final = frozenset(
    {"address", "mailbox_full", "suspended", "content", "size", "expired", "sender", "greylisting", "dns", "network"}
)
"""Causes (`carriers.replies`) that lie with the recipient, the message or the time, not with the relay."""
_ODDS: Final = (3.0, 10.0, 60.0)
"""How much worse the one relay may be: the odds of a refusal, against those of the others."""
_MOST_STEP: Final = log(50)
_GOOD, _BAD = 10.0, 0.2
"""What is believed of a provider before anything was seen: 2 % refused, as 10 messages."""
_FADE: Final = 0.98
"""An hour's weight after one more hour with mail."""


@lru_cache(maxsize=4096)
def peer_of(host: str, groups: tuple[tuple[str, ...], ...]) -> str | None:
    """The peer that a host of the log is, by its name in the groups; None where it is none, or might be two."""
    return find_host(host, [name for group in groups for name in group])


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that is declared and is compared with nobody, or with what may be another host."""

    name: str
    alike: tuple[str, ...]
    """Hosts of the log that might be it, where there are several."""


def missing(groups: Sequence[Sequence[str]], seen: Sequence[str]) -> tuple[Missing, ...]:
    """Declared peers that the hosts of a log do not show, or show more than one of."""
    return tuple(
        Missing(name, tuple(sorted(one for one in seen if same_host(one, name))))
        for name in dict.fromkeys(name for group in groups for name in group)
        if find_host(name, seen) is None
    )


def counts_against(outcome: str, cause: str | None, enhanced: str | None) -> bool | None:
    """Whether an answer speaks for (False) or against (True) the relay; None where it says nothing about it."""
    if outcome == "accepted":
        return False
    if cause in _ABOUT_OTHERS:
        return None
    if cause is None and (enhanced or "")[1:4] in {".1.", ".2.", ".3."}:
        return None
    if outcome == "deferred" and (enhanced or "")[1:4] != ".7.":
        return None
    return True


@dataclass(slots=True)
class Tally:
    """Messages of one hour."""

    good: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One relay is refused by a provider, and its peers are not."""

    host: str
    provider: str
    hour: int
    since: int
    bad: int
    """Messages refused on this host since then ..."""
    all: int
    """... of so many."""
    peers_bad: int
    peers_all: int
    peers: tuple[str, ...]


@dataclass(slots=True)
class Pair:
    """What is remembered of one host and provider."""

    wealth: float = 0.0
    """Logarithm of the running product."""
    since: int = 0
    bad: int = 0
    all: int = 0
    peers_bad: int = 0
    peers_all: int = 0
    usual_good: float = _GOOD
    """Of the peers, faded: the guess for the next hour."""
    usual_bad: float = _BAD
    told: int = -1
    """The hour it was last told in; -1 when it is not open."""


@dataclass(slots=True, kw_only=True)
class Peers:
    """All pairs of a site."""

    pairs: dict[tuple[str, str], Pair] = field(default_factory=dict)

    def close(
        self, hour: int, group: Sequence[str], counts: Mapping[tuple[str, str], Tally], threshold: float
    ) -> Iterator[Difference]:
        """Judge one hour of a group of hosts, by (host, provider)."""
        for provider in sorted({provider for host, provider in counts if host in group}):
            for host in group:
                mine = counts.get((host, provider), Tally())
                others = [counts.get((other, provider), Tally()) for other in group if other != host]
                theirs = Tally(sum(one.good for one in others), sum(one.bad for one in others))
                if not mine.good + mine.bad or not self._room((host, provider)):
                    continue
                pair = self.pairs.setdefault((host, provider), Pair())
                if self._step(pair, hour, mine, theirs, log(threshold)) >= log(threshold):
                    yield from _tell(pair, host, provider, hour, group)

    def _room(self, key: tuple[str, str]) -> bool:
        return key in self.pairs or len(self.pairs) < MOST_PAIRS

    def _step(self, pair: Pair, hour: int, mine: Tally, theirs: Tally, enough: float) -> float:
        if pair.wealth <= 0:
            pair.since, pair.bad, pair.all, pair.peers_bad, pair.peers_all = hour, 0, 0, 0, 0
        pair.bad += mine.bad
        pair.all += mine.good + mine.bad
        pair.peers_bad += theirs.bad
        pair.peers_all += theirs.good + theirs.bad
        if theirs.good + theirs.bad:
            share = pair.usual_bad / (pair.usual_good + pair.usual_bad)
            # Not far beyond the alarm: what is mended must be seen to be mended.
            pair.wealth = min(1.5 * enough, max(0.0, pair.wealth + min(_MOST_STEP, e_value(mine, theirs, share))))
            pair.usual_good = pair.usual_good * _FADE + theirs.good + _GOOD * (1 - _FADE)
            pair.usual_bad = pair.usual_bad * _FADE + theirs.bad + _BAD * (1 - _FADE)
        if pair.wealth <= 0:
            pair.told = -1
        return pair.wealth


def e_value(mine: Tally, theirs: Tally, share: float) -> float:
    """The logarithm of the hour's e-value against *both are refused alike*.

    Args:
        mine: The relay's messages in this hour.
        theirs: Its peers' messages in the same hour.
        share: The share of refusals that is guessed for the peers, from earlier hours only (0 < share < 1).
    """
    odds = share / (1 - share)
    found = [_log_e(mine, theirs, share, worse * odds / (1 + worse * odds)) for worse in _ODDS]
    most = max(found)
    return most + log(sum(exp(one - most) for one in found) / len(found))


def _log_e(mine: Tally, theirs: Tally, share: float, worse: float) -> float:
    ours, others = mine.good + mine.bad, theirs.good + theirs.bad
    common = (ours * worse + others * share) / (ours + others)
    return (
        mine.bad * log(worse / common)
        + mine.good * log((1 - worse) / (1 - common))
        + theirs.bad * log(share / common)
        + theirs.good * log((1 - share) / (1 - common))
    )


def _tell(pair: Pair, host: str, provider: str, hour: int, group: Sequence[str]) -> Iterator[Difference]:
    told, pair.told = pair.told, hour if pair.told < 0 else pair.told
    if told >= 0:
        return
    yield Difference(
        host=host,
        provider=provider,
        hour=hour,
        since=pair.since,
        bad=pair.bad,
        all=pair.all,
        peers_bad=pair.peers_bad,
        peers_all=pair.peers_all,
        peers=tuple(one for one in group if one != host),
    )
