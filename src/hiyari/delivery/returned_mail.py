"""Finds the messages in what an administrator names: a file, standard input, an mbox, a Maildir, a folder of ``.eml``.

A message is read up to a bound and the rest of it passed over; an mbox is read as it comes, not as a whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from hiyari.model.error import UserError
from hiyari.model.text import Text, text
from hiyari.smtp.mail import MOST_OCTETS

_MOST_LINE: Final = 1024 * 1024
_FROM: Final = b"From "


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One message."""

    place: str
    """Its file; in an mbox with its number, ``mbox:17``."""
    octets: bytes
    cut: bool = False
    """Whether it was longer than what is read."""
    problem: Text | None = None
    """Why it could not be read."""


def find_messages(path: Path) -> Iterator[Found]:
    """The messages of a path, in the order of their names, or of the mbox.

    Raises:
        UserError: It does not exist, cannot be read, or is a folder that holds no messages.
    """
    try:
        if not path.is_dir():
            with _open(path) as stream:
                yield from read_stream(stream, str(path))
            return
        inner = [path / name for name in ("new", "cur") if (path / name).is_dir()]
        files = sorted(_files(inner, "") if inner else _files([path], ".eml"))
    except OSError as error:
        raise UserError(_unreadable(path, error)) from None
    if not files and not inner:
        sentence = text(
            "{path} holds no messages. Name a Maildir (with new and cur), a folder of .eml files, or a file.",
            path=str(path),
        )
        raise UserError(sentence)
    for file in files:
        try:
            with _open(file) as stream:
                octets = stream.read(MOST_OCTETS + 1)
        except OSError as error:
            # Somebody may have moved it since; the others are worth reading.
            yield Found(place=str(file), octets=b"", problem=_unreadable(file, error))
        else:
            yield Found(place=str(file), octets=octets[:MOST_OCTETS], cut=len(octets) > MOST_OCTETS)


def read_stream(stream: BinaryIO, place: str) -> Iterator[Found]:
    """The messages of a stream: one, or those of an mbox where it begins as one."""
    first = stream.readline(_MOST_LINE)
    if first.startswith(_FROM):
        yield from _mbox(stream, place)
    elif first:
        octets = first + stream.read(MOST_OCTETS + 1)
        yield Found(place=place, octets=octets[:MOST_OCTETS], cut=len(octets) > MOST_OCTETS)


def _mbox(stream: BinaryIO, place: str) -> Iterator[Found]:
    number, message, cut = 1, bytearray(), False
    blank = False
    """Only a blank line before it makes a line that begins with "From " a separator."""
    whole = True
    """Whether the line before was read to its end."""
    while line := stream.readline(_MOST_LINE):
        if blank and line.startswith(_FROM):
            yield Found(place=f"{place}:{number}", octets=bytes(message), cut=cut)
            number, message, cut, blank = number + 1, bytearray(), False, False
            continue
        blank = whole and line in {b"\n", b"\r\n"}
        whole = line.endswith(b"\n")
        room = MOST_OCTETS - len(message)
        cut = cut or len(line) > room
        message += line[:room]
    yield Found(place=f"{place}:{number}", octets=bytes(message), cut=cut)


def _files(folders: list[Path], ending: str) -> Iterator[Path]:
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ending) and not entry.name.startswith(".") and entry.is_file():
                    yield Path(entry.path)


def _open(path: Path) -> BinaryIO:
    """Open a file without ever waiting for somebody to write into a pipe.

    Raises:
        OSError: It cannot be opened, or is no file.
    """
    stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(0, "it is no file")
    return stream


def _unreadable(path: Path, error: OSError) -> Text:
    return text(
        "{path} cannot be read: {reason}. Look at its name and rights.",
        path=str(path),
        reason=error.strerror or "input/output error",
    )
