"""Python's regular expressions: ``re.match`` begins at the beginning, ``re.fullmatch`` also ends at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiyari.forms.taint import ir

_FLAGS: Final = {
    "re.I": "i",
    "re.IGNORECASE": "i",
    "re.M": "m",
    "re.MULTILINE": "m",
    "re.S": "s",
    "re.DOTALL": "s",
    "re.X": "x",
    "re.VERBOSE": "x",
    "re.A": "a",
    "re.ASCII": "a",
}


def _flags(value: ir.Expr) -> str:
    match value:
        case ir.Var(name=name):
            return _FLAGS.get(name, "")
        case ir.Mix(parts=parts):
            return "".join(_flags(one) for one in parts)
        case _:
            return ""


def compiled(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """``re.compile("...", flags)``; None where the pattern is not written out."""
    flags = [*plain[1:], *(one.value for one in args if one.name == "flags")]
    match plain:
        case [ir.Const(value=bytes() as source), *_]:
            return ir.Pattern(at, source, "".join(_flags(one) for one in flags), "python")
        case [ir.Pattern() as known, *_]:
            return known
        case _:
            return None


def matched(at: int, how: str, pattern: ir.Pattern, subject: ir.Expr) -> ir.Expr:
    """``re.match`` and its sisters as one call, ``re.search``: the anchors that they mean are in the pattern."""
    source = pattern.source
    if how != "search" and b"|" in source:
        source = b"(?:" + source + b")"
    if how != "search":
        source = b"\\A" + source.removeprefix(b"\\A").removeprefix(b"^")
    if how == "fullmatch":
        bare = source.removesuffix(b"\\Z")
        source = (bare if bare.endswith(b"\\$") else bare.removesuffix(b"$")) + b"\\Z"
    flags = pattern.flags.replace("m", "") if how == "fullmatch" else pattern.flags
    return ir.Call(at, "re.search", (ir.Arg(ir.Pattern(pattern.at, source, flags, "python")), ir.Arg(subject)))


def limit(plain: Sequence[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """How many matches ``re.sub`` replaces, as its next argument or by its name; None: all."""
    return next(iter((*plain, *(one.value for one in args if one.name == "count"))), None)


def substitution(at: int, pattern: ir.Pattern, with_: ir.Expr, subject: ir.Expr, count: ir.Expr | None) -> ir.Expr:
    """``re.sub``: all matches, or the first ``count`` of them."""
    given = (pattern, with_, subject) if count is None else (pattern, with_, subject, count)
    return ir.Call(at, "re.sub", tuple(ir.Arg(one) for one in given))
