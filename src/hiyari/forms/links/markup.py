"""References in markup: attributes, ``meta refresh``, server side includes, and what is only a comment.

Attributes are looked for by their ``=``: one search for a single octet goes through a gigabyte in about a second, a
search for words in either case through a tenth of that. So ``href  = x`` with more than one blank is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from hiyari.forms.links.joints import goes_on
from hiyari.forms.links.reference import How

Found: TypeAlias = tuple[int, int, bytes, How]
"""Where the name begins and ends in the file, what is written, and how it is used."""

_NAMES: Final = (
    ("href", How.HREF), ("src", How.SRC), ("action", How.ACTION), ("srcset", How.SRC), ("url", How.REFRESH),
    ("data", How.SRC), ("location", How.REDIRECT), ("hx-post", How.ACTION), ("hx-get", How.SCRIPT),
)  # fmt: skip
_BEHIND: Final = "|".join(f"(?<={name}{blank}=)" for blank in ("", " ") for name, _ in _NAMES)
_LAST: Final = [{letter for name, _ in _NAMES for letter in (name[at], name[at].upper())} for at in (-3, -2, -1)]
_ENDS: Final = "".join(f"[{''.join(sorted(letters))}]" for letters in _LAST)
"""What the last three letters of such names may be: rejects most signs of equality without comparing names."""
_CODE: Final = r"<[?%](?:[^?%]|[?%](?!>)){0,400}+[?%]>"
_ATTRIBUTE: Final = re.compile(
    rf"""=(?:(?<={_ENDS}=)|(?<={_ENDS} =))(?i:{_BEHIND})(?!\\?["']?#)\s{{0,3}}(?:"""
    rf"""\\?"([^"\\<]{{0,2000}}+(?:(?:\\/|{_CODE}|<)[^"\\<]{{0,500}}+){{0,100}}+)\\?"|"""
    rf"""\\?'([^'\\<]{{0,2000}}+(?:(?:\\/|{_CODE}|<)[^'\\<]{{0,500}}+){{0,100}}+)\\?'|"""
    rf"""([^\s"'<>\\;(){{}}\[\]+,*]{{1,500}}+)(?=[\s>"'\\]))""".encode()
)
_HOW: Final = {f"  {name}"[-5:].encode(): how for name, how in _NAMES}
_JOINTS: Final = frozenset({b"+", b"."})
_HAS_BASE: Final = re.compile(rb"<[bB][aA][sS][eE]")
_BASE: Final = re.compile(rb"<[bB][aA][sS][eE]\s[^<>]{0,200}\Z")
_SSI: Final = re.compile(
    rb"""!--#(?<=<!--#)\s{0,3}(?:include|exec|fsize|flastmod)\s{1,9}(virtual|file|cgi|cmd)\s?=\s?(["'])([^"'<>]{1,1000})\2"""
)
_LIVE: Final = re.compile(rb"<(?:script|style)\b[^<>]{0,200}>\s{0,9}\Z", re.IGNORECASE)
_OPENS: Final = b"!--"
"""Of ``<!--``: the sign of exclamation is rare, and a search for it is three times as fast."""
_NO_COMMENT: Final = frozenset({b"#", b"["})
_SRCSET: Final = re.compile(rb"[^\s,]+")


def attributes(data: bytes) -> Iterator[Found]:
    """Find what attributes (and assignments of the same names in scripts) refer to."""
    has_base: bool | None = None
    for found in _ATTRIBUTE.finditer(data):
        start, end = found.span(found.lastindex or 0)
        at = found.start()
        how = _HOW.get(data[at - 5 : at]) or _named(data[max(0, at - 6) : at])
        if how is How.HREF and has_base is None:
            has_base = _HAS_BASE.search(data, 0, 65536) is not None
        if how is How.HREF and has_base and _BASE.search(data, max(0, at - 200), at):
            yield start, end, data[start:end], How.BASE
        elif how is How.SRC and data[at - 3 : at].lower() == b"set":
            yield from _several(data[start:end], start)
        elif how is How.REFRESH and data[at - 4 : at - 3] == b"-":
            yield start, end, data[start:end], How.DATA
        elif data[end + 1 : end + 2] != b">" and data[end + 1 : end + 4].lstrip()[:1] in _JOINTS:
            yield start, end, data[start:end] + goes_on(data, end), how
        else:
            yield start, end, data[start:end], how


def _named(before: bytes) -> How:
    """The way that the attribute uses its value whose name ends here."""
    word = before.rstrip().lower().decode("latin-1")
    return next((how for name, how in _NAMES if word.endswith(name[-5:])), How.HREF)


def _several(value: bytes, start: int) -> Iterator[Found]:
    """The addresses of a ``srcset``: each may be followed by a width."""
    for part in value.split(b",")[:50]:
        if found := _SRCSET.search(part):
            yield start, start + len(value), found[0], How.SRC


def inclusions(data: bytes) -> Iterator[Found]:
    """Find what the web server puts into the page (SSI)."""
    for found in _SSI.finditer(data):
        raw = found[3].split()[0] if found[3].split() else b""
        yield found.start(3), found.end(3), raw, How.SSI


def commented(data: bytes) -> list[tuple[int, int]]:
    """The stretches that are HTML comments, in order.

    What old pages put around their scripts to hide them from older browsers hides nothing, nor does a server side
    include, nor a conditional comment.
    """
    stretches: list[tuple[int, int]] = []
    at = data.find(_OPENS)
    while at >= 0:
        if (
            data[at - 1 : at] != b"<"
            or data[at + 3 : at + 4] in _NO_COMMENT
            or _LIVE.search(data, max(0, at - 220), at - 1)
        ):
            at = data.find(_OPENS, at + 3)
            continue
        end = data.find(b"-->", at + 3)
        end = len(data) if end < 0 else end
        stretches.append((at, end))
        at = data.find(_OPENS, end)
    return stretches
