"""Apache's access log as JSON (a LogFormat that spells it out): Apache does not escape for JSON, and is read so."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.keys import Names, keyed

NAMES: Final[Names] = {
    "at": ("time", "timestamp", "@timestamp", "datetime", "date"),
    "site": ("vhost", "virtualHost", "server_name", "serverName", "host"),
    "client": ("remoteIP", "remoteHost", "remote_ip", "remote_host", "remoteAddr", "clientip", "client_ip", "client"),
    "method": ("method", "requestMethod"),
    "request": ("request", "firstLine"),
    "target": ("uri", "url", "path", "requestURI"),
    "query": ("query", "queryString", "query_string"),
    "status": ("status", "statusCode", "response"),
    "bytes": ("bytes_sent", "bytesSent", "bytes", "size", "responseSize"),
    "referer": ("referer", "referrer", "Referer"),
    "agent": ("userAgent", "user_agent", "user-agent", "User-Agent", "agent"),
    "forwarded": ("x_forwarded_for", "xForwardedFor", "X-Forwarded-For", "forwardedFor"),
}
_TELL: Final = r'"(?:remoteIP|remoteHost|userAgent|statusCode|bytesSent|virtualHost)" ?:|\\x[0-9a-f]{2}'

FORMATS: Final = (keyed("Apache JSON", When.RECEIVED, NAMES, _TELL),)
