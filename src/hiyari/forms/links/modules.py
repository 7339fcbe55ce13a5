"""Modules that Perl, Python, Ruby, shells and JavaScript load, named by a path without its ending where they are.

``use My::Post`` is ``My/Post``, ``from lib import post`` is ``lib`` and ``lib/post``. What belongs to the language
itself is given too: it leads nowhere, since no file of the site is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How

ENDINGS: Final = (
    "",
    ".py",
    "/__init__.py",
    ".pm",
    ".pl",
    ".rb",
    ".sh",
    ".js",
    ".mjs",
    ".cjs",
    "/index.js",
    "/index.mjs",
)
"""What a module's name may lack."""
_STATEMENT: Final = re.compile(
    rb"""(?:^|(?<=;))[ \t]{0,200}(?:
        from[ \t]{1,9}(?P<package>\.{0,9}[\w.]{0,200})[ \t]{1,9}import[ \t]{0,9}(?P<names>[^#;\r\n]{0,500})
      | import[ \t]{1,9}(?P<modules>[\w.][^#;\r\n]{0,500})
      | (?:use|require)[ \t]{1,9}(?P<perl>[A-Za-z_]\w{0,99}(?:::\w{1,99}){0,20})[ \t;(]
      | (?:require_relative|require|load|do|autoload[ \t(]{1,9}:\w{1,99},)[ \t(]{0,9}
        ["'](?P<file>[^"'\s\#$@]{1,200})["']
      | (?:\.|source)[ \t]{1,9}(?P<shell>"[^"\r\n]{1,200}"|'[^'\r\n]{1,200}'|[^\s"';&|<>]{1,200})
    )""",
    re.MULTILINE | re.VERBOSE,
)
_NAME: Final = re.compile(rb"[A-Za-z_][\w.]{0,200}")
_RENAMED: Final = re.compile(rb"[ \t]as[ \t].*", re.DOTALL)
_LOADED: Final = re.compile(rb"\./(?:(?<=[\"']\./)|(?<=[\"']\.\./))[^\"'\s<>]{1,200}(?=[\"'])")
_LOADS: Final = re.compile(rb"(?:\b(?:require|import)\s{0,3}\(\s{0,3}|\b(?:import|from)\s{0,9})\Z")


def loaded(data: bytes) -> Iterator[Found]:
    """Find what scripts in Perl, Python, Ruby and shells load."""
    for found in _STATEMENT.finditer(data):
        for at, name in _named(data, found):
            yield at, at + 1, name, How.MODULE


def _named(data: bytes, found: re.Match[bytes]) -> Iterator[tuple[int, bytes]]:
    """Places and names; each at a place of its own."""
    start = found.start(found.lastgroup or 0)
    match found.lastgroup:
        case "names":
            listed = found["names"]
            if listed.startswith(b"("):
                end = data.find(b")", found.start("names"), found.start("names") + 2000)
                listed = data[found.start("names") : end] if end > 0 else listed
            package = _path(found["package"])
            if package.strip(b"./"):
                yield found.start("package"), package
            yield from ((start + at, package.rstrip(b"/") + b"/" + name) for at, name in _listed(listed))
        case "modules":
            yield from ((start + at, _path(name)) for at, name in _listed(found["modules"]))
        case "perl":
            yield start, found["perl"].replace(b"::", b"/")
        case "file":
            if b"." not in found["file"].rpartition(b"/")[2]:  # else it is a path like any other
                yield start, found["file"]
        case _:
            name = found["shell"].strip(b"\"'")
            yield start, b"*/" + name.rpartition(b"/")[2] if b"$" in name or b"`" in name else name


def _listed(names: bytes) -> Iterable[tuple[int, bytes]]:
    at = 0
    for one in names.split(b","):
        name = _NAME.match(_RENAMED.sub(b"", one).strip(b" \t\r\n(\\"))
        if name is not None:
            yield at, name[0]
        at += len(one) + 1


def _path(dotted: bytes) -> bytes:
    """``..lib.post`` as ``../lib/post``."""
    name = dotted.lstrip(b".")
    up = len(dotted) - len(name)
    return b"./" * (up == 1) + b"../" * (up - 1) + name.replace(b".", b"/")


def imported(data: bytes) -> Iterator[Found]:
    """Find the site's own modules that JavaScript loads: by a path that begins with a dot."""
    for found in _LOADED.finditer(data):
        quote = found.start() - (1 if data[found.start() - 1] in b"\"'" else 2)
        if _LOADS.search(data, max(0, quote - 24), quote):
            yield quote + 1, found.end(), data[quote + 1 : found.end()], How.MODULE
