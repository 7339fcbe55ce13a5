"""Recipients as they are written, as they stand on the wire, and as the ledger knows them.

Addresses outside the RFC (``a..b@``, ``ab.@``, a leading dot or hyphen) were given out by Japanese carriers until
2009 and are still used: they pass through unchanged. The key, not the address, is what the ledger compares.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hiyari.carriers.knowledge import Knowledge
from hiyari.carriers.provider import Provider
from hiyari.model.written import parse_name

KEY_VERSION: Final = "k1"
_LONGEST_LOCAL: Final = 64
"""Octets (RFC 5321 section 4.5.3.1.1)."""
_LONGEST: Final = 254
"""Octets of all of it (RFC 5321 section 4.5.3.1.3, without the angle brackets)."""
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\U0010ffff]+")
"""What may stand unquoted, dots in any place included."""
_QUOTED: Final = re.compile(r'"((?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A recipient's address."""

    written: str
    """As it was given, and as it goes on the wire."""
    local: str
    """The local part as written, quotes included."""
    domain: str
    """In lower-case A-labels."""

    @property
    def wire(self) -> str:
        """For RCPT TO: the local part unchanged, the domain in ASCII."""
        return f"{self.local}@{self.domain}"


def parse_address(written: str) -> Address | None:
    """The address, or None where it is none. Display names and comments do not belong in a column of addresses."""
    local, at, domain = written.rpartition("@")
    name = _domain(domain) if at else None
    if name is None or not local or len(local.encode("utf-8", "replace")) > _LONGEST_LOCAL:
        return None
    # A space of no width that was copied with it, or a change of direction, makes another address that looks the same.
    if not local.isprintable() or len(f"{local}@{name}".encode("utf-8", "replace")) > _LONGEST:
        return None
    if not (_ATOMS.fullmatch(local) or _QUOTED.fullmatch(local)) or not {*"<> "}.isdisjoint(local):
        return None
    return Address(written=written, local=local, domain=name)


@lru_cache(maxsize=4096)
def _domain(written: str) -> str | None:
    """A campaign has a million addresses and some thousand domains."""
    return parse_name(written)


def key_of(address: Address, known: Knowledge) -> str:
    """The recipient key as the ledger has it.

    Only the provider that the domain is listed for counts: exchangers change, and the key may not change with them.
    """
    return recipient_key(address, known.by_domain(address.domain))


def recipient_key(address: Address, provider: Provider | None) -> str:
    """What the ledger knows the recipient by: ``k1:a..b@docomo.ne.jp``.

    Quotes that the local part does not need are left out, so that ``"a..b"@`` and ``a..b@`` are one. Case is folded
    where the provider is known to fold it; elsewhere RFC 5321 section 2.4 lets two cases be two people.
    """
    local = address.local
    if quoted := _QUOTED.fullmatch(local):
        plain = re.sub(r"\\(.)", r"\1", quoted[1])
        local = plain if _ATOMS.fullmatch(plain) else local
    if provider is not None and provider.folds_case:
        local = local.lower()
    return f"{KEY_VERSION}:{local}@{address.domain}"
