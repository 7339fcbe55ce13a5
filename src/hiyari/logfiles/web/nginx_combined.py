"""nginx's combined log format (ngx_http_log_module), told by nginx's escapes and its own status codes."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)
_TELL: Final = r'" (?:444|49[4-9]) [0-9]|\] "" [0-9]|\\x(?:[0-9A-F][A-F]|[A-F][0-9]|22)'

FORMATS: Final = (
    layout("nginx combined, X-Forwarded-For", When.WRITTEN, _LINE + ' "$http_x_forwarded_for"', _TELL),
    layout("nginx combined", When.WRITTEN, _LINE, _TELL),
)
