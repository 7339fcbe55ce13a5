"""JavaScript's calls: functions of modules by their full name, methods of values, tests, and callbacks that are run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript import applying, callbacks, endings, events, routes
from hiyari.forms.taint.lower.javascript.endings import arguments
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS
from hiyari.forms.taint.lower.javascript.lowering import JavaScript, module_of
from hiyari.forms.taint.lower.javascript.methods import method_of
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import REQUEST, join, words

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMANDS: Final = frozenset(f"child_process.{one}" for one in ("spawn", "spawnSync", "execFile", "execFileSync"))
_SAME: Final = frozenset({"String", "Array.from", "Object.freeze", "Promise.resolve", "structuredClone", "Buffer.from"})
_NUMBERS: Final = frozenset({"parseInt", "parseFloat", "Number", "Number.parseInt", "Number.parseFloat"})
_REQUEST_METHODS: Final = words("""json text formData get header param on once pipe""")
"""Methods of a request; other functions of its parts (``Request.body.trim``) are methods of a value."""
_OBJECTS: Final = ("Request.", "Context.", "Event.", "process.argv", "process.stdin", "process.env")
_CALLED: Final = frozenset({"socket.io"})
"""Modules that are a function, called where they are loaded, of which the tables know what it gives."""


def call(walk: JavaScript, node: Node) -> ir.Expr:
    """A call."""
    at, callee, given = node.start_byte, field(node, "function"), field(node, "arguments")
    while callee is not None and callee.type == "parenthesized_expression":
        callee = next(iter(parts(callee)), None)
    if callee is None:
        return ir.Call(at, "<call>", arguments(walk, given))
    if callee.type in FUNCTIONS:  # (async () => { ... })()
        return callbacks.run(walk, callee, tuple(one.value for one in arguments(walk, given)))
    if callee.type == "identifier" and name_of(callee) == "require":
        return _require(walk, node)
    for meaning in (routes.registered, events.emitted, applying.applied, callbacks.called_back):
        if callee.type == "member_expression" and (made := meaning(walk, node)) is not None:
            return made
    if (made := callbacks.timed(walk, node)) is not None:
        return made
    if (made := endings.ending(walk, callee, walk.dotted(callee), given)) is not None:
        return made
    made = invoked(walk, at, callee, arguments(walk, given))
    used = node.parent is not None and node.parent.type != "expression_statement"
    if used and isinstance(made, ir.Opaque) and made.why == "code in a string":
        return ir.Opaque(at, node.end_byte, "eval()", made.parts)  # what it gives is not known either
    return made


def invoked(walk: JavaScript, at: int, callee: Node, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of what a node names."""
    full = walk.dotted(callee)
    if callee.type == "subscript_expression" and octets(field(callee, "index") or callee).startswith(b"Symbol."):
        return walk.expression(field(callee, "object"))  # what goes through a list, for the list
    if callee.type == "super" and walk.base is not None:
        return ir.Call(at, f"{walk.base}.constructor", args, ir.Var(at, "this"))
    owner = field(callee, "object")
    shared = owner is not None and owner.type == "identifier" and name_of(owner) in walk.shared
    if callee.type == "member_expression" and (not full or shared or _of_value(full)):
        method = name_of(field(callee, "property"))
        if owner is not None and owner.type == "super" and walk.base is not None:
            return ir.Call(at, f"{walk.base}.{method}", args, ir.Var(at, "this"))
        if owner is not None and owner.type == "identifier" and name_of(owner) in walk.classes:
            return ir.Call(at, f"{name_of(owner)}.{method}", args)
        base = walk.expression(owner)
        if method == "end" and args:  # writes, and closes
            walk.waiting.append(ir.Do(at, ir.Call(at, ".write", args[:1], base)))
            return ir.Call(at, ".end", (), base)
        return method_of(walk, at, base, method, args)
    if callee.type == "call_expression" and full in _CALLED:
        return named(at, full, args)  # require("socket.io")(server)
    if callee.type not in {"member_expression", "identifier", "import", "super"} or walk.is_parameter(callee):
        return ir.Call(at, "<dynamic>", args, walk.expression(callee))
    if full and callee.type == "member_expression" and "." not in full and _is_file(walk, callee):
        return ir.Call(at, "<exported>", (ir.Arg(ir.Const(at, full.encode("utf-8", "surrogateescape"))), *args))
    name = "exports" if full == "" else full or name_of(callee)  # a file of the site that exports one function
    return named(at, name, args)


def _is_file(walk: JavaScript, callee: Node) -> bool:
    """Whether a method is called of what a file of the site exports."""
    owner = field(callee, "object")
    if owner is not None and owner.type == "identifier":
        return walk.meaning(name_of(owner)) == ""
    return owner is not None and owner.type == "call_expression"


def _of_value(full: str) -> bool:
    """Whether ``a.b.c`` is a method of a value that goes by a full name, and no function of a module."""
    head, _, method = full.rpartition(".")
    return full.startswith(_OBJECTS) and not (head in {"Request", "Context"} and method in _REQUEST_METHODS)


def _require(walk: JavaScript, node: Node) -> ir.Expr:
    module = module_of(field(node, "arguments"))
    if module is None:
        below = tuple(one.value for one in arguments(walk, field(node, "arguments")))
        return ir.Call(node.start_byte, "require", tuple(ir.Arg(one) for one in below))
    return ir.Var(node.start_byte, module) if module else ir.Const(node.start_byte)


def named(at: int, name: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of a function by its full name."""
    plain = [one.value for one in args if not one.spread]
    if name in _SAME and plain:
        return plain[0]
    if name in {"Object.hasOwn", "Object.prototype.hasOwnProperty.call"} and len(plain) == 2:
        return ir.Test(at, ir.Comparison.IN, plain[1], plain[0])
    if name == "Boolean" and len(plain) == 1:
        return ir.Not(at, ir.Not(at, plain[0]))
    if name in _NUMBERS:
        return ir.Mix(at, tuple(plain), number=True)
    if name in _COMMANDS and plain:
        return _command(at, name, plain)
    if name in {"eval", "Function", "new Function", "vm.runInThisContext", "vm.runInNewContext"}:
        return ir.Opaque(at, at + len(name), "code in a string", tuple(plain))
    if name in {"fs.readFileSync", "fs.readSync"} and plain and _is_stdin(plain[0]):
        return ir.Var(at, "process.stdin")
    if name == "Request.on":
        return ir.Call(at, REQUEST, args)
    return ir.Call(at, name, args)


def _is_stdin(value: ir.Expr) -> bool:
    """``fs.readFileSync(0)``."""
    return isinstance(value, ir.Const) and value.value in {b"0", b"/dev/stdin"}


def _command(at: int, name: str, plain: list[ir.Expr]) -> ir.Expr:
    """``spawn(command, [words], options)``: one list of words, or one command line where a shell reads it."""
    listed = len(plain) > 1 and not _is_options(plain[1])
    words: list[ir.Expr] = [plain[0]]
    if listed and isinstance(plain[1], ir.Array):
        words.extend(value for _, value in plain[1].items)
    elif listed:
        words.append(ir.Item(at, plain[1], None))
    rest = tuple(ir.Arg(one) for one in plain[2 if listed else 1 :])
    if any(_says_shell(one.value) for one in rest):
        line = join(at, [piece for word in words for piece in (ir.Const(at, b" "), word)][1:])
        return ir.Call(at, f"{name} shell", (ir.Arg(line), *rest))
    return ir.Call(at, name, (ir.Arg(ir.Array(at, tuple((None, one) for one in words))), *rest))


def _is_options(value: ir.Expr) -> bool:
    return isinstance(value, ir.Lambda) or (
        isinstance(value, ir.Array) and bool(value.items) and all(key is not None for key, _ in value.items)
    )


def _says_shell(value: ir.Expr) -> bool:
    if not isinstance(value, ir.Array):
        return False
    return any(
        isinstance(key, ir.Const) and key.value == b"shell" and not (isinstance(held, ir.Const) and held.value == b"")
        for key, held in value.items
    )


def _mapped(pairs: ir.Expr) -> ir.Expr:
    """``new Map([["a", 1]])``."""
    if not isinstance(pairs, ir.Array):
        return pairs
    found = [value for key, value in pairs.items if key is None and isinstance(value, ir.Array)]
    if len(found) != len(pairs.items) or any(len(one.items) != 2 for one in found):
        return pairs
    return ir.Array(pairs.at, tuple((one.items[0][1], one.items[1][1]) for one in found))


def construct(walk: JavaScript, node: Node) -> ir.Expr:
    """``new Name(...)``."""
    at, constructor = node.start_byte, field(node, "constructor")
    name = walk.dotted(constructor) or name_of(constructor)
    given = field(node, "arguments")
    if name == "Promise":
        return callbacks.promised(walk, node)
    args = arguments(walk, given)
    plain = [one.value for one in args if not one.spread]
    if walk.dotted(constructor) == "":  # a class that a file of the site exports
        return ir.Call(at, "new <dynamic>", args, ir.Var(at, "exports"))
    if name == "Proxy":
        return ir.Opaque(at, node.end_byte, "new Proxy()", tuple(plain))
    if name in {"Map", "WeakMap"} and not args:
        return ir.Array(at, ())
    if name in {"Map", "WeakMap"} and len(plain) == 1:
        return _mapped(plain[0])
    if name == "URLSearchParams" and len(plain) == 1 and not isinstance(plain[0], ir.Array):
        return ir.Call(at, "decodeURIComponent", (ir.Arg(plain[0]),))
    if name in {"Set", "Map", "URLSearchParams", "String", "Array"} and len(plain) == 1:
        return plain[0]
    if name == "RegExp" and plain and isinstance(plain[0], ir.Const) and plain[0].value is not None:
        flags = plain[1].value if len(plain) > 1 and isinstance(plain[1], ir.Const) else b""
        return ir.Pattern(at, plain[0].value, (flags or b"").decode("ascii", "replace"), "javascript")
    return named(at, f"new {name}", args)
