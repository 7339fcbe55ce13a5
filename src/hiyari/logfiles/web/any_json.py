"""An access log as JSON where no key tells the server: the stamp may mean either."""

from __future__ import annotations

from typing import Final

from hiyari.logfiles.request import When
from hiyari.logfiles.web import apache_json, nginx_json
from hiyari.logfiles.web.keys import Names, keyed

_NAMES: Final[Names] = {
    field: tuple(dict.fromkeys((*keys, *apache_json.NAMES[field]))) for field, keys in nginx_json.NAMES.items()
}

FORMATS: Final = (keyed("JSON", When.EITHER, _NAMES),)
