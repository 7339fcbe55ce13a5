"""Every host name is this machine: answers to DNS questions inside the sandbox, without I/O.

A form that looks up its mail server, or asks whether the visitor's domain has an MX, goes on as it would outside; the
connection that it then makes ends at the SMTP sink. What is no question gets no answer.
"""

from __future__ import annotations

import re
import struct

HEADER = struct.Struct("!HHHHHH")
TYPE_A = 1
TYPE_MX = 15
ANSWER = 0x8580
"""A response, authoritative, recursion desired and available."""


def answer(question: bytes) -> bytes | None:
    """The answer to a question (RFC 1035 section 4): 127.0.0.1 for A, the name itself for MX, else none; or None."""
    if len(question) < HEADER.size + 5:
        return None
    number, flags, questions, *_ = HEADER.unpack_from(question)
    if flags & 0x8000 or questions != 1:
        return None
    end = _name_end(question, HEADER.size)
    if end is None or len(question) < end + 4:
        return None
    asked = question[HEADER.size : end + 4]
    (kind,) = struct.unpack_from("!H", question, end)
    data = {TYPE_A: bytes((127, 0, 0, 1)), TYPE_MX: b"\x00\x0a\xc0\x0c"}.get(kind)
    head = HEADER.pack(number, ANSWER, 1, 0 if data is None else 1, 0, 0)
    if data is None:
        return head + asked
    return head + asked + struct.pack("!HHHIH", 0xC00C, kind, 1, 60, len(data)) + data


def asked_name(question: bytes) -> str | None:
    """The name that a question is about, in letters that host names have; None where it is none."""
    end = _name_end(question, HEADER.size)
    if end is None:
        return None
    labels, at = [], HEADER.size
    while at < end - 1:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("ascii", "replace"))
        at += 1 + question[at]
    name = ".".join(labels).lower()
    return name if re.fullmatch(r"[a-z0-9_.\-]{1,253}", name) else None


def _name_end(question: bytes, at: int) -> int | None:
    """Where the name that begins at an offset ends; None where it is none."""
    while at < len(question) and at < HEADER.size + 255:
        length = question[at]
        if not length:
            return at + 1
        if length > 63:
            return None
        at += 1 + length
    return None
