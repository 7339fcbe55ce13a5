"""Names that say "I am an old copy": ``contact.php.bak``, ``contact_old.php``, ``backup/``, ``20090301/``.

A copy that keeps a running ending still runs; one with another ending shows its source. Both are worth knowing, and a
name alone proves neither.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_WORD: Final = (
    r"(?:old|bak|bk|bkup|back|backup|orig|original|save|saved|copy|tmp|temp|test|prev|previous|disabled|unused"
    r"|del|deleted)"
)
_DAY: Final = r"(?:(?:19|20)\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])(?:\d{2,6})?)"
_ENDING: Final = re.compile(
    rf"(?:\.{_WORD}\d{{0,3}}|\.(?:off|no|org|dist|rej|swp|swo|save\.\d|bac|back\d?|~\d+~|\d{{1,3}}|{_DAY})|~"
    rf"|[-_]{_WORD}\d{{0,2}}|\.?[-_]{_DAY})\Z",
    re.IGNORECASE,
)
_STEM: Final = re.compile(
    rf"(?:[-_.]{_WORD}\d{{0,3}}|[-_.]?{_DAY}|\(\d{{1,3}}\)|(?: - |_-_)Copy.{{0,8}}|のコピー|[-_ ]コピー)\Z",
    re.IGNORECASE,
)
_FRONT: Final = re.compile(
    rf"(?:_{{1,3}}|\.#|#|copy[ _]of[ _]|コピー ?[~\u301c\uff5e] ?|{_WORD}[-_.]|{_DAY}[-_.])", re.IGNORECASE
)
_FOLDER: Final = re.compile(
    rf"[._-]{{0,2}}{_WORD}\d{{0,4}}\Z|[\w.]{{1,60}}[-_.]{_WORD}\d{{0,4}}\Z|{_WORD}[-_.][\w.-]{{1,60}}\Z"
    rf"|[\w.-]{{0,60}}{_DAY}\Z|(?:旧|バックアップ)",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(.{2,200}?)[-_]?[2-9]\Z", re.DOTALL)
_LONGEST: Final = 255


def is_copy(name: str) -> bool:
    """Whether a file's name alone says that it is a copy."""
    name = name[:_LONGEST]
    stem, _, _ = name.lstrip(".").partition(".")
    return bool(
        _ENDING.search(name) or _STEM.search(stem) or _STEM.search(name.rpartition(".")[0]) or _FRONT.match(name)
    )


def copy_of(name: str) -> str:
    """The name without the endings that make it a copy: ``form.php.bak`` is ``form.php``."""
    name = name[:_LONGEST]
    for _ in range(4):
        shorter = _ENDING.sub("", name)
        if not shorter or shorter == name:
            break
        name = shorter
    return name


def is_numbered(name: str, beside: frozenset[str] | set[str]) -> bool:
    """``contact2.php`` beside ``contact.php``: a number makes a copy only where the first one is there."""
    stem, dot, ending = name.partition(".")
    found = _NUMBERED.match(stem)
    return found is not None and f"{found[1]}{dot}{ending}" in beside


@lru_cache(maxsize=4096)
def is_copy_folder(name: str) -> bool:
    """Whether a folder's name says that copies lie in it."""
    return _FOLDER.match(name[:_LONGEST]) is not None
