"""Assignments of constants at the top of Perl and PHP scripts, as people fill them in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MOST: Final = 64 * 1024
"""Octets from the beginning in which settings stand."""
_WORDS: Final = re.compile(rb"""'([^'\n]{0,300})'|"([^"\n]{0,300})\"""")
_QW: Final = re.compile(rb"qw[ \t]{0,4}[(\[{/|]([^)\]}/|]{0,2000})[)\]}/|]")


@lru_cache(maxsize=256)
def _assignment(sigil: str, name: str) -> re.Pattern[bytes]:
    """``$name = ...;``, ``$cf{name} = ...;``, ``private $name = ...``; not in a comment."""
    target = rf"\{sigil}(?:\w{{1,20}}(?:\{{|\[)['\"]?)?{re.escape(name)}\b['\"]?(?:\}}|\])?"
    return re.compile(
        rf"(?m)^(?P<before>[^#\n]{{0,60}}?){target}[ \t]{{0,40}}=[ \t]{{0,8}}(?P<value>[^;]{{0,2000}})".encode()
    )


def scalar(data: bytes, name: str) -> str | None:
    """The last constant that a variable is given: text without its quotes, or a number; None where there is none."""
    value = None
    for found in _assignment("$", name).finditer(data[:MOST]):
        if b"//" in found["before"]:
            continue
        written = found["value"].strip()
        quoted = _WORDS.match(written)
        if quoted is not None and quoted.end() == len(written):
            value = quoted[1] if quoted[1] is not None else quoted[2]
        elif re.fullmatch(rb"-?\d{1,9}", written):
            value = written
    return value.decode("utf-8", "replace").replace("\\@", "@") if value is not None else None


def array(data: bytes, name: str) -> tuple[str, ...] | None:
    """The constants that an array is given last: ``('a', 'b')`` or ``qw(a b)``; None where it is given none."""
    value = None
    for found in _assignment("@", name).finditer(data[:MOST]):
        value = found["value"]
    if value is None:
        return None
    words = [(one[1] if one[1] is not None else one[2]) for one in _WORDS.finditer(value)]
    for quoted in _QW.finditer(value):
        words.extend(quoted[1].split())
    return tuple(one.decode("utf-8", "replace").replace("\\@", "@") for one in words)


def raw_array(data: bytes, name: str) -> bytes | None:
    """What stands behind the last assignment to an array."""
    value = None
    for found in _assignment("@", name).finditer(data[:MOST]):
        value = found["value"]
    return value
