"""The queries of the comparison speak of the same destinations and fates."""

from __future__ import annotations

import re

from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.store.asking import queries, sql

_FATE = re.compile(r"max\(CASE\n.*?ELSE \d END\)", re.DOTALL)
_MINE = tuple(query for query in queries() if query.startswith("compare_"))


def test_all_find_the_operator_alike() -> None:
    """Every query but that of the hosts takes its destinations from the one part that knows operators."""
    counted = {query for query in _MINE if sql(query).count("operator AS (") == 1}
    assert counted == set(_MINE) - {"compare_hosts"}


def test_fates_are_judged_by_the_numbers_of_the_enum() -> None:
    """Every query that tells a message's fate tells it by the same words, and by no other number than `Fate` has."""
    found = {one.group() for query in _MINE if (one := _FATE.search(sql(query)))}
    assert len(found) == 1
    assert {int(number) for number in re.findall(r"(?:THEN|ELSE) (\d)", found.pop())} == {fate.value for fate in Fate}
