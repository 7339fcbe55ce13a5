"""NDJSON: one JSON object on each line, all with the keys of the first.

Numbers are kept as they are written (``1.50`` stays ``1.50``), true and false are words, null is empty.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from json import JSONDecodeError, JSONDecoder
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.field import check_names, flaw
from hiyari.delivery.recipients.row import Row
from hiyari.delivery.recipients.source import read_blocks
from hiyari.model.error import UserError
from hiyari.model.text import Remote, Text, text

_Pairs: TypeAlias = tuple[tuple[str, object], ...]

_EXAMPLE: Final = json.dumps({"address": "taro@example.jp", "name": "Taro"})


def _constant(name: str) -> NoReturn:
    raise JSONDecodeError(f"{name} is no JSON", "", 0)


# Objects become tuples of pairs, so that keys that are written twice are seen.
_DECODER: Final = JSONDecoder(object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=_constant)


class Ndjson:
    """One file of JSON objects."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        self._path = path
        self._encoding = encoding
        self._complaints = Complaints(str(path))
        self._names: tuple[str, ...] = ()
        self._keys: frozenset[str] = frozenset()

    def names(self) -> tuple[str, ...]:
        """The keys of the first object that can be read."""
        with closing(self._lines()) as lines:
            for number, line, _clean in lines:
                if self._pairs(number, line) is not None:
                    break
        if not self._names:
            self._complaints.settle()
            raise self._empty()
        return self._names

    def rows(self) -> Iterator[Row]:
        """The objects as rows, until something is wrong."""
        complaints = self._complaints
        with closing(self._lines()) as lines:
            for number, line, clean in lines:
                pairs = self._pairs(number, line)
                if pairs is None:
                    continue
                values = self._values(number, pairs)
                # A control character may be written as an escape in a line that is clean itself.
                if (not clean or "\\" in line) and not self._fits(number, values):
                    continue
                if not complaints:
                    yield Row(number, values)
        complaints.settle()
        if not self._names:
            raise self._empty()

    def _lines(self) -> Generator[tuple[int, str, bool], None, None]:
        """Lines that are not blank, with their numbers and whether they are clean."""
        with closing(read_blocks(self._path, self._encoding, self._complaints)) as blocks:
            for block in blocks:
                for number, line in enumerate(block.text.split("\n"), block.first):
                    if line and not line.isspace():
                        yield number, line, block.clean

    def _pairs(self, number: int, line: str) -> _Pairs | None:
        """Keys and values of one line, each key once; None where something is wrong with the line as a whole."""
        try:
            found = _DECODER.decode(line)
        except JSONDecodeError as error:
            problem = _syntax(error, line, first=not self._names)
        except RecursionError:
            problem = _not_an_object()
        else:
            if found.__class__ is tuple:
                pairs: _Pairs = found
                return pairs if self._known(number, pairs) else None
            problem = _array() if isinstance(found, list) and not self._names else _not_an_object()
        self._complaints.add(number, problem)
        return None

    def _known(self, number: int, pairs: _Pairs) -> bool:
        """Whether the keys are those of the first object, which this may be."""
        keys = {key for key, _ in pairs}
        if len(keys) != len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            self._complaints.add(number, text("key {key} is written twice. Keep one.", key=Remote(twice)))
            return False
        if not self._names:
            if not keys:
                self._complaints.add(number, _not_an_object())
                return False
            self._names = check_names((key for key, _ in pairs), number, self._complaints)
            self._keys = frozenset(keys)
        if keys == self._keys:
            return True
        for key in self._names:
            if key not in keys:
                self._complaints.add(
                    number,
                    text("key {key} of the first object is missing. Add it, perhaps as null.", key=Remote(key)),
                )
        for key in sorted(keys - self._keys):
            self._complaints.add(
                number,
                text("key {key} is not in the first object. Add it there, or remove it here.", key=Remote(key)),
            )
        return False

    def _values(self, number: int, pairs: _Pairs) -> dict[str, str]:
        values: dict[str, str] = {}
        for key, value in pairs:
            match value:
                case str():
                    values[key] = value
                case bool():
                    values[key] = "true" if value else "false"
                case None:
                    values[key] = ""
                case _:
                    values[key] = ""
                    self._complaints.add(
                        number,
                        text(
                            "key {key} holds a list or an object. Write text, a number, true, false or null.",
                            key=Remote(key),
                        ),
                    )
        return values

    def _fits(self, number: int, values: dict[str, str]) -> bool:
        problems = [problem for key, value in values.items() if (problem := flaw(key, value)) is not None]
        for problem in problems:
            self._complaints.add(number, problem)
        return not problems

    def _empty(self) -> UserError:
        return UserError(
            text(
                "{path} is empty. Write one JSON object on each line: {example}",
                path=self._complaints.path,
                example=_EXAMPLE,
            )
        )


def _syntax(error: JSONDecodeError, line: str, *, first: bool) -> Text:
    if first and line.lstrip().startswith("["):
        return _array()
    return text(
        "this is no JSON: {reason} (column {column}). Write one object on each line: {example}",
        reason=Remote(error.msg),
        column=error.colno,
        example=_EXAMPLE,
    )


def _array() -> Text:
    return text("this is a JSON array. Write one object on each line; jq -c '.[]' FILE does it.")


def _not_an_object() -> Text:
    return text(
        "this is no JSON object with keys and plain values. Write one on each line: {example}", example=_EXAMPLE
    )
