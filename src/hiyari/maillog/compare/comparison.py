"""Relays compared: asks the facts, decides, and gathers what a person needs to see each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from hiyari.maillog.compare import asked
from hiyari.maillog.compare.asked import Place, Sent, Span
from hiyari.maillog.compare.deciding import FEWEST, Answer, Contrast, Decided, Need, decide, need
from hiyari.maillog.compare.difference import Difference, kinds_of
from hiyari.maillog.compare.lineup import Group, find, line_up, pairs
from hiyari.maillog.compare.looking import Logs, Looked, look_into
from hiyari.maillog.compare.part import large
from hiyari.maillog.compare.seeing import FINE, least_seen
from hiyari.maillog.store.asking import Asker
from hiyari.model.inventory import Host
from hiyari.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The answer for two relays at one destination."""

    destination: str
    hosts: tuple[str, str]
    answer: Answer
    need: Need | None = None
    """How much more mail it takes to say anything."""
    seen: float | None = None
    """The smallest difference, as a share of a relay's messages, that would have shown. None where none would have, and
    where one is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What the rules and the table are made of."""

    groups: tuple[Group, ...]
    first_at: int
    last_at: int
    """The first and the last moment of the compared relays, in microseconds since 1970."""
    sent: Mapping[Place, Sent]
    decided: Decided
    differences: tuple[Difference, ...]
    """Those that are near misses."""
    lines: tuple[Line, ...]
    slight: tuple[Difference, ...] = ()
    """Those that are no chance either, and small."""
    beyond: int = 0
    """What differs and was not looked into."""
    names: Callable[[str], str] = str
    """A destination's id as a person knows it."""

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every two relays that were compared."""
        return tuple(pairs(self.groups))

    def count(self, answer: Answer) -> int:
        """Destinations with this answer for some pair of relays, and none that says more."""
        return sum(1 for best in self._best() if best is answer)

    def _best(self) -> Iterator[Answer]:
        order = list(Answer)
        for _, some in groupby(self.lines, key=lambda line: line.destination):
            yield min((line.answer for line in some), key=order.index)


def compare(
    facts: Asker,
    span: Span,
    *,
    declared: Sequence[Host] = (),
    named: Sequence[str] = (),
    names: Callable[[str], str] = str,
) -> Comparison:
    """Compare relays at every destination.

    Args:
        facts: Where the logs' facts are.
        span: The time that is looked at.
        declared: The inventory's hosts.
        named: The hosts that a person asked for.
        names: A destination's id as a person knows it.

    Raises:
        UserError: The logs are not of two relays at least, see `line_up`.
    """
    seen = asked.senders(facts, span)
    groups = line_up([one.host for one in seen], declared, named)
    compared = {host for group in groups for host in group}
    ours = [one for one in seen if one.host in compared]
    newest = max(one.last_at for one in ours)
    sent = {place: one for place, one in asked.sent(facts, span, newest).items() if place[1] in compared}
    corners = {at: one for at, one in asked.domains(facts, span, newest, FEWEST).items() if at[2] in compared}
    decided = decide(sent, tuple(pairs(groups)), corners=corners)
    logs = Logs(facts=facts, span=span, newest=newest, sent=sent, corners=corners, names=names)
    looked = look_into(logs, decided)
    return Comparison(
        groups=groups,
        first_at=min(one.first_at for one in ours),
        last_at=newest,
        sent=sent,
        decided=decided,
        differences=looked.told,
        lines=tuple(_lines(sent, groups, decided, looked)),
        slight=looked.slight,
        beyond=len(looked.beyond),
        names=names,
    )


def joined(comparison: Comparison, known: Mapping[tuple[str, str], Text]) -> Comparison:
    """The same comparison, with what is known of its relays besides.

    Args:
        comparison: What the logs say.
        known: A sentence by a host's name (as the inventory spells it) and a kind (a cause's name).
    """
    hosts = tuple(dict.fromkeys(host for group in comparison.groups for host in group))
    here = {(find(name, hosts) or name, kind): words for (name, kind), words in known.items()}
    differences = tuple(
        replace(one, known=kinds_of(one.shares, here, one.contrast.host)) for one in comparison.differences
    )
    return replace(comparison, differences=differences)


def _lines(sent: Mapping[Place, Sent], groups: tuple[Group, ...], decided: Decided, looked: Looked) -> Iterator[Line]:
    """The answer for each destination and pair, destinations with the most mail first."""
    differ = _answers(decided, looked)
    totals: dict[str, int] = {}
    for (destination, _), one in sent.items():
        totals[destination] = totals.get(destination, 0) + one.ended
    for destination in sorted(totals, key=lambda name: (-totals[name], name)):
        for first, second in pairs(groups):
            answer = differ.get((destination, frozenset((first, second))))
            if answer is not None:
                yield Line(destination=destination, hosts=(first, second), answer=answer)
            elif (destination, first) in sent or (destination, second) in sent:
                yield _line(destination, first, second, sent, decided)


def _answers(decided: Decided, looked: Looked) -> dict[tuple[str, frozenset[str]], Answer]:
    """Where relays differ for sure, by destination and pair: never alike, however small it is."""
    told = {
        (one.contrast.destination, frozenset((one.contrast.host, other)))
        for one in looked.told
        for other in (one.contrast.other, *one.peers)
    }
    told |= {_pair(one) for one in looked.beyond if large(one.here, one.there)}
    return {_pair(one): Answer.DIFFERENT if _pair(one) in told else Answer.SLIGHT for one in decided.significant}


def _pair(one: Contrast) -> tuple[str, frozenset[str]]:
    return one.destination, frozenset((one.host, one.other))


def _line(destination: str, first: str, second: str, sent: Mapping[Place, Sent], decided: Decided) -> Line:
    """Where nothing differs: what would have shown, or that nothing is known."""
    one, two = sent.get((destination, first)), sent.get((destination, second))
    if one is None or two is None:
        return Line(destination=destination, hosts=(first, second), answer=Answer.ONE_RELAY)
    lacks = need(destination, first, second, sent, decided.level)
    seen = least_seen(one, two, decided.level) if lacks is None else None
    if seen is None:
        return Line(destination=destination, hosts=(first, second), answer=Answer.TOO_FEW, need=lacks)
    answer = Answer.ALIKE if seen <= FINE else Answer.NONE_SEEN
    return Line(destination=destination, hosts=(first, second), answer=answer, seen=seen)
