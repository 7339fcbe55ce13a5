"""All formats together, and what none of them may do."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.finding import programs, recognise
from tests.maillog.formats.fronts import FRONTS
from tests.maillog.formats.listening import DATA, Histories, PlainStamps, cases

LONGEST = 65_536
PIECES = [
    "<", '"', "\\", " (", ") [", " H=", " R=x", ", relay=", ", stat=", ", reply=", " <= ", " => ", ": ", " A=a",
    "> to=<", "X=a", "(set_id=", " rejected ", "user=<", ", rip=1", ", Queue-ID: A", " -> <", "[user=", "] [service=",
    ";250 ", "{LED=", ",", '","', ' T="', " for a@b", "... ", " 3 args: ", "/", "[1/2]", "; ", "mail() on [",
    ":1]: To: ", " -- Headers: ", "=", " ", "a", "(", ")", "{", "\x00", "é",
]  # fmt: skip
NAMES = sorted(programs())


def golden_lines() -> list[str]:
    """Every line of the golden data."""
    return [line for log in sorted(DATA.glob("*/*.log")) for line in log.read_text(encoding="utf-8").splitlines()]


def bodies() -> list[str]:
    """What follows the frame in them."""
    return [line.partition("]: ")[2] or line for line in golden_lines()]


@given(st.sampled_from(NAMES), st.sampled_from(bodies()), st.data())
def test_broken_lines_never_raise(name: str, body: str, data: st.DataObject) -> None:
    """A real line with anything put in, cut out or cut off is understood or strange, for every program."""
    at = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(at, len(body)))
    broken = body[:at] + data.draw(st.text() | st.sampled_from(PIECES)) + body[end:]
    assert programs()[name](Histories().host("mx1"), 1, broken, f"x {name}[1]: {broken}") in {True, False}
    for front in FRONTS.values():
        reader = front(Histories(), "mx1", PlainStamps())
        reader.feed([broken])
        assert reader.counts.lines == 1


@pytest.mark.parametrize("piece", PIECES)
def test_long_lines_take_linear_time(piece: str) -> None:
    """A line of 64 KiB that repeats what divides fields is read; were that quadratic, this test would not end."""
    handles = set(programs().values())
    starts = {body[:cut] for body in bodies() for cut in (0, 24, 60)}
    for start in itertools.islice(sorted(starts), 0, None, 5):
        body = (start + piece * (LONGEST // len(piece)))[:LONGEST]
        for handle in handles:
            handle(Histories().host("mx1"), 1, body, body)


@pytest.mark.parametrize("name", ["exim", "exchange", "rspamd-file"])
def test_each_is_recognised_as_itself(name: str) -> None:
    """A file of one format is recognised as that one and no other."""
    lines = cases(name)[0].read_text(encoding="utf-8").splitlines()
    assert recognise(lines) == name.removesuffix("-file")


def test_syslog_is_no_whole_file_format() -> None:
    """Lines of syslog are recognised as none of them."""
    assert recognise(cases("sendmail")[0].read_text(encoding="utf-8").splitlines()) == "syslog"
    assert recognise([]) == "syslog"
