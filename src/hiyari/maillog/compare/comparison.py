"""Relays compared: asks the facts, decides, and gathers what a person needs to see each difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from hiyari.maillog.compare import asked
from hiyari.maillog.compare.asked import Place, Sent, Span
from hiyari.maillog.compare.deciding import Answer, Decided, Need, decide, need
from hiyari.maillog.compare.difference import Difference, kinds_of
from hiyari.maillog.compare.lineup import Group, find, line_up, pairs
from hiyari.maillog.compare.looking import look_into
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
    lines: tuple[Line, ...]
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
    decided = decide(sent, tuple(pairs(groups)))
    differences = look_into(facts, span, newest, decided.significant, names)
    return Comparison(
        groups=groups,
        first_at=min(one.first_at for one in ours),
        last_at=newest,
        sent=sent,
        decided=decided,
        differences=differences,
        lines=tuple(_lines(sent, groups, decided, differences)),
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


def _lines(
    sent: Mapping[Place, Sent], groups: tuple[Group, ...], decided: Decided, differences: tuple[Difference, ...]
) -> Iterator[Line]:
    """The answer for each destination and pair, destinations with the most mail first."""
    differ = {
        (one.contrast.destination, frozenset((one.contrast.host, other)))
        for one in differences
        for other in (one.contrast.other, *one.peers)
    }
    totals: dict[str, int] = {}
    for (destination, _), one in sent.items():
        totals[destination] = totals.get(destination, 0) + one.ended
    for destination in sorted(totals, key=lambda name: (-totals[name], name)):
        for first, second in pairs(groups):
            if (destination, frozenset((first, second))) in differ:
                yield Line(destination=destination, hosts=(first, second), answer=Answer.DIFFERENT)
            elif (destination, first) not in sent and (destination, second) not in sent:
                continue
            else:
                yield _line(destination, first, second, sent, decided)


def _line(destination: str, first: str, second: str, sent: Mapping[Place, Sent], decided: Decided) -> Line:
    """Where nothing differs: alike, or not known."""
    if (destination, first) not in sent or (destination, second) not in sent:
        return Line(destination=destination, hosts=(first, second), answer=Answer.ONE_RELAY)
    lacks = need(destination, first, second, sent, decided.level)
    answer = Answer.ALIKE if lacks is None else Answer.TOO_FEW
    return Line(destination=destination, hosts=(first, second), answer=answer, need=lacks)
