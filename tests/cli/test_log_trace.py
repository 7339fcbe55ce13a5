"""``hiyari log trace``: one screen, JSON, a bundle without people; nothing of a log acts on a terminal or a shell."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.log.trace import command
from hiyari.model.error import UserError
from tests.maillog.trace.world import SECOND, START, World

INVENTORY = """
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.12"]

[[host]]
name = "www.example.jp"
role = "web"

[[webroot]]
host = "www.example.jp"
path = "/srv/www/html"
url = "https://www.example.jp/"
"""
RECEIVED = "Received: by www.example.jp (Postfix, from userid 33) id W00007; Thu, 26 Nov 2026 {clock} +0000\n"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose form sends to strangers; a folder with facts, the inventory and a notice."""
    folder = tmp_path_factory.mktemp("world")
    made = World()
    made.traffic(6, 0.5)
    for number in range(120):
        moment = START + number * 170 * SECOND
        made.request(moment, "/contact/send.php", "POST", f"203.0.113.{number % 2 + 70}")
        made.over_relay(moment, number, f"victim{number}@example.net", subject="Win\x1b[31m", script="33:send.php")
    with made.facts(folder / "facts"):
        pass
    (folder / "hiyari.toml").write_text(INVENTORY)
    (folder / "notice.txt").write_text("Stop this spam!\n\n" + RECEIVED.format(clock="00:19:50"))
    return folder


def _run(world: Path, *arguments: str) -> int:
    known = ["--facts", str(world / "facts"), "--config", str(world / "hiyari.toml")]
    code: int = command.main([*known, *arguments], standalone_mode=False)
    return int(code)


def _json(world: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    _run(world, "--format", "json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_one_screen(world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The main case fits into 30 lines of 80 columns and answers every question of the administrator."""
    monkeypatch.setenv("COLUMNS", "80")
    assert _run(world, str(world / "notice.txt")) == 1
    shown = capsys.readouterr().out
    lines = shown.rstrip("\n").split("\n")
    assert len(lines) <= 30
    assert all(len(line) <= 80 for line in lines if not line.startswith("      "))
    for said in (
        "LOG301", "uid 33", "33:send.php", "W00007", "POST /contact/send.php", "100 %", "1.00", "203.0.113.70",
        "Sent 120 messages", "120 accepted", "example.net 120", "chmod 000 /srv/www/html/contact/send.php",
    ):  # fmt: skip
        assert said in shown
    assert "\x1b" not in shown


def test_json(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the envelope, the chain, the page with its numbers, and the steps."""
    value = _json(world, capsys, str(world / "notice.txt"))
    assert (value["hiyari"], value["command"], value["summary"]["near_miss"]) == (1, "log trace", 1)
    assert value["trace"]["found_by"] == "received"
    (page,) = value["trace"]["web"]["pages"]
    assert (page["path"], page["coverage"], page["injections_per_request"]) == ("/contact/send.php", 1.0, 1.0)
    assert value["trace"]["injector"]["uid"] == 33


@pytest.mark.parametrize(
    "arguments",
    [
        ["--message-id", "<7@www.example.jp>"],
        ["--queue-id", "R00007"],
        ["--to", "victim7@example.net", "--between", "2026-11-26 00:00Z", "2026-11-26 01:00Z"],
        ["--from", "www-data@www.example.jp", "--between", "2026-11-26 00:00Z", "2026-11-26 01:00Z"],
        ["--ip", "203.0.113.12", "--from", "www-data@www.example.jp"],
        ["--from", "<WWW-DATA@www.example.jp>"],
        ["--to", "victim7@example.net", "--since", "2026-11-26 00:00Z", "--until", "2026-11-26 01:00Z"],
    ],
)
def test_without_a_notice(world: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Every mark can be given by hand and leads to the same user."""
    assert _json(world, capsys, *arguments)["trace"]["injector"]["uid"] == 33


def test_standard_input(world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads the notice from the standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((world / "notice.txt").read_bytes())))
    assert _json(world, capsys, "-")["trace"]["found_by"] == "received"


def test_nobody(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the log does not know is unknown, exit code 3, with what was tried."""
    assert _run(world, "--message-id", "never@example.jp") == 3
    shown = capsys.readouterr().out
    assert "LOG304" in shown
    assert "never@example.jp" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name the file"),
        (["--ip", "somewhere"], "no IP address"),
        (["--between", "then", "now"], "no moment"),
        (["--between", "2026-11-27", "2026-11-26"], "earlier time first"),
        (["--between", "2026-11-26 00:00", __file__], "needs two times"),
        (["--between", "2026-11-26 00:00", "-"], "needs two times"),
        (["--notice", "-", "-"], "both the notice and a log"),
        (["/nowhere/notice.eml"], "cannot be read"),
    ],
)
def test_mistakes(world: Path, arguments: list[str], said: str) -> None:
    """A mistake is one sentence that says what to do."""
    with pytest.raises(UserError) as error:
        _run(world, *arguments)
    assert said in error.value.problems[0].message


@pytest.mark.parametrize("name", ["evidence.zip", "evidence"])
def test_bundle(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The bundle names no person, has the facts and the requests, and its sums are right; it is written only once."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    place = tmp_path / name
    _run(world, str(world / "notice.txt"), "--bundle", str(place))
    files = _files(place)
    assert {"summary.md", "summary.json", "messages.jsonl", "deliveries.jsonl", "requests.jsonl"} < set(files)
    for content in files.values():
        assert b"victim7@" not in content
        assert b"www-data@" not in content
    assert b"@example.net" in files["deliveries.jsonl"]
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, _, file = line.partition("  ")
        assert hashlib.sha256(files[file]).hexdigest() == digest
    with pytest.raises(UserError):
        _run(world, str(world / "notice.txt"), "--bundle", str(place))


def _files(place: Path) -> dict[str, bytes]:
    if place.is_dir():
        return {one.name: one.read_bytes() for one in place.iterdir()}
    with zipfile.ZipFile(place) as packed:
        return {one: packed.read(one) for one in packed.namelist()}


def test_redacted_screen(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--redact`` hides local parts on the screen."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    assert "www-data@" not in json.dumps(_json(world, capsys, "--message-id", "7@www.example.jp", "--redact"))


@pytest.mark.parametrize("messages", [9, 60])
def test_hostile_names_in_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], messages: int) -> None:
    """Names made to break out of a command stand in none, or stand there as one word for the shell."""
    made = World()
    for number in range(messages):
        moment = START + number * 60 * SECOND + number % 7 * SECOND
        made.request(moment, "/a';touch${IFS}owned;'.php", "POST", "203.0.113.9;reboot")
        key = made.message(
            "www", f"W{number:05}$(id)", moment, origin="local", uid=33, login="x;id", ending="open",
            message_id=f"{number}@x", sender="$(id)@example.jp",
        )  # fmt: skip
        made.delivery(key, "www", f"W{number:05}$(id)", moment, "v@example.net", relay="mx.example.net")
    with made.facts(tmp_path / "facts"):
        pass
    (tmp_path / "hiyari.toml").write_text(INVENTORY)
    value = _json(tmp_path, capsys, "--message-id", "7@x")
    for step in value["trace"]["steps"]:
        written = step["command"] or "true"
        assert "$(id)" not in written
        assert "reboot" not in written
        assert subprocess.run(["/bin/sh", "-n", "-c", written], check=False).returncode == 0  # noqa: S603 - syntax only
        assert "touch" not in shlex.split(written)


POSTFIX = """\
2026-11-26T00:00:01+00:00 www postfix/pickup[1]: 4AAAAAAAAA: uid=33 from=<www-data>
2026-11-26T00:00:01+00:00 www postfix/cleanup[2]: 4AAAAAAAAA: message-id=<abc.1@evil.example>
2026-11-26T00:00:01+00:00 www postfix/qmgr[3]: 4AAAAAAAAA: from=<www-data@www.example.jp>, size=300,\
 nrcpt=1 (queue active)
2026-11-26T00:00:02+00:00 www postfix/smtp[4]: 4AAAAAAAAA: to=<v@example.net>, relay=mx.example.net[192.0.2.1]:25,\
 delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)
2026-11-26T00:00:02+00:00 www postfix/qmgr[3]: 4AAAAAAAAA: removed
"""
ACCESS = '203.0.113.9 - - [26/Nov/2026:00:00:01 +0000] "POST /send.php HTTP/1.1" 200 12 "-" "x"\n'


def _logs(folder: Path) -> None:
    (folder / "mail.log").write_text(POSTFIX)
    (folder / "access.log").write_text(ACCESS)
    (folder / "hiyari.toml").write_text(INVENTORY)


def _plain(folder: Path, *arguments: str) -> int:
    known = ["--config", str(folder / "hiyari.toml"), "--zone", "UTC"]
    return int(command.main([*known, *arguments], standalone_mode=False))


def test_a_dash_is_a_log_where_options_say_what_to_look_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``zcat mail.log.gz | hiyari log trace --queue-id X -`` reads the log from the standard input."""
    _logs(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(POSTFIX.encode()))))
    _plain(tmp_path, "--queue-id", "4AAAAAAAAA", "-")
    assert "uid 33" in capsys.readouterr().out


def test_a_notice_and_more_about_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``--notice`` names the notice where options add to it, and every FILE is a log."""
    _logs(tmp_path)
    (tmp_path / "notice.txt").write_text("spam from www-data@www.example.jp")
    log = str(tmp_path / "mail.log")
    day = ["--between", "2026-11-26", "2026-11-27"]
    _plain(tmp_path, "--notice", str(tmp_path / "notice.txt"), *day, log)
    assert "uid 33" in capsys.readouterr().out
    _plain(tmp_path, str(tmp_path / "notice.txt"), log)
    assert "tells no time" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["<abc.1@evil.example>", "message abc.1@evil.example was spam"])
def test_a_message_id_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    """A Message-ID without a label finds the message."""
    _logs(tmp_path)
    (tmp_path / "notice.txt").write_text(words)
    _plain(tmp_path, str(tmp_path / "notice.txt"), str(tmp_path / "mail.log"))
    shown = capsys.readouterr().out
    assert "Found by its Message-ID" in shown
    assert "uid 33" in shown


@pytest.mark.parametrize("address", ["www-data@www.example.jp", "v@example.net"])
def test_an_address_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str) -> None:
    """An address whose part nobody tells finds mail that it sent and mail that it received."""
    _logs(tmp_path)
    (tmp_path / "notice.txt").write_text(f"{address} 令和8年11月26日 午前0時1分 (UTC)")
    _plain(tmp_path, str(tmp_path / "notice.txt"), str(tmp_path / "mail.log"))
    assert "Found by sender, recipient and time" in " ".join(capsys.readouterr().out.split())


def test_without_a_mail_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An access log alone cannot have a Message-ID: the mail log is missing, and that is what is said."""
    _logs(tmp_path)
    (tmp_path / "notice.txt").write_text("Message-ID: <abc.1@evil.example>")
    assert _plain(tmp_path, str(tmp_path / "notice.txt"), str(tmp_path / "access.log")) == 3
    shown = " ".join(capsys.readouterr().out.split())
    assert "no mail log was read" in shown
    assert "does not have the Message-ID" not in shown


def test_a_mail_log_without_messages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mail log of refusals alone was read, and has no message."""
    _logs(tmp_path)
    line = "2026-11-26T00:00:01+00:00 www postfix/smtpd[1]: connect from unknown[192.0.2.9]\n"
    (tmp_path / "mail.log").write_text(line * 3)
    assert _plain(tmp_path, "--message-id", "abc.1@evil.example", str(tmp_path / "mail.log")) == 3
    shown = " ".join(capsys.readouterr().out.split())
    assert "hold no message that was in a queue" in shown
    assert "no mail log was read" not in shown


def test_outside_of_the_span(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Logs that hold nothing between --since and --until are told as such."""
    _logs(tmp_path)
    (tmp_path / "notice.txt").write_text("Message-ID: <abc.2@evil.example>")
    span = ["--since", "2026-11-01", "--until", "2026-11-02"]
    assert _plain(tmp_path, *span, str(tmp_path / "notice.txt"), str(tmp_path / "mail.log")) == 3
    assert "hold no message between --since and --until" in " ".join(capsys.readouterr().out.split())


SENDMAIL = """\
Nov 25 03:10:01 web1 sendmail[4321]: 5AP3A1x4004321: from=apache, size=512, class=0, nrcpts=1,\
 msgid=<202611250310.5AP3A1x4004321@web1.example.jp>, relay=apache@localhost
Nov 25 03:10:01 web1 sendmail[4322]: 5AP3A1xA004322: from=<apache@web1.example.jp>, size=812, class=0, nrcpts=1,\
 msgid=<202611250310.5AP3A1x4004321@web1.example.jp>, proto=ESMTP, daemon=MTA, relay=localhost [127.0.0.1]
Nov 25 03:10:01 web1 sendmail[4321]: 5AP3A1x4004321: to=v1@example.net, ctladdr=apache (48/48), delay=00:00:00,\
 xdelay=00:00:00, mailer=relay, pri=30512, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0,\
 stat=Sent (5AP3A1xA004322 Message accepted for delivery)
Nov 25 03:10:04 web1 sendmail[4324]: 5AP3A1xA004322: to=<v1@example.net>, ctladdr=<apache@web1.example.jp> (48/48),\
 delay=00:00:03, xdelay=00:00:03, mailer=esmtp, pri=120812, relay=mx.example.net. [198.51.100.26], dsn=2.0.0,\
 stat=Sent (OK)
"""


def test_sendmail_hands_to_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sendmail's submission queue hands to the daemon on the same host: traced to its user, one recipient counts once."""
    _logs(tmp_path)
    (tmp_path / "mail.log").write_text(SENDMAIL)
    _plain(tmp_path, "--queue-id", "5AP3A1xA004322", str(tmp_path / "mail.log"), "--format", "json")
    value = json.loads(capsys.readouterr().out)["trace"]
    assert [one["queue_id"] for one in value["chains"][0]["messages"]] == ["5AP3A1x4004321", "5AP3A1xA004322"]
    assert (value["injector"]["kind"], value["injector"]["login"]) == ("user", "apache")
    assert (value["story"]["messages"], value["story"]["accepted"]) == (1, 1)


def test_bundle_leaves_out_other_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who used a form that was not reported stands in nothing that others get."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    made = World()
    for number in range(120):
        spam = number < 80
        moment = START + number * 170 * SECOND
        made.request(moment, "/x.php" if spam else "/contact/", "POST", "203.0.113.7" if spam else "198.51.100.44")
        made.over_relay(moment, number, f"v{number}@example.net")
    with made.facts(tmp_path / "facts"):
        pass
    (tmp_path / "hiyari.toml").write_text(INVENTORY)
    _run(tmp_path, "--message-id", "7@www.example.jp", "--bundle", str(tmp_path / "evidence"))
    files = _files(tmp_path / "evidence")
    assert b"203.0.113.7" in files["requests.jsonl"]
    assert not any(b"198.51.100.44" in content or b"/contact/" in content for content in files.values())


@pytest.fixture
def local_people(tmp_path: Path) -> Path:
    """Mail to people of the host itself, whose names have no domain in its log; a form that got an address in its path.

    The sender's account is a person's, too.
    """
    made = World()
    for number in range(20):
        moment = START + number * 300 * SECOND
        made.request(moment, "/form.cgi/taro%40example.jp", "POST", "192.168.1.7")
        key = made.message(
            "www", f"4F2A91{number:04X}", moment, origin="local", uid=1001, login="saburo", ending="open",
            message_id=f"{number}@www", sender="saburo@www.example.jp", subject='For hanako: "you" have won',
        )  # fmt: skip
        line = (
            f"postfix/local[7]: 4F2A91{number:04X}: to=<hanako>, orig_to=<jiro>, relay=local, status=deferred "
            '(unknown user: "jiro"; cannot open /home/hanako/Maildir for hanako)'
        )
        made.delivery(
            key, "www", f"4F2A91{number:04X}", moment, "hanako", original="jiro", program="local", way="local",
            outcome="deferred", status="deferred", reply='unknown user: "jiro"', line=line,
        )  # fmt: skip
        made.delivery(key, "www", f"4F2A91{number:04X}", moment, '"shiro x"@example.net', relay="mx.example.net")
    with made.facts(tmp_path / "facts"):
        pass
    (tmp_path / "hiyari.toml").write_text(INVENTORY.replace("/srv/www/html", "/home/saburo/html"))
    return tmp_path


def test_bundle_has_no_people(local_people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names without a domain, addresses in paths, names in lines, subjects and commands are tokens, in valid JSON."""
    monkeypatch.setenv("HIYARI_STATE", str(local_people / "state.db"))
    _run(local_people, "--message-id", "7@www", "--bundle", str(local_people / "evidence"))
    files = _files(local_people / "evidence")
    for name, content in files.items():
        shown = content.decode()
        assert [one for one in ("hanako", "jiro", "taro", "saburo", "shiro", "won") if one in shown] == [], name
        if name.endswith(".jsonl"):
            assert all(json.loads(line) for line in shown.splitlines())
    assert b"/form.cgi/~" in files["requests.jsonl"]
    assert b"orig_to=<~" in files["log-lines.txt"]
    json.loads(files["summary.json"])


def test_redacted_answer_has_no_people(
    local_people: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--redact`` hides the same, on the screen and in JSON."""
    monkeypatch.setenv("HIYARI_STATE", str(local_people / "state.db"))
    for form in ("text", "json"):
        _run(local_people, "--message-id", "7@www", "--redact", "--format", form)
        shown = capsys.readouterr().out
        assert [one for one in ("hanako", "jiro", "taro", "saburo", "shiro", "have won") if one in shown] == []


def test_no_countries(local_people: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where no country is known the screen does not speak of countries, and JSON says why."""
    _run(local_people, "--message-id", "7@www")
    shown = capsys.readouterr().out
    assert "1 client: 192.168.1.7 (20)" in shown
    assert "ountries" not in shown
    (page,) = _json(local_people, capsys, "--message-id", "7@www")["trace"]["web"]["pages"]
    assert page["clients"][0]["country"] is None
    assert "countries unknown" in page["countries"]
