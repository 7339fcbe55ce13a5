r"""Makes a format of access logs from the server's own description of it (Apache's LogFormat, nginx's log_format).

So a format is one line that can be compared with the server's documentation. The patterns cannot backtrack into a
quoted field, and a user name is bounded: a line takes time in proportion to its length, whoever wrote it.

Both servers escape what could end a quoted field: Apache writes ``\"`` and ``\\`` (ap_escape_logitem in server/util.c),
nginx ``\x22`` and ``\x5C`` (ngx_http_log_module.c).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from hiyari.logfiles.request import Request, Trusted, WebFormat, When, client_of, target_of
from hiyari.logfiles.stamps import Stamps

_FIELDS: Final = ("site", "client", "at", "request", "status", "bytes", "referer", "agent", "forwarded")

_WORD: Final = r"([^ ]++)"
_NUMBER: Final = r"([0-9]{1,18}|-)"
_STATUS: Final = r"([0-9]{3})"
_MOMENT: Final = r"([0-9]{2}/[A-Z][a-z]{2}/[0-9:]{13} [+-][0-9]{4})"
_SITE: Final = r"([^ :\"]++)"
_QUOTED: Final = r'([^"\\]*+(?:\\.[^"\\]*+)*+)'
_UNESCAPED: Final = r'([^"]*+)'
"""The same where nothing is escaped, as in most lines: it is read three times as fast."""
_ADDRESSES: Final = r"(-|[0-9A-Fa-f.:, ]++)"
"""Only a list of addresses: other headers stand in such a place too."""

_KNOWN: Final[Mapping[str, tuple[str, str]]] = {
    "%v": ("site", _SITE),
    "%h": ("client", _WORD),
    "$remote_addr": ("client", _WORD),
    "%t": ("at", rf"\[{_MOMENT}\]"),
    "$time_local": ("at", _MOMENT),
    "%r": ("request", _QUOTED),
    "$request": ("request", _QUOTED),
    "%>s": ("status", _STATUS),
    "$status": ("status", _STATUS),
    "%b": ("bytes", _NUMBER),
    "%O": ("bytes", _NUMBER),
    "$body_bytes_sent": ("bytes", _NUMBER),
    "%{Referer}i": ("referer", _QUOTED),
    "$http_referer": ("referer", _QUOTED),
    "%{User-Agent}i": ("agent", _QUOTED),
    "$http_user_agent": ("agent", _QUOTED),
    "%{X-Forwarded-For}i": ("forwarded", _ADDRESSES),
    "$http_x_forwarded_for": ("forwarded", _ADDRESSES),
}
# A user's name may hold blanks; nothing of these is wanted.
_UNWANTED: Final[Mapping[str, str]] = {
    "%l": r"[^ ]++",
    "%u": r".{1,256}?",
    "$remote_user": r".{1,256}?",
    "%p": r"[0-9]{1,5}",
}
_SHORT: Final = 400
"""Characters of a request that is remembered: the same pages are asked for again and again."""
_known_target: Final = lru_cache(maxsize=8192)(target_of)
_DIRECTIVE: Final = re.compile(r"%[<>]?(?:\{[^}]*\})?[A-Za-z]|\$[a-z_]+")


def layout(name: str, when: When, described: str, tell: str | None = None) -> WebFormat:
    """Make the format that the server's description says; further fields may follow on the line.

    Args:
        name: For people.
        when: What the server's stamp means.
        described: Directives of `_KNOWN` and `_UNWANTED`, and the characters between them.
        tell: A pattern of what only this server writes.
    """
    pattern, order = _pattern(described)
    escaped, plain = (re.compile(one, re.DOTALL).match for one in (pattern, pattern.replace(_QUOTED, _UNESCAPED)))
    groups = tuple(order.index(field) + 1 for field in _FIELDS)

    def parse(line: str, stamps: Stamps, trusted: Trusted) -> Request | None:
        found = escaped(line) if "\\" in line else plain(line)
        if found is None:
            return None
        site, client, moment, request, status, size, referer, agent, forwarded = found.group(*groups)
        try:
            at = stamps.web(moment)
        except ValueError:
            return None
        method, path, query = _known_target(request) if len(request) <= _SHORT else target_of(request)
        return Request(
            at,
            site,
            client_of(client, forwarded, trusted) if forwarded else client,
            method,
            path,
            query,
            int(status),
            0 if size == "-" else int(size),
            None if referer == "-" else referer,
            None if agent == "-" else agent,
        )

    return WebFormat(name=name, when=when, parse=parse, tell=None if tell is None else re.compile(tell))


def _pattern(described: str) -> tuple[str, list[str]]:
    """The pattern, and which field each of its groups is; what is not described gets a group that never matches."""
    pattern, order, at = "", [], 0
    for found in _DIRECTIVE.finditer(described):
        pattern += re.escape(described[at : found.start()])
        at = found.end()
        if found[0] in _UNWANTED:
            pattern += _UNWANTED[found[0]]
            continue
        field, expression = _KNOWN[found[0]]
        order.append(field)
        pattern += expression
    pattern += re.escape(described[at:]) + r"(?= |$)"
    missing = [field for field in _FIELDS if field not in order]
    return pattern + "".join(r"(?:|(?!)())" for _ in missing), order + missing
