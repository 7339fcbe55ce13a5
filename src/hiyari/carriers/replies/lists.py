"""Blocklists: their names, zones and pages, and how a reply names one.

A reply names a list by its zone (``blocked using zen.spamhaus.org``), by its page, or by words. The longest zone wins.
A zone that nobody here knows is still told: a wrong guess would send the postmaster to the wrong page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final

from hiyari.carriers.replies.advice import Advice
from hiyari.carriers.replies.files import SignError, document, known_keys
from hiyari.carriers.replies.words import Words

_KEYS: Final = {"name", "zones", "words", "lists", "link", "advice", "closed", "source"}
_UNKNOWN_ZONE: Final = re.compile(
    r"\b(?:blocked|rejected|listed|refused|found|blacklisted|denied)\b(?: (?:using|by|at|in|on|the|DNSBL|RBL|blacklist|"
    r"blocklist|list)){1,4}:? [\"'(\[]{0,2}((?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,24})\b(?!\.?[a-z0-9])",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What a list holds."""

    ADDRESSES = "addresses"
    DOMAINS = "domains"
    LINKS = "links"
    """Domains that stand in messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockList:
    """One list."""

    name: str
    zones: tuple[str, ...]
    """Zones and hosts of its pages, lower case."""
    words: tuple[str, ...]
    """Other words that name it, lower case; looked for as whole words."""
    lists: Kind
    link: str
    """Its page: for asking and, where it is offered, for removal."""
    advice: Advice
    closed: date | None
    """The day on which it was closed."""
    source: str


def _whole(word: str, lowered: str) -> bool:
    """Whether it stands there as a whole: a zone not as a part of a longer name, a word not as a part of any name."""
    place = lowered.find(word)
    while place >= 0:
        end = place + len(word)
        before, after = lowered[max(0, place - 2) : place], lowered[end : end + 2]
        inside = _joins(after[:1], after[1:]) or _joins(before[-1:], "" if "." in word else before[:-1])
        if not inside:
            return True
        place = lowered.find(word, place + 1)
    return False


def _joins(beside: str, beyond: str) -> bool:
    """Whether the character beside a word makes it a part of something longer; a dot does with a letter beyond it."""
    return beside.isalnum() or beside in {"-", "_"} or (beside == "." and beyond.isalnum())


@cache
def lists() -> Mapping[str, BlockList]:
    """Every list by its name, in the order of the file.

    Raises:
        SignError: The file is malformed, which the tests would have told before.
    """
    return {one.name: one for one in map(_list, document("lists.toml")["list"])}


@cache
def _words() -> Words[int]:
    return Words({word: place for place, one in enumerate(lists().values()) for word in (*one.zones, *one.words)})


def named_list(lowered: str, text_grams: set[str]) -> BlockList | None:
    """The list that a text in lower case names.

    Args:
        lowered: The text.
        text_grams: Its `words.grams`.
    """
    places = [place for word, place in _words().found(lowered, text_grams) if _whole(word, lowered)]
    return tuple(lists().values())[min(places)] if places else None


def unknown_zone(said: str) -> str | None:
    """The zone of a list that nobody here knows."""
    found = _UNKNOWN_ZONE.search(said)
    return found[1].lower() if found else None


def _list(written: Mapping[str, Any]) -> BlockList:
    known_keys(written, _KEYS, "lists.toml")
    try:
        return BlockList(
            name=written["name"],
            zones=tuple(written.get("zones", ())),
            words=tuple(written.get("words", ())),
            lists=Kind(written.get("lists", "addresses")),
            link=written.get("link", ""),
            advice=Advice(written.get("advice", "delist")),
            closed=written.get("closed"),
            source=written["source"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SignError(f"lists.toml: {error}") from error
