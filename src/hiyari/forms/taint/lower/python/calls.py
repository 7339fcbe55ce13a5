"""Python's attributes and calls: functions of modules go by their full name, methods of values by their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.builtins import built_in
from hiyari.forms.taint.lower.python.functions import function
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.methods import method_of
from hiyari.forms.taint.lower.python.names import REQUESTS, environment
from hiyari.forms.taint.lower.tree import field, name_of, parts
from hiyari.forms.taint.lower.walking import REQUEST, join, words

if TYPE_CHECKING:
    from tree_sitter import Node

INHERITED: Final = {
    "http.server.BaseHTTPRequestHandler": (
        "BaseHTTPRequestHandler",
        "SimpleHTTPRequestHandler",
        "CGIHTTPRequestHandler",
    ),
    "tornado.web.RequestHandler": ("RequestHandler",),
    "django.http.HttpRequest": (
        "View",
        "FormView",
        "TemplateView",
        "CreateView",
        "APIView",
        "ViewSet",
        "GenericAPIView",
        "CreateAPIView",
        "ListCreateAPIView",
        "UpdateAPIView",
        "ModelViewSet",
        "GenericViewSet",
        "CreateModelMixin",
        "UpdateView",
        "DetailView",
        "ListView",
    ),
}
"""What a handler's own class brings: its request's data are attributes of ``self``."""
_OF_SELF: Final = {
    "http.server.BaseHTTPRequestHandler": frozenset({"rfile", "path", "headers", "requestline"}),
    "tornado.web.RequestHandler": frozenset(
        {"request", "get_argument", "get_body_argument", "get_query_argument", "get_arguments", "get_body_arguments"}
    ),
    "django.http.HttpRequest": frozenset({"request"}),
}
_MOST_BASES: Final = 12
_OBJECTS: Final = (*REQUESTS.values(), *INHERITED, "os.environ", "sys.stdin", "sys.argv")
_METHODS: Final = words(
    """get getunicode getlist getone getall get_all items
        keys values pop read readline readlines strip lower upper split
        decode encode replace splitlines get_payload to_dict setdefault copy buffer partition rstrip lstrip"""
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
    if name is None or " " in name:
        return None
    return ".".join((name, *path)) if name else ".".join(path)


def attribute(walk: Python, node: Node) -> ir.Expr:
    """``a.b``."""
    of = field(node, "object")
    if of is not None and of.type == "identifier":
        kept = of_class(walk, name_of(of), name_of(field(node, "attribute")))
        if kept is not None:
            return ir.Var(node.start_byte, kept)
    full = dotted(walk, node)
    if full and not any(
        full.startswith(f"{one}.") and full.count(".") > one.count(".") + 1 for one in REQUESTS.values()
    ):
        return ir.Var(node.start_byte, full)
    owner, name = of, name_of(field(node, "attribute"))
    base = walk.expression(owner)
    if isinstance(base, ir.Lambda) and owner is not None and owner.type == "identifier":
        base = ir.Var(owner.start_byte, name_of(owner))  # what the class has, and not an object of it
    if name == "__dict__":
        return base
    if name in {"value", "name"} and isinstance(base, ir.Var) and base.name.startswith("<class "):
        return base  # a member of an enumeration
    if name in walk.checked and isinstance(base, ir.Var) and base.name != "self":
        return checked(node.start_byte, ir.Member(node.start_byte, base, name))
    own = (
        walk.within is not None and walk.within.name in walk.forms and isinstance(base, ir.Var) and base.name == "self"
    )
    if own and name in {"cleaned_data", "validated_data", "data", "initial_data"}:
        return ir.Call(node.start_byte, ".cleaned_data", (), ir.Call(node.start_byte, REQUEST))
    if name in {"cleaned_data", "validated_data"}:
        return ir.Call(node.start_byte, ".cleaned_data", (), base)
    if name == "stdin":  # a child's: what is written there is its input, and the child stands for it
        return base
    return ir.Member(node.start_byte, base, name)


def of_class(walk: Python, kind: str, name: str) -> str | None:
    """What a class's own attribute is called, where the file sets it; None where it does not."""
    known = walk.names.meaning(kind)
    kind = known if known in walk.classes else kind
    if kind not in walk.classes or (known is not None and known != kind):
        return None
    seen: list[str] = []
    waiting = [kind]
    while waiting and len(seen) < _MOST_BASES:
        one = waiting.pop(0)
        seen.append(one)
        if name in walk.attributes.get(one, ()):
            return f"<class {one}.{name}>"
        waiting.extend(base for base in walk.bases.get(one, ()) if base not in seen)
    return f"<class {kind}.{name}>" if name in walk.set_by_class else None


def checked(at: int, value: ir.Expr) -> ir.Expr:
    """A field of a form that is declared to be an address."""
    return ir.Call(at, "EmailField", (ir.Arg(value),))


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
            value = walk.expression(next(iter(parts(one)), None))
            made.append(ir.Arg(value, spread=True, mapping=one.type == "dictionary_splat"))
        else:
            made.append(ir.Arg(walk.expression(one)))
    return tuple(made)


def call(walk: Python, node: Node) -> ir.Expr:
    """A call: of a function by its full name, of a method by its own name and what it is called on."""
    callee = field(node, "function")
    if callee is not None and callee.type == "identifier":
        made = _unrolled(walk, node) or built_in(walk, name_of(callee), node, applied)
        if made is not None:
            return made
    args = arguments(walk, field(node, "arguments"))
    return ir.Const(node.start_byte) if callee is None else applied(walk, callee, args)


def applied(walk: Python, callee: Node, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A call of what an expression names, with these arguments."""
    at, full = callee.start_byte, dotted(walk, callee)
    if callee.type == "attribute":
        method, owner = name_of(field(callee, "attribute")), field(callee, "object")
        if (made := _inherited(walk, at, owner, method, args)) is not None:
            return made
        if full is None or (method in _METHODS and full.rpartition(".")[0].startswith(_OBJECTS)):
            if method in {"docmd", "putcmd"} and len(args) == 2:  # the command and its argument are one line
                args = (ir.Arg(join(at, [args[0].value, ir.Const(at, b" "), args[1].value])),)
            if args and owner is not None and owner.type == "identifier" and _is_kind(walk, name_of(owner)):
                return _method(walk, at, args[0].value, method, args[1:])  # str.strip(x)
            if owner is not None and owner.type == "identifier" and name_of(owner) in walk.classes:
                return ir.Call(at, f"{name_of(owner)}.{method}", args)
            return _method(walk, at, walk.expression(owner), method, args)
    if callee.type not in {"attribute", "identifier"} or walk.names.is_parameter(name_of(callee)):
        if callee.type == "identifier" and (known := walk.names.meaning(name_of(callee))) in walk.classes and known:
            return ir.Call(at, known, args)
        base = walk.expression(callee)
        if isinstance(base, ir.Member) and callee.type == "call":  # getattr(object, "method")(...)
            return _method(walk, at, base.base, base.name, args)
        return ir.Call(at, "<dynamic>", args, base)
    name = full or name_of(callee)
    if name in walk.forms:
        return ir.Mix(at, tuple(one.value for one in args)) if args else ir.Call(at, REQUEST)
    if name == "str" and args and isinstance(args[0].value, ir.Var) and args[0].value.name in walk.names.messages:
        return ir.Call(at, ".as_string", (), args[0].value)
    return function(at, name, args)


def _method(walk: Python, at: int, base: ir.Expr, method: str, args: tuple[ir.Arg, ...]) -> ir.Expr:
    """A method of a value; one that a class of the file has is asked for by its name, whatever else it may mean."""
    if method in walk.methods and not _is_library(base):
        return ir.Call(at, f".{method}", args, base)
    if method == "setdefault" and len(args) == 2 and isinstance(base, ir.Var | ir.Member | ir.Item):
        return _set_default(walk, at, base, args[0].value, args[1].value)
    made = method_of(at, base, method, args)
    return checked(at, made) if _is_checked(walk, made) else made


def _set_default(walk: Python, at: int, base: ir.Expr, key: ir.Expr, value: ir.Expr) -> ir.Expr:
    held: ir.Expr = ir.Item(at, base, key)
    if isinstance(base, ir.Var) and base.name == "os.environ":
        held = environment(at, key.value if isinstance(key, ir.Const) else None)
    walk.waiting.append(ir.If(at, ir.Not(at, held), (ir.Assign(at, held, value),)))
    return held


def _is_kind(walk: Python, name: str) -> bool:
    """Whether a name is that of a class of Python's own values."""
    return name in {"str", "bytes", "list", "dict"} and not walk.names.is_parameter(name) and name not in walk.defined


def _is_library(base: ir.Expr) -> bool:
    """Whether a value is a library's for certain: no class of the file has it."""
    match base:
        case ir.Var(name=name):
            return "." in name
        case ir.Call(name=name):
            return "." in name.strip(".")
        case ir.Const() | ir.Join() | ir.Pattern():
            return True
        case _:
            return False


def _inherited(walk: Python, at: int, owner: Node | None, method: str, args: tuple[ir.Arg, ...]) -> ir.Expr | None:
    """``super().method(...)``: the base's method, for the same object."""
    if owner is None or owner.type != "call" or name_of(field(owner, "function")) != "super" or walk.within is None:
        return None
    bases = [one.rpartition(".")[2] for one in walk.within.bases]
    known = [one for one in bases if one in walk.classes] or [one for one in walk.within.bases if "." not in one]
    if not known or known[0] == "object":
        return None
    first = next(iter(walk.names.scopes[-1]), "self")
    own = () if walk.names.meaning(first) is not None else (ir.Arg(ir.Var(at, first)),)
    return ir.Call(at, f"{known[0]}.{method}", (*own, *args))


def _is_checked(walk: Python, made: ir.Expr) -> bool:
    """``form.cleaned_data.get("email")``."""
    match made:
        case ir.Item(base=base, key=ir.Const(value=bytes() as key)):
            return is_cleaned(base) and key.decode("utf-8", "replace") in walk.checked
        case _:
            return False


def is_cleaned(base: ir.Expr) -> bool:
    """What a form gives after it has checked its fields."""
    return isinstance(base, ir.Call) and base.name == ".cleaned_data"


def _unrolled(walk: Python, node: Node) -> ir.Expr | None:
    r"""``any(c in to for c in "\r\n")``: the same test for each of a few literals."""
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
