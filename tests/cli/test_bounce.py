"""``hiyari bounce`` end to end, on a ledger in a file and over a real socket."""

from __future__ import annotations

import io
import json
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hiyari.cli.main import main
from hiyari.delivery.message.tokens import Purpose, make_token
from hiyari.store.place import site_key
from tests.delivery.bounce.desk import Desk, make_desk, report

SUMMARY = (
    "1 message: 1 refused, 0 confirmed, 0 already known, 0 delayed, 0 unsubscribed, 0 not understood or not matched"
)
_BROKEN = "CREATE TRIGGER no BEFORE UPDATE ON delivery BEGIN SELECT RAISE(FAIL, 'full'); END"


@pytest.fixture
def key(tmp_path: Path) -> bytes:
    """The site's key lies beside the ledger."""
    return site_key(tmp_path)


@pytest.fixture
def desk(tmp_path: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A ledger that the command finds; its delivery 1 is to a docomo address."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.chdir(tmp_path)
    made = make_desk(tmp_path / "state.db", key=key)
    yield made
    made.engine.dispose()


def _verp(desk: Desk, key: bytes, number: int) -> str:
    return f"bounce+{make_token(key, Purpose.BOUNCE, desk.token, number)}@example.jp"


def _unsubscribe(desk: Desk, key: bytes, number: int) -> bytes:
    return f"From: a@b.jp\nSubject: {make_token(key, Purpose.UNSUBSCRIBE, desk.token, number)}\n\n".encode()


def test_a_bounce_is_read_shown_and_known(
    desk: Desk, key: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it is, about whom, why, and what the ledger did; the second time it is known."""
    (tmp_path / "b.eml").write_bytes(
        report("taro@docomo.ne.jp", "smtp; 550 Unknown user taro@docomo.ne.jp", to=_verp(desk, key, 1))
    )
    assert main(["bounce", "b.eml"]) == 0
    assert desk.state(1) == ("refused", "no", "bad", False)
    shown = capsys.readouterr().out.splitlines()
    assert shown == [
        "b.eml: bounce",
        "    taro@docomo.ne.jp: not delivered, user unknown, hard; now refused",
        '    said "550 Unknown user taro@docomo.ne.jp"; in which phase is not told',
        "    delivery prize, row 1, taro@docomo.ne.jp; found by the address that it was sent to",
        SUMMARY,
    ]
    assert main(["bounce", "b.eml"]) == 0
    assert "already known; nothing is changed" in capsys.readouterr().out


def test_json_is_one_object_for_each_message_and_a_summary(
    desk: Desk, key: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Maildir with one of each kind; what is not understood or not matched gives exit code 3."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(report("taro@docomo.ne.jp", to=_verp(desk, key, 1)))
    (tmp_path / "new" / "2").write_bytes(report("nobody@example.net"))
    (tmp_path / "new" / "3").write_bytes(b"From: MAILER-DAEMON@x\nReturn-Path: <>\nSubject: Undeliverable\n\nhm\n")
    (tmp_path / "new" / "4").write_bytes(b"From: a@b.jp\nSubject: hello\n\nhello\n")
    assert main(["bounce", "--format", "json", "."]) == 3
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one.get("kind") for one in objects[:-1]] == ["report", "report", "unclear", "not a bounce"]
    assert [one["unknown"] for one in objects[:-1]] == [False, True, True, False]
    assert objects[0]["statements"][0]["ledger"] == "refused"
    assert objects[0]["statements"][0]["promise"] == "released"
    assert objects[-1]["counts"]["messages"] == 4
    assert objects[-1]["counts"]["unknown"] == 2


def test_a_dry_run_changes_nothing(desk: Desk, key: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the ledger nor the list; it says what would be done."""
    (tmp_path / "b.eml").write_bytes(report("taro@docomo.ne.jp", to=_verp(desk, key, 1)))
    (tmp_path / "u.eml").write_bytes(_unsubscribe(desk, key, 2))
    assert main(["bounce", "--dry-run", "--suppress", "list.txt", "b.eml", "u.eml"]) == 0
    out = capsys.readouterr().out
    assert "would be refused" in out
    assert "nothing is written in a dry run" in out
    assert desk.state(1)[0] == "accepted"
    assert not (tmp_path / "list.txt").exists()


def test_an_unsubscribe_mail_is_written_down_once(
    desk: Desk, key: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address is the ledger's, not what From says; without a list nothing is written and that is said."""
    (tmp_path / "u.eml").write_bytes(_unsubscribe(desk, key, 2))
    assert main(["bounce", "u.eml"]) == 0
    assert "unsubscribe of hanako@ezweb.ne.jp; not written anywhere" in capsys.readouterr().out
    for said in ("added to the suppression list", "has it already"):
        assert main(["bounce", "--suppress", "list.txt", "u.eml"]) == 0
        assert said in capsys.readouterr().out
    assert (tmp_path / "list.txt").read_text() == "hanako@ezweb.ne.jp\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["missing.eml"],
        ["--lmtp", "unix:x", "b.eml"],
        ["--lmtp", "unix:x", "--dry-run"],
        ["--lmtp", "0.0.0.0:24"],
        ["--lmtp", "203.0.113.1:24"],
        ["--lmtp", "x"],
        ["--state", "missing.db", "."],
    ],
)
def test_what_cannot_be_meant_is_an_error(desk: Desk, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 with a sentence, and nothing is done."""
    del desk
    assert main(["bounce", *arguments]) == 2
    assert capsys.readouterr().err.strip()


def test_standard_input_is_read_as_a_file_is(
    desk: Desk, key: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An mbox from a pipe: each message with its number."""
    bounces = [report(desk.delivery(row).address, to=_verp(desk, key, row)) for row in (1, 2)]
    mbox = b"".join(b"From x Tue\n" + one + b"\n" for one in bounces)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mbox)))
    assert main(["bounce", "-"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line[:1] == "-"] == ["-:1: bounce", "-:2: bounce"]
    assert desk.state(2)[0] == "refused"


def test_a_ledger_that_cannot_be_written_is_said(
    desk: Desk, key: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 5, with what was done until then."""
    (tmp_path / "b.eml").write_bytes(report("taro@docomo.ne.jp", to=_verp(desk, key, 1)))
    with desk.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(_BROKEN)
    assert main(["bounce", "b.eml"]) == 5
    captured = capsys.readouterr()
    assert "could not be read or written" in captured.err
    assert captured.out.startswith("0 messages")


@contextmanager
def _server(path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, listening; it is gone at the end whatever happens."""
    command = "import sys; from hiyari.cli.main import main; sys.exit(main(sys.argv[1:]))"
    server = subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-c", command, "bounce", "--lmtp", f"unix:{path}", "--suppress", "list.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with server:
        try:
            assert server.stderr is not None
            assert "Listening for LMTP" in server.stderr.readline()
            yield server
        finally:
            server.kill()


def test_lmtp_is_answered_after_the_ledger_has_it(desk: Desk, key: bytes, tmp_path: Path) -> None:
    """250 also for what is no bounce, 451 while the ledger cannot be written; SIGTERM ends it with a summary."""
    path = tmp_path / "socket"
    with _server(path) as server:
        with smtplib.LMTP(str(path), 0) as client:
            assert client.sendmail("", [_verp(desk, key, 1)], report("taro@docomo.ne.jp")) == {}
            assert desk.state(1) == ("refused", "no", "bad", False)
            assert client.sendmail("", ["bounce@example.jp"], b"Subject: hello\r\n\r\nhello\r\n") == {}
            assert client.sendmail("", ["unsubscribe@example.jp"], _unsubscribe(desk, key, 2)) == {}
            assert (tmp_path / "list.txt").read_text() == "hanako@ezweb.ne.jp\n"
            with desk.engine.connect() as connection, connection.begin():
                connection.exec_driver_sql(_BROKEN)
            other = report("hanako@ezweb.ne.jp", "smtp; 550 <hanako@ezweb.ne.jp>: User unknown")
            with pytest.raises(smtplib.SMTPDataError) as caught:
                client.sendmail("", [_verp(desk, key, 2)], other)
            assert caught.value.smtp_code == 451
            with desk.engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("DROP TRIGGER no")
            assert client.sendmail("", [_verp(desk, key, 2)], other) == {}
            assert desk.state(2)[0] == "refused"
        server.send_signal(signal.SIGTERM)
        assert server.stdout is not None
        out = server.stdout.read()
        assert server.wait() == 0
    assert "<unsubscribe@example.jp>: unsubscribe of hanako@ezweb.ne.jp" in out
    assert out.splitlines()[-1].startswith("4 messages: 2 refused")
    assert not path.exists()
