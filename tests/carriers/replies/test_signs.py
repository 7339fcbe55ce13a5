"""What is shipped about replies: complete, with sources, bounded, and nothing in it that no reply can reach."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest

from hiyari.carriers.provider import About
from hiyari.carriers.reason import Reason
from hiyari.carriers.replies.advice import USUAL, WHAT_TO_DO, Advice
from hiyari.carriers.replies.cause import ABOUT_OF, CAUSE_OF, MEANING, REASON_OF, Cause
from hiyari.carriers.replies.files import SignError, documents
from hiyari.carriers.replies.lists import lists
from hiyari.carriers.replies.signs import Sign, parse_signs, signs
from tests.carriers.replies.known import KNOWN
from tests.carriers.test_patterns import MOST_WAYS, _effort

ALL = signs().all


def test_the_tables_are_total() -> None:
    """Every cause has a meaning, an advice, a reason and somebody it is about; every reason has a cause."""
    for table in (MEANING, USUAL, REASON_OF, ABOUT_OF):
        assert set(table) == set(Cause)
    assert set(CAUSE_OF) == set(Reason)
    assert set(WHAT_TO_DO) == set(Advice)
    for cause in Cause:
        if cause is not Cause.RELAYING and cause not in {Cause.SPF, Cause.DKIM, Cause.PTR, Cause.TLS}:
            assert CAUSE_OF[REASON_OF[cause]] is cause


def test_there_is_enough() -> None:
    """At least 150 signs are shipped, and the yardstick has at least 120 distinct replies."""
    assert len(ALL) >= 150
    assert len({one.text for one in KNOWN}) >= 120
    assert all(count == 1 for count in Counter(one.text for one in KNOWN).values())


def test_every_cause_is_reached() -> None:
    """The yardstick has a reply for each cause but undefined."""
    assert {one.cause for one in KNOWN} == set(Cause) - {Cause.UNDEFINED}


@pytest.mark.parametrize("sign", ALL, ids=lambda one: f"{one.rank}-{(one.words or (one.detail,))[0]}")
def test_a_pattern_scans_once(sign: Sign) -> None:
    """From each place of a text it looks a bounded number of ways; what a sign names exists."""
    assert sign.source
    assert sign.blocklist is None or sign.cause is Cause.BLOCKLIST
    if sign.pattern is not None:
        found = _effort(sign.pattern.pattern)
        assert found.scans == 0
        assert found.ways <= 10 * MOST_WAYS


def test_no_words_are_shadowed() -> None:
    """A sign with words alone is never asked after another with the same word, no pattern and no condition."""
    free: set[str] = set()
    for sign in ALL:
        assert not sign.words or not set(sign.words) <= free, sign.words
        if sign.pattern is None and not sign.codes and not sign.phases and sign.detail is None and not sign.until:
            free |= set(sign.words)


def test_lists() -> None:
    """No two lists share a name or a word, every open one has an advice of its own, and a closed one says so."""
    words = [word for one in lists().values() for word in (*one.zones, *one.words)]
    assert len(words) == len(set(words))
    assert all(word == word.lower() for word in words)
    for one in lists().values():
        assert one.source
        assert one.zones or one.words
        assert (one.advice is Advice.LIST_CLOSED) or one.closed is None
        assert not one.link or re.fullmatch(r"https?://[^\s]+", one.link)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "blue"},
        {"cause": "sapm"},
        {"advice": "pray"},
        {"about": "us"},
        {"pattern": "("},
        {"words": []},
        {"words": ["X1"]},
        {"words": ["x"]},
        {"source": ""},
        {"since": "2025"},
        {"outcome": "lost"},
    ],
)
def test_a_malformed_file_is_refused(change: dict[str, Any]) -> None:
    """A mistake is told with the file's name, and never read as something else."""
    good = {"words": ["spam"], "cause": "spam", "source": "x"}
    assert parse_signs({"rank": 1, "sign": [good]}, "good.toml")[0].about is About.SENDER
    with pytest.raises(SignError, match=r"^bad\.toml: "):
        parse_signs({"rank": 1, "sign": [{**good, **change}]}, "bad.toml")


def test_a_malformed_head_is_refused() -> None:
    """A file without a rank or with a key that nobody reads is refused."""
    for head in ({"sign": []}, {"rank": 1, "sign": [], "colour": 1}, {"rank": 1}):
        with pytest.raises(SignError, match=r"^bad\.toml: "):
            parse_signs(
                {**head, "sign": (head.get("sign") and []) or [{"words": ["spam"], "cause": "spam"}]}, "bad.toml"
            )


def test_every_file_has_a_source() -> None:
    """Each file says where its knowledge is from as a whole."""
    for name, one in documents().items():
        assert one["source"], name


def test_a_sign_has_its_time_code_and_phase() -> None:
    """It fits from its first day until before its last, for its codes (or their hundreds), and in its phases."""
    written = {"words": ["abc"], "cause": "spam", "source": "x", "since": date(2025, 2, 13), "until": date(2025, 3, 12)}
    (sign,) = parse_signs({"rank": 1, "sign": [{**written, "code": [0, 4, 552], "phase": ["rcpt"]}]}, "x.toml")
    fits = [day for day in (12, 13, 14) if sign.fits("abc", 450, "rcpt", date(2025, 2, day))]
    assert fits == [13, 14]
    assert [day for day in (11, 12) if sign.fits("abc", 450, "rcpt", date(2025, 3, day))] == [11]
    on = date(2025, 3, 1)
    assert [code for code in (None, 421, 550, 552) if sign.fits("abc", code, "rcpt", on)] == [None, 421, 552]
    assert not sign.fits("abc", 450, "data", on)
    assert not sign.fits("abc", 450, None, on)
