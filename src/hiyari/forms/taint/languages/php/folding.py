"""PHP: functions of constants that give a constant. Names of functions are hidden in them (``strrev('liam')``)."""

from __future__ import annotations

import base64
import binascii
import codecs
import zlib
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

LONGEST: Final = 100_000
"""Octets that are made at most."""


def _base64(data: bytes) -> bytes | None:
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return None


def _hex(data: bytes) -> bytes | None:
    try:
        return bytes.fromhex(data.decode("ascii"))
    except ValueError:
        return None


def _inflated(bits: int) -> Callable[[bytes], bytes | None]:
    def inflate(data: bytes) -> bytes | None:
        try:
            return zlib.decompressobj(bits).decompress(data, LONGEST) or None
        except zlib.error:
            return None

    return inflate


def _number(data: bytes) -> int | None:
    return int(data) if data.lstrip(b"-").isdigit() and len(data) < 10 else None


def _character(data: bytes) -> bytes | None:
    number = _number(data)
    return None if number is None else bytes((number % 256,))


def _part(data: bytes, start: bytes, length: bytes = b"") -> bytes | None:
    first, most = _number(start), _number(length) if length else len(data)
    if first is None or most is None:
        return None
    rest = data[first:] if first >= 0 else data[max(0, len(data) + first) :]
    return rest[:most]


def _rotated(data: bytes) -> bytes:
    return codecs.encode(data.decode("latin-1"), "rot13").encode("latin-1")


def _translated(data: bytes, what: bytes, by: bytes) -> bytes:
    size = min(len(what), len(by))
    return data.translate(bytes.maketrans(what[:size], by[:size]))


def _repeated(data: bytes, times: bytes) -> bytes | None:
    number = _number(times)
    return None if number is None or number < 0 or number * len(data) > LONGEST else data * number


def _exclusive(one: bytes, other: bytes) -> bytes | None:
    if _number(one) is not None and _number(other) is not None:
        return None  # a number, not a string
    return bytes(left ^ right for left, right in zip(one, other, strict=False))


FOLDS: Final[dict[str, Callable[..., bytes | None]]] = {
    "^": _exclusive,
    "~": lambda data: bytes(255 - octet for octet in data),
    "strrev": lambda data: data[::-1],
    "base64_decode": _base64,
    "str_rot13": _rotated,
    "hex2bin": _hex,
    "urldecode": unquote_to_bytes,
    "rawurldecode": unquote_to_bytes,
    "gzinflate": _inflated(-15),
    "gzuncompress": _inflated(15),
    "gzdecode": _inflated(31),
    "chr": _character,
    "substr": _part,
    "strtolower": bytes.lower,
    "strtoupper": bytes.upper,
    "ucfirst": lambda data: data[:1].upper() + data[1:],
    "lcfirst": lambda data: data[:1].lower() + data[1:],
    "strtr": _translated,
    "str_repeat": _repeated,
    "stripslashes": lambda data: data.replace(b"\\", b""),
    "dechex": lambda data: None if (number := _number(data)) is None else f"{number:x}".encode(),
    "ord": lambda data: str(data[0]).encode() if data else b"0",
}
