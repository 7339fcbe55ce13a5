"""Apache's log of many sites in one file (Debian's "vhost_combined")."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"'

FORMATS: Final = (
    layout("apache vhost_combined, X-Forwarded-For", When.RECEIVED, _LINE + ' "%{X-Forwarded-For}i"'),
    layout("apache vhost_combined", When.RECEIVED, _LINE),
)
