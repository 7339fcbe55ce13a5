"""`hiyari ledger` from the command line, over a ledger with a delivery in every state."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiyari.cli.ledger.recipient import recipient_of
from hiyari.cli.main import main
from hiyari.delivery.ledger.node import this_node
from hiyari.delivery.ledger.states import Delivered, Move, State
from hiyari.delivery.ledger.tables import RUNNER
from hiyari.smtp.reply import Phase
from tests.written_ledger import CAMPAIGN, Pen, every_state, url

GOLDEN = Path(__file__).parent / "golden"
NEAR = {"a..b@docomo.ne.jp", "after@docomo.ne.jp", "lost@docomo.ne.jp", "unproven@docomo.ne.jp", "died@docomo.ne.jp"}

LOST_AGAIN = ("resolve", CAMPAIGN, "--address", "lost@docomo.ne.jp", "--as", "again", "--reason", "x")
BULK_REFUSED = ("resolve", CAMPAIGN, "--in", "refused", "--as", "again", "--reason", "x", "--format", "json")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ledger that is written once."""
    folder = tmp_path_factory.mktemp("ledger")
    every_state(folder).engine.dispose()
    return folder


@pytest.fixture
def pen(template: Path, tmp_path: Path) -> Iterator[Pen]:
    """A copy of it."""
    shutil.copy(template / "state.db", tmp_path / "state.db")
    pen = Pen.__new__(Pen)
    reopened(pen, tmp_path)
    yield pen
    pen.engine.dispose()


@pytest.fixture(autouse=True)
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are shown as in Tokyo, whichever machine runs this."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("COLUMNS", "80")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def reopened(pen: Pen, folder: Path) -> None:
    """The pen, over a ledger that lies there already."""
    pen.engine = sa.create_engine(url(folder))
    pen.campaign = CAMPAIGN
    pen.at_us = 1_795_100_000_000_000


def ledger(pen: Pen, *words: str) -> int:
    """Run ``hiyari ledger``."""
    return main(["ledger", *words, "--state", str(pen.engine.url.database)])


def shown(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What it said in JSON."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def decide(pen: Pen, capsys: pytest.CaptureFixture[str], *words: str) -> int:
    """Look at a decision, and carry it out by its digest."""
    capsys.readouterr()
    code = ledger(pen, *words, "--format", "json")
    if code:
        return code
    digest = shown(capsys)["summary"]["digest"]
    return ledger(pen, *words, "--digest", digest[:12])


@pytest.mark.parametrize("command", ["why", "show"])
def test_every_state_is_told_as_written_down(command: str, pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Each state and cause is told word for word as in the golden file, in 80 columns but for commands."""
    for address in pen.deliveries():
        code = ledger(pen, command, address)
        near = address in NEAR
        assert code == (1 if near else 3 if address == "sending@example.jp" else 0)
        sys.stdout.write("\n")
    told = capsys.readouterr().out
    assert told == (GOLDEN / f"ledger_{command}.txt").read_text()
    assert all(len(line) <= 80 for line in told.splitlines() if not line.startswith("    hiyari "))


def test_quoted_and_unquoted_are_one_recipient(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """A phone address outside the RFC is found in all its spellings, in any case that the carrier folds."""
    for spelling in ('"a..b"@docomo.ne.jp', "a..b@docomo.ne.jp", "A..B@DOCOMO.NE.JP"):
        assert ledger(pen, "show", spelling, "--format", "json") == 1
        assert shown(capsys)["deliveries"][0]["address"] == "a..b@docomo.ne.jp"


def test_nothing_known_is_unknown_and_not_fine(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an address that is in no row, `why` exits 3 and says that this proves nothing."""
    assert ledger(pen, "why", "who@example.jp") == 3
    assert "does not prove that nothing was sent" in capsys.readouterr().out.replace("\n ", "")


def test_an_earlier_open_question_is_not_forgotten(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """A refusal at RCPT after a lost answer proves nothing about the first attempt, and `why` says so."""
    assert decide(pen, capsys, *LOST_AGAIN) == 0
    pen.refused("k1:lost@docomo.ne.jp", "lost@docomo.ne.jp")
    capsys.readouterr()
    ledger(pen, "why", "lost@docomo.ne.jp")
    told = " ".join(capsys.readouterr().out.split())
    assert "An earlier one may have delivered it all the same." in told
    assert "gets it twice" in told
    assert (
        ledger(pen, "resolve", CAMPAIGN, "--in", "refused", "--as", "again", "--reason", "x", "--format", "json") == 0
    )
    assert "lost@docomo.ne.jp" not in {one["address"] for one in shown(capsys)["first"]}


def test_status_counts_and_says_what_to_do(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts by lane, delivered and address apart, the alarm's numbers, and the next command; exit 1."""
    assert ledger(pen, "status", CAMPAIGN) == 1
    told = capsys.readouterr().out
    assert "docomo            1 accepted, 2 refused, 2 doubted, 3 uncertain" in told
    assert "Delivered: 1 yes, 6 may be, 9 no" in told
    assert "21 of 40 answers of docomo said unknown" in told
    assert f"    hiyari ledger uncertain {CAMPAIGN}\n" in told
    assert ledger(pen, "status") == 1
    assert capsys.readouterr().out.startswith(f"{CAMPAIGN}  begun 2026-")
    assert ledger(pen, "status", "--format", "json") == 1
    (value,) = shown(capsys)["campaigns"]
    assert value["near_misses"] == 6
    assert sum(one["count"] for one in value["tallies"]) == 16


@pytest.mark.parametrize(
    ("machine", "process", "age", "sentence", "alive"),
    [
        ("", "", 0, "Being sent by other-1", True),
        ("", "999999999:1", 0, "Nobody sends it now: other-1 died", False),
        ("elsewhere", "1:1", 5, "Being sent by other-1", True),
        ("elsewhere", "1:1", 3600, "Unknown whether it is being sent", None),
    ],
)
def test_who_sends_it_is_known_or_said_to_be_unknown(
    machine: str,
    process: str,
    age: int,
    sentence: str,
    *,
    alive: bool | None,
    pen: Pen,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A process of this machine lives or not; of another machine's silence nobody concludes that nothing is sent."""
    node = this_node()
    row = {
        "campaign": CAMPAIGN,
        "node": "other-1",
        "machine": machine or node.machine,
        "process": f"{process}@{node.process.partition('@')[2]}" if process else node.process,
        "beat_us": int((time.time() - age) * 1_000_000),
    }
    with pen.engine.begin() as connection:
        connection.execute(sa.insert(RUNNER), row)
    assert ledger(pen, "status", CAMPAIGN) == 1
    assert sentence in " ".join(capsys.readouterr().out.split())
    ledger(pen, "status", CAMPAIGN, "--format", "json")
    assert shown(capsys)["campaigns"][0]["runner"]["alive"] is alive


def test_what_is_on_its_way_unseen_is_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any near miss, deliveries on their way from a silent machine exit 3; `why` has its JSON."""
    pen = Pen(url(tmp_path))
    pen.intend(pen.load("sending@example.jp", "other:example.jp"))
    row = {"campaign": CAMPAIGN, "node": "n", "machine": "elsewhere", "process": "1:1", "beat_us": 1}
    with pen.engine.begin() as connection:
        connection.execute(sa.insert(RUNNER), row)
    assert ledger(pen, "status") == 3
    capsys.readouterr()
    assert ledger(pen, "why", "sending@example.jp", "--format", "json") == 3
    (told,) = shown(capsys)["deliveries"]
    assert told["proves"][0].startswith("Delivered: may be.")
    assert told["events"][0]["move"] == "intended"
    pen.engine.dispose()


def test_long_lists_are_cut_with_a_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of many lanes and many recipients the first are shown, with how many more and the option that shows them."""
    pen = Pen(url(tmp_path))
    for number in range(15):
        pen.lost(pen.load(f"r@d{number}.example", f"other:d{number}.example"))
    for number in range(5):
        pen.lost(pen.load(f"r{number}@docomo.ne.jp", "docomo"))
    assert ledger(pen, "status", CAMPAIGN) == 1
    told = capsys.readouterr().out
    assert "and 4 more lanes: --all" in told
    assert ledger(pen, "uncertain") == 1
    told = capsys.readouterr().out
    assert "and 4 more groups: --all" in told
    assert "and 2 more: --all" in told
    assert ledger(pen, "uncertain", "--all") == 1
    told = capsys.readouterr().out
    assert "more" not in told
    assert all(address in told for address in pen.deliveries())
    pen.engine.dispose()


def test_uncertain_groups_by_cause_with_evidence(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Each cause has its group; only what was certainly not delivered is offered in bulk."""
    assert ledger(pen, "uncertain", CAMPAIGN, "--format", "json") == 1
    groups = shown(capsys)["groups"]
    assert {address for one in groups for address in one["examples"]} == NEAR
    assert [one["cause"] for one in groups if one["may_be_sent_again_in_bulk"]] == ["doubted before the content"]
    assert ledger(pen, "uncertain") == 1
    told = capsys.readouterr().out
    again = re.findall(r"--in (\w+) --lane \w+ --as again", told)
    assert again == ["doubted"]
    assert "550 Unknown user somebody@docomo.ne.jp" in told
    assert ledger(pen, "uncertain", "--all") == 1
    assert capsys.readouterr().out == told


def test_what_may_be_delivered_is_never_queued_by_state(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """In bulk only the doubted that certainly did not arrive goes again; the uncertain not at all, exit 4."""
    assert ledger(pen, "resolve", CAMPAIGN, "--in", "uncertain", "--as", "again", "--reason", "x") == 4
    assert "3 may have it already" in capsys.readouterr().err
    assert decide(pen, capsys, "resolve", CAMPAIGN, "--in", "doubted", "--as", "again", "--reason", "told") == 0
    after = pen.deliveries()
    assert after["a..b@docomo.ne.jp"].state is State.WAITING
    assert after["a..b@docomo.ne.jp"].due_us is not None
    assert after["after@docomo.ne.jp"].state is State.DOUBTED
    assert "k1:a..b@docomo.ne.jp" not in pen.promises()
    ledger(pen, "why", "a..b@docomo.ne.jp")
    assert 'A person decided that it is sent again: "told"' in " ".join(capsys.readouterr().out.split())


def test_a_file_of_names_may_queue_what_may_be_delivered(
    pen: Pen, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of addresses names them; a whole domain in it, or somebody who is not in the campaign, is refused."""
    names = tmp_path / "names.txt"
    base = ("resolve", CAMPAIGN, "--may-be-delivered", str(names), "--as", "again", "--reason", "x")
    names.write_text("@docomo.ne.jp\n")
    assert ledger(pen, *base) == 2
    names.write_text("lost@docomo.ne.jp\nwho@example.jp\n")
    assert ledger(pen, *base) == 2
    assert "who@example.jp" in capsys.readouterr().err
    names.write_text("# asked by telephone\nlost@docomo.ne.jp\nafter@docomo.ne.jp\n")
    assert decide(pen, capsys, *base) == 0
    states = {address: one.state for address, one in pen.deliveries().items()}
    assert states["lost@docomo.ne.jp"] is states["after@docomo.ne.jp"] is State.WAITING


def test_a_digest_of_rows_that_have_moved_is_refused(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """When a row has one more event, or the decision another reason, the old digest does nothing and exits 4."""
    base = ("resolve", CAMPAIGN, "--in", "uncertain", "--as", "sent")
    assert ledger(pen, *base, "--reason", "seen in the log", "--format", "json") == 0
    digest = shown(capsys)["summary"]["digest"]
    assert ledger(pen, *base, "--reason", "something else", "--digest", digest) == 4
    pen.end("k1:lost@docomo.ne.jp", Move.CONFIRMED, pen.source(Phase.FINAL_DOT.value, 250, "ok"), Delivered.YES)
    assert ledger(pen, *base, "--reason", "seen in the log", "--digest", digest) == 4
    assert "Nothing was done" in capsys.readouterr().err
    assert pen.deliveries()["died@docomo.ne.jp"].state is State.UNCERTAIN


def test_recorded_as_sent_holds_its_promise_and_is_no_answer(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """`--as sent` makes it accepted with its promise; the address is no better known for it."""
    before = pen.deliveries()["lost@docomo.ne.jp"].standing
    assert decide(pen, capsys, "resolve", CAMPAIGN, "--in", "uncertain", "--as", "sent", "--reason", "log") == 0
    after = pen.deliveries()["lost@docomo.ne.jp"]
    assert (after.state, after.delivered, after.standing) == (State.ACCEPTED, Delivered.YES, before)
    assert "k1:lost@docomo.ne.jp" in pen.promises()
    assert decide(pen, capsys, *LOST_AGAIN) == 4


def test_cancel_ends_what_is_left_and_nothing_else(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Waiting and deferred become cancelled with the reason; every other state stays as it was."""
    before = pen.deliveries()
    assert decide(pen, capsys, "cancel", CAMPAIGN, "--reason", "the shop has closed") == 0
    changed = {address for address, one in pen.deliveries().items() if one.state is not before[address].state}
    assert changed == {"waiting@example.jp", "deferred@example.jp"}
    assert ledger(pen, "cancel", CAMPAIGN, "--reason", "again") == 0


def test_a_campaign_that_has_not_begun_cannot_be_cancelled(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of it is sent without its digest; cancelling it is a mistake that gets a sentence."""
    other = Pen(str(pen.engine.url), "not-begun", begun=False)
    other.load("waiting@example.jp", "other:example.jp")
    other.engine.dispose()
    assert ledger(pen, "cancel", "not-begun", "--reason", "x") == 2
    assert "has not begun" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["why", "no address"], "is no address"),
        (["show", "a@example.jp\x1b[2J"], "is no address"),
        (["why", "a@example.jp", "--campaign", "nope"], "It has prizes-2026"),
        (["status", "nope"], 'no campaign "nope"'),
        (["uncertain", "nope"], 'no campaign "nope"'),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x"], "Say whom it is about"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x", "--address", "a@b.jp", "--in", "doubted"], "Say whom"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x", "--address", "a@b.jp", "--lane", "au"], "--lane goes"),
        (["resolve", CAMPAIGN, "--as", "sent", "--reason", "x", "--in", "refused"], "it can about doubted, uncertain"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", " ", "--in", "doubted"], "--reason is blank"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x" * 501, "--in", "doubted"], "501 characters"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x", "--in", "doubted", "--digest", "xyz"], "no digest"),
        (["resolve", CAMPAIGN, "--as", "again", "--reason", "x", "--may-be-delivered", "/nonexistent"], "/nonexistent"),
        (["export", "nope"], 'no campaign "nope"'),
        (["cancel", "nope", "--reason", "x"], 'no campaign "nope"'),
    ],
)
def test_bad_input_gets_a_sentence(
    words: list[str], sentence: str, pen: Pen, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a person can get wrong exits 2 with a sentence, and no control character of it reaches a terminal."""
    assert ledger(pen, *words) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "\x1b" not in said


def test_no_ledger_is_said_and_none_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looking at a ledger that is not there exits 2, and leaves nothing behind."""
    place = tmp_path / "new" / "state.db"
    assert main(["ledger", "status", "--state", str(place)]) == 2
    assert "There is no ledger" in capsys.readouterr().err
    assert not place.parent.exists()


def test_a_bounce_is_told_by_what_it_proves(pen: Pen, capsys: pytest.CaptureFixture[str]) -> None:
    """A bounce with our mark proves that nothing arrived, one without it proves nothing; a report is no person."""
    bounce = pen.source(Phase.RCPT.value, 550, "[undated] no such user")
    pen.end("k1:accepted@docomo.ne.jp", Move.BOUNCED, bounce, Delivered.NO)
    pen.end("k1:lost@docomo.ne.jp", Move.BOUNCED, bounce, Delivered.MAY_BE)
    pen.end("k1:died@docomo.ne.jp", Move.CONFIRMED, pen.source(said="[undated] delivered"), Delivered.YES)
    assert decide(pen, capsys, "resolve", CAMPAIGN, "--in", "uncertain", "--as", "sent", "--reason", "his word") == 0
    told = {}
    for name in ("accepted", "lost", "died", "unproven"):
        capsys.readouterr()
        assert ledger(pen, "why", f"{name}@docomo.ne.jp") == 0
        told[name] = " ".join(capsys.readouterr().out.split())
    assert "Delivered: no, by the bounce" in told["accepted"]
    assert "Delivered: may be. A bounce says" in told["lost"]
    assert 'A report says that it was delivered: "[undated] delivered"' in told["died"]
    assert 'A person recorded that it was delivered: "his word"' in told["unproven"]
    assert ledger(pen, *BULK_REFUSED) == 0
    assert "lost@docomo.ne.jp" not in {one["address"] for one in shown(capsys)["first"]}


def exported(pen: Pen, tmp_path: Path, form: str) -> list[dict[str, Any]]:
    """The rows of an export, as another program reads them."""
    path = tmp_path / f"out.{form}"
    assert ledger(pen, "export", "--format", form, "--output", str(path)) == 1
    assert path.stat().st_mode & 0o077 == 0
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream)) if form == "csv" else [json.loads(line) for line in stream]


def test_an_export_is_no_second_path(pen: Pen, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every row says first whether it may be resent: yes only where nothing was delivered and nothing will be sent."""
    assert decide(pen, capsys, *LOST_AGAIN) == 0
    pen.refused("k1:lost@docomo.ne.jp", "lost@docomo.ne.jp")
    for form in ("csv", "ndjson"):
        rows = exported(pen, tmp_path, form)
        assert len(rows) == 16
        assert {next(iter(one)) for one in rows} == {"may_be_resent"}
        may = {one["address"] for one in rows if one["may_be_resent"] == "yes"}
        assert may == {"refused@docomo.ne.jp", "expired@example.jp", "cancelled@example.jp"}
    assert "3 may be resent" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_irregular_addresses_round_trip(form: str, pen: Pen, tmp_path: Path) -> None:
    """Whatever a carrier gave out is read back as the same recipient, and nothing in CSV is a formula."""
    written = ["a..b@docomo.ne.jp", "ab.@docomo.ne.jp", ".ab@docomo.ne.jp", "-ab@docomo.ne.jp", "=1+1@example.jp"]
    other = Pen(str(pen.engine.url), "irregular")
    keys = {one: other.load(one, "docomo") for one in [*written, '"a,b"@example.jp', "\u6d3e@example.jp"]}
    other.refused(keys["-ab@docomo.ne.jp"], "=cmd|x@docomo.ne.jp\r\n=2")
    other.engine.dispose()
    rows = [one for one in exported(pen, tmp_path, form) if one["campaign"] == "irregular"]
    assert [recipient_of(one["address"]) for one in rows] == list(keys.values())
    if form == "csv":
        assert not [cell for one in rows for cell in one.values() if cell[:1] in set("=+-@\t\r")]
        assert [one["address"] for one in rows][:3] == written[:3]
    else:
        assert [one["address"] for one in rows][:5] == written


def test_an_export_overwrites_nothing_and_goes_through_a_pipe(
    pen: Pen, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is there stays as it is, exit 2; on standard output there is nothing but rows."""
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    assert ledger(pen, "export", "--output", str(path)) == 2
    assert ledger(pen, "export", "--output", "/nonexistent/file") == 2
    assert path.read_text() == "mine"
    capsys.readouterr()
    assert ledger(pen, "export", CAMPAIGN, "--format", "csv") == 1
    assert len(list(csv.reader(capsys.readouterr().out.splitlines()))) == 17


ACTIONS = st.one_of(
    st.tuples(
        st.just("bulk"),
        st.sampled_from(["doubted", "uncertain", "refused", "expired"]),
        st.sampled_from(["sent", "again", "never"]),
    ),
    st.tuples(st.just("named"), st.sampled_from(sorted(NEAR)), st.sampled_from(["sent", "again", "never"])),
    st.tuples(st.just("try"), st.sampled_from(["refused", "doubted", "lost", "expired"]), st.just("")),
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(ACTIONS, max_size=6))
def test_no_decisions_queue_unnamed_what_may_be_delivered(
    actions: list[tuple[str, str, str]], template: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is decided and tried in between: what may have arrived is sendable only if its recipient was named."""
    # A folder for each example: a write-ahead log that the last one left would be played into this one's copy.
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    shutil.copy(template / "state.db", folder / "state.db")
    pen = Pen.__new__(Pen)
    reopened(pen, folder)
    may_have_it = NEAR - {"a..b@docomo.ne.jp"} | {"late@docomo.ne.jp"}
    named: set[str] = set()
    for kind, what, decision in actions:
        if kind == "try":
            may_have_it |= attempt(pen, what)
            # Naming counts once: what is tried after it and left open needs a new name.
            named.clear()
            continue
        if kind == "named" and decision == "again":
            named.add(what)
        whom = ("--in", what) if kind == "bulk" else ("--address", what)
        assert decide(pen, capsys, "resolve", CAMPAIGN, *whom, "--as", decision, "--reason", "x") in {0, 2, 4}
        sendable = {address for address, one in pen.deliveries().items() if one.due_us is not None}
        assert not (sendable & may_have_it) - named
        named &= sendable
    pen.engine.dispose()


def attempt(pen: Pen, what: str) -> set[str]:
    """Everything that waits is tried; returns who may have it now."""
    found = set()
    for address, one in pen.deliveries().items():
        if one.state is not State.WAITING or not one.events:
            continue
        match what:
            case "refused":
                pen.refused(one.recipient, address)
            case "doubted":
                pen.doubted(one.recipient, address)
            case "lost":
                pen.lost(one.recipient)
                found.add(address)
            case _:
                pen.end(one.recipient, Move.EXPIRED, pen.source(), one.delivered)
    return found
