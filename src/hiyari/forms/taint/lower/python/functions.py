"""Python's functions that mean a value, a string, a test or a command; all others are calls by their full name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.names import environment
from hiyari.forms.taint.lower.python.patterns import compiled, limit, matched, substitution
from hiyari.forms.taint.lower.walking import join


def function(at: int, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of a function by its full name."""
    plain = [one.value for one in args if one.name is None and not one.spread]
    made = _FUNCTIONS.get(name)
    if made is not None and (known := made(at, plain, args)) is not None:
        return known
    if name in _RUNS and plain and isinstance(split := plain[0], ir.Call):
        whole = split.base if split.name == ".words" else split.args[0].value if split.name == "shlex.split" else None
        if whole is not None:  # words that blanks part, as a shell does
            return ir.Call(at, f"{name} shell=True", (ir.Arg(whole), *args[1:]))
    if name in _RUNS:
        shell = next((one.value for one in args if one.name == "shell"), ir.Const(at, b""))
        if not (isinstance(shell, ir.Const) and shell.value in {b"", b"0"}):
            return ir.Call(at, f"{name} shell=True", args)
    if name in {"inspect.currentframe", "inspect.stack", "inspect.getmembers", "sys._getframe"}:
        return ir.Opaque(at, at + len(name), "variables of another function are looked into")
    if name in {"exec", "eval", "execfile", "compile"}:
        return ir.Opaque(at, at + len(name), "code in a string", tuple(plain))
    return ir.Call(at, name, args)


_RUNS: Final = frozenset({f"subprocess.{one}" for one in ("run", "Popen", "call", "check_call", "check_output")})


def _getenv(at: int, plain: list[ir.Expr], _args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    match plain:
        case [ir.Const() as key]:
            return environment(at, key.value)
        case [ir.Const() as key, other]:
            return ir.Either(at, environment(at, key.value), other)
        case _:
            return None


def _same(_at: int, plain: list[ir.Expr], _args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    return plain[0] if plain else None


def _number(at: int, plain: list[ir.Expr], _args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    return ir.Mix(at, tuple(plain), number=True) if plain else None


def _thread(at: int, _plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    by_name = {one.name: one.value for one in args}
    run, given = by_name.get("target"), by_name.get("args")
    if run is None:
        return None
    values = [one for _, one in given.items] if isinstance(given, ir.Array) else [given] if given is not None else []
    whole = tuple(ir.Arg(one) for one in values)
    return ir.Call(at, run.name, whole) if isinstance(run, ir.Var) else ir.Call(at, "<dynamic>", whole, run)


def _partial(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """A function with some of its arguments given already."""
    if not plain or args[0].spread or args[0].name is not None:
        return None
    more = (ir.Arg(ir.Var(at, "more"), spread=True), ir.Arg(ir.Var(at, "named"), spread=True, mapping=True))
    params = (ir.Param("more", rest=True), ir.Param("named", rest=True, names=True))
    body = (ir.Return(at, ir.Call(at, "<dynamic>", (*args[1:], *more), plain[0])),)
    return ir.Lambda(at, ir.Function(at, "", params, body))


def _raised(at: int, _plain: list[ir.Expr], _args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    return ir.Array(at, ((None, ir.Const(at)), (None, ir.Var(at, "<thrown>")), (None, ir.Const(at))))


def _print(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    by_name = {one.name: one.value for one in args}
    text: list[ir.Expr] = []
    for one in plain:
        text.extend((by_name.get("sep", ir.Const(at, b" ")), one))
    whole = join(at, [*text[1:], by_name.get("end", ir.Const(at, b"\n"))])
    handle = by_name.get("file")
    to = () if handle is None else (ir.Arg(handle, "handle"),)
    return ir.Call(at, "print", (*to, *(one for one in args if one.spread), ir.Arg(whole)))


def _matched(at: int, how: str, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    pattern = compiled(at, [plain[0], *plain[2:]], args) if len(plain) >= 2 else None
    return matched(at, how, pattern, plain[1]) if isinstance(pattern, ir.Pattern) else None


def _substituted(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    pattern = compiled(at, [plain[0], *plain[4:]], args) if len(plain) >= 3 else None
    count = limit(plain[3:], args)
    return substitution(at, pattern, plain[1], plain[2], count) if isinstance(pattern, ir.Pattern) else None


_FUNCTIONS: Final[dict[str, Callable[[int, list[ir.Expr], tuple[ir.Arg, ...]], ir.Expr | None]]] = {
    "os.getenv": _getenv,
    "os.environ.get": _getenv,
    "str": _same,
    "unicode": _same,
    "bytes": _same,
    "list": _same,
    "tuple": _same,
    "dict": _same,
    "asyncio.run": _same,
    "asyncio.create_task": _same,
    "asyncio.wait_for": _same,
    "int": _number,
    "float": _number,
    "threading.Thread": _thread,
    "multiprocessing.Process": _thread,
    "print": _print,
    "sys.exc_info": _raised,
    "functools.partial": _partial,
    "re.compile": compiled,
    "re.match": lambda at, plain, args: _matched(at, "match", plain, args),
    "re.fullmatch": lambda at, plain, args: _matched(at, "fullmatch", plain, args),
    "re.search": lambda at, plain, args: _matched(at, "search", plain, args),
    "re.sub": _substituted,
}
