"""One run as the supervisor told of it: read with care, since the script may have told it itself."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import cast

MAX_WORDS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the recording stub."""

    argv: tuple[bytes, ...]
    """The first is the path that it was called by."""
    data: bytes
    """What came on its input, cut at 256 KiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """One message that came by SMTP."""

    sender: bytes
    """What followed ``MAIL ``."""
    recipients: tuple[bytes, ...]
    """What followed each ``RCPT ``."""
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run of a script left behind."""

    ended: str
    """``exit``, ``missing``, or a bound that it passed: ``time``, ``output``, ``processes``, ``memory``, ``files``."""
    status: int | None
    """The exit status; negative: the signal."""
    out: bytes = b""
    """The HTTP answer, cut at 512 KiB."""
    err: bytes = b""
    calls: tuple[Call, ...] = ()
    smtp: tuple[Transaction, ...] = ()
    wants_tls: bool = False
    """Whether it asked for TLS, which the sandbox could not offer."""
    tls_failed: bytes = b""
    """Why its TLS did not come about, where it did not."""


def read_answer(line: bytes) -> Ran | None:
    """The supervisor's line as values; None where it is no such line."""
    try:
        told = json.loads(line)
        return _ran(cast("dict[str, object]", told)) if isinstance(told, dict) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _ran(told: dict[str, object]) -> Ran:
    status = told.get("status")
    return Ran(
        ended=str(told.get("ended"))[:20],
        status=status if isinstance(status, int) else None,
        out=_octets(told.get("out", "")),
        err=_octets(told.get("err", "")),
        calls=tuple(
            Call(argv=_words(call.get("argv")), data=_octets(call.get("data")))
            for call in _objects(told.get("calls", []))
        ),
        smtp=tuple(
            Transaction(
                sender=_octets(one.get("from")), recipients=_words(one.get("to")), data=_octets(one.get("data"))
            )
            for one in _objects(told.get("smtp", []))
        ),
        wants_tls=told.get("wants_tls") is True,
        tls_failed=_octets(told.get("tls_failed", ""))[:200],
    )


def _objects(value: object) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TypeError("no list of objects")
    return cast("list[dict[str, object]]", value[:MAX_WORDS])


def _words(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return tuple(_octets(word) for word in value[:MAX_WORDS])


def _octets(value: object) -> bytes:
    if not isinstance(value, str):
        raise TypeError("no octets")
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as problem:
        raise ValueError("no octets") from problem
