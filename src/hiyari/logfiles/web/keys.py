"""Makes a format of access logs in JSON from a table: which keys, by their usual names, hold which field.

Neither Apache nor nginx has a format of its own in JSON: administrators write one, with names they choose. So a field
has several names; the first that a line has is taken. A line that is no JSON, or lacks the time, the client or the
status, is none of the format.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from hiyari.logfiles.request import Request, Trusted, WebFormat, When, client_of, target_of
from hiyari.logfiles.stamps import Stamps, epoch

Names: TypeAlias = Mapping[str, Sequence[str]]
"""Field -> keys; a dot goes into an object, and of a list the first value is taken."""

_DECODER: Final = json.JSONDecoder(parse_float=str)
"""No float: a time keeps its microseconds."""
_LOOSE: Final = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9A-Fa-f]{4})|)')
"""Apache escapes as in its other logs, and JSON knows no ``\\xNN`` and no ``\\v``."""


def keyed(name: str, when: When, names: Names, tell: str | None = None) -> WebFormat:
    """Make the format. ``tell``: a pattern of a key that only this server's logs have."""
    wanted = {field: [key.split(".") for key in keys] for field, keys in names.items()}

    def parse(line: str, stamps: Stamps, trusted: Trusted) -> Request | None:
        entry = _object(line)
        if entry is None:
            return None
        said = {field: _first(entry, keys) for field, keys in wanted.items()}
        try:
            return _request(said, stamps, trusted)
        except (ValueError, KeyError):
            return None

    return WebFormat(name=name, when=when, parse=parse, tell=None if tell is None else re.compile(tell))


def _object(line: str) -> Mapping[str, object] | None:
    if not line.startswith("{"):
        return None
    try:
        entry = _DECODER.decode(line)
    except (ValueError, RecursionError):
        try:
            entry = _DECODER.decode(_LOOSE.sub(_doubled, line))
        except (ValueError, RecursionError):
            return None
    return entry if isinstance(entry, dict) else None


def _doubled(found: re.Match[str]) -> str:
    return found[0] if found[1] else "\\\\"


def _first(entry: Mapping[str, object], keys: Sequence[Sequence[str]]) -> str | None:
    """The first value that is there, as it was written."""
    for key in keys:
        value: object = entry
        for part in key:
            value = value.get(part) if isinstance(value, dict) else None
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str) and value not in {"", "-"}:
            return value
    return None


def _request(said: Mapping[str, str | None], stamps: Stamps, trusted: Trusted) -> Request:
    client, status, size = said["client"], said["status"], said.get("bytes")
    if client is None or status is None:
        raise ValueError("no access log")
    method, path, query = target_of(said.get("request") or "")
    # A target without its method, beside one: nginx's $request_uri, Apache's %U and %q.
    target = said.get("target") or (said.get("request") if method is None else None)
    if target is not None:
        path, mark, rest = target.partition("?")
        method, query = said.get("method"), rest if mark else None
    if query is None and (extra := said.get("query")) is not None:
        query = extra.removeprefix("?")
    return Request(
        _moment(said["at"] or "", stamps),
        (said.get("site") or "").rpartition(":")[0] or said.get("site"),
        client_of(client, said.get("forwarded"), trusted),
        method,
        path,
        query,
        int(status),
        None if size is None else int(size),
        said.get("referer"),
        said.get("agent"),
    )


def _moment(stamp: str, stamps: Stamps) -> int:
    stamp = stamp.strip("[]")
    if stamp[2:3] == "/":
        return stamps.web(stamp)
    if stamp[4:5] == "-":
        return stamps.iso(stamp)
    return epoch(stamp)
