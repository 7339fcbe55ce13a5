"""Who stands behind an account or a client: the addresses of its logins, and whether a client is a host of ours."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final

from hiyari.maillog.store.asking import Asker
from hiyari.maillog.trace.injector import Injector, Kind
from hiyari.maillog.trace.ours import Ours
from hiyari.maillog.trace.rows import DAY

PRIVATE: Final = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)
"""RFC 1918, RFC 6598, RFC 4193."""
_LARGE: Final = 0.2
"""Share of a host's mail from which whoever hands it in is part of the mail system, or as good as that."""
_ENOUGH: Final = 50
"""Messages below which a share says nothing."""
_BEFORE: Final = 30 * DAY
"""Failed logins so long before the first message are looked at: guessing comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What came from one address."""

    address: str
    """Empty where it is not known."""
    count: int
    since: int
    until: int
    """The first and the last, in microseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What is known of an account's clients, or of a client."""

    uses: tuple[Use, ...] = ()
    """Addresses that the account handed mail in from, the most first."""
    failures: tuple[Use, ...] = ()
    """Addresses from which logins as this account failed, the most first."""
    share: float = 0.0
    """The client's share of the mail that the host took."""
    inside: bool = False
    """Whether the client is one of our own hosts, or very likely: it must not be refused."""


def behind(facts: Asker, injector: Injector, since: int, until: int, ours: Ours) -> Behind:
    """What the logs tell of an injector's clients.

    Args:
        facts: The facts.
        injector: An account or a client; of others nothing is told.
        since: Of its first message, in microseconds.
        until: Of its last.
        ours: Our hosts.
    """
    match injector.kind:
        case Kind.ACCOUNT:
            return _account(facts, injector, since, until)
        case Kind.CLIENT:
            return _client(facts, injector, ours)
        case _:
            return Behind()


def is_private(address: str | None) -> bool:
    """Whether an address belongs to nobody's public network."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return any(known in network for network in PRIVATE)


def _account(facts: Asker, injector: Injector, since: int, until: int) -> Behind:
    sasl = injector.sasl or ""
    used = facts.ask("trace_account_clients", host=injector.host, sasl=sasl, since=since, until=until)
    account = sasl.lower()
    local = account.partition("@")[0]
    failed = facts.ask("trace_failed_logins", account=account, local=local, since=since - _BEFORE, until=until + DAY)
    return Behind(
        uses=tuple(Use(address=row[0] or "", count=row[2], since=row[3], until=row[4]) for row in used),
        failures=tuple(Use(address=row[0] or "", count=row[1], since=row[2], until=row[3]) for row in failed),
    )


def _client(facts: Asker, injector: Injector, ours: Ours) -> Behind:
    """Its share of all that the logs have: in the hour of a burst, any client has a large one."""
    (row,) = facts.ask("trace_client_share", host=injector.host, address=injector.address)
    share = (row[1] or 0) / max(row[0], 1)
    inside = is_private(injector.address) or ours.named(injector.client) or (share >= _LARGE and row[0] >= _ENOUGH)
    return Behind(share=share, inside=inside)
