"""AUTH PLAIN and LOGIN (RFC 4954) for one account, without I/O: a generator that yields challenges."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Generator

from hiyari.lab.carriers.temper import Login


def authenticate(login: Login, rest: str) -> Generator[str, str, str]:
    """One AUTH dialogue.

    Args:
        login: The account.
        rest: What follows ``AUTH``: the mechanism and perhaps the initial response.

    Yields:
        Replies with 334, each to be answered with the client's next line.

    Returns:
        The last reply; it begins with 235 only for the account.
    """
    mechanism, _, initial = rest.strip().partition(" ")
    try:
        match mechanism.upper():
            case "PLAIN":
                _, user, password = _decoded(initial or (yield "334 ")).split("\0")
            case "LOGIN":
                user = _decoded(initial or (yield "334 VXNlcm5hbWU6"))
                password = _decoded((yield "334 UGFzc3dvcmQ6"))
            case _:
                return "504 5.5.4 Unrecognised authentication mechanism"
    except (binascii.Error, ValueError):
        # A lone "*" is the client giving up, and no base64 either.
        return "501 5.5.2 Cannot decode the response"
    good = (user, password) == (login.user, login.password)
    return "235 2.7.0 Authentication successful" if good else "535 5.7.8 Authentication credentials invalid"


def _decoded(response: str) -> str:
    return "" if response == "=" else base64.b64decode(response, validate=True).decode()
