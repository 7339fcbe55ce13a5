from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hiyari.cli.exit import ExitCode
from hiyari.cli.log.baseline import command as baseline
from hiyari.cli.log.watch import command as watch
from hiyari.model.error import UserError
from tests.maillog.baseline.postfix import log, message

pytest.importorskip("duckdb")
PAST = timedelta(weeks=5)


def _run(command: object, *arguments: str) -> int:
    return int(command.main([*arguments], standalone_mode=False))  # type: ignore[attr-defined]


def _now() -> datetime:
    return datetime.now(UTC)


def _at_ten_past(hours: int) -> datetime:
    """In an hour that is over, so that what begins there does not end in the next."""
    return (_now() - timedelta(hours=hours)).replace(minute=10, second=0, microsecond=0)


def _add(path: Path, lines: Iterator[str] | Sequence[str]) -> None:
    with path.open("a") as stream:
        stream.write("".join(f"{line}\n" for line in lines))


def _flood(begun: datetime, number: int = 900_000, messages: int = 200) -> list[str]:
    """So many messages of uid 48 within ten minutes, and a line ten minutes later that ends what came before."""
    times = (begun + timedelta(seconds=one * 600 / messages) for one in range(messages))
    found = [line for place, at in enumerate(times) for line in message(at, number + place, 48)]
    return [*found, *message(begun + timedelta(minutes=20), number + messages, 49)]


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of five weeks up to now, and beside it the state of who has learned it; to be copied."""
    folder = tmp_path_factory.mktemp("learned")
    path = folder / "mail.log"
    _add(path, [line for line in log(5, "past", _now() - PAST) if line < (_now() - timedelta(hours=3)).isoformat()])
    state = ("--state", str(folder / "state" / "state.db"), "--zone", "UTC")
    assert _run(baseline, "learn", *state, str(path)) == ExitCode.FINE
    return folder


@pytest.fixture
def mail_log(learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That log, in a state of its own; the watch has been there once."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state" / "state.db"))
    monkeypatch.setenv("HIYARI_LANG", "en")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    shutil.copytree(learned, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "mail.log"
    # What was there before is not judged, and so is not called fine.
    assert _run(watch, "--once", str(path)) == ExitCode.UNKNOWN
    return path


def test_only_what_is_new_is_judged_and_told_once(mail_log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """From cron: a flood since the last run is one alarm and exit code 1; the next run has nothing new to say."""
    capfd.readouterr()
    _add(mail_log, _flood(_at_ten_past(hours=2)))
    assert _run(watch, "--once", str(mail_log)) == ExitCode.NEAR_MISS
    shown = capfd.readouterr()
    assert shown.out.count("near miss") == 1
    assert "LOG203" in shown.out
    assert "hiyari log trace --queue-id" in shown.out
    assert "Known: 2 series" in shown.err
    assert _run(watch, "--once", str(mail_log)) == ExitCode.FINE
    assert not capfd.readouterr().out


def test_a_message_that_is_open_between_two_runs_keeps_its_injector(
    mail_log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its first lines are read by one run and its delivery by the next: the new user id is told as what it is."""
    lines = list(message(_now() - timedelta(minutes=30), 990_000, 1001))
    _add(mail_log, lines[:3])
    assert _run(watch, "--once", str(mail_log)) == ExitCode.FINE
    capfd.readouterr()
    _add(mail_log, lines[3:])
    assert _run(watch, "--once", "--format", "json", str(mail_log)) == ExitCode.NEAR_MISS
    (line,) = capfd.readouterr().out.splitlines()
    (finding,) = json.loads(line)["findings"]
    assert (finding["rule"], finding["object"]) == ("LOG201", "relay1 uid:1001")


def _guest(begun: datetime, number: int, messages: int) -> list[str]:
    """So many messages of a client that logged in as guest, a second each."""
    found = []
    for place in range(messages):
        lines = list(message(begun + timedelta(seconds=place), number + place, 48))
        stamp, queue_id = lines[0].split()[0], f"4{number + place:09X}"
        lines[0] = (
            f"{stamp} relay1 postfix/smtpd[811]: {queue_id}: client=pc.example.com[198.51.100.7], "
            "sasl_method=PLAIN, sasl_username=guest"
        )
        found += lines
    return found


def test_a_newcomer_stays_an_alarm_and_is_never_fine(mail_log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """After its first alarm an account that floods is told again with its count; a little of it is unknown, not fine."""
    begun = _at_ten_past(hours=1)
    _add(mail_log, _guest(begun, 900_000, 1))
    assert _run(watch, "--once", str(mail_log)) == ExitCode.NEAR_MISS
    assert "1 recipient so far" in capfd.readouterr().out
    _add(mail_log, _guest(begun + timedelta(seconds=10), 910_000, 3))
    assert _run(watch, "--once", str(mail_log)) == ExitCode.UNKNOWN
    shown = capfd.readouterr()
    assert not shown.out
    assert "1 injector with mail has less than 14 days of history" in shown.err.replace("\n", " ")
    assert "account guest on relay1" in shown.err.replace("\n", " ")
    _add(mail_log, _guest(begun + timedelta(seconds=30), 920_000, 1500))
    assert _run(watch, "--once", str(mail_log)) == ExitCode.NEAR_MISS
    shown = capfd.readouterr()
    assert shown.out.count("LOG201") == 1
    assert "1504 recipients so far" in shown.out
    _add(mail_log, _guest(begun + timedelta(minutes=26), 930_000, 1))
    assert _run(watch, "--once", "--redact", str(mail_log)) == ExitCode.UNKNOWN
    assert "guest" not in capfd.readouterr().err


def test_the_first_run_says_what_it_does_not_judge(
    learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A full file is begun at its end: that is said with the number of its lines, and is unknown, not fine."""
    monkeypatch.setenv("HIYARI_LANG", "en")
    shutil.copytree(learned, tmp_path, dirs_exist_ok=True)
    path, state = tmp_path / "mail.log", ("--state", str(tmp_path / "state" / "state.db"))
    assert _run(watch, "--once", *state, str(path)) == ExitCode.UNKNOWN
    shown = capfd.readouterr().err.replace("\n", " ")
    assert f"its {len(path.read_text().splitlines())} earlier lines are not judged" in shown
    assert "hiyari log baseline test" in shown
    assert _run(watch, "--once", *state, str(path)) == ExitCode.FINE
    assert "earlier lines" not in capfd.readouterr().err


def test_a_batch_is_told_with_its_last_count(mail_log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What crosses its limit at some twenty recipients is told with the three hundred that the batch has."""
    _add(mail_log, _flood(_at_ten_past(hours=1), messages=300))
    capfd.readouterr()
    assert _run(watch, "--once", "--format", "json", str(mail_log)) == ExitCode.NEAR_MISS
    (line,) = capfd.readouterr().out.splitlines()
    (finding,) = json.loads(line)["findings"]
    assert (finding["rule"], finding["params"]["observed"] >= 300) == ("LOG203", True)


def test_a_log_that_stopped_is_told(mail_log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A busy log without a line since yesterday is a silence for cron, too: no errors is no good news."""
    begun, stopped = _now() - timedelta(days=17), _now() - timedelta(hours=30)
    busy = [line for line in log(2.4, "busy", begun, base=15) if line < stopped.isoformat()]
    path = mail_log.with_name("busy.log")
    _add(path, busy)
    assert _run(baseline, "learn", "--replace", str(path)) == ExitCode.FINE
    assert _run(watch, "--once", str(path)) == ExitCode.UNKNOWN
    _add(path, message(stopped, 1, 48))
    capfd.readouterr()
    assert _run(watch, "--once", str(path)) == ExitCode.NEAR_MISS
    assert capfd.readouterr().out.count("LOG205") == 2


def test_what_may_stay_and_who_is_missing_is_heeded(
    mail_log: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What the inventory ignores is no alarm and takes no place of one; peers that no log names are told."""
    (tmp_path / "hiyari.toml").write_text(
        '[[ignore]]\nrule = "LOG201"\nobject = "relay1 uid:1001"\nreason = "new form"\nuntil = 2999-12-31\n'
        + "".join(
            f'[[host]]\nname = "relay{one}.example.jp"\nrole = "relay"\negress = ["192.0.2.{one}"]\npeer_group = "a"\n'
            for one in (1, 2)
        )
    )
    _add(mail_log, message(_now() - timedelta(minutes=30), 990_000, 1001))
    capfd.readouterr()
    assert _run(watch, "--once", str(mail_log)) == ExitCode.FINE
    shown = capfd.readouterr()
    assert not shown.out
    assert "No log names relay2.example.jp" in shown.err.replace("\n", " ")
    _add(mail_log, message(_now() - timedelta(minutes=29), 990_001, 1002))
    assert _run(watch, "--once", str(mail_log)) == ExitCode.NEAR_MISS
    assert "user id 1002" in capfd.readouterr().out


def test_a_flood_is_told_while_it_runs(mail_log: Path) -> None:
    """Following: the alarm stands on stdout while it goes on; SIGTERM ends it well, and nothing is told twice."""
    program = "from hiyari.cli.log.watch import command as watch; raise SystemExit(watch.main(standalone_mode=False))"
    begun = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program, "--format", "json", str(mail_log)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert begun.stdout is not None
        time.sleep(2)
        _add(mail_log, _flood(_at_ten_past(hours=1), messages=40))
        (finding,) = json.loads(begun.stdout.readline())["findings"]
        assert finding["rule"] == "LOG203"
        begun.send_signal(signal.SIGTERM)
        assert begun.wait(timeout=30) == 0
        assert not begun.stdout.read()
    finally:
        begun.kill()
        begun.wait()
        begun.stdout.close()  # type: ignore[union-attr]
    assert _run(watch, "--once", str(mail_log)) == ExitCode.FINE


def test_without_a_baseline_nothing_is_called_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Who watches without having learned is told that nothing is judged for 14 days, and exit code 3 says unknown."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.setenv("HIYARI_LANG", "en")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mail.log"
    path.touch()
    assert _run(watch, "--once", str(path)) == ExitCode.UNKNOWN
    _add(path, _flood(_now() - timedelta(hours=1)))
    assert _run(watch, "--once", str(path)) == ExitCode.UNKNOWN
    shown = capfd.readouterr()
    assert not shown.out
    assert "judges nothing" in shown.err


def test_a_file_that_was_waited_for_is_read_from_its_beginning(
    mail_log: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A log that was not there in the last run is new as a whole; one that was is read from where it was left."""
    late = tmp_path / "late.log"
    assert _run(watch, "--once", str(mail_log), str(late)) == ExitCode.FINE
    _add(late, message(_now() - timedelta(minutes=30), 990_000, 1001))
    capfd.readouterr()
    assert _run(watch, "--once", str(mail_log), str(late)) == ExitCode.NEAR_MISS
    assert capfd.readouterr().out.count("LOG201") == 1


def test_a_pattern_means_the_file_that_is_written_to(
    mail_log: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Of a log and what was rotated away the log is watched; a pattern without a file is refused, not waited for."""
    old = tmp_path / "mail.log.1"
    old.touch()
    os.utime(old, (1, 1))
    capfd.readouterr()
    assert _run(watch, "--once", str(tmp_path / "mail.log*")) == ExitCode.FINE
    assert f"Watching {mail_log}." in capfd.readouterr().err
    with pytest.raises(UserError, match="matches no log"):
        _run(watch, "--once", str(tmp_path / "exim*"))
    assert _run(watch, "--once", str(tmp_path / "later.log")) == ExitCode.FINE
    assert "waited for" in capfd.readouterr().err


def test_lines_that_are_not_understood_are_no_silence_and_no_peace(
    mail_log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A log in words that nobody knows is unknown, exit code 3, with the first such line."""
    now = _now().isoformat(timespec="microseconds")
    _add(mail_log, [f"{now} relay1 postfix/smtp[1]: \x1b[2Jnonsense {one}" for one in range(100)])
    assert _run(watch, "--once", str(mail_log)) == ExitCode.UNKNOWN
    shown = capfd.readouterr().err
    assert "Only 0 of 100 lines" in shown
    assert "\x1b" not in shown


def test_damaged_state_is_one_sentence(mail_log: Path, tmp_path: Path) -> None:
    """A state that cannot be understood is named, with what to do."""
    path = tmp_path / "state" / "watch.json"
    values = json.loads(path.read_text())
    values["more"]["limiter"] = {"keys": [1]}
    path.write_text(json.dumps(values))
    with pytest.raises(UserError, match="damaged"):
        _run(watch, "--once", str(mail_log))


def test_nothing_to_watch_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file, a journal or an inventory there is nothing to watch, and it does not pretend to."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="nothing to watch"):
        _run(watch, "--once")
