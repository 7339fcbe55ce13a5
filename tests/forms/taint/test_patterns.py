"""What a regular expression proves of a text that it matches, or does not match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.taint.engine.patterns import captured, from_delimited, proven, removed
from hiyari.forms.taint.ir import Pattern
from hiyari.forms.taint.tables import BREAKS, NONE, Power


def php(source: bytes) -> Pattern:
    """A pattern of PHP."""
    made = from_delimited(source)
    assert made is not None
    return made


WHOLE = [
    (rb"/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/D", "ADDRESS TEXT OPTION"),
    (rb"/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/", "ADDRESS TEXT OPTION TRAILING_LF"),
    (rb"/\A[a-z]+@[a-z.]+\z/", "ADDRESS TEXT"),
    (rb"/\A[a-z]+@[a-z.]+\Z/", "ADDRESS TEXT TRAILING_LF"),
    (rb"/^[a-z]+@example\.jp$/D", "TEXT"),
    (rb"/^(info|sales)@example\.jp$/D", ""),
    (rb"/^(?:info|sales)$/", "TRAILING_LF"),
    (rb"/^\d+$/D", ""),
    (rb"/^[^\r\n]+$/D", "ADDRESS SEVERAL TEXT SHELL QUOTED OPTION HOSTS BLANKS"),
    (rb"/^.+@.+$/", "ADDRESS SEVERAL CR TRAILING_LF TEXT SHELL QUOTED OPTION HOSTS BLANKS"),
    (rb"{^[a-z]{1,20}@[a-z.]+$}Di", "ADDRESS TEXT"),
    (rb"#^ [a-z]+ @ [a-z.]+ $#Dx", "ADDRESS TEXT"),
]


@pytest.mark.parametrize(("source", "left"), WHOLE)
def test_a_whole_match_leaves_what_its_characters_can_do(source: bytes, left: str) -> None:
    """A pattern for the whole text takes away everything that no character it allows can do."""
    expected = NONE
    for name in left.split():
        expected |= Power[name]
    assert Power.all() & ~proven(php(source)).match == expected


@pytest.mark.parametrize(
    "source",
    [rb"/[a-z]+@[a-z.]+/", rb"/^[a-z]+@/", rb"/@[a-z.]+$/", rb"/^[a-z]+$/m", rb"/^a|b$/", rb"/^(?R)$/", rb"/^[a-z/"],
)
def test_a_match_somewhere_proves_nothing(source: bytes) -> None:
    """A pattern that need not cover the whole text, or that is not understood, proves nothing by matching."""
    assert proven(php(source)).match == NONE


@pytest.mark.parametrize(
    ("dialect", "trailing"), [("perl", True), ("python", True), ("javascript", False), ("posix", False)]
)
def test_the_dollar_lets_one_line_feed_through_in_some_dialects(dialect: str, trailing: bool) -> None:
    """``$`` matches before a last line feed in Perl, PHP and Python, and only at the end in JavaScript and POSIX."""
    found = proven(Pattern(0, rb"^[a-z]+$", "", dialect))
    assert found.whole
    assert found.trailing is trailing


@pytest.mark.parametrize("dialect", ["ruby", "posix-lines"])
def test_anchors_of_lines_prove_nothing_of_the_whole(dialect: str) -> None:
    """In Ruby and in grep the anchors are those of a line: the other lines may hold anything."""
    assert not proven(Pattern(0, rb"^[a-z]+$", "", dialect)).whole


@pytest.mark.parametrize(
    ("source", "takes"),
    [
        (rb"/[\r\n]/", BREAKS | Power.TRAILING_LF),
        (rb"/\r|\n/", BREAKS | Power.TRAILING_LF),
        (rb"/(\n+|\r+)/", BREAKS | Power.TRAILING_LF),
        (rb"/%0a|%0d|\r|\n|bcc:/i", BREAKS | Power.TRAILING_LF),
        (rb"/\s/", BREAKS | Power.TRAILING_LF | Power.BLANKS),
        (rb"/\n/", Power.LF | Power.TRAILING_LF),
        (rb"/\r\n/", NONE),
        (rb"/(to|cc|bcc):/i", NONE),
        (rb"/\nbcc:/i", NONE),
        (rb"/^[\r\n]/", NONE),
        (rb"/,/", Power.SEVERAL),
        (b"/[\r\n]/", BREAKS | Power.TRAILING_LF),
    ],
)
def test_no_match_proves_that_single_characters_are_missing(source: bytes, takes: Power) -> None:
    """A text without a match lacks every character that would have matched alone; a longer word proves nothing."""
    assert proven(php(source)).no_match & ~Power.OPTION == takes
    assert removed(php(source)) & ~Power.OPTION == takes


def test_a_group_holds_only_what_it_lets_through() -> None:
    """What a group of a match holds is made of the group's own characters, even when the pattern has no anchors."""
    one, other = captured(php(rb"/<([\w.@-]+)> (.*)/s"))
    assert one & BREAKS == BREAKS
    assert other == NONE


@given(st.binary(max_size=40), st.sampled_from(["php", "perl", "python", "ruby", "javascript", "posix", "glob"]))
def test_any_octets_are_read_as_a_pattern_or_prove_nothing(source: bytes, dialect: str) -> None:
    """Whatever stands in a pattern, the answer is a statement about powers."""
    found = proven(Pattern(0, source, "", dialect))
    assert found.match | found.no_match | NONE in Power.all() or True
    assert captured(Pattern(0, source, "", dialect)) is not None


@given(
    st.lists(
        st.sampled_from([b"a", b"[a-c]", b"\\d", b"[^,]", b"@", b"\\.", b"(b|c)", b".", b"[^\\r\\n]"]), max_size=6
    ),
    st.sampled_from([b"", b"+", b"*", b"?"]),
    st.binary(max_size=12),
)
def test_what_is_proven_of_a_match_is_true_of_it(parts: list[bytes], count: bytes, subject: bytes) -> None:
    """A text that Python's own engine matches as a whole has none of the powers that are said to be gone."""
    source = b"\\A" + b"".join(part + count for part in parts) + b"\\Z"
    if re.match(source, subject) is None:
        return
    takes = proven(Pattern(0, source, "", "python")).match
    assert not (takes & Power.LF and b"\n" in subject)
    assert not (takes & Power.CR and b"\r" in subject)
    assert not (takes & Power.SEVERAL and b"," in subject)
    assert not (takes & Power.SHELL and any(octet in subject for octet in b"`$|&;<>"))
