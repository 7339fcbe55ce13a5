"""Which media type a web server gives to an ending: from its own table (``mime.types``), else from the usual one."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from functools import cache

from hiyari.forms.inventory.reading import NotRead, read_file

_MOST = 4 * 1024**2


@cache
def usual_types() -> Mapping[str, str]:
    """Ending without its dot to media type, without a look at this machine's files."""
    table = mimetypes.MimeTypes(filenames=())
    return {ending.removeprefix("."): kind for ending, kind in table.types_map[True].items()}


def read_types(path: str) -> Mapping[str, str] | None:
    """A ``mime.types`` file; None where it cannot be read."""
    try:
        content = read_file(path, _MOST).decode("latin-1")
    except NotRead:
        return None
    types: dict[str, str] = {}
    for line in content.splitlines():
        kind, *endings = line.partition("#")[0].split() or [""]
        types.update((ending.lower(), kind) for ending in endings)
    return types
