"""Makes the octets of a message; the standard library's `email` package takes many times as long for it.

Everything but an international address is 7-bit: text goes as it is where it is ASCII (or ISO-2022-JP) in lines that
SMTP can carry, as base64 elsewhere.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiyari.delivery.campaign import Charset, Mailbox

_LONGEST_LINE: Final = 998
"""Octets without CRLF (RFC 5322 section 2.1.1)."""
_WORD: Final = 75
"""Characters of an encoded word (RFC 2047 section 2)."""
_FOLD: Final = 76
_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_JIS: Final = str.maketrans({"～": "〜", "－": "−", "∥": "‖", "￠": "¢", "￡": "£", "￢": "¬", "—": "―"})  # noqa: RUF001
"""Characters that Windows writes for ones that JIS X 0208 has under another code point."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class CharsetError(ValueError):
    """A text cannot be written in the charset that was asked for."""

    def __init__(self, character: str, charset: Charset) -> None:
        super().__init__(f"{character!r} does not exist in {charset}")
        self.character = character
        self.charset = charset


@dataclass(frozen=True, slots=True)
class Part:
    """A body part: header lines with their CRLF, and the body."""

    header: bytes
    body: bytes


def text_part(content: str, subtype: str, charset: Charset) -> Part:
    """A text body.

    Raises:
        CharsetError: It cannot be written in the charset.
    """
    content = _plain(content).replace("\n", "\r\n")
    if not content.endswith("\r\n"):
        content += "\r\n"
    octets = encode(content, charset)
    label = "us-ascii" if content.isascii() else charset.value
    kind = f"Content-Type: text/{subtype}; charset={label}\r\nContent-Transfer-Encoding: "
    if octets.isascii() and max(map(len, octets.split(b"\r\n"))) <= _LONGEST_LINE:
        return Part(f"{kind}7bit\r\n".encode("ascii"), octets)
    return Part(f"{kind}base64\r\n".encode("ascii"), _base64(octets))


def _plain(content: str) -> str:
    """The text with LF line ends and without control characters."""
    if "\r" in content:
        content = content.replace("\r\n", "\n").replace("\r", "\n")
    # What Python calls printable holds no control character, and is found out faster than by a search.
    if content.replace("\n", "").isprintable():
        return content
    return _CONTROL.sub("", content)


def attachment(name: str, octets: bytes) -> Part:
    """A file, with its name in RFC 2231 form where it is more than printable ASCII."""
    kind, packed = mimetypes.guess_type(name)
    # A message or a multipart may not be base64 (RFC 2045 section 6.4), and what is packed is not what is in it.
    if kind is None or packed is not None or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        parameter = f'filename="{name}"'
    else:
        parameter = "filename*=utf-8''" + "".join(
            chr(octet) if chr(octet).isalnum() and octet < 128 else f"%{octet:02X}" for octet in name.encode("utf-8")
        )
    header = (
        f"Content-Type: {kind}\r\nContent-Disposition: attachment;\r\n {parameter}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    )
    return Part(header.encode("ascii"), _base64(octets))


def joined(subtype: str, parts: Sequence[Part], boundary: str) -> Part:
    """Several parts as one ``multipart``; one alone stays as it is."""
    if len(parts) == 1:
        return parts[0]
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + b"\r\n" + part.header + b"\r\n" + part.body + b"\r\n" for part in parts) + mark + b"--\r\n"
    return Part(f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'.encode("ascii"), body)


def unstructured(name: str, value: str, charset: Charset) -> bytes:
    """A header field of free text, folded.

    Raises:
        CharsetError: It cannot be written in the charset.
    """
    if value.isascii() and "=?" not in value:
        return _folded(name, value.split(" "))
    return _folded(name, _words(value, charset, len(name) + 2))


def mailbox(name: str, value: Mailbox, charset: Charset) -> bytes:
    """A header field of one name and address.

    An address outside ASCII stands there as UTF-8, and makes an international message of it (RFC 6532 section 3.2).

    Raises:
        CharsetError: The name cannot be written in the charset.
    """
    address = f"<{value.address}>" if value.name else value.address
    if not value.name:
        words = []
    elif not value.name.isascii() or "=?" in value.name:
        words = _words(value.name, charset, len(name) + 2)
    elif _ATOM.fullmatch(value.name):
        words = value.name.split(" ")
    else:
        escaped = value.name.replace("\\", "\\\\").replace('"', '\\"')
        words = [f'"{escaped}"']
    return _folded(name, [*words, address])


def encode(content: str, charset: Charset) -> bytes:
    """The octets of a text.

    Raises:
        CharsetError: It cannot be written in the charset.
    """
    if content.isascii():
        return content.encode("ascii")
    if charset is Charset.ISO_2022_JP:
        content = content.translate(_JIS)
    try:
        return content.encode("utf-8" if charset is Charset.UTF_8 else "iso2022_jp")
    except UnicodeEncodeError as error:
        raise CharsetError(content[error.start], charset) from None


def _words(value: str, charset: Charset, first: int) -> list[str]:
    """Encoded words, none of them longer than RFC 2047 allows, none cutting a character in two."""
    wrapped = len(f"=?{charset.value}?B??=")
    words, current = [], ""
    room = min(_WORD, _FOLD - first) - wrapped
    for character in value:
        if current and -(-len(encode(current + character, charset)) // 3) * 4 > room:
            words.append(current)
            current, room = "", _WORD - wrapped - 1
        current += character
    words.append(current)
    return [f"=?{charset.value}?B?{base64.b64encode(encode(word, charset)).decode('ascii')}?=" for word in words]


def _folded(name: str, words: list[str]) -> bytes:
    lines, current = [], f"{name}:"
    for word in words:
        if len(current) + 1 + len(word) > _FOLD and current.strip() and current != f"{name}:":
            lines.append(current)
            current = f" {word}"
        else:
            current += f" {word}"
    # Outside ASCII stands only an address with such a local part, whose mail goes by SMTPUTF8 (RFC 6532 section 3.2).
    return "\r\n".join([*lines, current]).encode("utf-8") + b"\r\n"


def _base64(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")
