"""`hiyari send` from the command line, beside real carriers of the lab."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.cli.main import main
from tests.receiver import Journal, receiver

_FILE = """name = "prizes"
consent = "the test wants it"
[recipients]
file = "recipients.csv"
address = "mail"
[message]
from = "Prize office <prize@example.jp>"
subject = "Result {{{{ name }}}}"
text = "body.txt"
[unsubscribe]
url = "https://example.jp/u/{{token}}"
one_click = true
[envelope]
reverse_path = "bounce@example.jp"
[route]
kind = "smart host"
helo = "relay1.example.jp"
smart_host = "127.0.0.1:{port}"
tls = "off"
[suppress]
files = ["gone.txt"]
[pace.other]
connections = 2
per_minute = 0
messages = 1000
retry = 0.5
"""
_BODY = "{{ name }}\nPrize office\n{{ unsubscribe_url }}\n"
PROGRAM = [sys.executable, "-c", "import hiyari.cli.main as m; m.entry()"]


class Stage:
    """A folder with a campaign, and a carrier that takes it."""

    def __init__(self, folder: Path, port: int, journal: Journal) -> None:
        self.folder = folder
        self.journal = journal
        self.state = folder / "state.db"
        self.write("campaign.toml", _FILE.format(port=port))
        self.write("body.txt", _BODY)
        self.write("gone.txt", "left@example.net\n@example.org\n")
        self.people(f"user{number}@example.net" for number in range(8))

    def write(self, name: str, text: str) -> None:
        """A file of the campaign."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def people(self, addresses: object) -> None:
        """The recipients."""
        rows = [f"{address},N{number}" for number, address in enumerate(addresses)]  # type: ignore[call-overload]
        self.write("recipients.csv", "\n".join(["mail,name", *rows]) + "\n")

    @property
    def words(self) -> list[str]:
        """The command without a digest."""
        return ["send", str(self.folder / "campaign.toml"), "--state", str(self.state)]

    def send(self, *more: str) -> int:
        """Run it here."""
        return main([*self.words, *more])

    def digest(self, capfd: pytest.CaptureFixture[str]) -> str:
        """Of what would be sent."""
        capfd.readouterr()
        self.send("--format", "json")
        digest: str = json.loads(capfd.readouterr().out)["summary"]["digest"]
        return digest

    @property
    def mailboxes(self) -> Counter[str]:
        """How often each has it."""
        return self.journal.recipients()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Beside a carrier that takes everything."""
    journal = tmp_path / "journal.jsonl"
    with receiver("plain", journal) as port:
        yield Stage(tmp_path, port, Journal(path=journal))


def test_a_dry_run_shows_everything_and_sends_nothing(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Counts, rows that get nothing with their lines, examples, and the command that sends."""
    stage.people(["a@example.net", "A@EXAMPLE.net", "nobody", "left@example.net", "b@example.org", "a@example.net"])
    assert stage.send() == 0
    shown = capfd.readouterr().out
    for words in (
        "6 rows",
        "2 messages would be sent",
        "2 are on a suppression list",
        "recipients.csv:4",
        "stands in line 2",
    ):
        assert words in shown, words
    assert "Subject: Result N0" in shown
    assert "--digest" in shown
    assert not stage.mailboxes


def test_what_was_shown_is_sent_once(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """With its digest it goes out; the same command, and the command without it, send nothing more."""
    digest = stage.digest(capfd)
    assert stage.send("--digest", digest[:12]) == 0
    assert stage.mailboxes == {f"user{number}@example.net": 1 for number in range(8)}
    assert stage.send("--digest", digest) == 0
    assert stage.send() == 0
    assert "has begun: 8 accepted" in capfd.readouterr().out
    assert set(stage.mailboxes.values()) == {1}


@pytest.mark.parametrize("name", ["recipients.csv", "body.txt", "campaign.toml", "gone.txt"])
def test_a_changed_file_makes_the_digest_stale(stage: Stage, capfd: pytest.CaptureFixture[str], name: str) -> None:
    """Exit code 4, nothing is sent, and the sentence says to look again."""
    digest = stage.digest(capfd)
    path = stage.folder / name
    added = {"recipients.csv": "z@example.net,Z\n", "campaign.toml": "[repeat]\nwindow = '1d'\n"}
    path.write_text(path.read_text() + added.get(name, "# x\n"))
    assert stage.send("--digest", digest) == 4
    assert "Look again" in capfd.readouterr().err
    assert not stage.mailboxes


def test_a_begun_campaign_goes_on_only_with_its_files(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Another text under the same name is refused, and other digests too."""
    digest = stage.digest(capfd)
    assert stage.send("--digest", digest) == 0
    assert stage.send("--digest", "0123456789ab") == 4
    stage.write("body.txt", _BODY + "More.\n")
    assert stage.send("--digest", digest) == 4
    assert "another campaign with another name" in capfd.readouterr().err


def test_the_ledger_that_moves_makes_the_digest_stale(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Another campaign with the same content goes first: what was shown is no longer what would be sent."""
    digest = stage.digest(capfd)
    whole = (stage.folder / "campaign.toml").read_text()
    stage.write("campaign.toml", whole.replace('"prizes"', '"others"'))
    assert stage.send("--digest", stage.digest(capfd)) == 0
    stage.write("campaign.toml", whole)
    assert stage.send("--digest", digest) == 4
    assert set(stage.mailboxes.values()) == {1}


def test_an_example_goes_to_the_administrator_alone(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Marked and outside the ledger's rows."""
    assert stage.send("--test-to", "me@example.jp") == 0
    assert set(stage.mailboxes) == {"me@example.jp"}
    assert stage.send("--test-to", "nobody") == 2
    assert "--test-to" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "is empty"),
        ("address,name\na@example.net,x\n", "has no column"),
        ('mail,name\na@example.net,"x\ny"\n', 'column "name" holds a line break'),
        ("mail\na@example.net\n", "a template wants"),
    ],
)
def test_a_wrong_file_is_told_with_its_row(
    stage: Stage, capfd: pytest.CaptureFixture[str], rows: str, told: str
) -> None:
    """Exit code 2, and nothing stays in the ledger of it."""
    stage.write("recipients.csv", rows)
    assert stage.send() == 2
    assert told in capfd.readouterr().err
    assert main(["ledger", "status", "--state", str(stage.state)]) in {0, 2}


def test_an_interrupt_is_safe_and_the_same_command_goes_on(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130 and says how to go on; afterwards everybody has it once."""
    stage.people(f"user{number}@example.net" for number in range(60))
    whole = (stage.folder / "campaign.toml").read_text()
    stage.write("campaign.toml", whole.replace("per_minute = 0", "interval = 0.1"))
    digest = stage.digest(capfd)
    with subprocess.Popen([*PROGRAM, *stage.words, "--digest", digest], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        while stage.journal.count() < 3:
            assert process.poll() is None
            time.sleep(0.01)
        assert main([*stage.words, "--digest", digest]) == 4, "a second process sends the same campaign"
        process.send_signal(signal.SIGINT)
        shown, _ = process.communicate(timeout=30)
        assert process.returncode == 130
        assert "goes on where it stopped" in shown
    assert len(stage.mailboxes) < 60
    stage.write("campaign.toml", whole + "# faster now\n")
    assert stage.send("--digest", digest) == 0
    assert stage.mailboxes == {f"user{number}@example.net": 1 for number in range(60)}


def test_a_ledger_that_cannot_be_written_is_told(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """A folder in its place: one sentence, no traceback."""
    stage.state.mkdir()
    assert stage.send() == 2
    err = capfd.readouterr().err
    assert "--state" in err
    assert "Traceback" not in err


def test_a_smart_host_that_is_not_there_is_waited_for(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is lost: everybody is deferred, nobody refused, and SIGTERM ends it in good order."""
    whole = (stage.folder / "campaign.toml").read_text()
    stage.write("campaign.toml", whole.replace('"127.0.0.1:', '"127.0.0.9:'))
    digest = stage.digest(capfd)
    with subprocess.Popen([*PROGRAM, *stage.words, "--digest", digest], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        time.sleep(2.5)
        assert process.poll() is None
        os.kill(process.pid, signal.SIGTERM)
        shown, _ = process.communicate(timeout=30)
    assert "refused" not in shown
    assert "deferred" in shown
