"""The combined log format where no line tells whether Apache or nginx wrote it: the stamp may mean either."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = '%h - %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'

FORMATS: Final = (
    layout("combined, X-Forwarded-For", When.EITHER, _LINE + ' "%{X-Forwarded-For}i"'),
    layout("combined", When.EITHER, _LINE),
)
