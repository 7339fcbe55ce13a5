"""Whom Apache lets in: ``Require`` (mod_authz_core) and ``Order``, ``Allow``, ``Deny`` (mod_access_compat).

https://httpd.apache.org/docs/2.4/howto/access.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiyari.forms.inventory.apache.syntax import Directive
from hiyari.forms.inventory.rules import Access, Rules
from hiyari.model.text import Text, text

REQUIRES: Final = frozenset({"require", "requireall", "requireany", "requirenone"})
COMPAT: Final = frozenset({"order", "allow", "deny"})


def required(directives: Iterable[Directive]) -> Access | None:
    """What the ``Require`` lines of one context say together; None where there are none."""
    return _any([_one(directive) for directive in directives if directive.name in REQUIRES])


def _one(directive: Directive) -> Access:
    if directive.name == "require":
        words = [word.lower() for word in directive.arguments]
        if words[:2] == ["all", "granted"]:
            return Access.OPEN
        return Access.NOBODY if words[:2] == ["all", "denied"] else _kind(words)
    inside = [_one(child) for child in directive.children or () if child.name in REQUIRES]
    match directive.name:
        case "requireall":
            return min(inside, key=_ORDER.index, default=Access.SOME)
        case "requireany":
            return _any(inside) or Access.SOME
        case _:
            return Access.NOBODY if Access.OPEN in inside else Access.SOME


def _kind(words: list[str]) -> Access:
    """``Require`` with a provider: a login, addresses, or (``not``, ``env``, ``expr``, ``method``) who knows what."""
    provider = words[0] if words else ""
    if provider in _ADDRESSES:
        return _addresses(words[1:])
    is_login = provider in _LOGINS or provider.startswith(("ldap-", "dbm-", "dbd-", "shib-"))
    return Access.PASSWORD if is_login else Access.SOME


def _addresses(words: list[str]) -> Access:
    """A network that holds all addresses keeps nobody out."""
    return Access.SOME if any(word.endswith("/0") for word in words) else Access.ADDRESSES


_ADDRESSES: Final = frozenset({"ip", "host", "forward-dns", "local"})
_LOGINS: Final = frozenset({"valid-user", "user", "group", "file-owner", "file-group"})
_ORDER: Final = tuple(Access)


def _any(several: list[Access]) -> Access | None:
    widest = max(several, key=_ORDER.index, default=None)
    return Access.EITHER if widest is Access.ADDRESSES and Access.PASSWORD in several else widest


def combined(rules: Rules) -> Access:
    """Both ways have to let a visitor in, unless ``Satisfy Any`` is said; who says nothing does."""
    new, old = rules.access or Access.OPEN, rules.old_access or Access.OPEN
    if rules.anonymous and new in {Access.PASSWORD, Access.EITHER}:
        new = Access.SOME
    return (_any([new, old]) if rules.either else None) or min(new, old, key=_ORDER.index)


def guard_of(rules: Rules) -> Text | None:
    """Who is let in, as a sentence; None where strangers may be among them."""
    match combined(rules):
        case Access.PASSWORD:
            return text("Visitors need a password.")
        case Access.ADDRESSES:
            return text("Only some addresses are let in.")
        case Access.EITHER:
            return text("Visitors need a password, or have to come from some addresses.")
        case _:
            return None


def compat(directives: Iterable[Directive]) -> Access | None:
    """What ``Order``, ``Allow`` and ``Deny`` of one context say together; None where there are none."""
    order, allowed, denied = None, Access.NOBODY, Access.NOBODY
    for directive in directives:
        words = [word.lower() for word in directive.arguments]
        match directive.name:
            case "order":
                order = "".join(words)
            case "allow" if words[:1] == ["from"]:
                allowed = max(allowed, _named(words[1:]), key=_ORDER.index)
            case "deny" if words[:1] == ["from"]:
                denied = max(denied, _named(words[1:]), key=_ORDER.index)
    if order is None and allowed is Access.NOBODY and denied is Access.NOBODY:
        return None
    left = _not_denied(denied)
    if (order or "deny,allow") == "deny,allow":
        return max(left, allowed, key=_ORDER.index)
    return min(left, allowed, key=_ORDER.index)


def _not_denied(denied: Access) -> Access:
    """Who is left when these are sent away."""
    match denied:
        case Access.OPEN:
            return Access.NOBODY
        case Access.NOBODY:
            return Access.OPEN
        case _:
            return Access.SOME


def _named(words: list[str]) -> Access:
    """Whom ``from ...`` means: everybody, some addresses, those with a variable (that a visitor may set), nobody."""
    if "all" in words:
        return Access.OPEN
    if any(word.startswith(("env=", "!env=")) for word in words):
        return Access.SOME
    return _addresses(words) if words else Access.NOBODY
