"""Whom Apache lets in: ``Require`` (mod_authz_core) and ``Order``, ``Allow``, ``Deny`` (mod_access_compat).

https://httpd.apache.org/docs/2.4/howto/access.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiyari.forms.inventory.apache.syntax import Directive
from hiyari.forms.inventory.rules import Access

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
        return Access.NOBODY if words[:2] == ["all", "denied"] else Access.SOME
    inside = [_one(child) for child in directive.children or () if child.name in REQUIRES]
    match directive.name:
        case "requireall":
            return min(inside, key=_ORDER.index, default=Access.SOME)
        case "requireany":
            return _any(inside) or Access.SOME
        case _:
            return Access.NOBODY if Access.OPEN in inside else Access.SOME


_ORDER: Final = (Access.NOBODY, Access.SOME, Access.OPEN)


def _any(several: list[Access]) -> Access | None:
    return max(several, key=_ORDER.index, default=None)


def stricter(one: Access | None, other: Access | None) -> Access:
    """Both have to let a visitor in; who says nothing does."""
    return min(one or Access.OPEN, other or Access.OPEN, key=_ORDER.index)


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
    if (order or "deny,allow") == "deny,allow":
        return max(_ORDER[2 - _ORDER.index(denied)], allowed, key=_ORDER.index)
    return min(_ORDER[2 - _ORDER.index(denied)], allowed, key=_ORDER.index)


def _named(words: list[str]) -> Access:
    """Whom ``from ...`` means: everybody, some, or nobody."""
    if "all" in words:
        return Access.OPEN
    return Access.SOME if words else Access.NOBODY
