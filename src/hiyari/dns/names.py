"""Domain names as people write them, made into names as DNS holds them."""

from __future__ import annotations

import re
from typing import Final

import idna

from hiyari.model.error import UserError
from hiyari.model.text import text

_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def parse_domain(written: str) -> str:
    """A domain in lower-case A-labels without the final dot (RFC 5891; mapped by UTS 46).

    Raises:
        UserError: No such name can exist in DNS.
    """
    name = written.strip().removesuffix(".").lower()
    try:
        if not name.isascii():
            name = idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        name = ""
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        sentence = text(
            '"{written}" is not a domain name. Write one like example.jp, without a scheme or an @.', written=written
        )
        raise UserError(sentence)
    return name
