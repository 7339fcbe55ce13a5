"""The text of a file in blocks of whole lines: opened without hanging, decompressed and decoded as it streams.

How it fails: every way in which a file can be unreadable is a `UserError` with one sentence. Compressed files are known
by their first octets, not by their name.
"""

from __future__ import annotations

import gzip
import os
import stat
import zlib
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, cast

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.delivery.recipients.encoding import UTF8, decoder_of, look_for_marks, not_begun, undecodable
from hiyari.delivery.recipients.field import has_bad
from hiyari.delivery.recipients.row import LONGEST_FIELD, LONGEST_LINE, MOST_LINES
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

_CHUNK: Final = LONGEST_FIELD // 2
"""Octets that are read at once. A block of usual lines is then shorter than the longest field, which spares a look at
the length of each."""
_GZIP: Final = b"\x1f\x8b"


class Block(NamedTuple):
    """Some whole lines of a file."""

    first: int
    """The line number of the first."""
    text: str
    """Ends with a line feed, except perhaps at the end of the file."""
    clean: bool
    """Whether no line can hold a field that is too long or that has a control character."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises:
        UserError: It cannot be read, or is a folder, a pipe or a device.
    """
    try:
        # Without O_NONBLOCK, opening a pipe waits for whoever writes to it, perhaps for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        raise _unreadable(str(path), error) from None
    kind = os.fstat(handle).st_mode
    if stat.S_ISREG(kind):
        return cast("BinaryIO", os.fdopen(handle, "rb", buffering=0))
    os.close(handle)
    if stat.S_ISDIR(kind):
        raise UserError(text("{path} is a folder. Name a file in it.", path=str(path)))
    raise UserError(
        text("{path} is a pipe or a device, and is read more than once. Write it to a file first.", path=str(path))
    )


def read_blocks(path: Path, encoding: str | None, complaints: Complaints) -> Generator[Block, None, None]:
    """The file's text without its byte order mark.

    Raises:
        UserError: It cannot be read, decompressed or decoded, or is beyond the limits.
    """
    decoder = decoder_of(encoding)
    line, carry, first = 1, "", True
    with closing(_octets(path)) as octets:
        for chunk in octets:
            try:
                if first:
                    look_for_marks(chunk, encoding, complaints)
                decoded = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                used = encoding or UTF8
                raise undecodable(error, used, line, complaints, _octets(path)) from None
            except UnicodeError as error:
                raise not_begun(error, encoding or UTF8, complaints) from None
            if first:
                decoded, first = decoded.removeprefix("\ufeff"), False
            cut = decoded.rfind("\n") + 1 if chunk else len(decoded)
            whole, carry = (carry + decoded[:cut], decoded[cut:]) if cut or not chunk else ("", carry + decoded)
            if whole:
                yield Block(line, whole, is_clean(whole))
                line += whole.count("\n")
            _within_limits(carry, line, complaints)


def is_clean(block: str) -> bool:
    """Whether no field of the block can be too long or hold a control character."""
    if len(block) > LONGEST_FIELD:
        return False
    return not has_bad(block.replace("\r\n", "").replace("\n", "").replace("\t", ""))


def _within_limits(carry: str, line: int, complaints: Complaints) -> None:
    if len(carry) > LONGEST_LINE:
        raise complaints.fatal(
            line,
            text(
                "the line is longer than {most} characters. Is this a list of recipients, one on each line?",
                most=LONGEST_LINE,
            ),
        )
    if line > MOST_LINES:
        raise complaints.fatal(
            line, text("the file has more than {most} lines. Split it into several campaigns.", most=MOST_LINES)
        )


def _octets(path: Path) -> Generator[bytes, None, None]:
    """The octets of a file, decompressed; the last chunk, and only that, is empty."""
    with open_regular(path) as raw:
        try:
            packed = raw.read(2) == _GZIP
            raw.seek(0)
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw, mode="rb")) if packed else raw
            while chunk := stream.read(_CHUNK):
                yield chunk
            yield b""
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise UserError(
                text(
                    "{path} cannot be decompressed: {reason}. It is damaged or cut off; make or copy it again.",
                    path=str(path),
                    reason=Remote(str(error)),
                )
            ) from None
        except OSError as error:
            raise _unreadable(str(path), error) from None


def _unreadable(path: str, error: OSError | ValueError) -> UserError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UserError(
        text("{path} cannot be read: {reason}. Look at its name and its permissions.", path=path, reason=reason)
    )
