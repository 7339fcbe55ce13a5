"""Apache's common log format (mod_log_config, "common"): nothing but the request."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web.layout import layout

_LINE: Final = '%h %l %u %t "%r" %>s %b'

FORMATS: Final = (layout("apache common", When.RECEIVED, _LINE),)
