"""The rules about a run: each fires with its numbers, and is silent where there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.cli.rulebook import all_rules
from hiyari.delivery import run_rules
from hiyari.delivery.reviewing import RunFacts, judge_run, judges
from hiyari.delivery.telling.case import AlarmRow
from hiyari.locale.translate import Translator
from hiyari.model.verdict import NearMiss
from tests.written_ledger import BEGUN_US

_HOUR = 3600 * 1_000_000


def _alarm(lane: str = "docomo", at_us: int = BEGUN_US + _HOUR, *, known_good: int = 3) -> AlarmRow:
    return AlarmRow(
        campaign="c 1",
        lane=lane,
        egress="203.0.113.11",
        at_us=at_us,
        since_us=at_us - _HOUR // 60,
        results=40,
        unknown=21,
        known_good=known_good,
        expected=0.05,
    )


def test_every_rule_is_complete() -> None:
    """Each file of the folder holds one rule with its own id, four chapters and a reference, and explain knows it."""
    files = {path.stem.upper() for path in Path(run_rules.__path__[0]).glob("*.py")} - {"__INIT__"}
    assert files == {one.rule.id for one in judges()} == {"DLV201"}
    for one in judges():
        rule = one.rule
        assert re.fullmatch("[A-Z]{2,3}[0-9]{3}", rule.id)
        assert all((rule.title, rule.symptom, rule.cause, rule.fix, rule.lesson, rule.references))
        assert rule in all_rules()


def test_a_run_without_alarms_has_no_finding() -> None:
    """Nothing is said where every answer was believed."""
    assert judge_run(RunFacts(campaign="c 1", alarms=())) == ()


def test_an_alarm_is_explained_with_its_numbers() -> None:
    """Share, expected share, known good, since when, and the command that shows who is doubted."""
    (finding,) = judge_run(RunFacts(campaign="c 1", alarms=(_alarm(),)))
    assert isinstance(finding.verdict, NearMiss)
    assert finding.object == "docomo 203.0.113.11"
    shown = " ".join(as_text(Report(command="send", findings=(finding,)), Translator("en")).split())
    assert "docomo called 21 of 40 recipients of c 1 unknown" in shown
    assert re.search(
        r"52\.5 % were called unknown between 2026-11-18 .* and 2026-11-18 .*; 5\.0 % were expected", shown
    )
    assert "3 of the unknown had taken mail before." in shown
    assert "Next: hiyari ledger uncertain 'c 1'" in shown
    assert "hiyari explain DLV201" in shown


def test_alarms_of_one_lane_are_one_finding() -> None:
    """Their numbers add up, how often it happened is told, and another lane has a finding of its own."""
    alarms = (_alarm(), _alarm("au", known_good=0), _alarm(at_us=BEGUN_US + 3 * _HOUR))
    au, docomo = judge_run(RunFacts(campaign="c 1", alarms=alarms))
    assert (au.params["unknown"], docomo.params["unknown"], docomo.params["results"]) == (21, 42, 80)
    assert docomo.details[-1].count == 2
    assert len(au.details) == 2
