"""What is said about the logs themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.ingest.judging import judge_reading
from hiyari.maillog.store.facts_folder import open_facts, write_facts

DAY = 86_400_000_000


def reading(day: int, mail: int, understood: int, source: str = "mail.log") -> tuple[str | int | None, ...]:
    """A reading of one day."""
    return (
        source,
        None,
        "syslog",
        mail,
        0,
        mail,
        understood,
        day * DAY,
        day * DAY + DAY - 1,
        "strange one" * (mail > understood),
    )


def told(folder: Path, rows: list[tuple[str | int | None, ...]], since: int = 0, until: int = 1 << 62) -> list[str]:
    """The rules that speak, with the numbers that they tell."""
    write_facts(folder, {"readings": rows})
    with open_facts(folder) as facts:
        found = judge_reading(facts, (), since, until)
    return [f"{one.rule.id} {one.params['understood']} of {one.params['mail']}" for one in found]


def test_good_years_do_not_excuse_a_bad_day(tmp_path: Path) -> None:
    """One day of which half was understood is told although thousands of lines before it were."""
    assert told(tmp_path, [reading(1, 4000, 4000), reading(2, 300, 150)]) == ["LOG001 150 of 300"]


def test_a_day_that_nobody_asks_about_is_not_told(tmp_path: Path) -> None:
    """What was not understood before the span says nothing about it."""
    assert told(tmp_path, [reading(1, 300, 100), reading(5, 300, 300)], since=4 * DAY) == []


def test_some_lines_are_no_share(tmp_path: Path) -> None:
    """Readings of a few lines each are judged together: one strange line of three is no alarm."""
    assert told(tmp_path, [reading(day, 10, 10) for day in range(50)] + [reading(51, 3, 2)]) == []


@pytest.mark.parametrize(("understood", "expected"), [(95, []), (94, ["LOG001 94 of 100"])])
def test_the_limit_is_95_of_100(tmp_path: Path, understood: int, expected: list[str]) -> None:
    """95 % are enough, and less are not."""
    assert told(tmp_path, [reading(1, 100, understood)]) == expected


def test_each_file_is_judged_by_itself(tmp_path: Path) -> None:
    """A log that is understood does not help one that is not."""
    rows = [reading(1, 900, 900, "a"), reading(1, 90, 0, "b")]
    assert told(tmp_path, rows) == ["LOG001 0 of 90"]
