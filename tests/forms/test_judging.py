"""Findings about a scan say what is not known: a file that is only watched is never a pass alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hiyari.forms.evidence import Ability, Action, Runs, Scan, Shown, Spot
from hiyari.forms.judging import judge_scan
from hiyari.forms.verdict import judge
from hiyari.model.verdict import NearMiss, Unknown
from tests.forms.making import HIDDEN, NO_LOG, NOW, ORPHAN, SINK, SPOT, UNUSED, evidence, file, flow, reading


def _kinds(**given: Any) -> tuple[Action, dict[str, type]]:
    judged = judge(evidence(**given), NOW)
    found = judge_scan(Scan(at=NOW, files=(judged,)))
    return judged.action, {one.rule.id: type(one.verdict) for one in found}


@pytest.mark.parametrize(
    "given", [{"links": ORPHAN, "use": NO_LOG}, {"links": HIDDEN, "use": UNUSED}, {"links": HIDDEN, "use": NO_LOG}]
)
def test_whether_a_file_is_forgotten_may_be_unknown(given: dict[str, Any]) -> None:
    """Where links or use are not known, the exit code says so too."""
    action, kinds = _kinds(**given)
    assert (action, kinds["WEB105"]) == (Action.WATCH, Unknown)


def test_what_is_known_to_be_forgotten_is_a_near_miss() -> None:
    """Nothing links to it and the log covers enough days without a use."""
    assert _kinds(links=ORPHAN, use=UNUSED)[1]["WEB105"] is NearMiss


@pytest.mark.parametrize(
    ("shown", "copy", "verdict"),
    [(Shown.YES, False, NearMiss), (Shown.UNKNOWN, True, NearMiss), (Shown.UNKNOWN, False, Unknown)],
)
def test_whether_a_source_is_sent_may_be_unknown(shown: Shown, copy: bool, verdict: type) -> None:
    """A script that is not run is a near miss when its source goes out, and unknown when nobody can tell."""
    assert _kinds(file=file(runs=Runs.NO, shown=shown, copy=copy))[1]["WEB106"] is verdict


def test_a_file_that_nobody_gets_says_nothing() -> None:
    """What is refused is no near miss and no unknown."""
    assert "WEB106" not in _kinds(file=file(runs=Runs.NO, shown=Shown.NO))[1]


def test_the_line_is_one_of_the_file_itself() -> None:
    """Where an included file sends the mail, its line would be another one here: the last step in the file is told."""
    sent = replace(SINK, spot=Spot(line=900, column=1, source="mail($to);", path="/var/www/lib.php"))
    through = replace(flow(Ability.RECIPIENT), sink=sent)
    found = judge_scan(Scan(at=NOW, files=(judge(evidence(reading=replace(reading(), flows=(through,))), NOW),)))
    (finding,) = (one for one in found if one.rule.id == "WEB101")
    assert finding.params["line"] == SPOT.line
    elsewhere = replace(through, path=tuple(replace(hop, spot=sent.spot) for hop in through.path))
    found = judge_scan(Scan(at=NOW, files=(judge(evidence(reading=replace(reading(), flows=(elsewhere,))), NOW),)))
    (finding,) = (one for one in found if one.rule.id == "WEB101")
    assert "line" not in finding.params
