"""Certificates for the sandbox's SMTP sink: an authority for one sandbox, and what it signs for any host name.

Octets of X.509 (RFC 5280) and of private keys (RFC 5915), without I/O. One key serves both, since nobody relies on it
but the script that is looked at. Their times do not matter, so no clock is asked: they hold from 2000 to 2049.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
from collections.abc import Iterable
from typing import NamedTuple

from . import p256

SEQUENCE, SET, INTEGER, BITS, OCTETS, OBJECT, BOOLEAN, UTF8, TIME = 0x30, 0x31, 2, 3, 4, 6, 1, 12, 23
NAME = "hiyari's sandbox"
SUBJECT = "web.hiyari.invalid"
MAX_NAMES = 32


class Authority(NamedTuple):
    """What signs, and its own certificate."""

    secret: int
    public: p256.Point
    certificate: bytes
    """In PEM."""


def der(tag: int, *parts: bytes) -> bytes:
    """One value of ASN.1 (X.690), from the octets of its parts."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 128 + len(length))) + length + content


def number(value: int) -> bytes:
    """An INTEGER that is not negative."""
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def identifier(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *others = map(int, dotted.split("."))
    octets = bytearray((40 * first + second,))
    for value in others:
        parts = [value & 127]
        while value := value >> 7:
            parts.append(128 | value & 127)
        octets += bytes(reversed(parts))
    return der(OBJECT, bytes(octets))


SIGNED_SO = der(SEQUENCE, identifier("1.2.840.10045.4.3.2"))
"""ecdsa-with-SHA256."""
CURVE = identifier("1.2.840.10045.3.1.7")
VALID = der(SEQUENCE, der(TIME, b"000101000000Z"), der(TIME, b"491231235959Z"))


def new_authority(secret: int | None = None) -> Authority:
    """An authority with a key of its own."""
    secret = secret or p256.new_secret()
    key = p256.public(secret)
    extensions = (
        _extension("2.5.29.19", der(SEQUENCE, der(BOOLEAN, b"\xff")), critical=True),  # basicConstraints: CA
        _extension("2.5.29.15", der(BITS, b"\x01\x06"), critical=True),  # keyUsage: keyCertSign, cRLSign
        _extension("2.5.29.14", der(OCTETS, _key_id(key))),
    )
    return Authority(secret, key, pem("CERTIFICATE", _signed(secret, key, NAME, extensions)))


def certificate(authority: Authority, names: Iterable[str]) -> bytes:
    """A certificate in PEM for host names and addresses, of which the first `MAX_NAMES` are kept."""
    kept = list(dict.fromkeys(names))[:MAX_NAMES]
    extensions = (
        _extension("2.5.29.19", der(SEQUENCE), critical=True),
        _extension("2.5.29.15", der(BITS, b"\x07\x80"), critical=True),  # digitalSignature
        _extension("2.5.29.37", der(SEQUENCE, identifier("1.3.6.1.5.5.7.3.1"))),  # serverAuth
        _extension("2.5.29.14", der(OCTETS, _key_id(authority.public))),
        _extension("2.5.29.35", der(SEQUENCE, der(0x80, _key_id(authority.public)))),
        _extension("2.5.29.17", der(SEQUENCE, *map(_alternative, kept))),
    )
    return pem("CERTIFICATE", _signed(authority.secret, authority.public, SUBJECT, extensions))


def private_key(authority: Authority) -> bytes:
    """The private key in PEM."""
    octets = der(OCTETS, authority.secret.to_bytes(32, "big"))
    return pem("EC PRIVATE KEY", der(SEQUENCE, number(1), octets, der(0xA0, CURVE)))


def pem(label: str, octets: bytes) -> bytes:
    """Octets between lines that name them (RFC 7468)."""
    text = base64.encodebytes(octets).replace(b"\n", b"")
    lines = (text[at : at + 64] for at in range(0, len(text), 64))
    name = label.encode("ascii")
    return b"\n".join((b"-----BEGIN " + name + b"-----", *lines, b"-----END " + name + b"-----", b""))


def _signed(secret: int, key: p256.Point, subject: str, extensions: tuple[bytes, ...]) -> bytes:
    body = der(
        SEQUENCE,
        der(0xA0, number(2)),  # version 3
        number(int.from_bytes(os.urandom(15), "big") | 1 << 120),
        SIGNED_SO,
        _name(NAME),
        VALID,
        _name(subject),
        der(SEQUENCE, der(SEQUENCE, identifier("1.2.840.10045.2.1"), CURVE), der(BITS, b"\0" + _octets(key))),
        der(0xA3, der(SEQUENCE, *extensions)),
    )
    signature = der(SEQUENCE, *map(number, p256.sign(secret, body)))
    return der(SEQUENCE, body, SIGNED_SO, der(BITS, b"\0" + signature))


def _octets(key: p256.Point) -> bytes:
    return b"\x04" + key.x.to_bytes(32, "big") + key.y.to_bytes(32, "big")


def _key_id(key: p256.Point) -> bytes:
    return hashlib.sha256(_octets(key)).digest()[:20]


def _name(common: str) -> bytes:
    return der(SEQUENCE, der(SET, der(SEQUENCE, identifier("2.5.4.3"), der(UTF8, common.encode("utf-8")))))


def _extension(dotted: str, value: bytes, *, critical: bool = False) -> bytes:
    return der(SEQUENCE, identifier(dotted), der(BOOLEAN, b"\xff") if critical else b"", der(OCTETS, value))


def _alternative(name: str) -> bytes:
    try:
        return der(0x87, ipaddress.ip_address(name).packed)
    except ValueError:
        return der(0x82, name.encode("ascii", "ignore")[:253])
