"""Exim's logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.facts import MESSAGES, TABLES
from hiyari.maillog.formats.exim import EximFront, programs
from hiyari.maillog.history.history import History
from hiyari.maillog.history.seam import Joiner
from tests.maillog.formats.listening import Histories, PlainStamps, cases, compare, hear, hear_front

STARTS = [
    "",
    "2026-11-26 19:48:25 ",
    "2026-11-26 19:48:25 1vOabc-0001Ab-2C <= ",
    "2026-11-26 19:48:25 1vOabc-0001Ab-2C => a@b R=x T=y ",
    "2026-11-26 19:48:25 1vOabc-0001Ab-2C == a@b ",
    "2026-11-26 19:48:25 1vOabc-0001Ab-2C ** ",
    "2026-11-26 19:48:25 H=(x) [192.0.2.1] F=<",
    "2026-11-26 19:48:25 cwd=",
    "2026-99-99 19:48:25 ",
]


@pytest.mark.parametrize("log", cases("exim"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Each line is told as the calls that stand beside it."""
    compare(log, hear_front(EximFront, log.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("log", cases("exim-syslog"), ids=lambda log: log.stem)
def test_syslog(log: Path) -> None:
    """Through syslog the same lines say the same, and a refusal that is written twice is told once."""
    compare(log, hear(programs(), log.read_text(encoding="utf-8").splitlines()))


@given(st.sampled_from(STARTS), st.text(st.characters(codec="utf-8")), st.sampled_from(["", " S=1", " [192.0.2.1]"]))
def test_no_line_raises(start: str, middle: str, end: str) -> None:
    """Any text is understood, strange or other, and never an error."""
    line = start + middle + end
    front = EximFront(Histories(), "host1", PlainStamps())
    front.feed([line])
    assert front.counts.lines == 1
    assert programs()["exim"](Histories().host("host1"), 1, line, line) in {True, False}


def test_recognised() -> None:
    """A main log is recognised, and a log of another product with the same stamps is not."""
    main = (cases("exim")[0]).read_text(encoding="utf-8").splitlines()
    assert EximFront.recognise(main)
    assert not EximFront.recognise(["2026-11-26 19:48:25 status installed libc6:amd64 2.36-9"] * 5)
    assert not EximFront.recognise([])


def test_rows() -> None:
    """In the facts, a web form's message has its folder, its user and its end, and its delivery the next queue id."""
    rows: dict[str, list[Any]] = {table: [] for table in TABLES}
    emit = {table: kept.append for table, kept in rows.items()}
    history, joiner = History(emit, "exim"), Joiner(emit)
    front = EximFront(history, "web1", PlainStamps())
    front.feed(cases("exim")[0].read_text(encoding="utf-8").splitlines())
    joiner.join(history.seam())
    joiner.finish()
    (message,) = (dict(zip(MESSAGES.names, row, strict=True)) for row in rows["messages"])
    assert (message["origin"], message["login"], message["cwd"]) == ("local", "www-data", "/var/www/shop/html/contact")
    assert (message["ending"], message["complete"]) == ("removed", True)
    (delivery,) = (dict(zip(TABLES["deliveries"].names, row, strict=True)) for row in rows["deliveries"])
    assert (delivery["way"], delivery["queued_as"], delivery["outcome"]) == ("outside", "4f9Zk21xz0z", "accepted")
