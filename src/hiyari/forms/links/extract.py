"""Everything that one file refers to.

Pure and bounded: octets in, at most `MOST` references out; where there are more, the last one says so (`How.CUT`).
Each kind of file is gone through a few times by a search for one octet, so that the time is that of reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final, Literal, assert_never

from hiyari.forms.links import includes, literals, markup, modules, plain
from hiyari.forms.links.clean import clean
from hiyari.forms.links.markup import Found
from hiyari.forms.links.reference import How, Kind, Reference

MOST: Final = 50_000
"""Names in one file, repeated ones too. A page of two mebibytes that is nothing but links has as many."""
_NEVER_COMMENTED: Final = frozenset({How.SSI, How.CRON, How.SITEMAP, How.ROBOTS})
_IN_SCRIPTS: Final = frozenset({How.LITERAL, How.SCRIPT})
_BLOCK: Final = re.compile(rb"/\*(?:(?<=[\s;{}()>]/\*)|(?<=^/\*))", re.MULTILINE)
_EMBEDDED: Final = re.compile(rb"<(?:script|SCRIPT)")
_LINEWISE: Final = frozenset({Kind.ROBOTS, Kind.HTACCESS, Kind.CRON, Kind.SITEMAP, Kind.JSON})
"""Comments are told apart where the lines are read."""
_SLASHES: Final = re.compile(rb"\s*+(?:<\?(?:php\b)?\s*+)?//(?!-->)")
_HASHES: Final = re.compile(rb"\s*+(?:<\?(?:php\b)?\s*+)?(?://(?!-->)|#)")
_INCLUDING: Final = frozenset({Kind.PHP, Kind.OTHER, Kind.SCRIPT})
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
    """What is found in a file of a kind."""
    match kind:
        case Kind.CSS:
            return plain.styles(data)
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
            return _once(data, list(_searches(data, kind)), includes=kind in _INCLUDING)


def _searches(
    data: bytes, kind: Literal[Kind.HTML, Kind.JAVASCRIPT, Kind.JSON, Kind.PHP, Kind.OTHER, Kind.SCRIPT]
) -> Iterator[Iterator[Found]]:
    """What is searched for in a kind of page or script; what comes first is believed."""
    match kind:
        case Kind.HTML:
            yield from (markup.attributes(data), markup.inclusions(data), literals.calls(data))
        case Kind.JAVASCRIPT:
            yield from (modules.imported(data), markup.attributes(data), literals.calls(data))
        case Kind.JSON:
            yield from (markup.attributes(data), literals.calls(data))
        case Kind.PHP | Kind.OTHER:
            yield from (includes.included(data), markup.inclusions(data), *_script(data))
        case Kind.SCRIPT:
            yield modules.loaded(data)
            yield from [includes.commands(data)] if _is_shell(data) else []
            yield from _script(data)
        case _:
            assert_never(kind)


def _script(data: bytes) -> Iterator[Iterator[Found]]:
    yield markup.attributes(data)
    if _EMBEDDED.search(data) is not None:
        yield literals.calls(data)
    yield literals.redirections(data)


def _is_shell(data: bytes) -> bool:
    first = data[:80].partition(b"\n")[0]
    return first.startswith(b"#!") and first.rstrip().endswith(b"sh")


def _once(data: bytes, searches: list[Iterator[Found]], *, includes: bool) -> Iterator[Found]:
    """What one search has read is not read again by a weaker one; strings are the weakest."""
    ends: dict[int, int] = {}
    for search in searches:
        for one in search:
            if one[1] not in ends:
                ends[one[1]] = one[0]
                yield one
    spans = sorted((start, end) for end, start in ends.items())
    read = literals.Spans([-1, *(start for start, _ in spans)], [-1, *(end for _, end in spans)])
    for one in literals.strings(data, read, includes=includes):
        if one[1] not in ends:
            ends[one[1]] = one[0]
            yield one


def _made(data: bytes, kind: Kind, found: list[Found]) -> Iterator[Reference]:
    comments = _comments(data, kind) if found else _Comments([])
    seen: set[tuple[str, How]] = set()
    line, counted = 1, 0
    for start, _, raw, used in found:
        target, how = clean(raw), used
        if target is None and raw == b"*" and how is How.INCLUDE:
            target = "*"
        if target is None or (target, how) in seen:
            continue
        if how not in _NEVER_COMMENTED and comments.hold(data, start, how):
            how = How.COMMENT
            if (target, how) in seen:
                continue
        seen.add((target, how))
        line += data.count(b"\n", counted, start)
        counted = start
        yield Reference(target, line, how)


class _Comments:
    """Tells whether a place lies in a comment. Asked in ascending order."""

    def __init__(
        self, stretches: list[tuple[int, int]], line: re.Pattern[bytes] | None = None, *, lines: bool = False
    ) -> None:
        """``line``: how a line begins that is a comment; ``lines``: outside of strings too."""
        self._stretches = stretches
        self._line = line
        self._lines = lines
        self._next = 0

    def hold(self, data: bytes, at: int, how: How) -> bool:
        stretches = self._stretches
        while self._next < len(stretches) and stretches[self._next][1] <= at:
            self._next += 1
        if self._next < len(stretches) and stretches[self._next][0] <= at:
            return True
        if self._line is None or not (self._lines or how in _IN_SCRIPTS):
            return False
        begins = data.rfind(b"\n", max(0, at - 300), at) + 1
        return (begins > 0 or at < 300) and self._line.match(data, begins, at) is not None


def _comments(data: bytes, kind: Kind) -> _Comments:
    if kind in _LINEWISE:
        return _Comments([])
    stretches: list[tuple[int, int]] = []
    if kind is not Kind.CSS and kind is not Kind.JAVASCRIPT:
        stretches = markup.commented(data)
    if kind is Kind.HTML:
        return _Comments(stretches, _SLASHES)
    at = 0
    while (found := _BLOCK.search(data, at)) is not None:
        at = data.find(b"*/", found.end())
        at = len(data) if at < 0 else at
        stretches.append((found.start(), at))
    stretches.sort()
    return _Comments(stretches, _HASHES if kind in _HASHED else _SLASHES, lines=True)
