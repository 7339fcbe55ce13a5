"""The fewest records that must be edited so that every domain has what it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import Final

EXACT: Final = 12
"""Records among which every choice is tried; above that the one that helps most domains is taken each time."""


def smallest_cover(helps: Mapping[str, Collection[str]], score: Mapping[str, int]) -> tuple[frozenset[str], bool]:
    """Choose records so that each domain is helped by one of them.

    Args:
        helps: For each domain the records that would help it, at least one.
        score: How well a record fits, more is better; decides between choices of the same size.

    Returns:
        The records, and whether it is proven that fewer cannot do.
    """
    chosen: set[str] = set()
    exact = True
    for part in _parts(helps):
        records = sorted({record for domain in part for record in helps[domain]}, key=lambda one: (-score[one], one))
        if len(records) <= EXACT:
            chosen |= _exact([set(helps[domain]) for domain in part], records, score)
        else:
            chosen |= _greedy({domain: set(helps[domain]) for domain in part}, records)
            exact = False
    return frozenset(chosen), exact


def _parts(helps: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Groups of domains that share no record with another group: each can be solved alone."""
    by_record: dict[str, list[str]] = {}
    for domain, records in helps.items():
        for record in records:
            by_record.setdefault(record, []).append(domain)
    seen: set[str] = set()
    for start in helps:
        if start in seen:
            continue
        part, waiting = [], [start]
        seen.add(start)
        while waiting:
            domain = waiting.pop()
            part.append(domain)
            near = {other for record in helps[domain] for other in by_record.pop(record, ())} - seen
            seen |= near
            waiting.extend(sorted(near))
        yield part


def _exact(needs: list[set[str]], records: list[str], score: Mapping[str, int]) -> set[str]:
    for size in range(1, len(records) + 1):
        fitting = [set(choice) for choice in combinations(records, size) if all(need & set(choice) for need in needs)]
        if fitting:
            return max(fitting, key=lambda choice: sum(score[record] for record in choice))
    return set(records)


def _greedy(needs: dict[str, set[str]], records: list[str]) -> set[str]:
    chosen: set[str] = set()
    while needs:
        best = max(records, key=lambda record: sum(record in need for need in needs.values()))
        chosen.add(best)
        needs = {domain: need for domain, need in needs.items() if best not in need}
    return chosen
