"""One request of a web server's access log, and what a format of such logs is.

Nothing is decoded: a path is compared as it was logged. What a stranger sent as a request (the beginning of TLS on the
wrong port, a proxy's CONNECT, nothing) is kept as the path, with no method.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from hiyari.logfiles.stamps import Stamps


class When(StrEnum):
    """What moment a server's stamp means. Either way it is one second wide."""

    RECEIVED = "received"
    """The request came (Apache's %t): what it caused comes after the stamp."""
    WRITTEN = "written"
    """The answer was given and the line written (nginx, Caddy): what it caused comes before the stamp."""
    EITHER = "either"
    """Nothing tells the server."""


class Request(NamedTuple):
    """A request as it was logged, in the order of the facts' columns. None: the format does not log it.

    A named tuple: there is one for every line, and a frozen dataclass of ten fields takes five times as long to make.
    """

    at: int
    """Microseconds UTC; see `When`."""
    site: str | None
    """The virtual host, without its port."""
    client: str
    """Who asked: the address before the proxies that are trusted, where they say it."""
    method: str | None
    path: str | None
    """Without the query; the whole request where it is none of HTTP; None where nothing was sent."""
    query: str | None
    status: int
    bytes: int | None
    referer: str | None
    agent: str | None


Trusted: TypeAlias = Callable[[str], bool]
"""Whether an address is a proxy's, whose word about the client is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFormat:
    """One format of access logs."""

    name: str
    when: When
    parse: Callable[[str, Stamps, Trusted], Request | None]
    """Read a line; None: it is none of this format."""
    tell: re.Pattern[str] | None = None
    """What only this server writes, where another one writes lines of the same form."""


def target_of(request: str) -> tuple[str | None, str | None, str | None]:
    """Split a request line into method, path and query. What is no request of HTTP is all path."""
    method, _, rest = request.partition(" ")
    target, blank, protocol = rest.rpartition(" ")
    if not blank or protocol[:5] != "HTTP/":
        if rest[:1] != "/":  # HTTP/0.9 (RFC 1945 section 5.1) has no protocol.
            return None, (None if request in {"", "-"} else request), None
        target = rest
    path, mark, query = target.partition("?")
    return method, path, query if mark else None


def client_of(peer: str, forwarded: str | None, trusted: Trusted) -> str:
    """Tell who asked, from who connected and from X-Forwarded-For.

    Every proxy appends who connected to it, and everything before that may be a lie. So the list is read from its end,
    for as long as who appended is trusted.
    """
    if not forwarded or forwarded == "-":
        return peer
    for address in reversed(forwarded.split(",")[-16:]):
        if not trusted(peer):
            break
        peer = address.strip() or peer
    return peer


_ESCAPE: Final = re.compile(r'\\(?:x([0-9A-Fa-f]{2})|([bnrtv"\\]))')
_NAMED: Final = {"b": 8, "n": 10, "r": 13, "t": 9, "v": 11, '"': 34, "\\": 92}


def unescaped(shown: str) -> str:
    r"""Undo the escapes of Apache and nginx (``\x22``, ``\"``, ``\n``), only to compare a path with one from elsewhere.

    Bytes that are no UTF-8 stay ``\xNN``. Percent-encoding stays too.
    """
    if "\\" not in shown:
        return shown
    made, at = bytearray(), 0
    for found in _ESCAPE.finditer(shown):
        made += shown[at : found.start()].encode("utf-8", "backslashreplace")
        made.append(int(found[1], 16) if found[1] else _NAMED[found[2]])
        at = found.end()
    made += shown[at:].encode("utf-8", "backslashreplace")
    return made.decode("utf-8", "backslashreplace")
