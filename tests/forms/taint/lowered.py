"""Ways to ask a lowered program what is in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hiyari.forms.taint import ir


def everything(program: ir.Program) -> Iterator[object]:
    """All nodes of a program, in the order in which they are written down."""
    waiting: list[object] = [program]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            yield one
            waiting.extend(getattr(one, field.name) for field in reversed(dataclasses.fields(one)))


def calls(program: ir.Program, name: str) -> list[ir.Call]:
    """All calls of a function."""
    return [one for one in everything(program) if isinstance(one, ir.Call) and one.name == name]


def only(program: ir.Program, name: str) -> ir.Call:
    """The call of a function that is called once."""
    (one,) = calls(program, name)
    return one


def shown(node: object) -> str:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
    """An expression in one line, without its places."""
    match node:
        case ir.Const(value=value):
            return "?" if value is None else repr(value)[1:]
        case ir.Var(name=name):
            return name
        case ir.Member(base=base, name=name):
            return f"{shown(base)}.{name}"
        case ir.Item(base=base, key=key):
            return f"{shown(base)}[{'' if key is None else shown(key)}]"
        case ir.Join(parts=parts):
            return " + ".join(map(shown, parts))
        case ir.Call(name=name, args=args, base=base):
            return f"{'' if base is None else shown(base)}{name}({', '.join(map(shown, args))})"
        case ir.Arg(value=value, name=name, spread=spread):
            return f"{name + '=' if name else ''}{'*' if spread else ''}{shown(value)}"
        case ir.Test(kind=kind, left=left, right=right):
            return f"({shown(left)} {kind.value} {shown(right)})"
        case ir.Not(value=value):
            return f"not {shown(value)}"
        case ir.Both(left=left, right=right):
            return f"({shown(left)} and {shown(right)})"
        case ir.Either(left=left, right=right):
            return f"({shown(left)} or {shown(right)})"
        case ir.Pattern(source=source, flags=flags):
            return f"/{source.decode()}/{flags}"
        case ir.Array(items=items):
            return "{" + ", ".join(f"{shown(key) + ': ' if key else ''}{shown(value)}" for key, value in items) + "}"
        case ir.Mix(parts=parts, number=number):
            return f"{'number' if number else 'mix'}({', '.join(map(shown, parts))})"
        case ir.Bind(assign=assign):
            return f"({shown(assign)})"
        case ir.Assign(target=target, value=value, append=append):
            left = ", ".join(map(shown, target)) if isinstance(target, tuple) else shown(target)
            return f"{left} {'.=' if append else '='} {shown(value)}"
        case ir.Do(value=value):
            return shown(value)
        case _:
            return type(node).__name__


def lines(program: ir.Program) -> list[str]:
    """The top level, a line for each statement."""
    return [shown(one) for one in program.body]
