"""Python's attributes and calls: functions of modules by their full name, methods of values, and those that mean a test,
a string or an element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python import strings
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.names import REQUESTS, environment
from hiyari.forms.taint.lower.python.patterns import compiled, matched, substitution
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import join

if TYPE_CHECKING:
    from tree_sitter import Node

INHERITED: Final = {
    "http.server.BaseHTTPRequestHandler": ("BaseHTTPRequestHandler", "SimpleHTTPRequestHandler", "CGIHTTPRequestHandler"),
    "tornado.web.RequestHandler": ("RequestHandler",),
    "django.http.HttpRequest": ("View", "FormView", "TemplateView", "CreateView", "APIView", "ViewSet", "GenericAPIView"),
}
"""What a handler's own class brings: its request's data are attributes of ``self``."""
_OF_SELF: Final = {
    "http.server.BaseHTTPRequestHandler": frozenset({"rfile", "path", "headers", "requestline"}),
    "tornado.web.RequestHandler": frozenset(
        {"request", "get_argument", "get_body_argument", "get_query_argument", "get_arguments", "get_body_arguments"}
    ),
    "django.http.HttpRequest": frozenset({"request"}),
}
_OBJECTS: Final = (*REQUESTS.values(), *INHERITED, "os.environ", "sys.stdin", "sys.argv")
_METHODS: Final = frozenset(
    """get getlist getone getall get_all items keys values pop read readline readlines strip lower upper split decode
    encode replace splitlines get_payload to_dict setdefault copy buffer partition rstrip lstrip""".split()
)


def family(bases: Sequence[str]) -> str | None:
    """The handler class that a class is derived from, by the last part of its bases' names."""
    last = {one.rpartition(".")[2] for one in bases}
    return next((known for known, names in INHERITED.items() if last & set(names)), None)


def dotted(walk: Python, node: Node | None) -> str | None:
    """The full name of ``a.b.c`` where ``a`` was imported, or is a request's part of ``self``; else None."""
    path: list[str] = []
    while node is not None and node.type == "attribute":
        path.append(name_of(field(node, "attribute")))
        node = field(node, "object")
    if node is None or node.type != "identifier":
        return None
    path.reverse()
    root, name = name_of(node), walk.names.meaning(name_of(node))
    if root == "self" and path and walk.within is not None:
        known = family(walk.within.bases)
        if known is None or path[0] not in _OF_SELF[known]:
            return None
        return ".".join((known, *(path[1:] if known == "django.http.HttpRequest" else path)))
    if name is None:
        return None
    return ".".join((name, *path)) if name else ".".join(path)


def attribute(walk: Python, node: Node) -> ir.Expr:
    """``a.b``."""
    full = dotted(walk, node)
    if full and not any(full.startswith(f"{one}.") and full.count(".") > one.count(".") + 1 for one in REQUESTS.values()):
        return ir.Var(node.start_byte, full)
    return ir.Member(node.start_byte, walk.expression(field(node, "object")), name_of(field(node, "attribute")))


def arguments(walk: Python, node: Node | None) -> tuple[ir.Arg, ...]:
    """The arguments of a call; a generator without parentheses of its own is one."""
    if node is None:
        return ()
    if node.type == "generator_expression":
        return (ir.Arg(walk.expression(node)),)
    made = []
    for one in parts(node):
        if one.type == "keyword_argument":
            made.append(ir.Arg(walk.expression(field(one, "value")), name_of(field(one, "name"))))
        elif one.type in {"list_splat", "dictionary_splat"}:
            made.append(ir.Arg(walk.expression(next(iter(parts(one)), None)), spread=True))
        else:
            made.append(ir.Arg(walk.expression(one)))
    return tuple(made)


def call(walk: Python, node: Node) -> ir.Expr:
    """A call: of a function by its full name, of a method by its own name and what it is called on."""
    at, callee = node.start_byte, field(node, "function")
    if callee is not None and callee.type == "identifier" and (made := _unrolled(walk, node)) is not None:
        return made
    args = arguments(walk, field(node, "arguments"))
    full = dotted(walk, callee)
    if callee is not None and callee.type == "attribute":
        method, owner = name_of(field(callee, "attribute")), field(callee, "object")
        if full is None or (method in _METHODS and full.rpartition(".")[0].startswith(_OBJECTS)):
            return _method(walk, at, method, owner, args)
    if callee is not None and callee.type not in {"attribute", "identifier"}:
        return ir.Call(at, ".call", args, walk.expression(callee))
    return function(walk, at, full or name_of(callee), args)


def _method(walk: Python, at: int, method: str, owner: Node | None, args: tuple[ir.Arg, ...]) -> ir.Expr:
    if owner is not None and owner.type == "identifier" and name_of(owner) in walk.classes:
        return ir.Call(at, f"{name_of(owner)}.{method}", args)
    base = walk.expression(owner)
    plain = [one.value for one in args if one.name is None and not one.spread]
    match method, plain:
        case "get", [key]:
            return _element(at, base, key)
        case "get", [key, other]:
            return ir.Either(at, _element(at, base, key), other)
        case "format", _ if isinstance(base, ir.Const) and base.value is not None:
            return strings.formatted(at, base.value, args)
        case "format_map", [one] if isinstance(base, ir.Const) and base.value is not None:
            return strings.formatted(at, base.value, (ir.Arg(one, spread=True),))
        case "join", [ir.Array() as known] if isinstance(base, ir.Const) and all(key is None for key, _ in known.items):
            pieces = [one for _, value in known.items for one in (base, value)]
            return join(at, pieces[1:])
        case "substitute" | "safe_substitute", _ if isinstance(base, ir.Call) and base.name == "string.Template":
            template = base.args[0].value if base.args else None
            if isinstance(template, ir.Const) and template.value is not None:
                return strings.substituted(at, template.value, args)
        case "match" | "fullmatch" | "search", [subject, *_] if isinstance(base, ir.Pattern):
            return matched(at, method, base, subject)
        case "sub", [with_, subject, *_] if isinstance(base, ir.Pattern):
            return substitution(at, base, with_, subject)
        case ("add_task" | "submit" | "apply_async" | "call_soon" | "run_in_executor"), _ if plain:
            return _later(at, method, plain, args, base)
        case ("delay" | "send" | "apply_async" | "si" | "s"), _ if isinstance(base, ir.Var) and method == "delay":
            return ir.Call(at, base.name, args)
    return ir.Call(at, f".{method}", args, base)


def _later(at: int, method: str, plain: Sequence[ir.Expr], args: tuple[ir.Arg, ...], base: ir.Expr) -> ir.Expr:
    """A function that is handed over with its arguments, to be called in the background."""
    handed = plain[1:] if method == "run_in_executor" else plain
    if handed and isinstance(handed[0], ir.Var):
        named = tuple(one for one in args if one.name is not None)
        return ir.Call(at, handed[0].name, (*(ir.Arg(one) for one in handed[1:]), *named))
    return ir.Call(at, f".{method}", args, base)


def _element(at: int, base: ir.Expr, key: ir.Expr) -> ir.Expr:
    if isinstance(base, ir.Var) and base.name in {"os.environ", "os.environb"}:
        return environment(at, key.value if isinstance(key, ir.Const) else None)
    return ir.Item(at, base, key)


def function(walk: Python, at: int, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of a function by its full name."""
    plain = [one.value for one in args if one.name is None and not one.spread]
    made = _FUNCTIONS.get(name)
    if made is not None and (known := made(at, plain, args)) is not None:
        return known
    if name in _RUNS:
        shell = next((one.value for one in args if one.name == "shell"), ir.Const(at, b""))
        if not (isinstance(shell, ir.Const) and shell.value in {b"", b"0"}):
            return ir.Call(at, f"{name} shell=True", args)
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
    if not isinstance(run, ir.Var):
        return None
    values = [one for _, one in given.items] if isinstance(given, ir.Array) else [given] if given is not None else []
    return ir.Call(at, run.name, tuple(ir.Arg(one) for one in values))


def _print(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    by_name = {one.name: one.value for one in args}
    text: list[ir.Expr] = []
    for one in plain:
        text.extend((by_name.get("sep", ir.Const(at, b" ")), one))
    whole = join(at, [*text[1:], by_name.get("end", ir.Const(at, b"\n"))])
    handle = by_name.get("file")
    to = () if handle is None else (ir.Arg(handle, "handle"),)
    return ir.Call(at, "print", (*to, *(one for one in args if one.spread), ir.Arg(whole)))


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
    "re.compile": compiled,
    "re.match": lambda at, plain, args: _matched(at, "match", plain, args),
    "re.fullmatch": lambda at, plain, args: _matched(at, "fullmatch", plain, args),
    "re.search": lambda at, plain, args: _matched(at, "search", plain, args),
    "re.sub": lambda at, plain, args: _substituted(at, plain, args),
}


def _matched(at: int, how: str, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    pattern = compiled(at, [plain[0], *plain[2:]], args) if len(plain) >= 2 else None
    return matched(at, how, pattern, plain[1]) if isinstance(pattern, ir.Pattern) else None


def _substituted(at: int, plain: list[ir.Expr], args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    pattern = compiled(at, [plain[0], *plain[4:]], args) if len(plain) >= 3 else None
    return substitution(at, pattern, plain[1], plain[2]) if isinstance(pattern, ir.Pattern) else None


def _unrolled(walk: Python, node: Node) -> ir.Expr | None:
    """``any(c in to for c in "\\r\\n")``: the same test for each of a few literals."""
    name, given = name_of(field(node, "function")), field(node, "arguments")
    if name not in {"any", "all"} or given is None:
        return None
    inner = given if given.type == "generator_expression" else next(iter(parts(given)), None)
    clauses = [one for one in parts(inner) if one.type in {"for_in_clause", "if_clause"}] if inner is not None else []
    if inner is None or len(clauses) != 1 or clauses[0].type != "for_in_clause":
        return None
    left, body = field(clauses[0], "left"), field(inner, "body")
    literals = _literals(node.start_byte, walk.expression(field(clauses[0], "right")))
    if left is None or left.type != "identifier" or not literals:
        return None
    made: ir.Expr | None = None
    before = walk.names.constants.get(name_of(left))
    for one in literals:
        walk.names.constants[name_of(left)] = one
        test = walk.expression(body)
        joined = ir.Either if name == "any" else ir.Both
        made = test if made is None else joined(node.start_byte, made, test)
    walk.names.constants.pop(name_of(left))
    if before is not None:
        walk.names.constants[name_of(left)] = before
    return made


def _literals(at: int, value: ir.Expr) -> list[ir.Const]:
    match value:
        case ir.Const(value=bytes() as octets_) if 0 < len(octets_) <= 16:
            return [ir.Const(at, octets_[i : i + 1]) for i in range(len(octets_))]
        case ir.Array(items=items) if 0 < len(items) <= 16:
            known = [one for key, one in items if key is None and isinstance(one, ir.Const)]
            return known if len(known) == len(items) else []
        case _:
            return []


__all__ = ["arguments", "attribute", "call", "dotted", "family", "function", "octets"]
