"""The journal: what journalctl writes, as syslog would have written it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.logfiles.journal import Entry, entry_of, in_order, journal_lines, recognise
from hiyari.model.error import UserError

FIELDS = {
    "__CURSOR": "s=0a;i=1", "__REALTIME_TIMESTAMP": "1795690105000900",
    "_SOURCE_REALTIME_TIMESTAMP": "1795690105000123",
    "_HOSTNAME": "relay1.example.jp", "SYSLOG_IDENTIFIER": "postfix/smtp", "SYSLOG_PID": "812", "_PID": "812",
    "_COMM": "smtp", "PRIORITY": "6", "MESSAGE": "4D0: to=<a@example.com>, status=sent (250 ok)",
}  # fmt: skip
BODY = "postfix/smtp[812]: 4D0: to=<a@example.com>, status=sent (250 ok)"
ENTRY = Entry(1_795_690_105_000_123, "relay1.example.jp", BODY, "s=0a;i=1")


def line_of(**changes: object) -> str:
    """The entry with other fields; None leaves one out."""
    return json.dumps({key: value for key, value in {**FIELDS, **changes}.items() if value is not ...})


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        (line_of(), ENTRY),
        (line_of(_SOURCE_REALTIME_TIMESTAMP=...), ENTRY._replace(at=1_795_690_105_000_900)),
        (line_of(MESSAGE=list(b"caf\xe9 \xe6\x97\xa5")), ENTRY._replace(body="postfix/smtp[812]: caf\\xe9 \u65e5")),
        (line_of(MESSAGE=["one", "two"]), ENTRY._replace(body="postfix/smtp[812]: one")),
        (line_of(MESSAGE=[[111, 110, 101], "two"]), ENTRY._replace(body="postfix/smtp[812]: one")),
        (line_of(MESSAGE="one\ntwo"), ENTRY._replace(body="postfix/smtp[812]: one two")),
        (line_of(SYSLOG_PID=..., _PID=...), ENTRY._replace(body=BODY.replace("[812]", ""))),
        (line_of(SYSLOG_IDENTIFIER=...), ENTRY._replace(body=BODY.replace("postfix/smtp", "smtp"))),
        (line_of(__CURSOR=..., _HOSTNAME=None), ENTRY._replace(host="", cursor="")),
    ],
)
def test_an_entry_becomes_the_line_that_syslog_would_have_written(line: str, entry: Entry) -> None:
    """Text, bytes, several values, several lines, and fields that are not there."""
    assert entry_of(line) == entry
    assert recognise([line])


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "[]", "null", "{}", line_of()[:-1], line_of(MESSAGE=None), line_of(MESSAGE=...), line_of(MESSAGE=[]),
        line_of(MESSAGE=[300]), line_of(MESSAGE=[1, "x"]), line_of(MESSAGE={"a": 1}), "[" * 60_000, '{"a":' * 30_000,
        line_of(__REALTIME_TIMESTAMP="x", _SOURCE_REALTIME_TIMESTAMP="9" * 5000), line_of(MESSAGE=[[[[]]]]),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_none(line: str) -> None:
    """Broken JSON, no message, no time."""
    assert entry_of(line) is None


@given(times=st.lists(st.integers(0, 50), max_size=60), window=st.integers(1, 8))
def test_entries_a_little_out_of_order_are_put_in_order(times: list[int], window: int) -> None:
    """Nothing is lost; what is out of order by less than the window comes in order of time."""
    entries = [Entry(at, "", str(number), "") for number, at in enumerate(times)]
    found = list(in_order(entries, window))
    assert sorted(found) == sorted(entries)
    ordered = sorted(entries, key=lambda one: (one.at, int(one.body)))
    places = {one.body: place for place, one in enumerate(ordered)}
    if all(abs(places[one.body] - number) < window for number, one in enumerate(entries)):
        assert found == ordered


def program(path: Path, script: str) -> str:
    """A journalctl that says what we want."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


async def test_journalctl_is_run_and_read_to_its_end(tmp_path: Path) -> None:
    """A last line without its end too; it is told where to go on."""
    name = program(tmp_path / "journalctl", f"echo '{line_of()}'; printf '%s' \"$*\"")
    lines = [line async for some in journal_lines(["-u", "postfix"], after="s=1", program=name) for line in some]
    assert lines == [line_of(), "-o json --no-pager --all --after-cursor=s=1 -u postfix"]


async def test_a_failing_journalctl_is_told_in_its_own_words(tmp_path: Path) -> None:
    """Also when there is none."""
    name = program(tmp_path / "journalctl", "echo 'Failed to add match' >&2; exit 1")
    with pytest.raises(UserError, match="journalctl failed"):
        [some async for some in journal_lines(program=name)]
    with pytest.raises(UserError, match="cannot be run"):
        [some async for some in journal_lines(program=str(tmp_path / "none"))]


async def test_following_ends_journalctl_when_it_is_left(tmp_path: Path) -> None:
    """No process stays behind."""
    name = program(tmp_path / "journalctl", f"echo $$ > {tmp_path}/pid; echo '{line_of()}'; exec sleep 1000")
    reading = journal_lines(follow=True, program=name)
    assert await anext(reading) == [line_of()]
    await reading.aclose()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
