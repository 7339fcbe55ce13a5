"""``hiyari log ingest`` from its command line to exit code, sentences and JSON."""

from __future__ import annotations

import fcntl
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.main import main
from hiyari.cli.render.fold import columns
from hiyari.maillog.facts import VERSION
from tests.maillog.ingest.growing import dated, facts_in, whole, write
from tests.maillog.ingest.test_growing import mail

_MORE = "Nov  2 00:05:00 relay1 systemd[1]: Rotating."


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English, UTC, and no facts, inventory or state of this machine."""
    for name in ("HIYARI_LANG", "LANGUAGE", "HIYARI_FACTS", "HIYARI_STATE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def ingest(folder: Path, *arguments: str | Path) -> int:
    """Read into facts beside the logs."""
    return main(["log", "ingest", "--facts", str(folder / "facts"), *map(str, arguments)])


def value(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """The exit code, and what a program reads."""
    code = ingest(folder, "--format", "json", *arguments)
    said = capsys.readouterr()
    assert said.err == ""
    return code, json.loads(said.out)


def test_a_log_is_read_and_then_what_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers of each reading are those of its own lines."""
    log = write(tmp_path / "mail.log", mail(1))
    assert ingest(tmp_path, log) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said == (
        "5 lines read: 5 of 5 understood, 0 about other things. "
        f"The facts in {tmp_path}/facts tell of 1 message. Ask them: hiyari log summary --facts {tmp_path}/facts"
    )
    write(log, [*mail(1), _MORE])
    assert ingest(tmp_path, log) == 0
    assert capsys.readouterr().out.startswith("1 line read: 0 of 0 understood, 1 about other things.\n")
    assert ingest(tmp_path, log) == 0
    assert "1 file holds nothing new.\n" in capsys.readouterr().out
    assert facts_in(tmp_path / "facts") == whole(tmp_path / "whole", mail(1))


def test_a_program_reads_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The envelope of all commands, with the numbers in its summary."""
    log = write(tmp_path / "mail.log", "".join(f"{line}\n" for line in [*mail(1), _MORE]).encode() + b"half")
    code, told = value(capsys, tmp_path, log)
    assert code == 0
    assert (told["hiyari"], told["command"], told["findings"]) == (1, "log ingest", [])
    assert told["summary"] == {
        "near_miss": 0, "unknown": 0, "pass": 0, "lines": 6, "other": 1, "mail": 5, "understood": 5, "messages": 1,
        "nothing_new": 0, "skipped": [], "unfinished": 1, "facts": str(tmp_path / "facts"), "strange": [],
    }  # fmt: skip


@pytest.mark.parametrize("good", [0, 10])
def test_a_strange_file_is_unknown_beside_any_number_of_good_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], good: int
) -> None:
    """LOG001 names the file that was not understood, whatever the others make of the whole."""
    strange = write(tmp_path / "strange", ["Nov  2 00:00:00 relay1 postfix/smtp[7]: of which nobody knew"] * 5)
    logs = [write(tmp_path / f"good{n}", mail(n)) for n in range(10, 10 + good)]
    code, told = value(capsys, tmp_path, strange, *logs)
    assert code == 3
    assert [(one["rule"], one["verdict"], one["object"]) for one in told["findings"]] == [
        ("LOG001", "unknown", str(strange))
    ]
    assert len(told["summary"]["strange"]) == 5


@pytest.mark.parametrize(("lines", "code"), [(95, 0), (94, 3), (50, 3), (0, 3)])
def test_the_share_that_has_to_be_understood(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: int, code: int
) -> None:
    """95 of 100 lines about mail are enough, and 94 are not."""
    said = "Nov  2 00:00:00 relay1 postfix/qmgr[7]: "
    some = [f"{said}4AB{n:02}: removed" for n in range(lines)] + [f"{said}4AB12: what?"] * (100 - lines)
    assert ingest(tmp_path, write(tmp_path / "log", some)) == code
    out = capsys.readouterr().out
    assert f"100 lines read: {lines} of 100 understood" in out
    assert ("LOG001" in " ".join(out.split())) == (code == 3)


def test_a_file_without_mail_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A count of zero is an answer only from somebody who can read."""
    code, told = value(capsys, tmp_path, write(tmp_path / "log", [_MORE] * 5))
    assert (code, told["findings"][0]["rule"]) == (3, "LOG001")
    assert told["findings"][0]["cause"] == "this is no mail log, as none of its lines is about mail"


def test_a_damaged_archive_is_unknown_and_what_it_holds_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """LOG002 says where; when the whole file is brought again, the rest is read and nothing twice."""
    lines = [line for number in range(99) for line in mail(number)]
    packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=1793750400)
    log = write(tmp_path / "mail.log.2.gz", packed[: len(packed) // 2])
    code, told = value(capsys, tmp_path, log)
    assert code == 3
    assert [one["rule"] for one in told["findings"]] == ["LOG002"]
    assert "ends too early" in told["findings"][0]["cause"]
    read = told["summary"]["lines"]
    assert 0 < read < len(lines)
    write(log, packed)
    code, told = value(capsys, tmp_path, log)
    assert (code, told["summary"]["lines"]) == (0, len(lines) - read)
    assert facts_in(tmp_path / "facts") == whole(tmp_path / "whole", lines)


def test_nothing_to_read_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without files and inventory, with an empty file, a missing one, a pattern without a match, a span."""
    (tmp_path / "empty").touch()
    for arguments, words in (
        ([], "Name a log: hiyari log ingest"),
        ([tmp_path / "empty"], "Name files that hold lines"),
        ([tmp_path / "none"], "does not exist"),
        ([tmp_path / "none*"], "matches no file"),
        ([tmp_path / "empty", "--since", "2 days"], "A log is kept whole"),
        ([tmp_path / "empty", "--zone", "Nowhere"], "no time zone Nowhere"),
    ):
        assert ingest(tmp_path, *arguments) == 2, arguments
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert words in said.err


def test_facts_that_cannot_be_used_are_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In use by another, of a newer version, damaged, or no folder."""
    log, facts = write(tmp_path / "mail.log", mail(1)), tmp_path / "facts"
    facts.mkdir()
    with (facts / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert ingest(tmp_path, log) == 2
        assert "Another hiyari reads logs" in capsys.readouterr().err
    assert ingest(tmp_path, log) == 0
    write(log, mail(1) + mail(2))
    (memory,) = facts.glob("sources-*.json")
    memory.write_text("{}")
    assert ingest(tmp_path, log) == 2
    assert f"{memory} cannot be understood" in capsys.readouterr().err
    (facts / "version").write_text(str(VERSION + 1))
    assert ingest(tmp_path, log) == 2
    assert "Use a newer hiyari" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert main(["log", "ingest", "--facts", str(tmp_path / "file"), str(log)]) == 5
    assert "cannot be written" in capsys.readouterr().err


def test_the_inventory_names_the_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without FILE: each with its host and format; a format that is none is a sentence with its line."""
    write(tmp_path / "mail.log", mail(1))
    write(tmp_path / "access.log", ['192.0.2.7 - - [02/Nov/2026:00:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"'])
    inventory = tmp_path / "hiyari.toml"
    text = f"""
[[host]]
name = "www.example.jp"
role = "web"
egress = ["192.0.2.80"]

[[log]]
host = "www.example.jp"
path = "{tmp_path}/mail.log*"
format = "postfix"

[[webroot]]
host = "www.example.jp"
path = "/var/www"
url = "https://www.example.jp/"
access_log = "{tmp_path}/access.log*"
"""
    inventory.write_text(text)
    code, told = value(capsys, tmp_path)
    assert (code, told["summary"]["lines"]) == (0, 6)
    assert [row[1] for row in facts_in(tmp_path / "facts")["requests"]] == ["www.example.jp"]
    inventory.write_text(text.replace('"postfix"', '"pigeon"'))
    assert ingest(tmp_path) == 2
    assert 'there is no log format "pigeon"' in capsys.readouterr().err


def test_lines_on_standard_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``zcat ... | hiyari log ingest -``."""

    class Piped:
        buffer = io.BufferedReader(io.BytesIO("".join(f"{line}\n" for line in mail(1)).encode()))  # type: ignore[arg-type]

    monkeypatch.setattr(sys, "stdin", Piped)
    code, told = value(capsys, tmp_path, "-")
    assert (code, told["summary"]["lines"]) == (0, 5)


def test_strange_lines_move_no_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is shown of a hostile line, and of a hostile file name, is printable and fits the paper."""
    folder = tmp_path / "a\x1b[2J\udcff"
    folder.mkdir()
    line = "Nov  2 00:00:00 relay1 postfix/smtp[7]: \x1b[2J\x07\u202e" + "x" * 500
    log = write(folder / "mail.log", [line] * 3)
    for form in ("text", "json"):
        assert main(["log", "ingest", "--facts", str(tmp_path / form), "--format", form, str(log)]) == 3
        said = capsys.readouterr()
        assert not {"\x1b", "\x07"} & set(said.out + said.err)
        assert form == "json" or all(columns(one) <= 80 for one in said.out.splitlines() if " " in one.strip())


def test_redacted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Strange lines hold addresses too."""
    log = write(tmp_path / "log", ["Nov  2 00:00:00 relay1 postfix/smtp[7]: what of taro@example.jp?"] * 3)
    state = f"sqlite:///{tmp_path / 'state.db'}"
    code, told = value(capsys, tmp_path, "--redact", "--state", state, log)
    assert code == 3
    assert "taro" not in json.dumps(told)
    assert "@example.jp" in told["summary"]["strange"][0]


def test_in_japanese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers and names are the same, and the words are Japanese."""
    log = write(tmp_path / "mail.log", [*mail(1), *["Nov  2 00:00:00 relay1 postfix/smtp[7]: ?"] * 3])
    assert main(["--lang", "ja", "log", "ingest", "--facts", str(tmp_path / "facts"), str(dated(log))]) == 3
    out = capsys.readouterr().out
    assert "8 行" in out
    assert "lines read" not in out
    assert "LOG001" in out
    assert all(columns(one) <= 80 for one in out.splitlines() if not one.strip().startswith("/"))


def test_nothing_that_was_understood_is_nothing_to_ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No command is named that would find no facts."""
    assert ingest(tmp_path, write(tmp_path / "x.csv", ["a,b"])) == 3
    out = " ".join(capsys.readouterr().out.split())
    assert "tell of no message yet" in out
    assert "hiyari log summary" not in out


def test_the_hint_finds_a_folder_with_blanks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be copied into a shell."""
    folder = tmp_path / "two words"
    assert main(["log", "ingest", "--facts", str(folder), str(write(tmp_path / "log", mail(1)))]) == 0
    assert f"hiyari log summary --facts '{folder}'" in " ".join(capsys.readouterr().out.split())
