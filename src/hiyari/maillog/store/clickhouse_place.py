"""Where a fleet's ClickHouse is: its URL, read and checked before anything is sent there.

::

    clickhouse://user@host:8123/database?password_file=/etc/hiyari/clickhouse.password
    clickhouses://user@host:8443/database          the same over TLS, the certificate verified

Facts hold addresses of people, so plain HTTP goes to this machine only, unless ``?plain=yes`` says that the network is
trusted. The password never stands in a message.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from hiyari.model.error import UserError
from hiyari.model.text import Text, text

_SCHEMES: Final = {"clickhouse": 8123, "clickhouses": 8443}
_OPTIONS: Final = {"password_file", "plain"}
_DATABASE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_LONGEST_PASSWORD: Final = 1024
EXAMPLE: Final = "clickhouses://hiyari@clickhouse.example.jp/mail?password_file=/etc/hiyari/clickhouse.password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A database in a ClickHouse server."""

    host: str
    port: int
    database: str
    secure: bool
    """Whether TLS is spoken."""
    user: str
    password: str = field(repr=False)

    @property
    def name(self) -> str:
        """How messages call it: without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}/{self.database}"


def parse_place(url: str) -> Place:
    """The place that a URL names; reads the password's file where it names one.

    Raises:
        UserError: It is no such URL, its password cannot be read, or it would send in clear over a network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad(text("it is malformed")) from None
    if parts.scheme not in _SCHEMES:
        raise _bad(text("it begins with neither clickhouse:// nor clickhouses://"))
    if not parts.hostname:
        raise _bad(text("it names no host"))
    database = parts.path.strip("/") or "default"
    if not _DATABASE.fullmatch(database):
        raise _bad(text("its database is not made of letters, digits and _"))
    options = _options(parts)
    place = Place(
        host=parts.hostname,
        port=port or _SCHEMES[parts.scheme],
        database=database,
        secure=parts.scheme == "clickhouses",
        user=unquote(parts.username or "default"),
        password=_password(parts, options),
    )
    if not place.secure and not _is_here(place.host) and options.get("plain") != "yes":
        raise UserError(
            text(
                "{place} would be sent addresses of people in clear. Write clickhouses:// for TLS, or add plain=yes "
                "where the network is trusted.",
                place=place.name,
            )
        )
    return place


def _options(parts: SplitResult) -> dict[str, str]:
    options = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if set(options) - _OPTIONS or parts.fragment:
        raise _bad(text("it has an option that is neither password_file nor plain"))
    return options


def _password(parts: SplitResult, options: dict[str, str]) -> str:
    file = options.get("password_file")
    if file is None:
        return unquote(parts.password or "")
    try:
        with Path(file).open(encoding="utf-8") as stream:
            password = stream.read(_LONGEST_PASSWORD + 1).rstrip("\r\n")
    except (OSError, ValueError):
        raise UserError(
            text("{file}: the password for ClickHouse cannot be read. Put it there, alone in a line.", file=file)
        ) from None
    if not password or len(password) > _LONGEST_PASSWORD or not password.isprintable():
        raise UserError(text("{file}: is no password for ClickHouse. Put it there, alone in a line.", file=file))
    return password


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _bad(why: Text) -> UserError:
    # The URL itself is not shown: it may hold a password.
    return UserError(
        text("The URL of ClickHouse is not usable: {why}. For example: {example}", why=why, example=EXAMPLE)
    )
