"""The reply in a line, whatever mail system wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.replies.line import MOST, reply_in
from hiyari.carriers.replies.read import read_reply


def _lines() -> list[tuple[tuple[str | None, ...], str]]:
    found, head = [], ""
    for line in Path(__file__).with_name("lines.txt").read_text("utf-8").splitlines():
        if line.startswith("#> "):
            head = line[3:]
        elif head:
            found.append((tuple(None if one == "-" else one for one in head.split(" | ")), line))
    return found


@pytest.mark.parametrize(("told", "line"), _lines(), ids=lambda one: one[-60:] if isinstance(one, str) else "")
def test_lines(told: tuple[str | None, ...], line: str) -> None:
    """In the forms of Postfix, Exim, Sendmail, OpenSMTPD, Exchange, qmail and bounces the reply is found, and whose."""
    found = reply_in(line)
    assert found is not None
    read = read_reply(found.text, relay=found.relay)
    code = None if read.code is None else str(read.code)
    assert told == (
        "us" if found.ours else "they",
        *(code, read.enhanced, read.phase, read.outcome.value, read.cause.value),
        *(found.relay, found.recipient),
    )


def test_nothing() -> None:
    """An empty line holds nothing; a line about something else holds nothing that is understood."""
    assert reply_in("  \n") is None
    found = reply_in("Nov 26 19:48:25 relay2 postfix/qmgr[1]: 4C1ABF1234: removed")
    assert found is not None
    assert not read_reply(found.text).understood


@given(st.text(max_size=300) | st.text("=<>()[]:;,.-*> abHst25", max_size=300))
def test_any_text(text: str) -> None:
    """Whatever a line holds, the reply is some text, and reading it ends."""
    found = reply_in(text)
    assert found is None or read_reply(found.text, relay=found.relay) is not None


@pytest.mark.parametrize(
    "unit",
    [
        " H=",
        " ** a@b",
        "status=sent (",
        "reject: RCPT from a[b]: ",
        "relay=",
        "to=<a@",
        "{LED=",
        "ruleset=x, ",
        'stat="',
    ],
)
def test_hostile_lines_end(unit: str) -> None:
    """A line of 64 KiB of what the forms begin with is cut and read to an end."""
    found = reply_in(f"Nov 26 19:48:25 mx postfix/smtp[1]: {unit * (65536 // len(unit))}")
    assert found is None or len(found.text) <= MOST + 100
