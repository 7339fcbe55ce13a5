"""Paths in the file system: what a PHP script includes, and what commands of shells and cron run.

An ``include`` is read as an expression: strings stay, ``__DIR__`` and its kin become the directory, everything else
becomes ``*``. An expression of which nothing is written is given as ``*`` alone: it may include anything near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How

_WORDS: Final = (b"include", b"require")
"""In small letters: a search in either case takes ten times as long, and nobody writes them otherwise."""
_BEGINS: Final = re.compile(rb"(?:_once)?(?=[\s(\"'])[\s(@]{0,9}([^;?{}]{1,300})", re.IGNORECASE)
_NAME_BEFORE: Final = re.compile(rb"[\w$>:\"'-]")
_TOKEN: Final = re.compile(
    rb"""(?P<parent>dirname\s?\(\s?(?:__DIR__|dirname\s?\(\s?__FILE__\s?\))\s?\))"""
    rb"""|(?P<here>__DIR__|dirname\s?\(\s?__FILE__\s?\))"""
    rb"""|(?P<root>\$_SERVER\s?\[\s?['"]DOCUMENT_ROOT['"]\s?\]|getenv\s?\(\s?['"]DOCUMENT_ROOT['"]\s?\))"""
    rb"""|(?P<quote>["'])(?P<string>(?:(?!(?P=quote)).){0,200})(?P=quote)"""
    rb"""|(?P<joint>[\s.()]{1,20})"""
    rb"""|(?P<other>[\w$\\>:[\]"'-]{1,100}(?:\([^()]{0,100}\))?)"""
    rb"""|(?P<rest>.)""",
    re.DOTALL,
)  # fmt: skip
_COMMAND: Final = re.compile(
    rb"""(?:(?<=[\s"'=;&|(])|^)(https?://[^\s"'<>;|&]{1,500}+|[\w./~-]{3,400}+)(?=[\s"';&|)]|\Z)""", re.MULTILINE
)
_ENDINGS: Final = (b".php", b".cgi", b".pl", b".py", b".rb", b".sh")
_INTO: Final = re.compile(rb"\bcd\s{1,4}([\w./~-]{1,200})\s{0,4}(?:&&|;)")


def included(data: bytes) -> Iterator[Found]:
    """Find what PHP's ``include`` and ``require`` take in."""
    for word in _WORDS:
        at = data.find(word)
        while at >= 0:
            behind = at + len(word)
            named = at > 0 and _NAME_BEFORE.match(data, at - 1) is not None
            if not named and (begun := _BEGINS.match(data, behind)):
                yield begun.start(1), begun.end(1), _expression(begun[1]), How.INCLUDE
            at = data.find(word, behind)


def _expression(source: bytes) -> bytes:
    made = bytearray()
    for token in _TOKEN.finditer(source):
        match token.lastgroup:
            case "parent":
                made += b".."
            case "here":
                made += b"."
            case "string":
                made += token["string"]
            case "other":
                made += b"*"
            case "rest":
                break
            case _:  # What joins strings, and the document root, which a leading slash stands for.
                continue
    return bytes(made)


def commands(data: bytes) -> Iterator[Found]:
    """Find paths and addresses that the lines of a shell script or of a cron table name."""
    at = 0
    for line in data.split(b"\n"):
        if not line.lstrip().startswith(b"#"):
            into = _INTO.search(line)
            for found in _COMMAND.finditer(line[:4000]):
                name = found[1]
                if b"/" not in name and not name.endswith(_ENDINGS):
                    continue
                if into and b"/" not in name:
                    name = into[1].rstrip(b"/") + b"/" + name
                yield at + found.start(1), at + found.end(1), name, How.CRON
        at += len(line) + 1
