"""Signatures with ECDSA on the curve P-256 (FIPS 186-5), in Python's own numbers.

Python's standard library has none, and the machines that this runs on need not have OpenSSL's program. It signs the
certificates that the sandbox's SMTP sink shows to the script in it, for one run, and nothing else: it takes no care
against those who measure its time.
"""

from __future__ import annotations

import hashlib
import os
from typing import NamedTuple

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B


class Point(NamedTuple):
    """A point of the curve, but for the one at infinity."""

    x: int
    y: int


BASE = Point(
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def new_secret() -> int:
    """A private key."""
    return 1 + int.from_bytes(os.urandom(40), "big") % (ORDER - 1)


def public(secret: int) -> Point:
    """The public key that belongs to a private one."""
    return times(secret, BASE)


def times(factor: int, point: Point) -> Point:
    """A multiple of a point, for factors from 1 to one less than the order."""
    result: Point | None = None
    for bit in f"{factor:b}":
        result = None if result is None else _sum(result, result)
        if bit == "1":
            result = _sum(result, point)
    if result is None:
        raise ValueError("it is the point at infinity")
    return result


def _sum(one: Point | None, other: Point) -> Point | None:
    if one is None:
        return other
    if one.x == other.x:
        if (one.y + other.y) % P == 0:
            return None
        slope = (3 * one.x * one.x - 3) * pow(2 * one.y, -1, P)
    else:
        slope = (other.y - one.y) * pow(other.x - one.x, -1, P)
    x = (slope * slope - one.x - other.x) % P
    return Point(x, (slope * (one.x - x) - one.y) % P)


def sign(secret: int, message: bytes) -> tuple[int, int]:
    """The signature (r, s) of a message's SHA-256."""
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        once = new_secret()
        r = times(once, BASE).x % ORDER
        s = pow(once, -1, ORDER) * (digest + r * secret) % ORDER
        if r and s:
            return r, s
