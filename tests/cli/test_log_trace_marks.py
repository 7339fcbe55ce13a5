"""``hiyari log trace`` with marks by hand: none is dropped, and by the time alone nobody is accused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from hiyari.cli.log.trace import command
from tests.maillog.trace.world import SECOND, START, World

DAY = ["--between", "2026-11-26 00:00Z", "2026-11-26 01:00Z"]
INVENTORY = """
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.12"]
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A relay by which the account tanaka sends three messages and suzuki, a user of the machine, sends one."""
    folder = tmp_path_factory.mktemp("marks")
    made = World()
    for number, (moment, cells) in enumerate(
        [
            (60, {"sasl": "tanaka@example.co.jp", "sender": "tanaka@example.co.jp", "address": "198.51.100.77"}),
            (61, {"sasl": "tanaka@example.co.jp", "sender": "tanaka@example.co.jp", "address": "198.51.100.77"}),
            (62, {"sasl": "tanaka@example.co.jp", "sender": "tanaka@example.co.jp", "address": "198.51.100.78"}),
            (1800, {"origin": "local", "uid": 1001, "login": "suzuki", "sender": "suzuki@relay1.example.jp"}),
        ]
    ):
        at = START + moment * SECOND
        key = made.message("relay1", f"Q{number:05}", at, message_id=f"{number}@x", **cells)
        made.delivery(key, "relay1", f"Q{number:05}", at + SECOND, f"v{number}@example.net", relay="mx.example.net")
    with made.facts(folder / "facts"):
        pass
    (folder / "hiyari.toml").write_text(INVENTORY)
    return folder


def _run(world: Path, *arguments: str) -> int:
    known = ["--facts", str(world / "facts"), "--config", str(world / "hiyari.toml"), "--zone", "UTC"]
    return int(command.main([*known, *arguments], standalone_mode=False))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "nosuch@example.jp", *DAY], "No mail from nosuch@example.jp left for another host in that time"),
        (["--to", "nosuch@example.net", *DAY], "No mail to nosuch@example.net left for another host in that time"),
        (["--queue-id", "NOSUCH1", *DAY], "does not have the queue id NOSUCH1"),
        (["--message-id", "0@x", "--from", "nosuch@example.jp"], "no message has all of"),
        (["--message-id", "0@x", "--to", "v3@example.net"], "no message has all of"),
        (["--ip", "192.0.2.200", *DAY], "no message has --ip 192.0.2.200"),
        (["--ip", "192.0.2.200", "--from", "tanaka@example.co.jp", *DAY], "no message has all of"),
    ],
)
def test_no_mark_is_dropped(world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    """A mark that no message has leads to nobody, exit code 3, whatever else left in that time."""
    assert _run(world, *arguments) == 3
    shown = " ".join(capsys.readouterr().out.replace(chr(34), "").split())
    assert said.casefold() in shown.casefold()
    assert "tanaka" not in shown.replace("--from tanaka@example.co.jp", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--from", "tanaka@example.co.jp"],
        ["--to", "v1@example.net"],
        ["--ip", "198.51.100.77"],
        ["--ip", "198.51.100.77", "--since", "2026-11-26 00:00Z", "--until", "2026-11-26 00:02Z"],
    ],
)
def test_a_mark_without_a_time(world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """A sender, a recipient or a client alone is looked for in all of the logs, or between --since and --until."""
    assert _run(world, *arguments) == 1
    assert "tanaka@example.co.jp" in capsys.readouterr().out


def test_by_the_time_alone(world: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The only message of a time makes nobody guilty: a candidate with its queue id, its time and what to ask next."""
    notice = tmp_path / "notice.txt"
    notice.write_text("Spam from 203.0.113.12 at 2026-11-26 00:30:12 UTC")
    assert _run(world, str(notice)) == 3
    shown = " ".join(capsys.readouterr().out.replace(chr(34), "").split())
    assert "candidate, not proven: 1 message left between 2026-11-26 00:25:12 and 2026-11-26 00:35:12" in shown
    assert "Q00003 at 2026-11-26 00:30:00" in shown
    assert "hiyari log trace --queue-id Q00003" in shown
    assert "postconf" not in shown


def test_several_candidates(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of several candidates has its messages, their times and a command."""
    assert _run(world, *DAY) == 3
    shown = capsys.readouterr().out
    for queue_id in ("Q00000", "Q00003"):
        assert f"{queue_id} at" in shown
        assert f"hiyari log trace --queue-id {queue_id}" in shown


@pytest.mark.parametrize("person", ["tanaka", "suzuki"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_redacted(
    world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    person: str, form: str,
) -> None:  # fmt: skip
    """``--redact`` hides account names in what is to be done, too, whether or not they have a domain."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    wanted = ["--queue-id", "Q00000" if person == "tanaka" else "Q00003"]
    _run(world, *wanted, "--format", form)
    assert person in capsys.readouterr().out
    _run(world, *wanted, "--format", form, "--redact")
    assert person not in capsys.readouterr().out


@pytest.mark.parametrize("queue_id", ["Q00000", "Q00003"])
def test_bundle_is_for_others(world: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, queue_id: str) -> None:
    """The bundle names nobody, and it does not say what we are going to do."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    place = tmp_path / "evidence.zip"
    _run(world, "--queue-id", queue_id, "--bundle", str(place))
    with zipfile.ZipFile(place) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    for content in files.values():
        assert "tanaka" not in content
        assert "suzuki" not in content
        for ours in ("What to do now", "saslpasswd2", "postconf"):
            assert ours not in content
    value = json.loads(files["summary.json"])
    assert value["trace"]["steps"] == []
    assert [one["next"] for one in value["findings"]] == [None]


def test_bundle_keeps_its_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account that is called like a field of the JSON does not take the field away."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    made = World()
    key = made.message("relay1", "Q00001", START, sasl="injections", address="198.51.100.77", message_id="1@x")
    made.delivery(key, "relay1", "Q00001", START, "v@example.net", relay="mx.example.net")
    with made.facts(tmp_path / "facts"):
        pass
    (tmp_path / "hiyari.toml").write_text(INVENTORY)
    _run(tmp_path, "--queue-id", "Q00001", "--bundle", str(tmp_path / "evidence"))
    value = json.loads((tmp_path / "evidence" / "summary.json").read_text())
    assert value["trace"]["story"]["messages"] == 1
    assert value["trace"]["injector"]["account"] != "injections"
