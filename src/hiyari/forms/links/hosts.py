"""Whether a host name is the site's: as its web server's configuration writes them, with wildcards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_NO_NAMES: Final = frozenset({"", "_", "*", "localhost"})
"""What configurations write where they mean any name, or none that visitors use."""


class Hosts:
    """The names of a site. None known: any name may be the site's."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take names as ``ServerName``, ``ServerAlias`` and ``server_name`` have them."""
        plain = {name.lower().partition(":")[0].rstrip(".") for name in names} - _NO_NAMES
        self._exact = frozenset(name for name in plain if not name.startswith(("*", ".", "~")))
        self._below = tuple(f".{name.lstrip('*.')}" for name in plain if name.startswith(("*.", ".")))

    def __bool__(self) -> bool:
        return bool(self._exact or self._below)

    def __contains__(self, host: object) -> bool:
        if not isinstance(host, str):
            return False
        bare = host.removeprefix("www.")
        return host in self._exact or bare in self._exact or f"www.{bare}" in self._exact or host.endswith(self._below)

    @property
    def domains(self) -> frozenset[str]:
        """The names without ``www.``: what mail addresses of the site are likely to end in."""
        return frozenset({name.removeprefix("www.") for name in self._exact} | {name[1:] for name in self._below})
