"""The reading of sources keeps to its goal over the labelled scripts, and a whole scan says what the reading says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hiyari.forms.studying import Nearby
from hiyari.forms.taint.read import read
from tests.forms.material.score import Answer, answered, listing, score
from tests.forms.material.table import FOLDER, FOURTH, FRESH, SECOND, THIRD, scripts
from tests.forms.material.whole import told

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def _hold(answers: Sequence[Answer]) -> None:
    counted = score(answers)
    assert counted.recall >= 0.95, listing(answers)
    assert counted.false_alarms <= 0.05, listing(answers)
    assert not [str(one.script) for one in answers if one.silent]


@pytest.mark.parametrize("folder", [FOLDER, FRESH, SECOND, THIRD, FOURTH], ids=lambda folder: folder.name)
def test_goal(folder: Path) -> None:
    """At least 95 % of what strangers can do is found, at most 5 % of the safe scripts alarmed at, and no miss silent."""
    _hold(
        [
            answered(
                one,
                read(
                    one.path.read_bytes(),
                    one.language,
                    path=str(one.path),
                    include=Nearby(str(one.path), [str(one.root)]),
                ),
            )
            for one in scripts(folder)
        ]
    )


@pytest.mark.parametrize("folder", [FOLDER, FRESH, SECOND, THIRD, FOURTH], ids=lambda folder: folder.name)
def test_goal_of_a_whole_scan(folder: Path) -> None:
    """The same holds for what a person is told: no search, bound or verdict on the way loses what the reading finds."""
    _hold(told(scripts(folder), NOW))
