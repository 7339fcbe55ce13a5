"""Which hosts are ours: those whose logs were read, and those of the inventory.

A syslog names a host by its first label, a Received field and a reply by its full name: ``relay1`` and
``relay1.example.jp`` are the same host as long as no two of ours share the first label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from hiyari.maillog.hosts import is_here, same_host
from hiyari.model.inventory import Inventory

__all__ = ["Ours", "loopback", "same_host"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Names and addresses of our hosts."""

    names: frozenset[str]
    """As the logs name them, in lower case."""
    declared: frozenset[str] = frozenset()
    """As the inventory names them: names and HELO names."""
    egress: Mapping[str, str] = field(default_factory=dict)
    """The host of each source address, by its usual spelling."""

    @classmethod
    def of(cls, names: Iterable[str], inventory: Inventory | None) -> Self:
        """Gather them."""
        hosts = inventory.hosts if inventory is not None else ()
        return cls(
            names=frozenset(name.lower() for name in names),
            declared=frozenset(name.lower() for host in hosts for name in (host.name, host.helo)),
            egress={str(address): host.name.lower() for host in hosts for address in host.egress},
        )

    def logged(self, name: str | None) -> str | None:
        """The log's name of this host; None where its log was not read, or where two hosts could be meant."""
        if not name:
            return None
        wanted = name.lower().rstrip(".")
        if wanted in self.names:
            return wanted
        same = [one for one in self.names if same_host(one, wanted)]
        return same[0] if len(same) == 1 else None

    def known(self, name: str) -> bool:
        """Whether a host of this name is ours, with or without its log."""
        wanted = name.lower().rstrip(".")
        return self.logged(wanted) is not None or any(same_host(one, wanted) for one in self.declared)

    def named(self, client: str | None) -> bool:
        """Whether a client has the full name of a host of ours; anybody's host may be called mx1."""
        name = (client or "").lower().rstrip(".")
        return "." in name and name in self.declared | self.names

    def owner(self, address: str) -> str | None:
        """The host that sends from this address, by the inventory."""
        return self.egress.get(address)


def loopback(address: str | None, name: str | None = None) -> bool:
    """Whether a client or a relay is the machine itself."""
    if address:
        return is_here(address)
    return (name or "").lower().partition(".")[0] == "localhost"
