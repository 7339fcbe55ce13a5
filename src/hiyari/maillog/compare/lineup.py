"""Who is compared with whom: hosts that were named, one peer group of the inventory, else whoever sends outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from hiyari.maillog.hosts import find_host as find
from hiyari.model.error import UserError
from hiyari.model.inventory import Host
from hiyari.model.text import Text, text

__all__ = ["MOST", "Group", "find", "line_up", "pairs"]

Group: TypeAlias = "tuple[str, ...]"
"""Hosts, as the log spells them, that are compared with one another."""
MOST: Final = 16
"""Hosts of a group: their pairs are 120."""


def line_up(seen: Sequence[str], declared: Sequence[Host] = (), named: Sequence[str] = ()) -> tuple[Group, ...]:
    """The groups to compare.

    Args:
        seen: Hosts that sent outside, as the log spells them, the busiest first.
        declared: The inventory's.
        named: What a person asked for, in full or by the first label.

    Raises:
        UserError: A named host is not in the logs, there are fewer than two, or too many.
    """
    if named:
        return (_named(seen, named),)
    if len(seen) < 2:
        raise UserError(_alone(seen))
    peers: dict[str, list[str]] = {}
    outside: list[str] = []
    for host in declared:
        found = find(host.name, seen) if host.sends_outside else None
        if found is None:
            continue
        outside.append(found)
        if host.peer_group is not None:
            peers.setdefault(host.peer_group, []).append(found)
    groups = tuple(tuple(dict.fromkeys(group)) for group in peers.values() if len(set(group)) > 1)
    whole = tuple(dict.fromkeys(outside))
    found_groups = groups or ((whole,) if len(whole) > 1 else (tuple(seen),))
    for group in found_groups:
        _check(group)
    return found_groups


def pairs(groups: Iterable[Group]) -> Iterator[tuple[str, str]]:
    """Every two hosts that are compared, each once."""
    return iter(dict.fromkeys(pair for group in groups for pair in combinations(group, 2)))


def _named(seen: Sequence[str], named: Sequence[str]) -> Group:
    found: dict[str, None] = {}
    for name in named:
        host = find(name, seen)
        if host is None:
            sentence = text(
                "--hosts: {host} sent nothing outside in these logs. They have {seen}.",
                host=name,
                seen=tuple(seen[:MOST]) or (text("no host"),),
            )
            raise UserError(sentence)
        found[host] = None
    if len(found) < 2:
        raise UserError(text("--hosts: name two hosts at least, for example --hosts relay1,relay2."))
    _check(tuple(found))
    return tuple(found)


def _check(group: Group) -> None:
    if len(group) > MOST:
        sentence = text(
            "{count} hosts send outside; at most {most} are compared. Name them: --hosts {example}",
            count=len(group),
            most=MOST,
            example=",".join(group[:2]),
        )
        raise UserError(sentence)


def _alone(seen: Sequence[str]) -> Text:
    if not seen:
        return text("No host sent anything outside in these logs. Give the logs of two relays.")
    return text(
        "Only {host} sent outside in these logs. Give the log of another relay as well, for the same time.",
        host=seen[0],
    )
