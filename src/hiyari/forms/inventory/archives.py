"""What scripts lie in an archive under the web root.

Anyone who guesses its name gets their source, and one day it is unpacked again. Only names are read, within bounds.
"""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from hiyari.forms.inventory.interpreter import by_ending, ending_of
from hiyari.forms.inventory.reading import NotRead, why_not
from hiyari.forms.language import Language
from hiyari.model.text import Remote, Text, ntext, text

ENDINGS: Final = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz")
_MOST_NAMES: Final = 20_000
_MOST_BYTES: Final = 32 * 1024**2
"""Octets that are unpacked to get at the names of a tar file."""
_MOST_DIRECTORY: Final = 8 * 1024**2
"""Octets of a zip file's directory."""
_SHOWN: Final = 3


def is_archive(name: str) -> bool:
    """Whether the name is that of an archive that we can look into."""
    return name.lower().endswith(ENDINGS)


def scripts_in(path: str) -> Text | None:
    """A sentence about the scripts in an archive, or about why it could not be read; None where there are none."""
    names: list[str] = []
    count = 0
    try:
        for name in _names(path):
            count += 1
            if count > _MOST_NAMES:
                return text("The archive holds more than {most} names; it was not read to its end.", most=_MOST_NAMES)
            if by_ending(name) not in {None, Language.JAVASCRIPT} or ending_of(name) in {"cgi", "fcgi", "inc"}:
                names.append(name)
    except NotRead as problem:
        return problem.why
    except (tarfile.TarError, zipfile.BadZipFile, EOFError, zlib.error, ValueError, NotImplementedError, struct.error):
        return text("The archive is damaged, or no archive; what is in it is not known.")
    except OSError as error:
        return why_not(error)
    return _told(names)


def _told(names: list[str]) -> Text | None:
    if not names:
        return None
    return ntext(
        "The archive holds {count} script ({some}); who knows its name can have the source.",
        "The archive holds {count} scripts ({some}); who knows its name can have their source.",
        len(names),
        some=tuple(Remote(name) for name in names[:_SHOWN]),
    )


def _names(path: str) -> Iterator[str]:
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(number, "rb") as file:
        if path.lower().endswith(".zip"):
            _bounded_directory(file)
            with zipfile.ZipFile(file) as archive:
                yield from archive.namelist()
        else:
            yield from _in_tar(file)


def _bounded_directory(file: io.BufferedReader) -> None:
    """The directory at the end of a zip file is read as a whole by the library: look at its size before."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read(65_557)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile
    (length,) = struct.unpack("<L", tail[at + 12 : at + 16])
    if length > _MOST_DIRECTORY:
        raise NotRead(text("The archive's list of names is too large to be read."))
    file.seek(0)


class _Bounded(io.RawIOBase):
    """A stream that ends with an error instead of giving more than was agreed."""

    def __init__(self, inner: io.BufferedIOBase | tarfile.ExFileObject, most: int) -> None:
        self._inner, self._left = inner, most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if self._left <= 0:
            raise NotRead(text("The archive is too large to be read to its end; what is in it is not known."))
        got = self._inner.read(min(size if size >= 0 else self._left, self._left))
        self._left -= len(got)
        return got


def _in_tar(file: io.BufferedReader) -> Iterator[str]:
    stream = _unpacked(file)
    with tarfile.open(fileobj=_Bounded(stream, _MOST_BYTES), mode="r|") as archive:
        while (member := archive.next()) is not None:
            yield member.name
            archive.members = []  # type: ignore[attr-defined] # the library keeps every member otherwise


def _unpacked(file: io.BufferedReader) -> io.BufferedIOBase:
    import bz2  # noqa: PLC0415 - an archive is rare
    import gzip  # noqa: PLC0415
    import lzma  # noqa: PLC0415

    start = file.peek(6)[:6]
    if start.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZh"):
        return bz2.BZ2File(file)
    if start.startswith(b"\xfd7zXZ"):
        return lzma.LZMAFile(file)
    return file
