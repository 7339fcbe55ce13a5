"""The small language as text, so that a test reads like the script that was lowered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hiyari.forms.taint import ir


def written(program: ir.Program) -> list[str]:
    """One line for each statement, indented by what it stands in."""
    return [line for one in program.body for line in _lines(one, "")]


def _lines(statement: ir.Stmt, indent: str) -> Iterator[str]:
    deeper = indent + "  "
    match statement:
        case ir.Assign(target=target, value=value, append=append, declares=declares):
            names = _many(target) if isinstance(target, tuple) else shown(target)
            yield f"{indent}{'my ' if declares else ''}{names} {'.=' if append else '='} {shown(value)}"
        case ir.Do(value=value):
            yield indent + shown(value)
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            yield f"{indent}if {shown(condition)}"
            yield from (line for one in then for line in _lines(one, deeper))
            if otherwise:
                yield f"{indent}else"
                yield from (line for one in otherwise for line in _lines(one, deeper))
        case ir.Loop(over=over, each=each, condition=condition, body=body):
            head = f"for {_many(each)} in {shown(over)}" if over else f"while {shown(condition) if condition else '?'}"
            yield indent + head
            yield from (line for one in body for line in _lines(one, deeper))
        case ir.Try(body=body):
            yield f"{indent}try"
            yield from (line for one in body for line in _lines(one, deeper))
        case ir.Return(value=value):
            yield f"{indent}return {shown(value) if value else ''}".rstrip()
        case ir.Exit(thrown=thrown):
            yield f"{indent}{'die' if thrown else 'exit'}"
        case ir.Leave():
            yield f"{indent}leave"
        case ir.Include(path=path):
            yield f"{indent}include {shown(path)}"
        case ir.Define(function=function):
            yield f"{indent}sub {function.name}({', '.join(one.name for one in function.params)})"
            yield from (line for one in function.body for line in _lines(one, deeper))
        case _:
            yield indent + type(statement).__name__


def _many(expressions: tuple[ir.Expr, ...]) -> str:
    return "(" + ", ".join(shown(one) for one in expressions) + ")"


def _call(one: ir.Call) -> str:
    args = ", ".join(
        f"{'*' if arg.spread else ''}{arg.name + ' => ' if arg.name else ''}{shown(arg.value)}" for arg in one.args
    )
    return f"{shown(one.base) if one.base else ''}{one.name}({args})"


def _two(sign: str) -> Callable[[ir.Both | ir.Either], str]:
    return lambda one: f"({shown(one.left)} {sign} {shown(one.right)})"


def shown(one: ir.Expr) -> str:  # noqa: C901, PLR0911, PLR0912 - one case for each node
    """An expression on one line."""
    match one:
        case ir.Const(value=value):
            return "?" if value is None else repr(value)[1:]
        case ir.Var(name=name):
            return name
        case ir.Item(base=base, key=key):
            return f"{shown(base)}[{shown(key) if key else ''}]"
        case ir.Join(parts=parts):
            return " . ".join(shown(part) for part in parts)
        case ir.Array(items=items):
            return "[" + ", ".join((shown(key) + " => " if key else "") + shown(value) for key, value in items) + "]"
        case ir.Call():
            return _call(one)
        case ir.Pattern(source=source, flags=flags, dialect=dialect):
            return f"{dialect}/{source.decode('latin-1')}/{flags}"
        case ir.Test(kind=kind, left=left, right=right):
            return f"<{shown(left)} {kind.value} {shown(right)}>"
        case ir.Not(value=value):
            return f"!{shown(value)}"
        case ir.Both():
            return _two("and")(one)
        case ir.Either():
            return _two("or")(one)
        case ir.Choice(condition=condition, yes=yes, no=no):
            return f"({shown(condition)} ? {shown(yes)} : {shown(no)})"
        case ir.Bind(assign=assign):
            return "{" + next(_lines(assign, "")) + "}"
        case ir.Mix(parts=parts, number=number):
            return ("number" if number else "mix") + _many(parts)
        case ir.Opaque(why=why):
            return f"opaque: {why}"
        case _:
            return type(one).__name__
