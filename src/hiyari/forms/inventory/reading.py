"""Opens files that somebody else wrote: only regular files, never a pipe or device, never more than was asked for.

A name under a web root may be a FIFO that would wait for ever, or be exchanged between the look at it and the opening.
So a file is opened without waiting, and what was opened is looked at again.
"""

from __future__ import annotations

import errno
import os
import posixpath
import stat
from typing import Final

from hiyari.model.text import Remote, Text, text

_FLAGS: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class NotRead(Exception):  # noqa: N818 - a fact about a file, not a defect
    """A file could not be read; ``why`` is the sentence for a person."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.message)
        self.why = why


def read_file(path: str, most: int) -> bytes:
    """The whole content of a regular file.

    A symbolic link is resolved before, as the web server does; the file that it leads to is opened as itself.

    Args:
        path: As `walk` gives it.
        most: Octets that are read at most.

    Raises:
        NotRead: It is gone, closed to us, no regular file, or larger than ``most``.
    """
    content = first_bytes(path, most + 1)
    if len(content) > most:
        raise NotRead(text("It is larger than {most} MiB.", most=round(most / 1024**2, 1)))
    return content


def first_bytes(path: str, count: int) -> bytes:
    """The first octets of a regular file, at most ``count``.

    Raises:
        NotRead: It is gone, closed to us, or no regular file.
    """
    try:
        number = _open(path)
        try:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                raise NotRead(text("It is no regular file."))
            return _read(number, count, status.st_size)
        finally:
            os.close(number)
    except (OSError, ValueError) as error:
        raise NotRead(why_not(error)) from None


def _open(path: str) -> int:
    try:
        return os.open(path, _FLAGS)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
    return os.open(posixpath.realpath(path, strict=True), _FLAGS)


def _read(number: int, count: int, size: int) -> bytes:
    """A file may be read in pieces, and may grow meanwhile. Room is made for its ``size``, not for all of ``count``."""
    got = os.read(number, min(count, size + 1))
    if not got or len(got) == count or not (more := os.read(number, min(count - len(got), 1 << 12))):
        return got
    pieces, left = [got, more], count - len(got) - len(more)
    while left > 0 and (got := os.read(number, min(left, 1 << 20))):
        pieces.append(got)
        left -= len(got)
    return b"".join(pieces)


def why_not(error: OSError | ValueError) -> Text:
    """Why the system refused a file or folder, as a sentence."""
    match error.errno if isinstance(error, OSError) else None:
        case errno.EACCES | errno.EPERM:
            return text("This user may not read it. Run the scan as root, or as the web server's user.")
        case errno.ENOENT | errno.ESTALE | errno.ENOTDIR:
            return text("It is not there, or not any more.")
        case errno.ELOOP:
            return text("Its symbolic links lead in a circle.")
        case errno.ENAMETOOLONG:
            return text("Its path is too long for the system.")
        case errno.ENXIO | errno.ENODEV:
            return text("It is no regular file.")
        case _:
            return text("It could not be read: {reason}", reason=Remote(str(getattr(error, "strerror", error))))
