"""Functions that are handed over to be called: ``then``, ``forEach``, ``on("end", ...)``, ``new Promise``.

Each is defined under a name of its own and called where it is handed over, with what it is going to be given: for the
order in which values reach a mail that comes to the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS, function
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import asked, requested

if TYPE_CHECKING:
    from tree_sitter import Node

_CASTS: Final = frozenset({"String", "Boolean", "Number", "parseInt", "encodeURIComponent", "decodeURIComponent"})
_FAILS: Final = frozenset({"catch"})
_EACH: Final = frozenset({"forEach", "map", "flatMap", "filter", "find", "some", "every"})
_FIELDS: Final = frozenset({"data", "field", "readable", "message"})
"""Events that bring what the visitor sent, where a request (or a parser of one) is listened to."""
_ANSWERS: Final = frozenset({"data", "line", "readable"})
_MOST_ANSWERS: Final = 10
_REQUESTS: Final = ("Request", "process.stdin", "Context")


def run(walk: JavaScript, node: Node, values: tuple[ir.Expr, ...]) -> ir.Expr:
    """Defines a function and calls it with these values; as many as it has parameters, the last one again and again."""
    at = node.start_byte
    if node.type not in FUNCTIONS:
        from hiyari.forms.taint.lower.javascript.applying import calling  # noqa: PLC0415 - it imports this file

        return calling(walk, at, node, tuple(ir.Arg(one) for one in values))
    name = walk.fresh(at, "callback").name
    made = function(walk, node, name)
    walk.waiting.append(ir.Define(at, made))
    count = len(made.params)
    given = [*values, *([values[-1] if values else ir.Const(at)] * count)][: max(count, 0)]
    return ir.Call(at, name, tuple(ir.Arg(one) for one in given))


def _functions(given: list[Node]) -> list[Node]:
    return [one for one in given if one.type in FUNCTIONS]


def _handed(walk: JavaScript, args: list[Node], method: str) -> list[Node]:
    """What is handed over to be called: functions, names of the file's own; whatever a promise is given."""
    if method in {"then", "catch", "finally"}:
        return [one for one in args if one.type in {*FUNCTIONS, "identifier", "member_expression"}]
    return [
        one
        for one in args
        if one.type in FUNCTIONS
        or (one.type == "identifier" and (name_of(one) in walk.functions or name_of(one) in _CASTS))
    ]


def called_back(walk: JavaScript, node: Node) -> ir.Expr | None:
    """A method that calls the function it is given; None where it is none that is known."""
    callee, given = field(node, "function"), field(node, "arguments")
    args = parts(given) if given is not None and given.type == "arguments" else []
    method = name_of(field(callee, "property")) if callee is not None else ""
    owner = field(callee, "object") if callee is not None else None
    handed = _handed(walk, args, method)
    if not handed or owner is None:
        return None
    at = node.start_byte
    if method in {"replace", "replaceAll"} and len(args) > 1 and args[1].type in FUNCTIONS:
        return _replaced(walk, at, method, owner, args)
    if octets(owner) == b"Array" and method == "from" and len(args) > 1:
        return _each(walk, at, "map", args[0], handed[0])
    if method in {"then", "catch", "finally"}:
        return _promise(walk, at, method, owner, handed)
    if method in _EACH:
        return _each(walk, at, method, owner, handed[0])
    if method in {"on", "once", "addListener", "addEventListener"} and len(args) > 1:
        event = octets(args[0])[1:-1].decode("utf-8", "replace")
        return _event(walk, at, event, owner, handed[0], once=method == "once")
    if method in {"parse", "pipe"} and any(
        one.type == "identifier" and walk.meaning(name_of(one)) == "Request" for one in args
    ):
        return run(walk, handed[0], (ir.Const(at, b""), requested(at)))
    return None


def timed(walk: JavaScript, node: Node) -> ir.Expr | None:
    """A timer that the file starts for good: its function runs whenever, as handlers do."""
    callee, given = field(node, "function"), field(node, "arguments")
    args = parts(given) if given is not None else []
    if len(walk.scopes) > 1 or callee is None or octets(callee) != b"setInterval" or not _functions(args[:1]):
        return None
    at = node.start_byte
    made = function(walk, args[0], walk.fresh(at, "timer").name)
    walk.waiting.append(ir.Define(at, made))
    walk.handlers.append(asked(at, (ir.Do(at, ir.Call(at, made.name)),)))
    return ir.Const(at)


def _replaced(walk: JavaScript, at: int, method: str, owner: Node, args: list[Node]) -> ir.Expr:
    """``x.replace(pattern, m => ...)``: the function is given what was found, and gives what comes in its place."""
    base, pattern = walk.expression(owner), walk.expression(args[0])
    made = run(walk, args[1], (base,))
    return ir.Call(at, f".{method}", (ir.Arg(pattern), ir.Arg(made)), base)


def _promise(walk: JavaScript, at: int, method: str, owner: Node, handed: list[Node]) -> ir.Expr:
    value, kept = walk.expression(owner), walk.fresh(at, "promise")
    walk.waiting.append(ir.Assign(at, kept, value, declares=True))
    if method == "then":
        return run(walk, handed[0], (kept,))
    caught = ir.Mix(at, (kept, ir.Call(at, "<caught>")))
    called = run(walk, handed[0], (caught,) if method in _FAILS else ())
    if method in _FAILS:
        walk.waiting.append(ir.If(at, ir.Call(at, "<fails>"), (ir.Do(at, called),)))
    else:
        walk.waiting.append(ir.Do(at, called))
    return kept


def _each(walk: JavaScript, at: int, method: str, owner: Node, handed: Node) -> ir.Expr:
    over, pairs = gone_through(walk, owner)
    if method in {"some", "every"} and name_of(handed) == "Boolean" and (chained := _chained(at, method, over)):
        return chained
    if (
        method in {"some", "every"}
        and handed.type in FUNCTIONS
        and (tests := _unrolled(walk, over, handed)) is not None
    ):
        made = tests[0]
        for one in tests[1:]:
            made = ir.Either(at, made, one) if method == "some" else ir.Both(at, made, one)
        return made
    element, filled = walk.fresh(at, "element"), walk.fresh(at, "list")
    each, given = taken(walk, at, pairs, element)
    called = run(walk, handed, (given, ir.Mix(at, (), number=True)))
    add: ir.Block = (ir.Assign(at, ir.Item(at, filled, None), element),)
    match method:
        case "map" | "flatMap":
            body: ir.Block = (ir.Assign(at, ir.Item(at, filled, None), called),)
        case "filter" | "find":
            body = (ir.If(at, called, add),)
        case "some":
            body = (ir.If(at, called, (ir.Assign(at, filled, ir.Const(at, b"1")),)),)
        case "every":
            body = (ir.If(at, called, (), (ir.Assign(at, filled, ir.Const(at, b"")),)),)
        case _:
            body = (ir.Do(at, called),)
    first = {"some": ir.Const(at, b""), "every": ir.Const(at, b"1")}.get(method, ir.Array(at, ()))
    walk.waiting.extend((ir.Assign(at, filled, first, declares=True), ir.Loop(at, body, over, each)))
    return ir.Item(at, filled, None) if method == "find" else filled


def _chained(at: int, method: str, over: ir.Expr) -> ir.Expr | None:
    """``[ok(to), name].every(Boolean)``: conditions that are written out."""
    if not isinstance(over, ir.Array) or not 0 < len(over.items) <= 16 or any(key is not None for key, _ in over.items):
        return None
    (_, made), *further = over.items
    for _, one in further:
        made = ir.Either(at, made, one) if method == "some" else ir.Both(at, made, one)
    return ir.Not(at, ir.Not(at, made))


def gone_through(walk: JavaScript, node: Node) -> tuple[ir.Expr, str]:
    """What is gone through, and whether its names, its values or pairs of both are taken (``Object.entries(x)``)."""
    node = _spread_alone(node)
    callee, given = field(node, "function"), field(node, "arguments")
    full = octets(callee).decode("utf-8", "replace") if callee is not None else ""
    args = parts(given) if given is not None else []
    if (held := map_of(walk, node)) is not None:
        method = full.rpartition(".")[2]
        return walk.expression(held), method if method in {"keys", "values"} else "entries"
    if full in {"Object.entries", "Object.values", "Object.keys"} and len(args) == 1:
        return walk.expression(args[0]), full.rpartition(".")[2]
    return walk.expression(node), "elements"


def _spread_alone(node: Node) -> Node:
    """``x`` of ``[...x]`` and ``Array.from(x)``: a list of the same elements."""
    callee, given = field(node, "function"), field(node, "arguments")
    if node.type == "array" and [one.type for one in parts(node)] == ["spread_element"]:
        return next(iter(parts(parts(node)[0])), node)
    if callee is not None and octets(callee) == b"Array.from" and given is not None and len(parts(given)) == 1:
        return parts(given)[0]
    return node


def map_of(walk: JavaScript, node: Node) -> Node | None:
    """The variable of a ``Map`` that is gone through, by itself or by ``entries()`` and its like."""
    if node.type == "identifier":
        return node if name_of(node) in walk.maps else None
    callee = field(node, "function")
    if callee is None or name_of(field(callee, "property")) not in {"entries", "keys", "values"}:
        return None
    owner = field(callee, "object")
    return owner if owner is not None and name_of(owner) in walk.maps else None


def taken(walk: JavaScript, at: int, pairs: str, element: ir.Var) -> tuple[tuple[ir.Expr, ...], ir.Expr]:
    """The loop's variables, and the value that the body is given."""
    match pairs:
        case "entries":
            name = walk.fresh(at, "key")
            return (name, element), ir.Array(at, ((None, name), (None, element)))
        case "keys":
            return (element, walk.fresh(at, "value")), element
        case _:
            return (element,), element


def _unrolled(walk: JavaScript, over: ir.Expr, handed: Node) -> list[ir.Expr] | None:
    r"""``["\r", "\n"].some(c => to.includes(c))``: the same test for each of a few literals."""
    parameter, body = (
        field(handed, "parameter") or next(iter(parts(field(handed, "parameters") or handed)), None),
        field(handed, "body"),
    )
    if (
        not isinstance(over, ir.Array)
        or not 0 < len(over.items) <= 16
        or body is None
        or body.type == "statement_block"
    ):
        return None
    literals = [one for key, one in over.items if key is None and isinstance(one, ir.Const)]
    if len(literals) != len(over.items) or parameter is None or parameter.type != "identifier":
        return None
    name, made = name_of(parameter), []
    before = walk.constants.get(name)
    for one in literals:
        walk.constants[name] = one
        made.append(walk.expression(body))
    walk.constants.pop(name)
    if before is not None:
        walk.constants[name] = before
    return made


def _event(walk: JavaScript, at: int, event: str, owner: Node, handed: Node, *, once: bool) -> ir.Expr:
    full = walk.dotted(owner) or ""
    base = walk.expression(owner)
    if event == "request":
        return run(walk, handed, (ir.Var(at, "Request"), ir.Const(at)))
    if event in _FIELDS and (full.startswith(_REQUESTS) or event == "field"):
        called = run(walk, handed, (ir.Var(at, "process.stdin") if full == "process.stdin" else requested(at),))
    elif event in _ANSWERS and not once and not walk.answering and _speaks(walk):
        return _dialogue(walk, handed, base)
    else:
        called = run(walk, handed, (base,))
    if event in {"end", "data", "field", "finish", "close", "listening", "ready"}:
        walk.waiting.append(ir.Do(at, called))
    else:
        walk.waiting.append(ir.If(at, ir.Call(at, "<event>"), (ir.Do(at, called),)))
    return base


def _speaks(walk: JavaScript) -> bool:
    """Whether the file opens connections of its own, on which a server answers."""
    return any(
        known in {"net", "tls"} or (known or "").startswith(("net.", "tls.")) for known in walk.scopes[0].values()
    )


def _dialogue(walk: JavaScript, handed: Node, base: ir.Expr) -> ir.Expr:
    """What is said to each of a server's answers: HELO, MAIL, RCPT, DATA, the message; the function counts them."""
    walk.answering = True
    called = run(walk, handed, (ir.Const(handed.start_byte),))
    walk.answering = False
    walk.waiting.extend(ir.Do(handed.start_byte, called) for _ in range(_MOST_ANSWERS))
    return base


def promised(walk: JavaScript, node: Node) -> ir.Expr:
    """``new Promise((resolve, reject) => ...)``: its value is whatever ``resolve`` is called with."""
    at, given = node.start_byte, field(node, "arguments")
    handed = _functions(parts(given)) if given is not None else []
    if not handed:
        return ir.Call(at, "new Promise")
    value, name = walk.fresh(at, "promise"), walk.fresh(at, "resolve").name
    params = parts(field(handed[0], "parameters") or field(handed[0], "parameter") or handed[0])
    keep = (ir.Assign(at, value, ir.Var(at, "resolved value")),)
    walk.waiting.append(ir.Assign(at, value, ir.Const(at, b""), declares=True))
    walk.waiting.append(ir.Define(at, ir.Function(at, name, (ir.Param("resolved value"),), keep)))
    outer = name_of(params[0]) if params and params[0].type == "identifier" else None
    called = _resolving(walk, handed[0], outer, name)
    walk.waiting.append(ir.Do(at, called))
    return value


def _resolving(walk: JavaScript, node: Node, resolve: str | None, name: str) -> ir.Expr:
    at = node.start_byte
    own = walk.fresh(at, "callback").name
    made = function(walk, node, own, renamed={resolve: name} if resolve else None)
    walk.waiting.append(ir.Define(at, made))
    return ir.Call(at, own, tuple(ir.Arg(ir.Const(at)) for _ in made.params))
