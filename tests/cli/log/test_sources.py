"""Which logs and facts a command is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.sources import LogOptions, kept_folder, open_logs, sources_of
from hiyari.cli.log.whose import declared
from hiyari.cli.main import main
from hiyari.model.error import UserError
from tests.maillog.ingest.growing import write
from tests.maillog.ingest.test_growing import mail

_INVENTORY = """
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["192.0.2.11"]

[[host]]
name = "www.example.jp"
role = "web"
egress = ["192.0.2.80"]

[[log]]
host = "relay1.example.jp"
path = "{folder}/relay1/*"
format = "postfix"

[[log]]
host = "relay1.example.jp"
path = "{folder}/mail.log"
format = "syslog"

[[webroot]]
host = "www.example.jp"
path = "/var/www"
url = "https://www.example.jp/"
access_log = "{folder}/access.log"
"""


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """UTC, and no facts or inventory of this machine."""
    for name in ("HIYARI_LANG", "LANGUAGE", "HIYARI_FACTS", "HIYARI_STATE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hiyari.toml").write_text(_INVENTORY.format(folder=tmp_path))


@pytest.mark.parametrize(
    ("name", "host", "form"),
    [
        ("relay1/maillog", "relay1.example.jp", "postfix"),
        ("relay1/maillog-20261126", "relay1.example.jp", "postfix"),
        ("mail.log", "relay1.example.jp", "syslog"),
        ("mail.log.1", "relay1.example.jp", "syslog"),
        ("mail.log-20261126.gz", "relay1.example.jp", "syslog"),
        ("access.log", "www.example.jp", "access"),
        ("access.log.2.gz", "www.example.jp", "access"),
        ("mail.logs", "here", "auto"),
        ("other/mail.log", "here", "auto"),
    ],
)
def test_a_file_has_the_host_and_format_of_its_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, host: str, form: str
) -> None:
    """Also when it was rotated, and when it is named by a path that is not whole."""
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    write(tmp_path / name, mail(1))
    inventory = load_inventory(None)
    for named in (name, str(tmp_path / name)):
        (source,), _ = sources_of([named], LogOptions(zone="UTC"), inventory)
        assert (source.host, source.format) == (host, form)
    (source,), _ = sources_of([name], LogOptions(zone="UTC", host="told"), inventory)
    assert source.host == "told"


def test_without_an_inventory_nothing_is_declared() -> None:
    """And with one, mail logs come before access logs."""
    assert declared(None) == []
    assert [one.format for one in declared(load_inventory(None))] == ["postfix", "syslog", "access"]


def test_where_facts_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option, else the environment, else beside the state database."""
    state = f"sqlite:///{tmp_path / 'state' / 'hiyari.db'}"
    assert kept_folder(LogOptions(state=state), None).name == "facts"
    monkeypatch.setenv("HIYARI_FACTS", str(tmp_path / "env"))
    assert kept_folder(LogOptions(state=state), None) == tmp_path / "env"
    assert kept_folder(LogOptions(facts=tmp_path / "own"), None) == tmp_path / "own"


def test_files_are_read_into_facts_that_are_thrown_away(tmp_path: Path) -> None:
    """A person's logs do not lie around in a folder for temporary files; also after a failure."""
    log = write(tmp_path / "some.log", mail(1))
    with open_logs(LogOptions(files=(str(log),), zone="UTC")) as opened:
        folder = opened.folder
        assert opened.facts.engine.execute("SELECT count(*) FROM messages").fetchall() == [(1,)]
        assert folder.stat().st_mode & 0o77 == 0
        assert opened.read == ()
    assert not folder.exists()
    with pytest.raises(ZeroDivisionError), open_logs(LogOptions(files=(str(log),), zone="UTC")) as opened:
        raise ZeroDivisionError
    assert not opened.folder.exists()


def test_kept_facts_are_asked_without_files(tmp_path: Path) -> None:
    """What ingest kept; where nothing is kept, the command that keeps."""
    options = LogOptions(facts=tmp_path / "facts", zone="UTC")
    with pytest.raises(UserError, match="Make some: hiyari log ingest"), open_logs(options):
        pass
    assert main(["log", "ingest", "--facts", str(tmp_path / "facts"), str(write(tmp_path / "log", mail(1)))]) == 0
    with open_logs(options) as opened:
        assert opened.folder == tmp_path / "facts"
        assert opened.facts.engine.execute("SELECT count(*) FROM messages").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.log"], "does not exist"),
        (["--since", "yesterday", "mail.log"], "--since yesterday is no moment"),
        (["--until", "2 fortnights", "mail.log"], "--until 2 fortnights is no moment"),
        (["--since", "2026-11-27", "--until", "2026-11-26", "mail.log"], "--since is not before --until"),
        (["--zone", "Mars", "mail.log"], "There is no time zone Mars"),
        (["--config", "none.toml", "mail.log"], "none.toml"),
        (["--facts", "none"], "There are no facts in none"),
    ],
)
@pytest.mark.parametrize("command", ["summary", "compare"])
def test_what_is_wrong_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, arguments: list[str], words: str
) -> None:
    """Every command about logs refuses the same in the same words, with exit code 2."""
    write(tmp_path / "mail.log", mail(1))
    assert main(["log", command, *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


def test_a_finding_about_the_logs_comes_with_every_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a log is not taken for a whole one: exit code 3, and the rule."""
    write(tmp_path / "odd.log", mail(1) + ["Nov  2 00:00:09 relay1 postfix/smtp[7]: what?"] * 3)
    assert main(["log", "summary", "--format", "json", "odd.log"]) == 3
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [one["rule"] for one in told["findings"]] == ["LOG001"]
