"""The queries of the comparison speak of the same destinations and fates."""

from __future__ import annotations

import re

from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.store.asking import queries, sql

_OPERATOR = re.compile(r"^WITH lost AS .*?\n\),\n(?=placed)", re.DOTALL | re.MULTILINE)
_FATE = re.compile(r"max\(CASE\n.*? AS fate", re.DOTALL)


def _mine() -> list[str]:
    return [sql(query) for query in queries() if query.startswith("compare_")]


def test_all_find_the_operator_alike() -> None:
    """Where no relay was reached, every query that counts asks whom the domain's other deliveries reached."""
    found = [one.group() for text in _mine() if (one := _OPERATOR.search(text))]
    assert len(found) == 4
    assert len(set(found)) == 1


def test_all_judge_fates_alike() -> None:
    """Every query that tells a message's fate tells it by the same words."""
    found = [one.group() for text in _mine() if (one := _FATE.search(text))]
    assert len(found) == 3
    assert len(set(found)) == 1
    assert {int(number) for number in re.findall(r"(?:THEN|ELSE) (\d)", found[0])} == {fate.value for fate in Fate}
