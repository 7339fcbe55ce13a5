"""One look at one file: what it refers to and whether it may send mail; and a closer one at the few that may.

Both are functions of a path, so that processes can share the work. What cannot be read is told and never passed over.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Final, NamedTuple

from hiyari.forms.apart import apart
from hiyari.forms.evidence import Family, Reading, WebFile
from hiyari.forms.families.entry import entries
from hiyari.forms.families.recognise import recognise
from hiyari.forms.inventory.reading import NotRead, read_file
from hiyari.forms.language import Language
from hiyari.forms.links.extract import references
from hiyari.forms.links.modules import ENDINGS
from hiyari.forms.links.reference import How, Kind, Reference, kind_of
from hiyari.forms.named import real_path
from hiyari.forms.prefilter import asks, sighted
from hiyari.forms.taint.read import FAILED, read
from hiyari.model.text import Text, text

MOST: Final = 16 << 20
"""Octets of a file that is read."""
_MOST_INCLUDED: Final = 1 << 20
_LIBRARY: Final = frozenset({How.INCLUDE, How.MODULE, How.LITERAL})
_CODE: Final = (".php", ".inc", ".phtml", ".pl", ".pm", ".cgi", ".lib", ".py", ".rb", ".sh", ".bash", ".js", ".mjs")
_SECONDS: Final = 30
_MEMORY_MOST: Final = 512 << 20
_ENDLESS: Final = text("Reading it as a script did not end, or took too much memory.")
_MEMORY: Final = text("There is not memory enough to read it.")
_NONE: Final[frozenset[str]] = frozenset()


class Studied(NamedTuple):
    """What a look at one file told. A named tuple: there is one for every file, and it goes between processes."""

    path: str
    references: tuple[Reference, ...]
    mail: bool
    """Whether it holds what sends mail."""
    asks: bool
    """Whether it takes in a request."""
    includes: frozenset[str]
    """Names without folders of what it includes: what they send, it sends. None of a script that holds mail itself."""
    lost: Text | None
    """Why it was not read."""


class Closer(NamedTuple):
    """What a closer look at one file told."""

    path: str
    sha256: str
    reading: Reading
    family: Family | None


def worth(file: WebFile) -> bool:
    """Whether a file is read at all: a script in any language, or text that may name other files."""
    return file.language is not None or kind_of(file.path) is not Kind.BINARY


def study(file: tuple[str, Language | None]) -> Studied:
    """Look at one file; never raises for what is in it."""
    path, language = file
    try:
        return _study(path, language, read_file(path, MOST))
    except NotRead as error:
        return Studied(path, (), mail=False, asks=False, includes=_NONE, lost=error.why)
    except MemoryError:
        return Studied(path, (), mail=False, asks=False, includes=_NONE, lost=_MEMORY)
    except Exception:  # noqa: BLE001 - one script that trips the reader must not end the reading of all others
        return Studied(path, (), mail=False, asks=False, includes=_NONE, lost=FAILED)


def _study(path: str, language: Language | None, data: bytes) -> Studied:
    named = references(data, kind_of(path, language))
    if language is None:
        return Studied(path, named, mail=False, asks=False, includes=_NONE, lost=None)
    mail, request = sighted(data)
    if mail:
        return Studied(path, named, mail=True, asks=request, includes=_NONE, lost=None)
    included = frozenset(chain.from_iterable(map(_names, named))) - {"*"}
    request = bool(included) and asks(data)
    mail = request and any(_library_mails(path, one) for one in named if one.how in _LIBRARY)
    return Studied(path, named, mail=mail, asks=request, includes=_NONE if mail else included, lost=None)


def _names(reference: Reference) -> Iterator[str]:
    """What the file that a script loads may be called, as `name_of` does."""
    name = reference.target.rpartition("/")[2]
    if reference.how is How.INCLUDE:
        yield name
    elif reference.how is How.MODULE:
        yield from (name + ending for ending in ENDINGS)


def name_of(path: str) -> str:
    """The last part of a path; of what stands for its folder, the folder's name too."""
    folder, _, name = path.rpartition("/")
    return f"{folder.rpartition('/')[2]}/{name}" if f"/{name}" in ENDINGS else name


def _library_mails(path: str, reference: Reference) -> bool:
    """Whether a library that a script includes by a path that leads away from it sends mail; it may lie anywhere."""
    target = reference.target
    if not target.startswith("/") and ".." not in target:
        return False
    whole = real_path(posixpath.join(posixpath.dirname(path), target))
    endings = ENDINGS if reference.how is How.MODULE else ("",)
    return whole is not None and any(_is_code(whole + one) and _mails_at(whole + one) for one in endings)


@lru_cache(maxsize=4096)
def _mails_at(path: str) -> bool:
    try:
        return sighted(read_file(path, _MOST_INCLUDED)).mail
    except NotRead:
        return False


def _is_code(path: str) -> bool:
    return path.endswith(_CODE)


class Nearby:
    """Reads what a script includes or lies beside: any file under a web root, and code wherever it lies.

    A library belongs outside the web root. Of other files there, nothing is read: a script could name any.
    """

    def __init__(self, path: str, roots: Sequence[str]) -> None:
        """Take the script and the roots."""
        self._folder = posixpath.dirname(path)
        self._roots = tuple(real_path(root) or root for root in roots)

    def __call__(self, name: str) -> bytes | None:
        """The content of a file that is named in the script; None where there is none that may be read."""
        if "\0" in name or "://" in name:
            return None
        whole = real_path(posixpath.join(self._folder, name))
        if whole is None:
            return None
        if not _is_code(whole) and not any(whole.startswith(f"{root}/") for root in self._roots):
            return None
        try:
            return read_file(whole, _MOST_INCLUDED)
        except NotRead:
            return None


def look_closer(asked: tuple[WebFile, tuple[str, ...]]) -> Closer | Studied:
    """Read one script: what a stranger can do with it, and which family it is of."""
    file, roots = asked
    try:
        return _look_closer(file, roots, read_file(file.path, MOST))
    except NotRead as error:
        return Studied(file.path, (), mail=True, asks=False, includes=_NONE, lost=error.why)
    except MemoryError:
        return Studied(file.path, (), mail=True, asks=False, includes=_NONE, lost=_MEMORY)


def _look_closer(file: WebFile, roots: tuple[str, ...], data: bytes) -> Closer:
    nearby = Nearby(file.path, roots)
    reading = (
        read(data, file.language, path=file.path, include=nearby)
        if file.language is not None
        else Reading(language=None)
    )
    return Closer(file.path, hashlib.sha256(data).hexdigest(), reading, recognise(data, file, nearby))


@cache
def _prepare(language: Language) -> None:
    """Load what reads a language before the processes part, once instead of in each; what fails here is told there."""
    read(b"", language)
    entries()


def look_closer_at(many: tuple[tuple[WebFile, tuple[str, ...]], ...]) -> list[Closer | Studied]:
    """Read some scripts in a process of their own: no source, whatever is in it, ends or holds up the scan."""
    for language in {file.language for file, _ in many if file.language is not None}:
        _prepare(language)
    answers = apart(look_closer, many, seconds=_SECONDS, octets=_MEMORY_MOST)
    return [
        Studied(file.path, (), mail=True, asks=False, includes=_NONE, lost=_ENDLESS) if answer is None else answer
        for (file, _), answer in zip(many, answers, strict=True)
    ]
