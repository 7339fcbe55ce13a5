"""Methods of Ruby's values that mean a test, an element, a string, or the value itself."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.walking import join, words

_SAME: Final = words(
    """to_str dup clone freeze html_safe to_a to_sym itself b force_encoding encode to_unsafe_h permit
        symbolize_keys flatten to_unsafe_hash with_indifferent_access presence to_proc unbind"""
)
_PARTS: Final = words("compact uniq reverse sort rotate shuffle compact! uniq! reverse! sort! shuffle! reject filter")
"""Methods that give the same elements, in another order or not all of them."""
_SOME: Final = words("first last take drop sample min max values_at fetch_values min_by max_by")
"""The same with a number of them."""
_NUMBERS: Final = frozenset({"to_i", "to_f", "length", "size", "count", "bytesize"})


def method_of(at: int, base: ir.Expr, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """``base.name(args)``."""
    plain = [one.value for one in args if one.name is None and not one.spread]
    whole = _whole(at, base, name, plain)
    if whole is not None:
        return whole
    for known in (
        _test(at, base, name, plain),
        _element(at, base, name, plain),
        _found(at, base, name, plain),
        _text(at, base, name, plain, args),
    ):
        if known is not None:
            return known
    match name, plain:
        case "call", _ if isinstance(base, ir.Var | ir.Item | ir.Lambda | ir.Member) or _gives_function(base):
            return ir.Call(at, "<dynamic>", args, base)
        case "params", [] if isinstance(base, ir.Call) and base.name == "request":
            return ir.Call(at, "params")
        case "send" | "public_send" | "__send__", [ir.Const(value=bytes() as own), *_]:
            return ir.Call(at, f".{own.decode('utf-8', 'replace')}", args[1:], base)
        case _ if isinstance(base, ir.Var) and base.name.startswith("<") and base.name.endswith("Mailer>"):
            return ir.Call(at, f"{base.name[1:-1]}.{name}", args)
        case _:
            return ir.Call(at, f".{name}", args, base)


def _gives_function(base: ir.Expr) -> bool:
    return isinstance(base, ir.Call) and base.name in {"<dynamic>", "<yield>"}


def _whole(at: int, base: ir.Expr, name: str, plain: list[ir.Expr]) -> ir.Expr | None:
    """What is the value itself, a number of it, or some of its elements."""
    if name in _SAME or (name == "to_s" and not plain):
        return base
    if name == "curry":
        return ir.Opaque(at, at, "a function that takes its arguments one after the other", (base,))
    if name == "to_h" and not plain:
        return ir.Call(at, "<mapping>", (ir.Arg(base),))
    if name in _NUMBERS:
        return ir.Mix(at, (base,), number=True)
    if name in _PARTS or (plain and name in _SOME) or (name == "slice" and len(plain) == 2):
        return ir.Call(at, "<part>", (ir.Arg(base),))
    if name in {"keys", "key", "each_key"}:
        return ir.Call(at, "<keys>", (ir.Arg(base),))
    if name in {"shift", "pop", "deq"} and not plain:
        return ir.Item(at, base, None)
    if name == "join":
        if isinstance(base, ir.Call) and base.name == ".lines" and base.base is not None:
            base = base.base  # all lines, put together again
        return ir.Call(at, "<join>", (ir.Arg(plain[0] if plain else ir.Const(at, b"")), ir.Arg(base)))
    return None


def _element(at: int, base: ir.Expr, name: str, plain: list[ir.Expr]) -> ir.Expr | None:
    match name, plain:
        case "fetch" | "require", [key]:
            return ir.Item(at, base, key)
        case "fetch", [key, other]:
            return ir.Either(at, ir.Item(at, base, key), other)
        case "dig", [_, *_]:
            for key in plain:
                base = ir.Item(at, base, key)
            return base
        case "first" | "last" | "sample", []:
            return ir.Item(at, base, ir.Const(at, b"0") if name == "first" else None)
        case _:
            return None


def _text(at: int, base: ir.Expr, name: str, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    nothing = ir.Const(at, b"")
    match name.rstrip("!"), plain:
        case "gsub", [ir.Pattern(source=source, flags=flags, dialect=dialect), with_]:
            return ir.Call(at, ".gsub", (ir.Arg(ir.Pattern(at, source, flags + "g", dialect)), ir.Arg(with_)), base)
        case ("gsub" | "sub") as own, [_, _]:
            return ir.Call(at, f".{own}", args, base)
        case "delete", [ir.Const(value=bytes() as held)]:
            return ir.Call(at, ".gsub", (ir.Arg(_any_of(at, held)), ir.Arg(nothing)), base)
        case "tr" | "tr_s", [ir.Const(value=bytes() as held), ir.Const() as to]:
            return ir.Call(at, ".gsub", (ir.Arg(_any_of(at, held)), ir.Arg(to)), base)
        case "split", [] | [ir.Const(value=b" ")]:
            return ir.Call(at, ".words", (), base)
        case "concat" | "replace", [value] if isinstance(base, ir.Var | ir.Item | ir.Member):
            return ir.Bind(at, ir.Assign(at, base, value, append=name == "concat"))
        case "concat", [_, *_]:
            return join(at, [base, *plain])
        case "puts", _:
            lines = [piece for one in plain or [nothing] for piece in (one, ir.Const(at, b"\n"))]
            return ir.Call(at, ".write", (ir.Arg(join(at, lines)),), base)
        case _:
            return None


def _found(at: int, base: ir.Expr, name: str, plain: list[ir.Expr]) -> ir.Expr | None:
    """What a pattern finds in a text."""
    match name, plain:
        case "scan", [ir.Pattern() as pattern]:
            return ir.Call(at, "<matches>", (ir.Arg(base), ir.Arg(pattern)))
        case "slice" | "slice!", [ir.Pattern() as pattern, *more]:
            return found_in(at, base, pattern, more[0] if more else None)
        case _:
            return None


def found_in(at: int, base: ir.Expr, pattern: ir.Pattern, group: ir.Expr | None) -> ir.Expr:
    """``text[/pattern/]`` and ``text[/(pattern)/, 1]``: what a pattern finds, as a whole or a group of it."""
    whole = group is None or group == ir.Const(group.at, b"0")
    if whole:
        pattern = ir.Pattern(pattern.at, b"(" + pattern.source + b")", pattern.flags, pattern.dialect)
        index = b"0"
    elif isinstance(group, ir.Const) and (group.value or b"").isdigit():
        index = b"%d" % (int((group.value or b"1")[:3]) - 1)
    else:
        return ir.Mix(at, (base,))
    return ir.Item(at, ir.Call(at, "captures", (ir.Arg(base), ir.Arg(pattern))), ir.Const(at, index))


def _any_of(at: int, held: bytes) -> ir.Pattern:
    """The characters that ``tr`` and ``delete`` name, as a pattern."""
    inverted = held.startswith(b"^") and len(held) > 1
    written = held[1:] if inverted else held
    inner = (
        written.replace(b"\\", b"\\\\")
        .replace(b"]", b"\\]")
        .replace(b"[", b"\\[")
        .replace(b"^", b"\\^")
        .replace(b"&&", b"&\\&")
    )
    return ir.Pattern(at, b"[" + (b"^" if inverted else b"") + inner + b"]", "g", "ruby")


def _test(at: int, base: ir.Expr, name: str, plain: list[ir.Expr]) -> ir.Expr | None:
    nothing = ir.Const(at, b"")
    match name, plain:
        case (("include?" | "member?" | "cover?" | "key?" | "has_key?" | "value?" | "has_value?"), [one]):
            if isinstance(one, ir.Const) and not isinstance(base, ir.Array) and name == "include?":
                return ir.Test(at, ir.Comparison.CONTAINS, base, one)
            return ir.Test(at, ir.Comparison.IN, one, base)
        case "in?", [held]:
            return ir.Test(at, ir.Comparison.IN, base, held)
        case "match?", [one] if isinstance(base, ir.Pattern):
            return ir.Test(at, ir.Comparison.MATCHES, one, base)
        case "match?", [ir.Pattern() as pattern]:
            return ir.Test(at, ir.Comparison.MATCHES, base, pattern)
        case "match", [one] if isinstance(base, ir.Pattern):
            return ir.Call(at, ".match", (ir.Arg(base),), one)
        case (("empty?" | "nil?" | "blank?"), []):
            return ir.Test(at, ir.Comparison.EQUAL, base, nothing)
        case "present?", []:
            return ir.Test(at, ir.Comparison.DIFFERENT, base, nothing)
        case (("eql?" | "equal?"), [one]):
            return ir.Test(at, ir.Comparison.EQUAL, base, one)
        case _:
            return None
