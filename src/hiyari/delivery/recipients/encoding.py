"""How the octets of a file become text: UTF-8 unless another encoding is named, and help where it was the wrong one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from hiyari.delivery.recipients.complaints import Complaints
from hiyari.model.error import UserError
from hiyari.model.text import Remote, text

UTF8: Final = "utf-8"
_USUAL: Final = (UTF8, "cp932", "shift_jis", "euc_jp", "iso2022_jp")
"""What recipients files in Japan are written in."""
_GUESSES: Final = (UTF8, "cp932", "euc_jp")
_GUESSED_OCTETS: Final = 64 * 1024 * 1024
"""How far a guess is tried: enough for a million rows, and no more of a decompression bomb."""
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "unicode_escape", "mbcs", "oem"}
)
"""Codecs of Python that no file is saved in, and in which a harmless octet may stand for a line break."""
_NO_TEXT: Final = re.compile("[\x80-\x9f\uf8f0-\uf8f3]")
"""What Python's cp932 makes of octets that no character of it begins with."""
_MARK8: Final = codecs.BOM_UTF8
_MARKS16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoder_of(encoding: str | None) -> codecs.IncrementalDecoder:
    """A strict decoder.

    Raises:
        UserError: There is no such encoding.
    """
    try:
        found = codecs.lookup(encoding or UTF8)
        # str.encode refuses codecs that are no character sets, such as hex or zlib.
        "".encode(found.name)
        if found.name not in _NO_CHARSETS and found.incrementaldecoder is not None:
            return found.incrementaldecoder("strict")
    except (LookupError, ValueError):
        pass
    raise UserError(text("there is no encoding {encoding}. Usual are: {usual}", encoding=str(encoding), usual=_USUAL))


def look_for_marks(start: bytes, encoding: str | None, complaints: Complaints) -> None:
    """Believe a mark at the beginning of the file against the encoding that is in force.

    Raises:
        UserError: The file is of another encoding, or is no text file.
    """
    used = codecs.lookup(encoding or UTF8).name
    if start.startswith(_MARKS16) and used == UTF8:
        raise complaints.fatal(
            1, text('the file begins as UTF-16 does. Save it as UTF-8, or write encoding = "utf-16" in [recipients].')
        )
    if start.startswith(_MARK8) and not used.startswith(UTF8):
        raise complaints.fatal(
            1,
            text(
                "the file begins with the mark of UTF-8, and {encoding} was named. Take encoding out of [recipients].",
                encoding=used,
            ),
        )
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise complaints.fatal(1, text("this is a spreadsheet or an archive. Save the sheet as CSV UTF-8."))
    if start.startswith(b"PAR1"):
        raise complaints.fatal(1, text("this is a Parquet file. Give it a name that ends in .parquet."))


def not_begun(error: UnicodeError, used: str, complaints: Complaints) -> UserError:
    """The error to raise where a file does not begin as its encoding must: UTF-16 needs its mark."""
    return complaints.fatal(
        1,
        text(
            "the file is not {encoding}: {reason}. Save it as UTF-8, or write another encoding into [recipients].",
            encoding=used,
            reason=Remote(str(error)),
        ),
    )


def undecodable(
    error: UnicodeDecodeError, used: str, line: int, complaints: Complaints, octets: Iterator[bytes]
) -> UserError:
    """The error to raise where octets are no text.

    Args:
        error: What the decoder said.
        used: The encoding in force.
        line: The line on which the octets of the error begin.
        complaints: What is wrong so far.
        octets: The file once more, to find out what it could be.
    """
    before = error.object[: error.start].decode(used, "replace")
    place = line + before.count("\n")
    shown = f"0x{error.object[error.start]:02X}"
    fitting = _fitting(octets, codecs.lookup(used).name)
    if fitting:
        return complaints.fatal(
            place,
            text(
                "octet {octet} is not {encoding}. The file can be read as: {fitting}. Write the right one into "
                '[recipients], for example encoding = "{first}", and look at the names in the preview.',
                octet=shown,
                encoding=used,
                fitting=fitting,
                first=fitting[0],
            ),
        )
    return complaints.fatal(
        place,
        text(
            "octet {octet} is not {encoding}. Save the file as UTF-8, or write its encoding into [recipients].",
            octet=shown,
            encoding=used,
        ),
    )


def _fitting(octets: Iterator[bytes], used: str) -> tuple[str, ...]:
    """The usual encodings in which the file can be decoded."""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in _GUESSES if codecs.lookup(name).name != used}
    seen = 0
    try:
        for chunk in octets:
            seen += len(chunk)
            for name, decoder in tuple(decoders.items()):
                try:
                    sound = _NO_TEXT.search(decoder.decode(chunk, final=not chunk)) is None
                except UnicodeDecodeError:
                    sound = False
                if not sound:
                    del decoders[name]
            if not decoders or seen > _GUESSED_OCTETS:
                break
    except UserError:
        # A file that cannot be read to its end is no reason to withhold the line of the first error.
        return ()
    return tuple(decoders)
