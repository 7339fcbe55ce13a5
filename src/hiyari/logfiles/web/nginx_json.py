"""nginx's access log as JSON (log_format with escape=json): keys are mostly named after nginx's variables."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.keys import Names, keyed

NAMES: Final[Names] = {
    "at": ("time_iso8601", "time_local", "msec", "@timestamp", "timestamp", "time", "date"),
    "site": ("server_name", "vhost", "http_host", "host"),
    "client": ("remote_addr", "remote_ip", "client_ip", "clientip", "client", "ip"),
    "method": ("request_method", "method"),
    "request": ("request",),
    "target": ("request_uri", "uri", "url", "path"),
    "query": ("query_string", "args", "query"),
    "status": ("status", "status_code"),
    "bytes": ("body_bytes_sent", "bytes_sent", "bytes", "size"),
    "referer": ("http_referer", "http_referrer", "referer", "referrer"),
    "agent": ("http_user_agent", "user_agent", "agent", "ua"),
    "forwarded": ("http_x_forwarded_for", "x_forwarded_for", "xff"),
}
_TELL: Final = r'"(?:remote_addr|request_uri|body_bytes_sent|http_(?:user_agent|referer|host))" ?:'

FORMATS: Final = (keyed("nginx JSON", When.WRITTEN, NAMES, _TELL),)
