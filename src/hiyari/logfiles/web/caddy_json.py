"""Caddy's access log (JSON of the logger http.log.access): its own trusted proxies are applied already."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.keys import Names, keyed

_NAMES: Final[Names] = {
    "at": ("ts",),
    "site": ("request.host",),
    # remote_addr until 2.4, remote_ip from 2.5, client_ip from 2.7.
    "client": ("request.client_ip", "request.remote_ip", "request.remote_addr"),
    "method": ("request.method",),
    "target": ("request.uri",),
    "status": ("status",),
    "bytes": ("size",),
    "referer": ("request.headers.Referer",),
    "agent": ("request.headers.User-Agent",),
}

FORMATS: Final = (keyed("Caddy", When.WRITTEN, _NAMES, r'"request": ?\{'),)
