"""A first look at a Perl file's packages: their subs and the classes that they have methods from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

_PACKAGE: Final = re.compile(rb"(?m)(?:^|[;{}])[ \t]{0,80}(?:package|class)\s{1,20}([A-Za-z_][\w:']{0,200})")
_SUB: Final = re.compile(rb"(?m)(?:^|[;{}])[ \t]{0,80}(?:sub|method)\s{1,20}([A-Za-z_][\w:']{0,200})")
_BASES: Final = re.compile(
    rb"(?m)(?:^|[;{}])[ \t]{0,80}(?:BEGIN\s?\{\s{0,9})?"
    rb"(?:use\s{1,9}(?:parent|base)\b|(?:our\s{1,9})?@ISA\s{0,9}=|push\s?\(?\s?@ISA\b|extends\b|with\b)"
    rb"([^;]{0,500})(?:;|\Z)"
)
_WORD: Final = re.compile(rb"[A-Za-z_]\w{0,200}(?:::\w{1,200}){0,20}")
_NO_CLASS: Final = frozenset({"qw", "q", "qq", "norequire", "Exporter"})


@dataclass(slots=True)
class Package:
    """One package of a file."""

    subs: set[str] = field(default_factory=set)
    bases: list[str] = field(default_factory=list)


def packages(source: bytes) -> dict[str, Package]:
    """The packages of a file by name, ``main`` as the empty one."""
    starts = [(0, ""), *((found.start(), _named(found[1])) for found in _PACKAGE.finditer(source)), (len(source), "")]
    made: dict[str, Package] = {}
    for (start, name), (end, _) in pairwise(starts):
        one = made.setdefault(name, Package())
        one.subs.update(name_in(found[1]) for found in _SUB.finditer(source, start, end))
        for found in _BASES.finditer(source, start, end):
            words = [name_in(word) for word in _WORD.findall(found[1])]
            one.bases.extend(word for word in words if word not in _NO_CLASS)
    return made


def _named(raw: bytes) -> str:
    name = name_in(raw)
    return "" if name == "main" else name


def name_in(raw: bytes) -> str:
    """A name as the tables write it: ``&jcode'convert`` is ``jcode::convert``."""
    name = raw.decode("utf-8", "surrogateescape").strip().lstrip("&").strip().replace("'", "::")
    return name.removeprefix("main::").removeprefix("::")
