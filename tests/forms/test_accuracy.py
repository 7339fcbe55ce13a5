"""The reading of sources keeps to its goal over the labelled scripts."""

from __future__ import annotations

from hiyari.forms.studying import Nearby
from hiyari.forms.taint.read import read
from tests.forms.material.score import answered, listing, score
from tests.forms.material.table import scripts


def test_goal() -> None:
    """At least 95 % of what strangers can do is found, and at most 5 % of the safe scripts are alarmed at."""
    answers = [
        answered(
            one,
            read(
                one.path.read_bytes(),
                one.language,
                path=str(one.path),
                include=Nearby(str(one.path), [str(one.root)]),
            ),
        )
        for one in scripts()
    ]
    counted = score(answers)
    assert counted.recall >= 0.95, listing(answers)
    assert counted.false_alarms <= 0.05, listing(answers)
    assert not [str(one.script) for one in answers if one.script.undecided and one.silent]
