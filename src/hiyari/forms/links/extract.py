"""Everything that one file refers to.

Pure and bounded: octets in, at most `MOST` references out; where there are more, the last one says so (`How.CUT`).
Each kind of file is gone through a few times by a search for one octet, so that the time is that of reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, assert_never

from hiyari.forms.links import includes, literals, markup, plain
from hiyari.forms.links.clean import clean
from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How, Kind, Reference

MOST: Final = 20_000
"""References of one file. A page of a mebibyte that is nothing but links has as many."""
_NEVER_COMMENTED: Final = frozenset({How.SSI, How.CRON, How.SITEMAP, How.ROBOTS})
_BLOCK: Final = re.compile(rb"/\*(?:(?<=[\s;{}()>]/\*)|(?<=^/\*))", re.MULTILINE)
_HASHED: Final = frozenset({Kind.PHP, Kind.SCRIPT, Kind.OTHER})


def references(data: bytes, kind: Kind) -> tuple[Reference, ...]:
    """Find what a file refers to, in the order of the file.

    Args:
        data: All of the file. What is no text has no references.
        kind: As `reference.kind_of` tells it.

    Returns:
        Each target once for every way that it is used, at the first line where it is.
    """
    if kind is Kind.SITEMAP:
        data = plain.unpacked(data)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data.decode("utf-16", "replace").encode()
    elif b"\0" in data[:1024]:
        return ()
    found = list(islice(_searched(data, kind), MOST + 1))
    cut = len(found) > MOST
    del found[MOST:]
    found.sort(key=lambda one: one[0])
    made = list(_made(data, kind, found))
    if cut:
        made.append(Reference("*", made[-1].at if made else 1, How.CUT))
    return tuple(made)


def _searched(data: bytes, kind: Kind) -> Iterator[Found]:
    match kind:
        case Kind.HTML:
            return _once(markup.attributes(data), markup.inclusions(data), literals.calls(data), literals.strings(data, includes=False))
        case Kind.JAVASCRIPT | Kind.JSON:
            return _once(markup.attributes(data), literals.calls(data), literals.strings(data, includes=False))
        case Kind.CSS:
            return plain.styles(data)
        case Kind.PHP | Kind.OTHER:
            return _once(
                includes.included(data), markup.attributes(data), markup.inclusions(data), literals.redirections(data),
                literals.calls(data), literals.strings(data, includes=True),
            )  # fmt: skip
        case Kind.SCRIPT:
            shell = includes.commands(data) if _is_shell(data) else iter(())
            return _once(
                shell, markup.attributes(data), literals.redirections(data), literals.calls(data), literals.strings(data, includes=True)
            )
        case Kind.SITEMAP:
            return chain(plain.places(data), markup.attributes(data))
        case Kind.ROBOTS:
            return plain.robots(data)
        case Kind.HTACCESS:
            return plain.htaccess(data)
        case Kind.CRON:
            return includes.commands(data)
        case Kind.BINARY:
            return iter(())
        case _:
            assert_never(kind)


def _is_shell(data: bytes) -> bool:
    first = data[:80].partition(b"\n")[0]
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")


def _once(*searches: Iterator[Found]) -> Iterator[Found]:
    """What one search has read is not read again by a weaker one."""
    read: set[int] = set()
    for search in searches:
        for one in search:
            if one[1] not in read:
                read.add(one[1])
                yield one


def _made(data: bytes, kind: Kind, found: list[Found]) -> Iterator[Reference]:
    seen: set[tuple[str, How]] = set()
    comments = _comments(data, kind) if found else _Comments([], hashes=False)
    line, counted = 1, 0
    for start, _, raw, how in found:
        target = "*" if raw == b"*" and how is How.INCLUDE else clean(raw)
        if target is None:
            continue
        if how not in _NEVER_COMMENTED and comments.hold(data, start, how):
            how = How.COMMENT  # noqa: PLW2901 - it is one, whatever it would be elsewhere
        if (target, how) in seen:
            continue
        seen.add((target, how))
        line += data.count(b"\n", counted, start)
        counted = start
        yield Reference(target, line, how)


class _Comments:
    """Tells whether a place lies in a comment. Asked in ascending order."""

    def __init__(self, stretches: list[tuple[int, int]], *, hashes: bool, markup_until: int = 0) -> None:
        self._stretches = stretches
        self._marks = (b"//", b"#") if hashes else (b"//",)
        self._next = 0

    def hold(self, data: bytes, at: int, how: How) -> bool:
        stretches = self._stretches
        while self._next < len(stretches) and stretches[self._next][1] <= at:
            self._next += 1
        if self._next < len(stretches) and stretches[self._next][0] <= at:
            return True
        begins = data.rfind(b"\n", max(0, at - 300), at) + 1
        return data[max(begins, at - 300) : at].lstrip().startswith(self._marks) if begins or at < 300 else False


def _comments(data: bytes, kind: Kind) -> _Comments:
    if kind in {Kind.ROBOTS, Kind.HTACCESS, Kind.CRON, Kind.SITEMAP, Kind.JSON}:
        return _Comments([], hashes=False)
    stretches: list[tuple[int, int]] = []
    if kind is not Kind.CSS and kind is not Kind.JAVASCRIPT:
        stretches = markup.commented(data)
    if kind is not Kind.HTML and b"/*" in data:
        at = 0
        while (found := _BLOCK.search(data, at)) is not None:
            at = data.find(b"*/", found.end())
            at = len(data) if at < 0 else at
            stretches.append((found.start(), at))
        stretches.sort()
    return _Comments(stretches, hashes=kind in _HASHED)
