from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.baseline import command as baseline
from hiyari.cli.log.chart import BLOCKS, PLAIN, drawn
from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.model.error import UserError
from tests.maillog.baseline.postfix import FIRST, log, message

pytest.importorskip("duckdb")


def _run(*arguments: str) -> int:
    return int(baseline.main([*arguments], standalone_mode=False))


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state" / "state.db"))
    monkeypatch.setenv("HIYARI_LANG", "en")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state folder of a site that has learned a month; to be copied."""
    folder = tmp_path_factory.mktemp("learned")
    path = _write(folder / "past.log", list(log(4.2)))
    assert _run("learn", "--state", str(folder / "state" / "state.db"), path) == ExitCode.FINE
    return folder / "state"


def _declare(folder: Path, *names: str) -> None:
    """An inventory of relays that should look alike."""
    (folder / "hiyari.toml").write_text(
        "".join(
            f'[[host]]\nname = "{name}"\nrole = "relay"\negress = ["203.0.113.{place}"]\npeer_group = "out"\n'
            for place, name in enumerate(names, 11)
        )
    )


def _write(path: Path, lines: list[str]) -> str:
    path.write_text("".join(f"{line}\n" for line in sorted(lines)))
    return str(path)


def test_a_month_is_learned_and_a_bad_week_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A flood and a newcomer in the fifth week are two near misses with queue ids; the month itself passes."""
    past = _write(tmp_path / "past.log", list(log(4.2)))
    bad = list(log(0.9, "week", FIRST + timedelta(days=35)))
    for one in range(300):
        bad += message(FIRST + timedelta(days=36, hours=10, seconds=one * 10), 900_000 + one, 48)
    bad += message(FIRST + timedelta(days=37, hours=3), 990_000, 1001)
    assert _run("learn", past) == ExitCode.FINE
    assert "Learned from 2026-06-15" in capfd.readouterr().out
    assert _run("test", past) == ExitCode.FINE
    assert "0 near misses · 0 unknown · 2 passes" in capfd.readouterr().out
    assert _run("test", _write(tmp_path / "week.log", bad)) == ExitCode.NEAR_MISS
    shown = capfd.readouterr().out
    assert "user id 1001 on relay1 is new and sends to the outside" in shown
    assert "Next: hiyari log trace --queue-id 40000F1B30" in shown
    assert "2 near misses · 0 unknown · 1 pass" in shown


def test_the_two_accidents_are_told_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A relay that some providers refuse, and a forgotten form that sends: after 16 quiet days both, and no third."""
    (tmp_path / "past").mkdir()
    (tmp_path / "now").mkdir()
    begins = datetime(2026, 10, 5, tzinfo=UTC)
    # The log calls them relay1 and relay2, the inventory by their full names.
    quiet = LogPlan(seed=1, begins=begins, hours=16 * 24, messages=20_000, refusing=(), form=None, pages_per_hour=1)
    bad = LogPlan(seed=2, begins=begins + timedelta(days=21), messages=2250, pages_per_hour=1)
    _declare(tmp_path, "relay1.example.jp", "relay2.example.jp")
    assert _run("learn", str(write_logs(quiet, tmp_path / "past").mail_log)) == ExitCode.FINE
    capfd.readouterr()
    assert _run("test", "--format", "json", str(write_logs(bad, tmp_path / "now").mail_log)) == ExitCode.NEAR_MISS
    shown = capfd.readouterr()
    assert "peers" not in shown.err
    found = json.loads(shown.out)["findings"]
    told = {(one["rule"], one["object"]) for one in found if one["verdict"] == "near_miss"}
    assert told == {("LOG201", "www uid:33"), ("LOG202", "relay2.example.jp gmail")}


def test_a_peer_that_no_log_names_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An inventory and a log that do not mean the same hosts are told so, when learning and when judging."""
    _declare(tmp_path, "relay1.example.jp", "mx7.example.jp")
    past = _write(tmp_path / "past.log", list(log(1.3)))
    for command in ("learn", "test"):
        _run(command, past)
        said = capfd.readouterr().err.replace("\n", " ")
        assert "No log names mx7.example.jp" in said
        assert "The logs name relay1;" in said


@pytest.mark.parametrize(
    ("rule", "named", "until", "told"),
    [
        ("LOG201", "relay1 uid:1001", "2999-12-31", False),
        ("LOG201", "relay1 uid:1001", "2026-01-01", True),
        ("LOG201", "relay1 uid:1002", "2999-12-31", True),
        ("LOG203", "relay1 uid:1001", "2999-12-31", True),
    ],
)
def test_what_may_stay_is_not_told(
    learned: Path, tmp_path: Path, rule: str, named: str, until: str, told: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    """A near miss that the inventory ignores is none until that day; others of the rule or the object are."""
    shutil.copytree(learned, tmp_path / "state")
    (tmp_path / "hiyari.toml").write_text(
        f'[[ignore]]\nrule = "{rule}"\nobject = "{named}"\nreason = "new form"\nuntil = {until}\n'
    )
    week = [*log(0.1, "week", FIRST + timedelta(days=35)), *message(FIRST + timedelta(days=35, hours=3), 9_900, 1001)]
    code = _run("test", _write(tmp_path / "week.log", week))
    assert ("LOG201" in capfd.readouterr().out) is told
    assert code == (ExitCode.NEAR_MISS if told else ExitCode.FINE)


def test_a_short_history_is_learning_and_never_fine(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With nine days of logs, learning, showing and testing all say so, with exit code 3."""
    past = _write(tmp_path / "past.log", list(log(1.3)))
    for command in (("learn", past), ("show",), ("test", past)):
        assert _run(*command) == ExitCode.UNKNOWN
        assert "still learning" in capfd.readouterr().out


def test_a_long_history_is_not_lost_to_a_short_one(learned: Path, tmp_path: Path) -> None:
    """Some hours do not replace a month unless that is said, and what is replaced is kept beside it."""
    shutil.copytree(learned, tmp_path / "state")
    path = tmp_path / "state" / "baseline.json"
    before = path.read_bytes()
    short = _write(tmp_path / "short.log", list(log(0.03)))
    with pytest.raises(UserError, match="--replace") as refused:
        _run("learn", short)
    numbers = refused.value.problems[0].params
    assert (numbers["old"], numbers["days"], numbers["hours"]) == (29, 0, 5)
    assert path.read_bytes() == before
    assert _run("learn", "--replace", short) == ExitCode.UNKNOWN
    assert path.with_name("baseline.json.old").read_bytes() == before
    assert path.with_name("baseline.json.old").stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() != before
    assert _run("learn", short) == ExitCode.UNKNOWN, "the same length may be learned anew"


def test_each_state_has_a_baseline_of_its_own(learned: Path, tmp_path: Path) -> None:
    """Two state files in one folder do not share what was learned; the usual one keeps the plain name."""
    shutil.copytree(learned, tmp_path / "state")
    usual, other = tmp_path / "state" / "state.db", tmp_path / "state" / "tests.db"
    assert _run("show", "--state", str(usual)) == ExitCode.FINE
    with pytest.raises(UserError, match="baseline learn"):
        _run("show", "--state", str(other))
    short = _write(tmp_path / "short.log", list(log(0.03)))
    assert _run("learn", "--state", str(other), short) == ExitCode.UNKNOWN
    assert (tmp_path / "state" / "tests.baseline.json").exists()
    assert _run("show", "--state", str(usual)) == ExitCode.FINE


def test_a_line_never_leaves_eighty_columns(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The charts fit into a narrow terminal and a pipe, and hold no escape sequences."""
    _run("learn", _write(tmp_path / "past.log", list(log(3))))
    capfd.readouterr()
    for command in (("show",), ("show", "uid:48")):
        assert _run(*command) == ExitCode.FINE
        shown = capfd.readouterr().out
        assert max(map(len, shown.splitlines())) <= 80
        assert "\x1b" not in shown
        assert "Asia/Tokyo" in shown
    assert "Mon" in shown


def test_json_has_every_hour_of_the_week(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """For other programs: the mean and the normal range of each of 168 hours, in the one envelope."""
    _run("learn", "--format", "json", _write(tmp_path / "past.log", list(log(3))))
    learned = json.loads(capfd.readouterr().out)
    _run("show", "--format", "json")
    shown = json.loads(capfd.readouterr().out)
    assert (learned["hiyari"], shown["command"]) == (1, "log baseline show")
    assert learned["series"] == shown["series"]
    assert [len(one["means"]) for one in shown["series"]] == [168, 168]
    assert all(low <= high for one in shown["series"] for low, high in one["normal"])


def test_without_a_baseline_the_next_step_is_told() -> None:
    """Showing what was never learned names the command that learns."""
    with pytest.raises(UserError, match="baseline learn"):
        _run("show")


@pytest.mark.parametrize("line", ["sshd[1]: hello", "postfix/smtp[1]: what is this"])
def test_a_file_without_mail_teaches_nothing(tmp_path: Path, line: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A log that holds no mail, or whose lines are not understood, is unknown, and not learned as a site of silence."""
    lines = [f"2026-06-15T00:00:{second:02}.000000+00:00 relay1 {line}" for second in range(40)]
    assert _run("learn", _write(tmp_path / "other.log", lines)) == ExitCode.UNKNOWN
    assert "LOG001" in capfd.readouterr().out
    assert not (tmp_path / "state" / "baseline.json").exists()


def test_marks_grow_with_the_value() -> None:
    """More mail is never a lower mark, the most is the highest, and hardly any is empty, in both alphabets."""
    for characters in (BLOCKS, PLAIN):
        line = drawn([one / 10 for one in range(101)], 10.0, characters)
        ranks = [characters.index(one) for one in line]
        assert ranks == sorted(ranks)
        assert (ranks[0], ranks[-1]) == (0, len(characters) - 1)
