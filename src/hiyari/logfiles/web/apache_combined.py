"""Apache's combined log format (mod_log_config, "combined"), told by Apache's escapes and its dash for no bytes."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
_TELL: Final = r'" [0-9]{3} - "|\] "-" 408 |\\["\\nrtbv]|\\x(?:[0-9a-f][a-f]|[a-f][0-9])'

FORMATS: Final = (
    layout("apache combined, X-Forwarded-For", When.RECEIVED, _LINE + ' "%{X-Forwarded-For}i"', _TELL),
    layout("apache combined", When.RECEIVED, _LINE, _TELL),
)
