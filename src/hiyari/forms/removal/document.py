"""Reads a JSON document strictly: every key that there must be, none besides, each of its kind.

A document that was changed by hand, cut, or made by somebody else gives one sentence with the place in it, and nothing
is done by it.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from hiyari.model.text import Text, text

WHOLE: Final = "$"
"""Where something is wrong with the document as a whole (JSONPath's word for it, RFC 9535)."""
Name: TypeAlias = "str | dict[str, str]"
"""A file name in JSON: text where it is UTF-8, else ``{"base64": "..."}`` of its octets."""
T = TypeVar("T")
_LARGEST: Final = 2**63 - 1


class WrongError(Exception):
    """Something in a document is not as it must be; says where and what."""

    def __init__(self, where: str, what: Text) -> None:
        super().__init__(where, what.message)
        self.where, self.what = where, what


def name_out(name: str) -> Name:
    """A file name as `os.fsdecode` gives it, for JSON."""
    octets = os.fsencode(name)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(octets).decode("ascii")}


class Table:
    """An object of the document, whose keys are taken one after the other."""

    def __init__(self, value: object, where: str) -> None:
        """Begin to read a value, which is at ``where`` in the document."""
        if not isinstance(value, dict):
            raise WrongError(where or WHOLE, text("is no object"))
        self._rest: dict[str, Any] = dict(value)
        self._where = where

    def _at(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def _take(self, key: str) -> object:
        try:
            return self._rest.pop(key)
        except KeyError:
            raise WrongError(self._at(key), text("is missing")) from None

    def number(self, key: str, most: int = _LARGEST, least: int = 0) -> int:
        """A whole number."""
        value = self._take(key)
        if type(value) is not int or not least <= value <= most:
            raise WrongError(self._at(key), text("is no whole number from {least} to {most}", least=least, most=most))
        return value

    def string(self, key: str, fits: Callable[[str], object] | None = None) -> str:
        """Text, of the form that ``fits`` knows."""
        value = self._take(key)
        if not isinstance(value, str) or (fits is not None and not fits(value)):
            raise WrongError(self._at(key), text("is not of the form that it must have"))
        return value

    def optional(self, key: str, read: Callable[[str], T]) -> T | None:
        """What ``read`` reads by the key; None for null."""
        if key in self._rest and self._rest[key] is None:
            del self._rest[key]
            return None
        return read(key)

    def name(self, key: str) -> str:
        """A file name, as `os.fsdecode` gives it."""
        value = self._take(key)
        octets = _octets(value)
        if octets is None or not octets or b"\0" in octets:
            raise WrongError(self._at(key), text("is no file name"))
        return os.fsdecode(octets)

    def path(self, key: str) -> str:
        """An absolute path in its simplest form."""
        path = self.name(key)
        if not path.startswith("/") or path.startswith("//") or os.path.normpath(path) != path:
            raise WrongError(self._at(key), text("is no absolute path without . and .."))
        return path

    def choice(self, key: str, kind: Callable[[str], T]) -> T:
        """A word of a closed set."""
        value = self.string(key)
        try:
            return kind(value)
        except ValueError:
            raise WrongError(self._at(key), text("is none of the words that may stand there")) from None

    def mapping(self, key: str) -> Mapping[str, object]:
        """An object with keys of its own."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise WrongError(self._at(key), text("is no object"))
        return value

    def rows(self, key: str, most: int) -> tuple[Table, ...]:
        """A list of objects."""
        value = self._take(key)
        if not isinstance(value, list):
            raise WrongError(self._at(key), text("is no list"))
        rows: list[object] = value
        if len(rows) > most:
            raise WrongError(self._at(key), text("has more than {most} entries", most=most))
        return tuple(Table(one, f"{self._at(key)}[{index}]") for index, one in enumerate(rows))

    def end(self) -> None:
        """Nothing may be left."""
        if self._rest:
            raise WrongError(self._at(min(self._rest)), text("is not known here"))


def _octets(value: object) -> bytes | None:
    match value:
        case str():
            try:
                return value.encode("utf-8")
            except UnicodeEncodeError:
                return None
        case {"base64": str() as coded, **rest} if not rest:
            try:
                return base64.b64decode(coded, validate=True)
            except (binascii.Error, ValueError):
                return None
        case _:
            return None
