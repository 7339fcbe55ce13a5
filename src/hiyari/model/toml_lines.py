"""Where each key and value of a TOML document stands: `tomllib` reads documents, but forgets their lines.

The document must be one that `tomllib` has accepted. This scanner then needs no error handling of its own: it steps
over comments and strings, and notes the line of every key, every table and every element of an array.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""Keys and indexes from the top of the document: ``("host", 1, "egress", 0)``."""

_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_DOT: Final = re.compile(r"[ \t]*\.[ \t]*")
_SCALAR: Final = re.compile(r"[^,\]}\n#]*")


class Lines:
    """The line of every place in one document."""

    def __init__(self, known: Mapping[Place, int]) -> None:
        self._known = known

    def of(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it; 1 when nothing is known."""
        while place:
            line = self._known.get(place)
            if line is not None:
                return line
            place = place[:-1]
        return 1


def locate(document: str) -> Lines:
    """Note the line of everything in a document that `tomllib` has accepted."""
    scanner = _Scanner(document.replace("\r\n", "\n"))
    scanner.document()
    return Lines(scanner.known)


class _Scanner:
    def __init__(self, document: str) -> None:
        self.known: dict[Place, int] = {}
        self._text = document
        self._at = 0
        self._line = 1
        self._counts: dict[Place, int] = {}

    def document(self) -> None:
        table: Place = ()
        self._blank()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._blank()

    def _header(self) -> Place:
        many = self._text.startswith("[[", self._at)
        line = self._line
        self._move(2 if many else 1)
        self._blank()
        keys = self._keys()
        self._blank()
        self._move(2 if many else 1)
        place = self._inside(keys[:-1])
        place = (*place, keys[-1])
        self.known.setdefault(place, line)
        if many:
            index = self._counts.get(place, 0)
            self._counts[place] = index + 1
            place = (*place, index)
            self.known[place] = line
        return place

    def _inside(self, keys: tuple[str, ...]) -> Place:
        """A header that names an array of tables means its latest element."""
        place: Place = ()
        for key in keys:
            place = (*place, key)
            if place in self._counts:
                place = (*place, self._counts[place] - 1)
        return place

    def _pair(self, table: Place) -> None:
        line = self._line
        place: Place = (*table, *self._keys())
        for length in range(len(table) + 1, len(place) + 1):
            self.known.setdefault(place[:length], line)
        self._blank()
        self._move(1)
        self._value(place)

    def _keys(self) -> tuple[str, ...]:
        keys = [self._key()]
        while dot := _DOT.match(self._text, self._at):
            self._at = dot.end()
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        if self._text[self._at] in "\"'":
            source = self._string()
            # Only tomllib knows every escape, and it has read this very string before.
            return str(tomllib.loads(f"key = {source}")["key"])
        bare = _BARE_KEY.match(self._text, self._at)
        if bare is None:
            self._move(1)
            return ""
        self._at = bare.end()
        return bare.group()

    def _value(self, place: Place) -> None:
        self._blank()
        match self._text[self._at : self._at + 1]:
            case "[":
                self._array(place)
            case "{":
                self._inline_table(place)
            case '"' | "'":
                self._string()
            case _:
                scalar = _SCALAR.match(self._text, self._at)
                self._at = scalar.end() if scalar else len(self._text)

    def _array(self, place: Place) -> None:
        self._move(1)
        index = 0
        self._blank()
        while self._text[self._at : self._at + 1] not in {"]", ""}:
            self.known[(*place, index)] = self._line
            self._value((*place, index))
            index += 1
            self._comma()
        self._move(1)

    def _inline_table(self, place: Place) -> None:
        self._move(1)
        self._blank()
        while self._text[self._at : self._at + 1] not in {"}", ""}:
            self._pair(place)
            self._comma()
        self._move(1)

    def _comma(self) -> None:
        self._blank()
        if self._text[self._at : self._at + 1] == ",":
            self._move(1)
            self._blank()

    def _string(self) -> str:
        found = _STRING.match(self._text, self._at)
        source = found.group() if found else self._text[self._at :]
        self._move(len(source))
        return source

    def _blank(self) -> None:
        found = _BLANK.match(self._text, self._at)
        self._move(len(found.group()) if found else 0)

    def _move(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count
