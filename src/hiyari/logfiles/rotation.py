"""What a rotated file was called before: ``access.log`` of ``access.log.1.gz`` and of ``access.log-20261126``.

Names are looked at as they are written; nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PACKED: Final = re.compile(r"(.{1,250}?)\.(?:gz|bz2|xz|zst|Z)$")
_NUMBERED: Final = re.compile(
    r"(.{1,250}?)(?:\.[0-9]{1,4}|[-._][0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[-T_.]?[0-9]{2,12})?|[-.][0-9]{10}|\.old|\.bak)$"
)
_DATED: Final = re.compile(r"(.{1,240}?)[-._][0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[-T_.]?[0-9]{2,12})?(\.[a-z]{1,8})$")
"""logrotate's ``extension``: ``access-20261126.log``."""


def names_before(name: str) -> Iterator[str]:
    """The name itself, then what it may have been called before it was packed and rotated, step by step."""
    yield name
    packed = _PACKED.match(name)
    if packed is not None:
        name = packed[1]
        yield name
    numbered = _NUMBERED.match(name)
    if numbered is not None:
        yield numbered[1]
    dated = _DATED.match(name)
    if dated is not None:
        yield dated[1] + dated[2]


def first_name(name: str) -> str:
    """What a file was called when it was written."""
    *_, last = names_before(name)
    return last
