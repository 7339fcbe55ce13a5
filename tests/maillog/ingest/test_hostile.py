"""Logs that somebody wrote to break their reader: facts stay in their cells, and memory stays bounded."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.facts import DELIVERIES, MESSAGES, REJECTS
from hiyari.maillog.history import history, host, seam
from hiyari.maillog.ingest import worker
from hiyari.maillog.ingest.ingest import ingest_more, ingest_once
from hiyari.maillog.ingest.kept import memory as memory_of
from hiyari.maillog.store.parts import read_parts
from tests.maillog.ingest.growing import Facts, Growing, facts_in, sources, whole, write

PIECES = (
    "\x1b[31m", "\x00", "\r", "\x1e", "\x1f", "\u2028", "\x85", "\xff", "\t", '"', "\\", ">", "<",
    "; from=<", ": ", ", ", "\u202e", "日本", "a@b", "[192.0.2.1]",
    "status=sent (250 2.0.0 Ok: queued as 4AB99)", "postfix/qmgr[1]: 4AB01: removed",
)  # fmt: skip
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join)
_SHOWN = {"\x1f": "\\x1f", "\x1e": "\\x1e", "\r": "\\x0d", "\x00": "\\x00"}


def message(word: str, number: int = 1) -> list[str]:
    """A message into which a stranger wrote a word wherever one can."""
    word = word.replace("\n", " ")
    at = "relay=mx.example.com[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn=5.7.1"
    bounced = f"status=bounced (host mx.example.com[192.0.2.7] said: 550 5.7.1 {word} (in reply to RCPT TO command))"
    said = (
        ("smtpd", "client=in.example.jp[192.0.2.10]"),
        ("cleanup", f"message-id=<{word}>"),
        ("cleanup", f"warning: header Subject: {word} from in.example.jp[192.0.2.10]; from=<a@example.jp>"),
        ("qmgr", "from=<a@example.jp>, size=100, nrcpt=1 (queue active)"),
        ("smtp", f"to=<u@example.com>, {at}, {bounced}"),
        ("qmgr", "removed"),
    )
    reject = (
        "NOQUEUE: reject: RCPT from unknown[198.51.100.9]: 554 5.7.1 <u@example.com>: Relay access denied; "
        f"from=<b@example.org> to=<u@example.com> proto=ESMTP helo=<{word}>"
    )
    head = "Nov  2 00:00:01 relay1 postfix"
    lines = [f"{head}/{program}[7]: 4AB{number:02}: {words}" for program, words in said]
    return [*lines, f"{head}/smtpd[7]: {reject}"]


def table(facts: Facts, name: str) -> list[dict[str, Any]]:
    """Rows with the names of their columns."""
    columns = {"messages": MESSAGES, "deliveries": DELIVERIES, "rejects": REJECTS}[name].names
    return [dict(zip(columns, row, strict=True)) for row in facts[name]]


def shown(word: str) -> str:
    """As it stands in facts."""
    return "".join(_SHOWN.get(one, one) for one in word).encode("utf-8", "backslashreplace").decode()


@given(word=WORDS)
@settings(max_examples=60, deadline=None)
def test_what_a_stranger_writes_stays_in_its_cell(word: str) -> None:
    """Message-ID, subject, reply and HELO hold any text; every other cell is what it is without it."""
    word = word.replace("\n", " ")
    lines = "".join(f"{line}\n" for line in message(word)).encode("utf-8", "surrogatepass")
    with TemporaryDirectory() as name:
        facts = whole(Path(name), lines)
        tame = whole(Path(name) / "tame", message("w"))
    free = {"message_id", "subject", "reply", "line", "helo", "cause", "blocklist"}
    for one in ("messages", "deliveries", "rejects"):
        assert [_without(row, free) for row in table(facts, one)] == [_without(row, free) for row in table(tame, one)]
    assert {row["message"] for row in table(facts, "deliveries")} == {
        row["message"] for row in table(facts, "messages")
    }
    (bounced,) = table(facts, "deliveries")
    reply = f"host mx.example.com[192.0.2.7] said: 550 5.7.1 {word} (in reply to RCPT TO command)"
    surrogates = reply.encode("utf-8", "surrogatepass").decode("utf-8", "backslashreplace")
    assert bounced["reply"] == shown(surrogates)


def _without(row: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}


@given(
    junk=st.lists(st.binary(max_size=80) | st.sampled_from([b"Nov  2 00:00:01 relay1 postfix/smtp[7]: "]), max_size=30)
)
@settings(max_examples=40, deadline=None)
def test_bytes_of_any_kind_are_read_to_their_end(junk: list[bytes]) -> None:
    """No traceback; every line is counted, and the mail beside the junk is found."""
    mail = "".join(f"{line}\n" for line in message("w")).encode()
    content = b"\n".join(junk) + b"\n" + mail
    with TemporaryDirectory() as name:
        log = write(Path(name) / "log", content)
        result = ingest_once(Path(name) / "facts", sources(log), UTC, processes=1)
        if result.formats == {str(log): "syslog"}:
            assert result.total().lines == content.count(b"\n")
            assert len(facts_in(Path(name) / "facts")["messages"]) >= 1


def test_a_megabyte_without_a_newline_is_one_line(tmp_path: Path) -> None:
    """It is cut, counted once as strange, and what follows is read."""
    log = write(
        tmp_path / "log",
        [*message("w"), "Nov  2 00:00:02 relay1 postfix/smtp[7]: " + "x" * 1_000_000, *message("v", 2)],
    )
    result = ingest_once(tmp_path / "facts", sources(log), UTC, processes=1)
    assert (result.total().lines, result.total().missed) == (15, 1)
    assert len(facts_in(tmp_path / "facts")["messages"]) == 2


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_without_newlines_fills_no_memory(tmp_path: Path, *, packed: bool) -> None:
    """96 MB of one line, plain or packed to almost nothing."""
    content = b"Nov  2 00:00:01 relay1 postfix/smtp[7]: 4AB01: " + bytes(96 << 20)
    log = write(tmp_path / "log", gzip.compress(content, 1) if packed else content)
    found = sources(log)
    tracemalloc.start()
    try:
        result = ingest_once(tmp_path / "facts", found, UTC, processes=1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.total().lines == 1
    assert most < 24 << 20


@pytest.mark.parametrize("size", [200_000, 1 << 25])
def test_invented_hosts_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """10,000 names of hosts: no line is lost, and those above the bound share one name."""
    monkeypatch.setattr(history, "MOST_HOSTS", 500)
    lines = [line.replace("relay1", f"h{number}", 1) for number in range(10_000) for line in message("w")[4:5]]
    ingest_once(tmp_path / "facts", sources(write(tmp_path / "log", lines)), UTC, processes=1, size=size)
    rows = table(facts_in(tmp_path / "facts"), "deliveries")
    assert len(rows) == 10_000
    assert sum(row["host"] == "?" for row in rows) >= 3000


@pytest.mark.parametrize("kept", [False, True])
def test_messages_that_never_leave_a_queue_are_given_as_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    """More than may be open at once, in one piece and over many: none is lost, and memory does not grow with them."""
    monkeypatch.setattr(host, "MOST_OPEN", 100)
    monkeypatch.setattr(seam, "MOST_OPEN", 150)
    monkeypatch.setattr(worker, "WINDOW", 20_000)
    said = "from=<a@example.jp>, size=100, nrcpt=1 (queue active)"
    lines = [f"Nov  2 00:{n // 60:02}:{n % 60:02} relay1 postfix/qmgr[7]: 4{n:05X}: {said}" for n in range(3000)]
    if kept:
        growing = Growing(tmp_path)
        for end in (700, 1800, 3000):
            write(growing.log, lines[:end])
            growing.read(size=9000)
            memory = _memory(growing.facts)
            assert len(memory["open"]) <= 150
    else:
        packed = gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=1793750400)
        ingest_once(tmp_path / "facts", sources(write(tmp_path / "log", packed)), UTC, processes=1)
    rows = table(facts_in(tmp_path / "facts"), "messages")
    assert len(rows) == 3000
    assert len({row["message"] for row in rows}) == 3000
    assert {row["ending"] for row in rows} == {"open"}


def _memory(folder: Path) -> dict[str, Any]:
    """What the last reading remembers."""
    parts = read_parts(folder)
    assert parts is not None
    assert parts.last is not None
    memory: dict[str, Any] = json.loads(memory_of(folder, parts.last).read_text())
    return memory


def test_a_message_that_waits_longer_than_any_queue_is_let_go(tmp_path: Path) -> None:
    """A kept folder does not carry for ever what a log never ends; it stays a fact."""
    growing = Growing(tmp_path)
    first = "Nov  2 00:00:01 relay1 postfix/qmgr[7]: 4AB01: from=<a@example.jp>, size=100, nrcpt=1 (queue active)"
    write(growing.log, [first])
    growing.read()
    write(growing.log, [first, *(line.replace("Nov  2", "Nov 19") for line in message("w", 2))])
    growing.read()
    memory = _memory(growing.facts)
    assert [life["queue_id"] for _, life in memory["open"]] == ["4AB02"]
    endings = [(row["queue_id"], row["ending"]) for row in table(facts_in(growing.facts), "messages")]
    assert sorted(endings) == [("4AB01", "open"), ("4AB02", "removed")]


@pytest.mark.parametrize("start", ["", "<22>", "<22>1 ", "<22>" * 20_000, "<999>", "< 22>"])
def test_priorities_are_read_over(tmp_path: Path, start: str) -> None:
    """One before the stamp is what a network's syslog leaves; many are a strange line and no recursion."""
    log = write(tmp_path / "log", [f"{start}{line}" for line in message("w")])
    result = ingest_once(tmp_path / "facts", sources(log), UTC, processes=1)
    assert result.total().lines == 7
    if start in {"", "<22>", "<22>1 ", "<999>"}:
        assert result.total().missed == 0
        assert len(facts_in(tmp_path / "facts")["messages"]) == 1


def test_a_name_of_a_file_is_no_code(tmp_path: Path) -> None:
    """Any file name, also one that is no UTF-8, is kept as it is or with what is strange made visible."""
    names = ["it's", "a\nb", "a[b", "日本.log", "\udcff.log", "-x", "a\x1fb"]
    for number, name in enumerate(names):
        write(
            tmp_path / "logs" / name if (tmp_path / "logs").mkdir(exist_ok=True) is None else tmp_path,
            message("w", number),
        )
    ingest_more(tmp_path / "facts", sources(tmp_path / "logs"), UTC, processes=1)
    assert len(facts_in(tmp_path / "facts")["messages"]) == len(names)
