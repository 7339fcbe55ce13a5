"""``hiyari send`` end to end: from the command line over real sockets to a carrier of the lab."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from hiyari.cli.main import main
from hiyari.lab.carriers import Moment, Temper
from hiyari.lab.carriers.habits import Silent, UnknownUsers
from tests.cli.stage import BODY, Stage, digest_in, stage

ROWS = "mail,name\n" + "".join(f"user{number}@example.net,Entrant {number}\n" for number in range(8))


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A folder with zones, and a carrier that takes everything."""
    monkeypatch.delenv("HIYARI_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    with stage(tmp_path, Temper()) as made:
        made.write(ROWS)
        yield made


def digest(post: Stage, capsys: pytest.CaptureFixture[str], name: str = "c1") -> str:
    """What a dry run shows."""
    assert post.send(name=name) in {0, 1}
    return digest_in(capsys.readouterr().out)


def wait_for(post: Stage, count: int, process: Popen[str]) -> None:
    """Until so many messages have arrived."""
    until = time.monotonic() + 30
    while len(post.carrier.delivered) < count:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)


def findings(post: Stage, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The worst verdict of each rule in a dry run."""
    post.send("--format", "json")
    told = [(one["rule"], one["verdict"]) for one in json.loads(capsys.readouterr().out)["findings"]]
    worst = ("near_miss", "unknown", "pass")
    return {rule: min((verdict for name, verdict in told if name == rule), key=worst.index) for rule, _ in told}


def test_a_dry_run_shows_what_would_be_sent_and_sends_nothing(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, rows that are left out with their lines, five examples, the next commands; not a word to the carrier."""
    (post.folder / "left.txt").write_text("user3@example.net\n")
    extra = '[suppress]\nfiles = ["left.txt"]'
    post.write(ROWS + "nobody,X\nuser0@example.net,Y\nUSER9@docomo.ne.jp,Z\nx@nowhere.example,W\n", extra=extra)
    assert post.send() == 3
    shown = capsys.readouterr().out
    words = " ".join(shown.split())
    assert "12 rows in the file" in shown
    assert "1 is on a suppression list" in shown
    assert 'people.csv:10: "nobody"' in words
    assert "people.csv:11: user0@example.net stands in line 2" in words
    assert "unknown: who takes the mail of nowhere.example (1 recipient)" in shown
    assert shown.count("Subject: Your result, ") == 5
    assert "docomo (NTT docomo)" in shown
    assert f"--digest {digest_in(shown)}" in shown
    assert "--test-to" in shown
    assert not post.mailboxes


def test_json_is_one_document(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Before it is begun and afterwards, stdout holds one envelope and nothing else."""
    post.write(ROWS + "nobody,X\nuser0@example.net,Y\n")
    assert post.send("--format", "json") == 0
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (value["hiyari"], value["command"]) == (1, "send")
    assert {key: value["summary"][key] for key in ("rows", "messages", "malformed", "duplicates")} == {
        "rows": 10,
        "messages": 8,
        "malformed": 1,
        "duplicates": 1,
    }
    assert len(value["examples"]) == 5
    whole = value["summary"]["digest"]
    assert post.send("--digest", whole) == 0
    capsys.readouterr()
    assert post.send("--format", "json") == 0
    begun = json.loads(capsys.readouterr().out)
    assert begun["summary"] == {"campaign": "c1", "digest": whole, "begun": True, "states": {"accepted": 8}}


def test_everybody_gets_it_once_however_often_the_command_is_given(
    post: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second and third run send nothing, with the digest or without it."""
    given = digest(post, capsys)
    for _ in range(2):
        assert post.send("--digest", given) == 0
        assert "8 accepted" in capsys.readouterr().out
    assert post.send() == 0
    assert "c1 has begun: 8 accepted" in capsys.readouterr().out
    assert post.send("--digest", given, "--dry-run") == 0
    assert post.mailboxes == {f"user{number}@example.net": 1 for number in range(8)}


def test_addresses_that_differ_only_in_case_are_told(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """At a provider that is not known to fold case they may be one person, who would get it twice."""
    (post.folder / "people.csv").write_text(ROWS + "USER1@example.net,X\n")
    assert post.send() in {0, 1}
    assert "1 recipient differs from another only in case" in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["template", "recipients", "campaign"])
def test_a_stale_digest_sends_nothing(post: Stage, capsys: pytest.CaptureFixture[str], changed: str) -> None:
    """After any file has changed, the old digest is refused and the next command is named."""
    given = digest(post, capsys)
    match changed:
        case "template":
            (post.folder / "body.txt").write_text(BODY + "\nP.S.\n")
        case "recipients":
            (post.folder / "people.csv").write_text(ROWS + "one.more@example.net,X\n")
        case _:
            with (post.folder / "c1.toml").open("a") as file:
                file.write("\n[suppress]\nfiles = ['people.csv']\n")
    assert post.send("--digest", given) == 4
    said = capsys.readouterr().err
    assert "no longer what was shown" in said
    assert "Look again: hiyari send" in said
    assert not post.mailboxes


def test_a_ledger_that_moved_makes_a_digest_stale(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Another campaign gave the same content to the same people in between: nobody gets it twice."""
    given = digest(post, capsys)
    post.write(ROWS, name="c2")
    post.write(ROWS)
    other = digest(post, capsys, "c2")
    assert post.send("--digest", other, name="c2") == 0
    capsys.readouterr()
    assert post.send("--digest", given) == 4
    assert "no longer what was shown" in capsys.readouterr().err
    assert post.send() == 0
    assert "8 have, or may have, the same content from another campaign" in capsys.readouterr().out
    assert max(post.mailboxes.values()) == 1


@pytest.mark.parametrize("given", ["abc", "0123456789xyz", "", "0" * 11])
def test_what_is_no_digest_is_told(post: Stage, capsys: pytest.CaptureFixture[str], given: str) -> None:
    """Too short or no hexadecimal digits: a usage error, or a dry run where it is empty; never a sending."""
    assert post.send("--digest", given) == (2 if given else 0)
    assert not given or "Copy the one that hiyari send shows" in capsys.readouterr().err
    assert not post.mailboxes


def test_a_digest_of_something_else_is_refused(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """Twelve right digits of a wrong digest send nothing, before the beginning and after it."""
    assert post.send("--digest", "0" * 12) == 4
    given = digest(post, capsys)
    assert post.send("--digest", given) == 0
    capsys.readouterr()
    assert post.send("--digest", "0" * 12) == 4
    assert f"To go on: hiyari send {post.folder / 'c1.toml'} --digest {given}" in capsys.readouterr().err


def test_a_campaign_that_has_begun_keeps_its_files(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed template is refused with exit code 4; with the old one back it goes on."""
    given = digest(post, capsys)
    assert post.send("--digest", given) == 0
    (post.folder / "body.txt").write_text(BODY + "\nP.S.\n")
    capsys.readouterr()
    assert post.send("--digest", given) == 4
    assert "Put the old files back to go on" in capsys.readouterr().err
    (post.folder / "body.txt").write_text(BODY)
    assert post.send("--digest", given) == 0
    assert sum(post.mailboxes.values()) == 8


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_campaign_goes_on(
    post: Stage, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    """Ctrl-C ends with 130 after what is on its way has its answer; the same command sends the rest, nothing twice."""
    post.write(ROWS, interval=0.3)
    given = digest(post, capsys)
    process = post.start("--digest", given)
    wait_for(post, 2, process)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopping: " in err
    assert "The same command goes on where it stopped." in out
    assert "uncertain" not in out
    assert 2 <= sum(post.mailboxes.values()) < 8
    assert post.send("--digest", given) == 0
    assert post.mailboxes == {f"user{number}@example.net": 1 for number in range(8)}


def test_the_second_interruption_does_not_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an answer outstanding, Ctrl-C waits for it; Ctrl-C again leaves that message uncertain and ends with 130."""
    monkeypatch.chdir(tmp_path)
    with stage(tmp_path, Temper(habits=(Silent(moment=Moment.FINAL_DOT, delivers=True),))) as post:
        post.write("mail,name\nuser1@example.net,A\n")
        given = digest(post, capsys)
        process = post.start("--digest", given)
        wait_for(post, 1, process)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "Ctrl-C again leaves it uncertain" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 130
        assert post.send("--digest", given) == 1
        assert "1 uncertain" in capsys.readouterr().out
        assert post.mailboxes == {"user1@example.net": 1}


def test_two_processes_do_not_send_together(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """The same campaign is refused while it is sent; another one too, unless --alongside is said."""
    post.write(ROWS, interval=0.5, name="c1")
    given = digest(post, capsys)
    process = post.start("--digest", given)
    try:
        wait_for(post, 1, process)
        assert post.send("--digest", given) == 4
        assert "c1" in capsys.readouterr().err
        # The recipients' file is another one, so that the first campaign's stays as it is.
        (post.folder / "few.csv").write_text("mail,name\nother@example.net,X\n")
        source = (post.folder / "c1.toml").read_text().replace('"c1"', '"c2"').replace("people.csv", "few.csv")
        (post.folder / "c2.toml").write_text(source)
        other = digest(post, capsys, "c2")
        assert post.send("--digest", other, name="c2") == 4
        assert "add --alongside" in capsys.readouterr().err.replace("\n", " ")
        assert post.send("--digest", other, "--alongside", name="c2") == 0
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert post.mailboxes["other@example.net"] == 1
    assert max(post.mailboxes.values()) == 1


def test_a_trial_goes_to_one_person_and_is_marked(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """--test-to sends examples to that address alone, with a mark, and the campaign is as if it had not happened."""
    given = digest(post, capsys)
    assert post.send("--test-to", "me@example.net") == 0
    assert "5 examples went to me@example.net. Nobody else got anything." in capsys.readouterr().out
    assert post.mailboxes == {"me@example.net": 5}
    assert all(b"Subject: [test] Your result" in one.content for one in post.carrier.delivered)
    assert digest(post, capsys) == given


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("me", 2, "is no address"),
        ("me@nowhere.example", 5, "Nothing was sent."),
        ("x\r\nRCPT TO:<y@example.net>@example.net", 2, "is no address"),
    ],
)
def test_a_trial_that_cannot_be_made_says_so(
    post: Stage, capsys: pytest.CaptureFixture[str], address: str, code: int, said: str
) -> None:
    """An address that is none or that no exchanger takes: a sentence with what to do next."""
    assert post.send("--test-to", address) == code
    told = " ".join(capsys.readouterr().err.split())
    assert said in told
    assert any(word in told for word in ("Write one", "name another"))
    assert not post.mailboxes


def test_a_trial_that_is_refused_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own words, and the exit code of what failed while acting; also where nobody listens."""
    monkeypatch.chdir(tmp_path)
    with stage(tmp_path, Temper(habits=(UnknownUsers(who=lambda _: True),))) as post:
        post.write(ROWS)
        assert post.send("--test-to", "me@example.net") == 5
        told = " ".join(capsys.readouterr().err.split())
        assert "550" in told
        assert "0 examples went out before it. Mend that before the campaign." in told
    assert post.send("--test-to", "me@example.net") == 5
    assert "The test was not taken by " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "people.csv"),
        (b"mail,name\n", "has no recipient"),
        (b"address,name\na@example.net,A\n", "has no column"),
        ("mail,name\na@example.net,山田\n".encode("cp932"), "can be read as: cp932"),
        ("mail,name\na@example.net,山田\n".encode("utf-16"), 'encoding = "utf-16"'),
        (b'mail,name\na@example.net,"x\r\nBcc: b@example.net"\n', "line break"),
        (b"mail,name\na@example.net,A,B\n", "people.csv:2"),
    ],
)
def test_a_bad_recipients_file_is_told(
    post: Stage, capsys: pytest.CaptureFixture[str], octets: bytes, said: str
) -> None:
    """Empty, without the column, in another encoding, or with a line break in a field: exit code 2, nothing loaded."""
    (post.folder / "people.csv").write_bytes(octets)
    assert post.send() == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_row_that_cannot_be_rendered_is_told_with_its_line(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that is missing, and a loop whose length a row decides, stop before anything is in the ledger."""
    post.write(ROWS, body="{{ nam }}")
    assert post.send() == 2
    assert "people.csv:2: " in capsys.readouterr().err
    post.write("mail,name\na@example.net,5\nb@example.net,999999999\n", body=BODY + "{{ '*' * (name | int) }}")
    assert post.send() == 2
    told = capsys.readouterr().err
    assert "people.csv:3: " in told
    assert "people.csv:2: " not in told


def test_a_ledger_that_cannot_be_written_is_told(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is a file, or a file that is no database: one sentence, exit code 2, nothing sent."""
    (post.folder / "file").write_text("x")
    (post.folder / "broken.db").write_bytes(b"this is no database" * 100)
    for url in (f"sqlite:///{post.folder / 'file' / 'ledger.db'}", f"sqlite:///{post.folder / 'broken.db'}"):
        assert main([url if word == post.state else word for word in post.arguments()]) == 2
        told = capsys.readouterr().err
        assert "hiyari failed" not in told
        assert told.strip()


SECRET = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _published(secret: rsa.RSAPrivateKey) -> str:
    lines = secret.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode().splitlines()
    value = "".join(lines[1:-1])
    return f's1._domainkey TXT "v=DKIM1; k=rsa; p=" "{value[:200]}" "{value[200:]}"'


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        (_published(SECRET), "pass"),
        (_published(rsa.generate_private_key(public_exponent=65537, key_size=2048)), "near_miss"),
        ('s1._domainkey TXT "v=DKIM1; k=rsa; p="', "near_miss"),
        ('s1._domainkey TXT "no record at all"', "near_miss"),
        ("", "near_miss"),
    ],
)
def test_dkm101_verifies_with_the_published_key(
    post: Stage, capsys: pytest.CaptureFixture[str], record: str, verdict: str
) -> None:
    """The right key passes; another, a revoked, a broken one and none at all are near misses, and DMARC knows it."""
    form = (Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (post.folder / "key.pem").write_bytes(SECRET.private_bytes(*form))
    post.write(ROWS, extra='[dkim]\ndomain = "example.jp"\nselector = "s1"\nkey_file = "key.pem"')
    post.zone(dkim=record, spf="v=spf1 -all")
    found = findings(post, capsys)
    assert (found["DKM101"], found["DMC101"]) == (verdict, verdict)
    assert found["SPF101"] == "near_miss"


def test_the_route_and_the_message_are_judged(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """All is well: every rule passes. Then each near miss alone."""
    found = findings(post, capsys)
    assert {found[rule] for rule in ("DLV101", "DLV102", "DLV103", "DMC101")} == {"pass"}
    assert "near_miss" not in found.values()
    post.write(ROWS, body="Dear {{ name }},\nPrize office\n")
    assert findings(post, capsys)["DLV101"] == "near_miss"
    post.write(ROWS, body="Dear {{ name }},\n{{ unsubscribe_url }}\n")
    assert findings(post, capsys)["DLV102"] == "near_miss"
    source = post.write(ROWS).read_text()
    (post.folder / "c1.toml").write_text(source.replace("one_click = true", ""))
    assert findings(post, capsys)["DLV103"] == "near_miss"


@pytest.mark.parametrize(
    ("policy", "reverse_path", "verdict"),
    [
        ("v=DMARC1; p=reject", "bounce@example.jp", "pass"),
        ("v=DMARC1; p=reject", "bounce@mail.example.jp", "pass"),
        ("v=DMARC1; p=reject; aspf=s", "bounce@mail.example.jp", "near_miss"),
        ("v=DMARC1; p=reject; aspf=r; adkim=s", "bounce@mail.example.jp", "pass"),
        ("v=DMARC1; p=reject", "bounce@example.net", "near_miss"),
    ],
)
def test_dmc101_aligns_as_the_policy_asks(
    post: Stage, capsys: pytest.CaptureFixture[str], policy: str, reverse_path: str, verdict: str
) -> None:
    """SPF of the domain or one below it speaks for From:, unless the policy wants the very same domain."""
    path = post.write(ROWS)
    path.write_text(path.read_text().replace("bounce@example.jp", reverse_path))
    below = 'mail TXT "v=spf1 ip4:127.0.0.1 -all"\nmail MX 10 relay1'
    post.zone(dmarc=f'_dmarc TXT "{policy}"\n{below}')
    assert findings(post, capsys)["DMC101"] == verdict


def test_a_campaign_without_a_file_is_told(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """No campaign's file, no template, no key: the path and what to look at."""
    assert post.send(name="none") == 2
    assert "none.toml" in capsys.readouterr().err
    (post.folder / "body.txt").unlink()
    assert post.send() == 2
    assert "body.txt" in capsys.readouterr().err


def test_an_international_address_is_sent_as_it_is(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A local part outside ASCII goes out with SMTPUTF8, and To: has it as UTF-8 (RFC 6531, RFC 6532)."""
    post.write("mail,name\n太郎@example.net,A\n")
    assert post.send("--digest", digest(post, capsys)) == 0
    assert post.mailboxes == {"太郎@example.net": 1}
    assert "To: 太郎@example.net\r\n".encode() in post.carrier.delivered[0].content


def test_whoever_left_gets_nothing_in_any_spelling(post: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    """A suppression list knows no difference of case, though elsewhere two cases may be two people."""
    (post.folder / "left.txt").write_text("USER3@example.net\nuser4@EXAMPLE.net\n")
    post.write(ROWS, extra='[suppress]\nfiles = ["left.txt"]')
    assert post.send() == 0
    assert "2 are on a suppression list" in capsys.readouterr().out
