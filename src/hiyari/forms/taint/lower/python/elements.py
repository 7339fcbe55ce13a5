"""Python's elements: what stands in brackets, what loops and comprehensions take, what is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.calls import checked, is_cleaned
from hiyari.forms.taint.lower.python.lowering import Python
from hiyari.forms.taint.lower.python.names import environment
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def item(walk: Python, node: Node) -> ir.Expr:
    """``base[key]``."""
    made = _element(walk, node)
    match made:
        case ir.Item(base=ir.Var(name=name), key=ir.Const(value=bytes() as key)) if name in walk.names.messages:
            return field_of(made.at, name, key)
        case _:
            return made


def field_of(at: int, message: str, key: bytes) -> ir.Var:
    """What was put into a field of a message, to be read again: ``sendmail(me, msg["To"], ...)``."""
    return ir.Var(at, f"{message}[{key.decode('utf-8', 'replace').lower()}]")


def _element(walk: Python, node: Node) -> ir.Expr:
    at, keys = node.start_byte, [one for one in node.children_by_field_name("subscript") if one.is_named]
    base = walk.expression(field(node, "value"))
    if len(keys) == 1 and keys[0].type == "slice":
        return base if _from_the_beginning(keys[0]) else ir.Call(at, "<rest of>", (ir.Arg(base),))
    if len(keys) != 1:
        return ir.Item(at, base, None)
    key = walk.expression(keys[0])
    if isinstance(base, ir.Var) and base.name in {"os.environ", "os.environb"}:
        return environment(at, key.value if isinstance(key, ir.Const) else None)
    if isinstance(base, ir.Call) and base.name in {"globals", "locals", "vars"} and not base.args:
        return _by_name(walk, at, base.name, key)
    made = ir.Item(at, base, key)
    name = (key.value or b"").decode("utf-8", "replace") if isinstance(key, ir.Const) else ""
    return checked(at, made) if name in walk.checked and is_cleaned(base) else made


def _by_name(walk: Python, at: int, where: str, key: ir.Expr) -> ir.Expr:
    """``globals()["x"]``: a variable by its name."""
    if not isinstance(key, ir.Const) or key.value is None:
        return ir.Item(at, ir.Call(at, where), key)
    made = ir.Var(at, key.value.decode("utf-8", "replace"))
    if where == "globals" and len(walk.names.scopes) > 1:
        walk.waiting.append(ir.Do(at, ir.Call(at, "global", (ir.Arg(made),))))
    return made


def _from_the_beginning(node: Node) -> bool:
    """Whether a slice's elements keep their places; some of a list is a list, and may be all of it."""
    written = b"".join(octets(node).split())
    return written.startswith((b":", b"0:")) and written.count(b":") == 1


def comprehension(walk: Python, node: Node) -> ir.Expr:
    """A loop that fills a list, before the statement that the comprehension stands in."""
    at, made = node.start_byte, walk.fresh(node.start_byte, "list")
    body = field(node, "body")
    clauses = [one for one in parts(node) if one is not body and one.type in {"for_in_clause", "if_clause"}]
    first = walk.expression(field(clauses[0], "right")) if clauses else None
    walk.names.scopes.append(_own_names(walk, clauses))
    try:
        block = _filled(walk, node, made, clauses, first)
    finally:
        walk.names.scopes.pop()
    walk.waiting.extend((ir.Assign(at, made, ir.Array(at, ())), *block))
    return made


def _own_names(walk: Python, clauses: list[Node]) -> dict[str, str | None]:
    """A comprehension's variables are its own: they go by names that differ from those outside."""
    found: dict[str, str | None] = {}
    for clause in clauses:
        left = field(clause, "left")
        waiting = [] if left is None else [left]
        while waiting:
            one = waiting.pop()
            if one.type == "identifier":
                name = name_of(one)
                alone = walk.names.bound[name] < 2
                found.setdefault(name, None if alone else f"{name} {walk.fresh(0, 'own').name.strip('<>')}")
            elif one.type in _PATTERNS or one.type.startswith("list_splat"):
                waiting.extend(parts(one))
    return found


def _filled(walk: Python, node: Node, made: ir.Var, clauses: list[Node], first: ir.Expr | None) -> ir.Block:
    at, body = node.start_byte, field(node, "body")

    def fill() -> list[ir.Stmt]:
        if body is not None and body.type == "pair":
            key, value = walk.expression(field(body, "key")), walk.expression(field(body, "value"))
            return [ir.Assign(at, ir.Item(at, made, key), value)]
        return [ir.Assign(at, ir.Item(at, made, None), walk.expression(body))]

    block = walk.before(fill)
    for clause in reversed(clauses):
        if clause.type == "if_clause":
            condition = walk.expression(next(iter(parts(clause)), None))
            block = (ir.If(clause.start_byte, condition, block),)
        else:
            block = looped(walk, clause, block, first if clause is clauses[0] else None)
    return block


def looped(walk: Python, node: Node, body: ir.Block, over: ir.Expr | None = None) -> ir.Block:
    """``for x in xs``: what the names take."""
    at, left = node.start_byte, field(node, "left")
    right = walk.expression(field(node, "right")) if over is None else over
    targets = parts(left) if left is not None and left.type in _PATTERNS else []
    if isinstance(right, ir.Call) and len(targets) == 2:
        if right.name == ".items" and right.base is not None:
            return (ir.Loop(at, body, right.base, tuple(target(walk, one) for one in targets)),)
        if right.name == "enumerate" and right.args:
            pair = (walk.fresh(at, "count"), target(walk, targets[1]))
            return (ir.Loop(at, body, right.args[0].value, pair),)
    if targets:
        element = walk.fresh(at, "element")
        names = tuple(target(walk, one) for one in targets)
        return (ir.Loop(at, (ir.Assign(at, names, element), *body), right, (element,)),)
    return (ir.Loop(at, body, right, (target(walk, left),) if left is not None else ()),)


_HIDDEN: Final = (b"sys.modules[", b"builtins.", b"__builtins__")
_PATTERNS: Final = frozenset({"pattern_list", "tuple_pattern", "list_pattern"})


def target(walk: Python, node: Node) -> ir.Expr:
    """What is assigned to. A name that was imported is a variable from here on."""
    if node.type == "identifier":
        name = name_of(node)
        known = walk.names.meaning(name)
        if known is not None and known.startswith(f"{name} "):
            return ir.Var(node.start_byte, known)  # a comprehension's own
        if known is not None:
            walk.names.bind(name, None)
        return ir.Var(node.start_byte, name)
    if octets(node).startswith(_HIDDEN):
        why = "a variable is set by way of its module"
        walk.waiting.append(ir.Do(node.start_byte, ir.Opaque(node.start_byte, node.end_byte, why)))
    if node.type == "subscript":
        return _element(walk, node)
    if node.type in {"list_splat_pattern", "list_splat", *_PATTERNS}:
        below = parts(node)
        return (
            target(walk, below[0])
            if len(below) == 1
            else ir.Array(node.start_byte, tuple((None, target(walk, one)) for one in below))
        )
    return walk.expression(node)
