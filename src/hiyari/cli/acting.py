"""What commands that act by a digest share: the digest as it is written, and who acts."""

from __future__ import annotations

import os
import pwd
import socket
from typing import Final

from hiyari.model.error import UserError
from hiyari.model.text import text

SHORTEST: Final = 12
"""Hexadecimal digits of a digest that are shown, and asked for at least."""


def read_digest(written: str) -> str:
    """The digest that was shown, or its beginning.

    Raises:
        UserError: It is none.
    """
    digest = written.strip().lower()
    if len(digest) < SHORTEST or not set(digest) <= set("0123456789abcdef"):
        sentence = text(
            '--digest: "{written}" is no digest. Copy the one that the same command shows without it, {count} digits '
            "of it at least.",
            written=written,
            count=SHORTEST,
        )
        raise UserError(sentence)
    return digest


def person() -> str:
    """Who acts, as far as the machine knows: the login, before sudo where that was used."""
    try:
        login = os.environ.get("SUDO_USER") or pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        login = str(os.getuid())
    return f"{login}@{socket.gethostname().partition('.')[0]}"
