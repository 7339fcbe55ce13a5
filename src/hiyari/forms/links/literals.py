"""References in the strings of scripts: what looks like a path, what is asked for by a call, what is put together.

A string is taken when it ends like a page or a script, or begins with a slash; in a call that makes a request
(``fetch``, ``$.post``, ``XMLHttpRequest.open``) any string is. What becomes of the others is not known, and the graph
takes them for weak links.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from hiyari.forms.links.joints import goes_on
from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How

_ENDED: Final = re.compile(rb"\.([A-Za-z][A-Za-z0-9]{1,4}+)(?=\\?[\"'`?#])")
_ENDINGS: Final = frozenset(
    b"php php3 php4 php5 php7 php8 phtml cgi fcgi pl plx py rb sh htm html shtml xhtml asp aspx jsp cfm do inc tpl js "
    b"mjs json xml css".split()
)
_ROOTED: Final = re.compile(rb"/(?:(?<=[\"'`]/)[^\"'`\s<>\\]{0,300}(?=\\?[\"'`])|(?=[\"'`]\s{0,2}[+.]\s{0,2}[\w$(]))")
_BEFORE: Final = re.compile(rb"[+.]\s{0,9}\Z")
_PATH: Final = re.compile(rb"[^\s<>\"'`|*\x00-\x1f]{0,200}")
_STRING: Final = rb"\s{0,3}([\"'`])([^\"'`\s<>]{1,500})\1"
_ASKING: Final = b"fetch post ajax axios open [.$]get load JSON ssign place put".split()
_CALLED: Final = re.compile(
    rb"\((?=[\s\"'`])(?=\s{0,3}+[\"'`])(?i:%s)\s{0,3}(?:[\"'](?i:GET|POST|PUT)[\"']\s{0,3},)?%s"
    % (b"|".join(b"(?<=%s\\()" % name for name in _ASKING), _STRING)
)
_KEYED: Final = re.compile(
    rb":(?=[\s\"'`])(?=\s{0,3}+[\"'`])(?:(?<=url:)|(?<=url[\"']:)|(?<=action[\"']:)|(?<=action:))%s" % _STRING
)
_LOCATION: Final = re.compile(rb":(?<=ocation:)\s{0,3}([^\"'\\\s<>;]{1,500})")
_CONTEXT: Final = re.compile(rb"(?:\b(include|require|do|source|load)(?:_once|_relative)?|\b(import|from))[\s(]{0,4}\Z")


class Spans(NamedTuple):
    """Stretches of a file in ascending order, the first before its beginning."""

    starts: list[int]
    ends: list[int]


def strings(data: bytes, read: Spans, *, includes: bool) -> Iterator[Found]:
    """Find strings that look like paths.

    Args:
        data: All of the file.
        read: What another search has read.
        includes: ``require "x"`` names a file, not an address.
    """
    starts, ends = read
    for found in _ENDED.finditer(data):
        dot, end = found.span()
        if ends[bisect_right(starts, dot) - 1] >= dot or found[1].lower() not in _ENDINGS:
            continue
        if one := _ended(data, dot, end, includes=includes):
            yield one
    for found in _ROOTED.finditer(data):
        at, end = found.span()
        if ends[bisect_right(starts, at) - 1] >= at:
            continue
        if data[end - 1 : end] == b"/" and (rest := goes_on(data, end)):
            yield from _folder(data, end, rest)
        elif end - at > 1:
            yield at, end, found[0], How.LITERAL


def _ended(data: bytes, dot: int, end: int, *, includes: bool) -> Found | None:
    low = max(0, dot - 200)
    quote = max(data.rfind(b'"', low, dot), data.rfind(b"'", low, dot), data.rfind(b"`", low, dot))
    if quote < 0:
        return None
    start = quote + 1
    if start == dot:
        if not _BEFORE.search(data, max(0, quote - 12), quote):
            return None
        return start, end, b"*" + data[start:end], How.LITERAL
    if not _PATH.fullmatch(data, start, dot):
        # A command in a string: its last word, if that is a path.
        start = max(data.rfind(b" ", start, dot) + 1, start)
        if b"/" not in data[start:dot] or not _PATH.fullmatch(data, start, dot):
            return None
    return start, end, data[start:end], _used(data, quote, includes=includes)


def _used(data: bytes, quote: int, *, includes: bool) -> How:
    found = _CONTEXT.search(data, max(0, quote - 24), quote)
    if found is None:
        return How.LITERAL
    return How.INCLUDE if includes and found[1] else How.SRC


def _folder(data: bytes, end: int, rest: bytes) -> Iterator[Found]:
    """``"forms/" + name + ".cgi"``: the folder, a star, and what follows if it is written."""
    quote = data.rfind(data[end : end + 1], max(0, end - 200), end)
    if quote >= 0 and _PATH.fullmatch(data, quote + 1, end):
        yield quote + 1, end, data[quote + 1 : end] + rest, How.LITERAL


def calls(data: bytes) -> Iterator[Found]:
    """Find what scripts ask for in the browser."""
    for pattern in (_CALLED, _KEYED):
        for found in pattern.finditer(data):
            yield found.start(2), found.end(2), found[2], How.SCRIPT


def redirections(data: bytes) -> Iterator[Found]:
    """Find ``Location:`` fields that a script sends."""
    for found in _LOCATION.finditer(data):
        yield found.start(1), found.end(1), found[1], How.REDIRECT
