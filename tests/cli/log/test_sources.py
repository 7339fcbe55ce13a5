"""Which logs and facts a command is about."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.sources import LogOptions, kept_folder, open_logs, sources_of
from hiyari.cli.log.whose import Declared, declared, whose
from hiyari.cli.main import main
from hiyari.logfiles.files import log_files
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
        ("access-20261126.log", "www.example.jp", "access"),
        ("x/../access.log.1", "www.example.jp", "access"),
        ("mail.logs", "?{folder}/mail.logs", "auto"),
        ("other/mail.log", "?{folder}/other/mail.log", "auto"),
        ("other/mail.log.1.gz", "?{folder}/other/mail.log", "auto"),
    ],
)
def test_a_file_has_the_host_and_format_of_its_pattern(tmp_path: Path, name: str, host: str, form: str) -> None:
    """Also when it was rotated, and when it is named by a path that is not whole."""
    host = host.format(folder=tmp_path)
    for folder in ("x", "other", "relay1"):
        (tmp_path / folder).mkdir()
    write(tmp_path / name, mail(1))
    inventory = load_inventory(None)
    for named in (name, str(tmp_path / name)):
        (source,), _ = sources_of([named], LogOptions(zone="UTC"), inventory)
        assert (source.host, source.format) == (host, form)
    (source,), _ = sources_of([name], LogOptions(zone="UTC", host="told"), inventory)
    assert source.host == "told"


def test_a_link_to_a_log_is_that_log(tmp_path: Path) -> None:
    """Both when the file is a link and when the inventory names one."""
    (tmp_path / "real").mkdir()
    write(tmp_path / "real" / "a.log", mail(1))
    (tmp_path / "link").symlink_to(tmp_path / "real")
    for pattern, named in (("real/a.log", "link/a.log"), ("link/a.log", "real/a.log")):
        known = [Declared(pattern=str(tmp_path / pattern), host="www", format="auto")]
        (file,) = log_files([str(tmp_path / named)], UTC)
        assert whose(file, known, None) == ("www", "auto")


def test_only_what_lies_in_this_machines_place_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was copied here is of a host that nobody knows."""
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    (file,) = log_files([str(write(tmp_path / "exim.log", mail(1)))], UTC)
    assert whose(file, [], None)[0] == f"?{tmp_path / 'exim.log'}"
    monkeypatch.setattr("hiyari.cli.log.whose._OWN_PLACE", tmp_path)
    assert whose(file, [], None)[0] == "here"


def test_a_mail_log_that_is_passed_over_is_never_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder with a log whose stamps are not known: exit code 3, its name, and what else was passed over."""
    folder = tmp_path / "logs"
    folder.mkdir()
    write(folder / "mail.log", mail(1))
    write(folder / "mail2.log", [line.replace("Nov  2", "2026/11/02") for line in mail(1)])
    write(folder / "notes.txt", ["nothing"])
    for command in (["summary"], ["ingest", "--facts", str(tmp_path / "facts")]):
        assert main(["log", *command, "--format", "json", str(folder)]) == 3
        said = capsys.readouterr()
        told = json.loads(said.out)
        assert [(one["rule"], one["object"]) for one in told["findings"]] == [("LOG003", str(folder / "mail2.log"))]
        assert [one["file"] for one in told["summary"]["skipped"]] == [
            str(folder / "mail2.log"),
            str(folder / "notes.txt"),
        ]
        assert "notes.txt" in said.err
    (folder / "mail2.log").unlink()
    assert main(["log", "summary", str(folder)]) == 0
    assert "notes.txt" in capsys.readouterr().err


def test_what_is_no_log_has_no_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is called so, with its first lines, and neither a summary nor a comparison is made of it."""
    path = write(tmp_path / "x.csv", ["a,b,c", "1,2,3"])
    for command in ("summary", "compare"):
        assert main(["log", command, str(path)]) == 3
        shown = capsys.readouterr().out
        assert "no mail log" in shown
        assert '"a,b,c"' in shown
        assert "received" not in shown
    assert main(["log", "query", "--format", "json", "SELECT 1", str(path)]) == 3
    assert [one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["LOG001"]


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
