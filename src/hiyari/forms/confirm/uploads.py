"""Files that a form takes: which fields of a script are files, what an honest visitor chooses, and the body of a visit.

A file is three fields here: its name as the client tells it, its media type and its content, since each may end in a
mail. The last two are named after the first, with an octet that no field's name has. Bodies are multipart/form-data
(RFC 7578).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote_from_bytes

MAX_FILES = 3
BOUNDARY = "hiyari7d1f3c5a9b"
TYPE = b"\0type"
CONTENT = b"\0content"
NAME = rb"([A-Za-z_\x80-\xff][\w\-.\x80-\xff]{0,63})"
READS = re.compile(
    rb"(?:\$_FILES|\$HTTP_POST_FILES|\bFILES|\bfiles)\s{0,3}(?:\[|\.get\()\s{0,3}:?['\"]?" + NAME +
    rb"|\b(?:upload|uploadInfo|getfile)\s{0,3}\(\s{0,3}['\"]" + NAME +
    rb"|\.(?:single|array)\(\s{0,3}['\"]" + NAME +
    rb"|\[\s{0,3}:?['\"]?" + NAME + rb"['\"]?\s{0,3}\]\s{0,3}"
    rb"(?:\[\s{0,3}:?['\"]?(?:filename|tempfile)\b|\.(?:filename|original_filename|content_type)\b)"
)  # fmt: skip


HELD = re.compile(
    rb"\b(\w{1,30})\s{0,3}=\s{0,3}[\w.$>\-]{1,40}\[\s{0,3}:?['\"]?" + NAME + rb"['\"]?\s{0,3}\](?:\[0\]|\.first)?"
    rb"[\s\S]{0,400}?\b\1\.(?:filename|original_filename|content_type|tempfile)\b"
)
"""The same by a variable that holds the file."""
SPEAKS = re.compile(
    rb"multipart/form-data|\bboundary\b|\.(?:original_)?filename\b|\$_FILES|uploadInfo|->upload\b|\btempfile\b|multer|busboy",
    re.IGNORECASE,
)
"""A source in which any field may be a file."""
LIKE_FILES = re.compile(
    rb"file|photo|image|img|picture|attach|upload|\bdoc|resume|\bcv\b|tenpu|gazou|shashin|\xe6\xb7\xbb\xe4\xbb\x98",
    re.IGNORECASE,
)
"""What fields for files are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """A file of an honest visitor."""

    name: bytes
    type: bytes
    content: bytes


IMAGE = Honest(
    name=b"photo.png",
    type=b"image/png",
    content=b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    ),
)
"""One dot, which functions that ask for an image's size take for one."""
PAPER = Honest(
    name=b"letter.pdf", type=b"application/pdf", content=b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
)
TABLE = Honest(name=b"list.csv", type=b"text/csv", content=b"a,b\n1,2\n")
PLAIN = Honest(name=b"letter.txt", type=b"text/plain", content=b"Hello\n")
KINDS = (
    (re.compile(rb"\bpng\b|image/|getimagesize|imagecreate", re.IGNORECASE), IMAGE),
    (re.compile(rb"\bpdf\b", re.IGNORECASE), PAPER),
    (re.compile(rb"\bcsv\b", re.IGNORECASE), TABLE),
)


def named(source: bytes, names: Iterable[bytes] = ()) -> list[bytes]:
    """The fields that a source reads as files; of ``names`` those called like one where it only speaks of files."""
    found = [next(name for name in match.groups() if name is not None) for match in READS.finditer(source)]
    found += [match[2] for match in HELD.finditer(source)]
    if not found and SPEAKS.search(source):
        found = [name for name in names if LIKE_FILES.search(name)]
    return list(dict.fromkeys(found))[:MAX_FILES]


def honest(source: bytes) -> Honest:
    """A file of a kind that a source speaks of."""
    return next((one for pattern, one in KINDS if pattern.search(source)), PLAIN)


def shown_name(name: bytes) -> bytes:
    """A field's name as people read it, where it is a part of a file too."""
    return name.replace(TYPE, b"; Content-Type").replace(CONTENT, b"; content")


def plain(values: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The values that a form has which is not sent as multipart: of a file its name alone."""
    return {name: value for name, value in values.items() if b"\0" not in name}


def without_files(values: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """The same visit with no file chosen."""
    files = {name.split(b"\0")[0] for name in values if b"\0" in name}
    return {name: b"" if name.split(b"\0")[0] in files else value for name, value in values.items()}


def multipart(values: Mapping[bytes, bytes]) -> bytes:
    """The body of a visit."""
    return b"".join(_parts(values)) + f"--{BOUNDARY}--\r\n".encode("ascii")


def _parts(values: Mapping[bytes, bytes]) -> Iterator[bytes]:
    for name, value in plain(values).items():
        yield f"--{BOUNDARY}\r\n".encode("ascii")
        told = b'Content-Disposition: form-data; name="%s"' % _in_quotes(name)
        if name + TYPE not in values:
            yield told + b"\r\n\r\n" + value + b"\r\n"
            continue
        kind = re.sub(rb"\r?\n", b"\r", values[name + TYPE]) or b"application/octet-stream"
        yield told + _file_name(value) + b"\r\nContent-Type: " + kind
        yield b"\r\n\r\n" + values.get(name + CONTENT, b"") + b"\r\n"


def _file_name(value: bytes) -> bytes:
    """As browsers write it, but for a carriage return alone, which is kept; with line breaks by RFC 8187 besides."""
    written = b'; filename="%s"' % _in_quotes(value)
    if b"\n" not in value:
        return written
    return written + f"; filename*=UTF-8''{quote_from_bytes(value, '')}".encode("ascii")


def _in_quotes(value: bytes) -> bytes:
    value = value.replace(b"\r\n", b"%0D%0A").replace(b"\n", b"%0A")
    return value.replace(b'"', b'\\"')
