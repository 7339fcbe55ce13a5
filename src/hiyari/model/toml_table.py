"""Reads typed values out of a TOML table, and collects what is wrong with them instead of stopping at the first.

A reader asks a table for each key it knows and closes it; what was never asked for is an unknown key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, ntext, text
from hiyari.model.toml_lines import Lines, Place

MOST_PROBLEMS: Final = 20
"""Sentences that a person reads in one go; the rest is only counted."""

_BAD: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Controls and line ends. The space of Japanese (U+3000) is none, though Python calls it unprintable."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Problems:
    """What is wrong with one document."""

    def __init__(self, path: str, lines: Lines) -> None:
        self._path = path
        self._lines = lines
        self._found: list[tuple[int, Text]] = []

    def add(self, place: Place, problem: Text) -> None:
        """Note a sentence about a place."""
        self.add_line(self.line(place), problem)

    def add_line(self, line: int, problem: Text) -> None:
        """Note a sentence about a line."""
        self._found.append((line, problem))

    def line(self, place: Place) -> int:
        """Where the place stands."""
        return self._lines.of(place)

    def settle(self) -> None:
        """Raise everything as one `UserError`, in the order of lines; return when there is nothing."""
        if not self._found:
            return
        self._found.sort(key=lambda item: item[0])
        shown = [at(self._path, line, problem) for line, problem in self._found[:MOST_PROBLEMS]]
        if more := len(self._found) - len(shown):
            shown.append(
                ntext(
                    "{path} has {count} more problem. Mend the ones above first.",
                    "{path} has {count} more problems. Mend the ones above first.",
                    more,
                    path=self._path,
                )
            )
        raise UserError(*shown)


def at(path: str, line: int, problem: Text) -> Text:
    """A sentence behind its place: ``hiyari.toml:14: ...``."""
    return text("{place}: {problem}", place=f"{path}:{line}", problem=problem)


class Table:
    """One table of a document, read key by key."""

    def __init__(self, values: Mapping[str, object], place: Place, problems: Problems) -> None:
        self._values = values
        self._place = place
        self._problems = problems
        self._asked: set[str] = set()

    @property
    def line(self) -> int:
        """Where the table begins."""
        return self._problems.line(self._place)

    def complain(self, key: str, problem: Text) -> None:
        """Note a sentence about one of the keys."""
        self._problems.add((*self._place, key), problem)

    def get(self, key: str) -> object | None:
        """The raw value, or None; the key is known from now on."""
        self._asked.add(key)
        return self._values.get(key)

    def string(self, key: str) -> str | None:
        """A string that is not empty."""
        value = self.get(key)
        return None if value is None else self._string(value, key, (*self._place, key))

    def needed(self, key: str, example: str) -> str | None:
        """A string that must be there; ``example`` shows what to write."""
        if key not in self._values:
            self._asked.add(key)
            problem = text("{key} is missing. Add a line such as: {line}", key=key, line=f'{key} = "{example}"')
            self._problems.add(self._place, problem)
        return self.string(key)

    def parsed(self, key: str, written: str | None, parse: Callable[[str], T | None], problem: Text) -> T | None:
        """What ``parse`` makes of a string; None is a problem, told with ``problem`` behind the value."""
        if written is None:
            return None
        value = parse(written)
        if value is None:
            self.complain(key, text("{key} = {value}: {problem}", key=key, value=Remote(written), problem=problem))
        return value

    def many(self, key: str, parse: Callable[[str], T | None], problem: Text) -> tuple[T, ...]:
        """A list of strings, each parsed; a problem names the line of its own element."""
        values = self.get(key)
        if values is None:
            return ()
        if not isinstance(values, list):
            self.complain(
                key,
                text("{key} must be a list. Put square brackets around it: {line}", key=key, line=f'{key} = ["..."]'),
            )
            return ()
        return tuple(self._elements(key, values, parse, problem))

    def one_or_many(self, key: str) -> tuple[str, ...]:
        """A string, or a list of them; empty where the key is not there."""
        if isinstance(self.get(key), list):
            return self.many(key, str, text("Write the text in quotes."))
        value = self.string(key)
        return () if value is None else (value,)

    def _elements(self, key: str, values: list[object], parse: Callable[[str], T | None], problem: Text) -> Iterator[T]:
        for index, value in enumerate(values):
            place = (*self._place, key, index)
            written = self._string(value, key, place)
            if written is None:
                continue
            element = parse(written)
            if element is None:
                self._problems.add(
                    place, text("{key} = {value}: {problem}", key=key, value=Remote(written), problem=problem)
                )
            else:
                yield element

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self.get(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.complain(key, text("{key} must be true or false, without quotes.", key=key))
        return default

    def word(self, key: str, words: type[E], written: str | None) -> E | None:
        """One of a closed set of words."""
        if written is None:
            return None
        try:
            return words(written)
        except ValueError:
            self.complain(
                key,
                text(
                    "{key} = {value} is not known. Write one of: {words}",
                    key=key,
                    value=Remote(written),
                    words=tuple(str(word) for word in words),
                ),
            )
            return None

    def day(self, key: str) -> date | None:
        """A day that must be there, as TOML writes it or in quotes."""
        value = self.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.complain(key, text("{key} must be a day. Write it as in: {line}", key=key, line=f"{key} = 2026-12-31"))
        return None

    def number(self, key: str, least: float, most: float) -> float | None:
        """A number within bounds."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        problem = text(
            "{key} must be a number from {least} to {most}, without quotes.", key=key, least=least, most=most
        )
        self.complain(key, problem)
        return None

    def moment(self, key: str) -> datetime | None:
        """A moment with its offset from UTC."""
        value = self.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        line = f"{key} = 2026-12-01T09:00:00+09:00"
        self.complain(
            key, text("{key} must be a time with its offset from UTC. Write it as in: {line}", key=key, line=line)
        )
        return None

    def keys(self) -> tuple[str, ...]:
        """Every key that stands there, known or not."""
        return tuple(self._values)

    def close(self) -> None:
        """Report every key that nobody asked for, with the nearest one that is known."""
        for key in self._values:
            if key not in self._asked:
                self._problems.add((*self._place, key), unknown_key(key, self._asked))

    def _string(self, value: object, key: str, place: Place) -> str | None:
        if isinstance(value, str) and value.strip() and not _BAD.search(value):
            return value.strip()
        if isinstance(value, str):
            problem = text("{key} is empty or holds control characters. Write it out, or delete the line.", key=key)
        else:
            problem = text("{key} must be text in quotes: {line}", key=key, line=f'{key} = "..."')
        self._problems.add(place, problem)
        return None


def unknown_key(key: str, known: set[str]) -> Text:
    """What to say of a key that does not exist."""
    near = get_close_matches(key[:64], sorted(known), n=1)
    if near:
        return text("unknown key {key}. Did you mean {near}?", key=Remote(key), near=near[0])
    return text("unknown key {key}. Known here: {known}", key=Remote(key), known=tuple(sorted(known)))
