"""What each client loaded lately, for as many clients as fit.

A client is an address and an agent: behind one address may be many people. Of IPv6 the first 64 bits are the address.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Final, TypeAlias

HOUR: Final = 3_600_000_000
"""Microseconds."""
_PAGES: Final = 12
"""Pages that are remembered of one client."""
Key: TypeAlias = tuple[str, int]


class Client:
    """One client's last hour."""

    __slots__ = ("assets", "pages", "posted", "seen")

    def __init__(self) -> None:
        self.seen = 0
        self.assets = -HOUR
        self.pages: dict[str, int] = {}
        self.posted: dict[str, int] = {}
        """Form files that it used, and when: the answer to a post may be a page with the next step."""


class Clients:
    """The clients that were last seen."""

    def __init__(self, most: int, window: int) -> None:
        """``most``: that are remembered; ``window``: microseconds that a page load counts."""
        self._known: OrderedDict[Key, Client] = OrderedDict()
        self._most = most
        self._window = window
        self.forgotten = 0
        """Clients that had to be forgotten while they might still have posted."""

    def get(self, key: Key) -> Client | None:
        """What is known of a client."""
        return self._known.get(key)

    def seen(self, key: Key, at: int) -> Client:
        """The client, now the last that was seen."""
        client = self._known.get(key)
        if client is None:
            client = self._known[key] = Client()
            if len(self._known) > self._most:
                _, old = self._known.popitem(last=False)
                self.forgotten += at - old.seen < self._window and bool(old.pages)
        else:
            self._known.move_to_end(key)
        if at > client.seen:  # noqa: PLR1730 - `max` takes three times as long, and this is done for every request
            client.seen = at
        return client

    def loaded(self, key: Key, path: str, at: int) -> None:
        """Remember a page that a client was given."""
        pages = self.seen(key, at).pages
        pages.pop(path, None)
        pages[path] = at
        if len(pages) > _PAGES:
            del pages[next(iter(pages))]

    def when(self, client: Client | None, path: str, at: int) -> int | None:
        """When a client was last given a page, if that is not too long ago."""
        loaded = client.pages.get(path) if client is not None else None
        return loaded if loaded is not None and 0 <= at - loaded <= self._window else None


@lru_cache(maxsize=16384)
def one_of(address: str) -> str:
    """The part of an address that is one client's."""
    return _cut(address, 64, 32)


@lru_cache(maxsize=16384)
def neighbourhood(address: str) -> str:
    """The part of an address that the gateways of one carrier share."""
    return _cut(address, 32, 16)


def _cut(address: str, six: int, four: int) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            return f"{int(found) >> (128 - six):x}/{six}"
        found = found.ipv4_mapped
    return str(found) if four == 32 else f"{int(found) >> (32 - four):x}/{four}"
