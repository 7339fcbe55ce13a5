"""Access logs of web servers: which format, and its lines as requests.

The format is chosen by what it understands of a sample. Where two servers write lines of the same form, one that has
something only it writes is taken; where nothing tells, the format says so by `When.EITHER`. A line that is not
understood is counted and kept, never raised.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from hiyari.logfiles import web
from hiyari.logfiles.counts import Counts
from hiyari.logfiles.request import Request, Trusted, WebFormat
from hiyari.logfiles.stamps import Stamps

_SAMPLE: Final = 200
LOCAL: Final = (
    "127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10",
)  # fmt: skip
"""Who connects from here is a proxy of the house, if the log has X-Forwarded-For (RFC 1918, 4193, 4291, 6598)."""


@cache
def formats() -> tuple[WebFormat, ...]:
    """Every format there is: the ``FORMATS`` of the files in `hiyari.logfiles.web`."""
    names = sorted(one.name for one in iter_modules(web.__path__))
    modules = [import_module(f"{web.__name__}.{name}") for name in names]
    return tuple(form for module in modules for form in getattr(module, "FORMATS", ()))


def recognise(sample: Sequence[str]) -> WebFormat | None:
    """Choose the format of the first lines of a log; None if none understands half of them."""
    lines = [line for line in sample[:_SAMPLE] if line.strip()]
    best, chosen = (0, 0, False), None
    for form in formats():
        told = form.tell is not None and any(map(form.tell.search, lines))
        if form.tell is not None and not told:
            continue
        stamps = Stamps(UTC)
        found = [one for line in lines if (one := form.parse(line, stamps, _nobody)) is not None]
        # Of a line that fits two forms, the one that finds more in it; of equal forms, the one that is told apart.
        score = len(found), sum(value is not None for one in found for value in one), told
        if score > best:
            best, chosen = score, form
    return chosen if best[0] * 2 >= len(lines) else None


class AccessLog:
    """Reads one access log, and counts what it understood."""

    def __init__(self, form: WebFormat, stamps: Stamps, proxies: Iterable[str] = LOCAL) -> None:
        """Read lines of ``form``.

        Args:
            form: As `recognise` chose it.
            stamps: Of this log; its zone is for formats that log none.
            proxies: Networks whose X-Forwarded-For is believed.

        Raises:
            ValueError: A proxy is no network.
        """
        self.counts = Counts()
        self._form = form
        self._stamps = stamps
        self._trusted = trusting(proxies)

    def read(self, lines: Iterable[str]) -> Iterator[Request]:
        """Give the requests of some more lines. The counts are complete when all were taken."""
        parse, stamps, trusted, counts = self._form.parse, self._stamps, self._trusted, self.counts
        number = odd = 0
        try:
            for line in lines:
                number += 1
                request = parse(line, stamps, trusted)
                if request is None:
                    odd += 1
                    counts.odd(line)
                else:
                    yield request
        finally:
            counts.lines += number
            counts.understood += number - odd


def trusting(networks: Iterable[str]) -> Trusted:
    """Make the test whether an address lies in one of the networks. What is no address does not.

    Raises:
        ValueError: One is no network.
    """
    known = [ipaddress.ip_network(one) for one in networks]

    @lru_cache(maxsize=4096)
    def trusted(address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in known)

    return trusted


def _nobody(_address: str) -> bool:
    return False
