"""Sendmail's lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats import sendmail
from tests.maillog.formats.listening import Histories, cases, compare, hear


@pytest.mark.parametrize("log", cases("sendmail"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Each line is told as the calls that stand beside it."""
    compare(log, hear(sendmail.programs(), log.read_text(encoding="utf-8").splitlines()))


@given(
    st.sampled_from(["", "7AQBK0xx007001: ", "7AQBK0xx007001: to=<", "7AQBK0xx007001: from=", "ruleset=check_rcpt, "]),
    st.text(st.characters(codec="utf-8")),
    st.sampled_from(["", ", delay=00:00:00, stat=", ", size=1, class=0, nrcpts=1, relay=x [192.0.2.1]"]),
)
def test_no_line_raises(start: str, middle: str, end: str) -> None:
    """Any text is understood or not, and never an error."""
    body = start + middle + end
    handle = sendmail.programs()["sm-mta"]
    assert handle(Histories().host("mx1"), 1, body, f"Nov 26 19:48:25 mx1 sm-mta[1]: {body}") in {True, False}
