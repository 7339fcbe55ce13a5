"""Pages that the server itself answers with: whoever asks for something that is not there comes to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hiyari.forms.inventory.reading import NotRead, read_file

_MOST: Final = 4 << 20
_APACHE: Final = re.compile(
    rb"^[ \t]*ErrorDocument[ \t]+[0-9]{3}[ \t]+\"?(/[^\s\"]{1,1000})", re.MULTILINE | re.IGNORECASE
)
_NGINX: Final = re.compile(
    rb"(?:^|[;{\s])error_page[ \t]+(?:[0-9]{3}[ \t]+)+(?:=[0-9]*[ \t]+)?(/[^\s;]{1,1000});", re.MULTILINE
)


def configured_entrances(files: Iterable[str]) -> tuple[str, ...]:
    """The addresses that ``ErrorDocument`` and ``error_page`` name in configuration files that were read before."""
    found: dict[str, None] = {}
    for path in files:
        try:
            data = read_file(path, _MOST)
        except NotRead:
            continue
        for pattern in (_APACHE, _NGINX):
            found.update((one[1].decode("utf-8", "surrogateescape"), None) for one in pattern.finditer(data))
    return tuple(found)
