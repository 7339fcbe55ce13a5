"""Names of variables, elements and properties as a reader calls them."""

from __future__ import annotations

import re
from typing import Final
from zlib import crc32

from hiyari.forms.taint.ir import (
    Call,
    Const,
    Expr,
    Item,
    Member,
    Pattern,
    Var,
)

_ASKS: Final = re.compile(
    r"(?:request|(?<![a-z])req|(?<!plat)(?<!trans)(?<!per)(?<!in)(?<!uni)(?<!con)forms?|inputs?|params?|payload)$",
    re.IGNORECASE,
)
_ASKS_NOT: Final = re.compile(r"mail|smtp", re.IGNORECASE)
_MAILS: Final = re.compile(r"mail|smtp|notif", re.IGNORECASE)
_VERB: Final = re.compile(r"send|deliver|notify|dispatch|queue|enqueue|mail", re.IGNORECASE)
_MAILER: Final = re.compile(r"(?:mailer|notifier)$", re.IGNORECASE)


def name_of(octets: bytes) -> str:
    """Octets of a value as a name: those that are no UTF-8 are kept."""
    return octets.decode("utf-8", "surrogateescape")


def octets_of(name: str) -> bytes:
    """A name as the octets of a value, whatever they were."""
    return name.encode("utf-8", "surrogateescape")


def dotted_name(expr: Expr) -> str | None:
    """``request.form`` of nested members."""
    names: list[str] = []
    while isinstance(expr, Member):
        names.append(expr.name)
        expr = expr.base
    if not isinstance(expr, Var):
        return None
    names.append(expr.name)
    return ".".join(reversed(names))


def tails(dotted: str) -> list[str]:
    """A dotted name without its first parts, the longest first."""
    parts = dotted.split(".")
    return [dotted, *(".".join(parts[index:]) for index in range(1, len(parts) - 1))]


def written_name(expr: Expr) -> str:
    """An expression as a reader calls it: ``$form['to']``."""
    match expr:
        case Var(name=name):
            return name
        case Member(base=base, name=name):
            return f"{written_name(base)}->{name}"
        case Item(base=base, key=Const(value=bytes() as key)):
            return f"{written_name(base)}[{key.decode('utf-8', 'replace')[:40]}]"
        case Item(base=base):
            return f"{written_name(base)}[]"
        case _:
            return "..."


def told_apart(call: Call) -> str:
    """What tells a call from others of the same function and data: ``substr($x, 1)`` gives other data than the whole.

    Its constants; and where it stands, when another argument's value decides, too.
    """
    if len(call.args) + (call.base is not None) < 2:
        return ""
    octets, others = b"", 0 if call.base is None else 1
    for arg in call.args:
        match arg.value:
            case Const(value=value):
                octets += b"\0" + (value or b"?")
            case Pattern(source=source, flags=flags):
                octets += b"\1" + source + flags.encode()
            case _:
                others += 1
    where = f"@{call.at}" if others > 1 else ""
    return f"~{crc32(octets):08x}{where}" if octets else where


_GROUPS: Final = re.compile(rb"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?P?[<']([A-Za-z_]\w{0,40})[>']", re.DOTALL)


def group_names(source: bytes) -> list[bytes]:
    """The names of a pattern's groups in order; empty for those without one."""
    return [found[1] or b"" for found in _GROUPS.finditer(source) if found[0][:1] == b"("]


def asks_by_name(name: str) -> bool:
    """Whether a name that nobody knows speaks of a request or its form: ``Flight::request()``, ``new Form``, ``$form``.

    What it gives is another file's, and may be anything; settings, which are other files' as well, have other names.
    """
    return _ASKS.search(name) is not None and _ASKS_NOT.search(name) is None


def sends_by_name(call: Call) -> bool:
    """Whether a method that nobody knows sends mail by its name and its object's: ``$mailer->sendTo()``.

    Any method of what is called a mailer does (``ContactMailer.copy(to)``).
    """
    owner, dot, method = call.name.rpartition(".")
    if not dot:
        return False
    holder = owner.removeprefix(".") or (call.base.name if isinstance(call.base, Member | Var) else "")
    if _VERB.match(method) and (_MAILS.search(method) or _MAILS.search(holder)):
        return True
    return call.base is None and _MAILER.search(owner) is not None
