"""Signs: what in a reply's text tells its cause. Read from the data files, a file per provider or topic.

A sign has literal words, one of which must be in the text before its pattern is tried, or a detail of the enhanced
status code (the last two numbers of ``5.7.23``). Files have a rank: what is specific is asked before what is general.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from hiyari.carriers.provider import About
from hiyari.carriers.replies.advice import USUAL, Advice
from hiyari.carriers.replies.cause import ABOUT_OF, Cause, Outcome
from hiyari.carriers.replies.files import SignError, documents, known_keys
from hiyari.carriers.replies.words import Words

GENERAL: Final = 50
"""Files of this rank and above see neither host names nor pages, which could be called anything."""
_CAPITAL: Final = re.compile(r"\\.|[A-Z]")
"""A capital letter, or something escaped, whose case means something else."""
_FILE_KEYS: Final = {"rank", "source", "code", "sign"}
_KEYS: Final = {
    "words", "pattern", "detail", "code", "phase", "cause", "list", "advice", "about", "outcome", "since", "until",
    "source",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What one kind of reply means."""

    rank: int
    words: tuple[str, ...]
    """Literals in lower case, of which one must be in the text; empty where `detail` decides."""
    pattern: re.Pattern[str] | None
    """Looked for in the text in lower case; None where the words are enough."""
    detail: str | None
    """The last two numbers of the enhanced status code."""
    codes: frozenset[int]
    """Reply codes, or their hundreds (5), 0 for a text without one; empty means any."""
    phases: frozenset[str]
    """Empty means any."""
    cause: Cause
    about: About
    advice: Advice
    outcome: Outcome | None
    """What became of the delivery, where the text has no code."""
    blocklist: str | None
    since: date | None
    until: date | None
    """The first day on which it held no longer."""
    source: str

    def fits(self, lowered: str, code: int | None, phase: str | None, on: date) -> bool:
        """Whether a text that holds one of its words (or its detail) is of this kind."""
        if self.codes and code not in self.codes and (code or 0) // 100 not in self.codes:
            return False
        if self.phases and phase not in self.phases:
            return False
        if (self.since and on < self.since) or (self.until and on >= self.until):
            return False
        return self.pattern is None or self.pattern.search(lowered) is not None


class Signs:
    """All signs, found by the words in a text."""

    def __init__(self, signs: Iterable[Sign]) -> None:
        """Take the signs; within a rank, those that come first are asked first."""
        self.all = tuple(sorted(signs, key=lambda one: one.rank))
        words: dict[str, list[int]] = {}
        self._details: dict[str, list[int]] = {}
        for place, sign in enumerate(self.all):
            for word in sign.words:
                words.setdefault(word, []).append(place)
            if not sign.words and sign.detail is not None:
                self._details.setdefault(sign.detail, []).append(place)
        self._words = Words(words)

    def candidates(self, lowered: str, text_grams: set[str], enhanced: str | None) -> list[Sign]:
        """The signs of which a word is in the text or whose detail it has, in the order in which they are asked."""
        detail = enhanced[2:] if enhanced else None
        found = set(self._details.get(detail, ())) if detail else set()
        for _, places in self._words.found(lowered, text_grams):
            found.update(places)
        return [sign for place in sorted(found) if (sign := self.all[place]).detail in {None, detail}]


@cache
def signs() -> Signs:
    """What is shipped.

    Raises:
        SignError: A file is malformed, which the tests would have told before.
    """
    return Signs(sign for name, one in documents().items() for sign in parse_signs(one, name))


def parse_signs(written: Mapping[str, Any], name: str) -> list[Sign]:
    """The signs of a file.

    Raises:
        SignError: A key is unknown, a pattern is wrong, or there is no source.
    """
    known_keys(written, _FILE_KEYS, name)
    try:
        return [_sign(one, written, name) for one in written["sign"]]
    except (KeyError, ValueError, TypeError, re.error) as error:
        raise SignError(f"{name}: {error}") from error


def _sign(written: Mapping[str, Any], file: Mapping[str, Any], name: str) -> Sign:
    known_keys(written, _KEYS, name)
    words, detail, cause = tuple(written.get("words", ())), written.get("detail"), Cause(written["cause"])
    source = written.get("source") or file.get("source")
    if not source:
        raise ValueError("a sign has no source")
    if not words and detail is None:
        raise ValueError("a sign has neither words nor a detail")
    if any(len(word) < 2 or word != word.lower() for word in words):
        raise ValueError(f"words are in lower case and not shorter than two characters: {words}")
    return Sign(
        rank=int(file["rank"]),
        words=words,
        pattern=_pattern(written["pattern"]) if "pattern" in written else None,
        detail=detail,
        codes=frozenset(written.get("code", file.get("code", ()))),
        phases=frozenset(written.get("phase", ())),
        cause=cause,
        about=About(written.get("about", ABOUT_OF[cause])),
        advice=Advice(written.get("advice", USUAL[cause])),
        outcome=Outcome(written["outcome"]) if "outcome" in written else None,
        blocklist=written.get("list"),
        since=_day(written.get("since")),
        until=_day(written.get("until")),
        source=source,
    )


def _pattern(written: str) -> re.Pattern[str]:
    """For a text in lower case, which is searched twice as fast as without regard to case."""
    return re.compile(_CAPITAL.sub(lambda found: found[0].lower() if len(found[0]) == 1 else found[0], written))


def _day(written: object) -> date | None:
    if written is not None and not isinstance(written, date):
        raise TypeError(f"{written!r} is no day")
    return written
