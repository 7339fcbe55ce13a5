"""Ruby's methods and classes, and which of them a web server calls: actions of Rails, ``call(env)`` of Rack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import returning
from hiyari.forms.taint.lower.ruby.lowering import Block, Ruby, Within
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import asked, demand_login, requested

if TYPE_CHECKING:
    from tree_sitter import Node

_LOGINS: Final = (
    b"authenticate",
    b"require_login",
    b"login_required",
    b"logged_in",
    b"require_user",
    b"authorize",
    b"require_admin",
    b"check_login",
    b"ensure_logged_in",
    b"signed_in",
    b"admin_only",
    b"require_authentication",
)


def method(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``def``."""
    at, own, within = node.start_byte, name_of(field(node, "name")), walk.within
    walk.locals, outer = [set()], walk.locals
    walk.inside, around = [Block.FUNCTION], walk.inside
    walk.builder, builder = None, walk.builder
    walk.in_method, before = True, walk.in_method
    params = _parameters(walk, field(node, "parameters"))
    body = field(node, "body")
    below = parts(body) if body is not None and body.type == "body_statement" else [body] if body is not None else []
    made = guarded(walk, body, below, returns=own != "initialize")
    walk.locals, walk.inside, walk.builder, walk.in_method = outer, around, builder, before
    owner = within.name if within is not None else None
    name = f"{owner}.{own}" if owner is not None else own
    defined = ir.Function(at, name, tuple(params), made, owner)
    if within is not None and _is_action(within, own, params):
        _call(walk, at, within, defined)
    return (ir.Define(at, defined),)


def guarded(walk: Ruby, body: Node | None, below: Sequence[Node], *, returns: bool) -> ir.Block:
    """Statements with ``rescue``, ``else`` and ``ensure`` behind them."""
    clauses = {"rescue", "else", "ensure"}
    own = [one for one in below if one.type not in clauses]
    made = returning(walk, own) if returns else walk.each(own)
    handlers: list[ir.Block] = []
    last: ir.Block = ()
    for one in below:
        if one.type == "rescue":
            variable = child_of_type(one, "exception_variable")
            walk.locals[-1].update(name_of(held) for held in (parts(variable) if variable is not None else ()))
            handlers.append(walk.block(field(one, "body")))
        elif one.type == "else":
            made = (*made, *walk.each(parts(one)))
        elif one.type == "ensure":
            last = walk.each(parts(one))
    if not handlers and not last:
        return made
    return (ir.Try(body.start_byte if body is not None else 0, made, tuple(handlers), last),)


def _parameters(walk: Ruby, node: Node | None) -> list[ir.Param]:
    made: list[ir.Param] = []
    for one in parts(node) if node is not None else []:
        inner = one if one.type == "identifier" else field(one, "name") or next(iter(parts(one)), None)
        name = name_of(inner) if inner is not None else one.type
        walk.locals[-1].add(name)
        default = field(one, "value")
        rest = one.type in {"splat_parameter", "hash_splat_parameter"}
        made.append(ir.Param(name, walk.expression(default) if default is not None else None, rest))
    return made


def _is_action(within: Within, own: str, params: Sequence[ir.Param]) -> bool:
    if own in {"do_GET", "do_POST"} and "Servlet" in within.base:
        return True
    if own == "call" and [one.name for one in params] in (["env"], ["request"]):
        return True
    return (
        within.base.endswith(("Controller", "Controller::Base", "Controller::API"))
        and not params
        and own not in within.first
    )


def _call(walk: Ruby, at: int, within: Within, function: ir.Function) -> None:
    own = function.name.rpartition(".")[2]
    made = walk.fresh(at, "object")
    asks = any((only is None or own in only) and own not in but for only, but in within.logins)
    run: list[ir.Stmt] = [demand_login(at)] if asks else []
    run.append(ir.Assign(at, made, ir.Call(at, f"{within.name}.new")))
    run.extend(ir.Do(at, ir.Call(at, f".{one}", (), made)) for one in within.first if one in within.methods)
    given = tuple(ir.Arg(ir.Var(at, "ENV") if own == "call" else requested(at)) for _ in function.params)
    run.append(ir.Do(at, ir.Call(at, f".{own}", given, made)))
    name = walk.fresh(at, "action").name
    walk.handlers.append(ir.Define(at, ir.Function(at, name, (), tuple(run))))
    walk.handlers.append(asked(at, (ir.Do(at, ir.Call(at, name)),)))


def define_class(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``class``."""
    at, name, superclass = node.start_byte, name_of(field(node, "name")), field(node, "superclass")
    base = octets(superclass).lstrip(b"< ").decode("utf-8", "replace") if superclass is not None else ""
    body = field(node, "body")
    below = parts(body) if body is not None else []
    outer = walk.within
    walk.within = Within(name=name, base=base, methods=walk.classes.get(name, frozenset()))
    for one in below:
        if one.type == "call" and name_of(field(one, "method")) in {"before_action", "before_filter"}:
            _note(walk.within, one)
    made = walk.each(below)
    walk.within = outer
    return (ir.Class(at, name, (base,) if base else (), made),)


def _note(within: Within, node: Node) -> None:
    """``before_action :require_login, only: [:edit]``."""
    given = field(node, "arguments")
    only: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    names = []
    for one in parts(given) if given is not None else []:
        if one.type == "simple_symbol":
            names.append(octets(one).lstrip(b":"))
        elif one.type == "pair":
            held = frozenset(
                word.decode("utf-8", "replace").strip(":,[] ") for word in octets(field(one, "value") or one).split()
            )
            key = octets(field(one, "key") or one).strip(b":")
            only, but = (held, but) if key == b"only" else (only, held) if key == b"except" else (only, but)
    for name in names:
        if name.startswith(_LOGINS):
            within.logins.append((only, but))
        else:
            within.first.append(name.decode("utf-8", "replace"))


def module(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``module``: its methods are called by the module's name, or mixed in."""
    return define_class(walk, node)


DEFINITIONS: Final = {
    "method": method,
    "singleton_method": method,
    "class": define_class,
    "module": module,
}
