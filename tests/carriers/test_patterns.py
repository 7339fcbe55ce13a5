"""No pattern of a reply can be made to run for long: shown by their shape, not by a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import pytest

from hiyari.carriers import knowledge as module
from hiyari.carriers.knowledge import MOST_TEXT, knowledge
from hiyari.carriers.provider import ReplyRule
from hiyari.delivery.pacing import backoff

KNOWN = knowledge()
RULES = [(provider.id, rule) for provider in KNOWN.providers.values() for rule in provider.replies]
MOST_WAYS = 4000
"""Ways to match from one place, beside one scan to the end of the text."""


class Effort(NamedTuple):
    """In how many ways a pattern can be tried from one place of a text."""

    scans: int
    """Repetitions without a bound that come one after the other: the power of the text's length."""
    ways: int
    """The product of the bounded ones."""


def effort(items: Iterable[Any]) -> Effort:
    """The effort of a parsed pattern.

    Raises:
        ValueError: A repetition without a bound stands inside another repetition: no power is enough.
    """
    scans, ways = 0, 1
    for kind, value in items:
        inner = Effort(0, 1)
        if kind in {_constants.MAX_REPEAT, _constants.MIN_REPEAT}:
            least, most, repeated = value
            inner = effort(repeated)
            if most is _constants.MAXREPEAT:
                if inner != Effort(0, 1):
                    raise ValueError("a repetition of a repetition")
                inner = Effort(1, 1)
            else:
                if inner.scans:
                    raise ValueError("a repetition of a scan")
                inner = Effort(0, inner.ways ** int(most) * (int(most) - int(least) + 1))
        elif kind is _constants.BRANCH:
            branches = [effort(one) for one in value[1]]
            inner = Effort(max(one.scans for one in branches), max(one.ways for one in branches))
        elif kind is _constants.SUBPATTERN:
            inner = effort(value[-1])
        elif kind in {_constants.ASSERT, _constants.ASSERT_NOT}:
            inner = effort(value[1])
        scans, ways = scans + inner.scans, ways * inner.ways
    return Effort(scans, ways)


def _effort(pattern: str) -> Effort:
    return effort(_parser.parse(pattern, re.IGNORECASE))


@pytest.mark.parametrize(("provider", "rule"), RULES, ids=[f"{one}-{rule.reason.value}" for one, rule in RULES])
def test_a_pattern_scans_once(provider: str, rule: ReplyRule) -> None:
    """From each place of a text it looks at most once to the end, and tries a few thousand ways at most."""
    del provider
    found = _effort(rule.pattern.pattern)
    assert found.scans <= 1
    assert found.ways <= MOST_WAYS


@pytest.mark.parametrize("pattern", [backoff._SAID, backoff._CLOCK, module._ENHANCED])
def test_so_do_the_patterns_of_the_code(pattern: re.Pattern[str]) -> None:
    """What is looked for in every reply is bounded throughout."""
    found = _effort(pattern.pattern)
    assert found.scans == 0
    assert found.ways <= 40_000


@pytest.mark.parametrize("pattern", ["a.*b.*c", "(?:a|b).*x+y"])
def test_two_scans_are_seen(pattern: str) -> None:
    """The measure itself: two in a row are the square."""
    assert _effort(pattern).scans == 2


@pytest.mark.parametrize("pattern", ["(a+)+b", "(?:a*b?)*c", "(?:x.*){1,3}"])
def test_repetitions_of_repetitions_are_seen(pattern: str) -> None:
    """The measure itself: what doubles with each character is refused."""
    with pytest.raises(ValueError, match="a repetition of a"):
        _effort(pattern)


@pytest.mark.parametrize(("provider", "rule"), RULES, ids=[f"{one}-{rule.reason.value}" for one, rule in RULES])
def test_the_beginning_of_every_pattern_a_thousand_characters_long(provider: str, rule: ReplyRule) -> None:
    """A text of nothing but what the pattern begins with is read to its end, and longer ones are cut."""
    literals = re.findall(r"[a-z]{3,}", rule.pattern.pattern) or ["x@"]
    for text in (" ".join(literals[:2] * MOST_TEXT), "@".join(literals * MOST_TEXT), "<" * 10**6):
        meaning = KNOWN.read(KNOWN.provider(provider), "rcpt", 550, text, module.datetime(2026, 11, 1))
        assert len(meaning.addresses) <= MOST_TEXT
