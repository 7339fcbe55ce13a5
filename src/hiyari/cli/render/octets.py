"""Text of any octets in JSON (RFC 8259, 8.1: UTF-8, and RFC 7493, 2.1: no lone surrogates).

A file name that is no UTF-8 is kept by Python as lone surrogates, which other programs refuse or alter. Such a value is
written as a person sees it, and its exact octets, percent-encoded, stand beside it: ``path`` and ``path_octets``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

_LONE: Final = re.compile("[\ud800-\udfff]")


def whole(value: str) -> str:
    """The text with a backslash escape for every lone surrogate, as `printable` shows it."""
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


def without_octets(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """A value of JSON that any program can read; for formats that have no room for more keys."""
    match value:
        case str():
            return whole(value)
        case Mapping():
            return {whole(name): without_octets(one) for name, one in value.items()}
        case list() | tuple():
            return [without_octets(one) for one in value]
        case _:
            return value


def with_octets(value: Any) -> Any:  # noqa: ANN401 - what JSON can hold
    """The same, with ``NAME_octets`` behind each ``NAME`` whose value, or list of values, had such octets."""
    match value:
        case Mapping():
            return dict(_members(value))
        case list() | tuple():
            return [with_octets(one) for one in value]
        case _:
            return without_octets(value)


def _members(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, one in value.items():
        yield whole(name), with_octets(one)
        match one:
            case str() if _LONE.search(one):
                yield f"{whole(name)}_octets", _encoded(one)
            case list() | tuple() if any(isinstance(item, str) and _LONE.search(item) for item in one):
                yield f"{whole(name)}_octets", [_encoded(item) if isinstance(item, str) else None for item in one]


def _encoded(word: str) -> str | None:
    """None: it was never a name in a file system."""
    try:
        return quote(word.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return None
