"""Apache's log of many sites in one file, without their ports ("%v" before "combined")."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = '%v %h - %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'

FORMATS: Final = (
    layout("apache sites, X-Forwarded-For", When.RECEIVED, _LINE + ' "%{X-Forwarded-For}i"'),
    layout("apache sites", When.RECEIVED, _LINE),
)
