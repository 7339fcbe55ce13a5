"""With ``--redact`` no local part of an address leaves any command about logs, in any form."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.cli.main import main
from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs

_LOG = ("LOG", "ACCESS")
_COMMANDS = (
    ("compare", "LOG", "--all"),
    ("compare", "LOG", "--format", "json"),
    ("summary", "LOG"),
    ("summary", "LOG", "--format", "json"),
    ("query", "SELECT d.recipient, d.line, m.sender FROM deliveries d JOIN messages m USING (message)", "LOG"),
    ("trace", "--from", "www-data@www.example.jp", "--format", "json", *_LOG),
    ("explain", "550 5.1.1 <victim99@example.com>: User unknown"),
)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A small night with both accidents."""
    written = write_logs(LogPlan(messages=3000, domains=40), tmp_path_factory.mktemp("logs"))
    return {"LOG": str(written.mail_log), "ACCESS": str(written.access_log)}


@pytest.mark.parametrize("command", _COMMANDS)
def test_no_local_part_is_shown(
    command: tuple[str, ...],
    logs: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither senders nor recipients of the log stand in the output; without the option they do."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    words = [logs.get(word, word) for word in command]
    more = ["--zone", "UTC"] if command[0] != "explain" else []
    assert main(["log", *words, *more]) in {0, 1, 3}
    plain = capsys.readouterr().out
    assert main(["log", *words, *more, "--redact"]) in {0, 1, 3}
    hidden = capsys.readouterr().out
    people = ("victim", "staff", "www-data@", *(f"user{digit}" for digit in range(1, 10)))
    assert any(one in plain for one in people)
    assert not [one for one in people if one in hidden]
