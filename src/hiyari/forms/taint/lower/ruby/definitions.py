"""Ruby's methods and classes, and which of them a web server calls: actions of Rails, ``call(env)`` of Rack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import given_to, returning
from hiyari.forms.taint.lower.ruby.lowering import BLOCK, Block, Ruby, Within
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
    walk.params, given = [one.name for one in params if one.name != BLOCK], walk.params
    walk.method, named = own, walk.method
    body = field(node, "body")
    below = parts(body) if body is not None and body.type == "body_statement" else [body] if body is not None else []
    made = guarded(walk, body, below, returns=own != "initialize")
    walk.locals, walk.inside, walk.builder, walk.in_method = outer, around, builder, before
    walk.params, walk.method = given, named
    made = (*_block_given(node), *made)
    owner = within.name if within is not None else None
    name = f"{owner}.{own}" if owner is not None else own
    defined = ir.Function(at, name, tuple(params), made, owner)
    if within is not None and _is_action(within, own, params):
        _call(walk, at, within, defined)
    return (ir.Define(at, defined),)


def _block_given(node: Node) -> ir.Block:
    """``def f(x, &block)``: the block by its name."""
    given = field(node, "parameters")
    named = child_of_type(given, "block_parameter") if given is not None else None
    inner = None if named is None else field(named, "name")
    if inner is None:
        return ()
    at = inner.start_byte
    return (ir.Assign(at, ir.Var(at, name_of(inner)), ir.Var(at, BLOCK)),)


def guarded(
    walk: Ruby, body: Node | None, below: Sequence[Node], *, returns: bool = False, into: ir.Var | None = None
) -> ir.Block:
    """Statements with ``rescue``, ``else`` and ``ensure`` behind them."""
    clauses = {"rescue", "else", "ensure"}
    own = [one for one in below if one.type not in clauses]

    def run(nodes: Sequence[Node]) -> ir.Block:
        if returns:
            return returning(walk, nodes)
        if into is None or not nodes:
            return walk.each(nodes)
        return (*walk.each(nodes[:-1]), *walk.before(lambda: given_to(walk, nodes[-1], into)))

    made = run(own)
    handlers: list[ir.Block] = []
    last: ir.Block = ()
    for one in below:
        if one.type == "rescue":
            variable = child_of_type(one, "exception_variable")
            caught: list[ir.Stmt] = []
            for held in parts(variable) if variable is not None else ():
                at = held.start_byte
                walk.locals[-1].add(name_of(held))
                caught.append(ir.Assign(at, ir.Var(at, name_of(held)), ir.Call(at, "<caught>")))
            inner = field(one, "body")
            handlers.append((*caught, *run([] if inner is None else parts(inner))))
        elif one.type == "else":
            made = (*made, *run(parts(one)))
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
        if one.type == "block_parameter":
            continue
        if one.type == "forward_parameter":
            made.append(ir.Param("...", rest=True))
            continue
        default = field(one, "value")
        rest, names = one.type == "splat_parameter", one.type == "hash_splat_parameter"
        before = walk.expression(default) if default is not None else None
        made.append(ir.Param(name, before, rest, names=names))
    made.append(ir.Param(BLOCK, ir.Const(0, b"")))
    return made


def _is_action(within: Within, own: str, params: Sequence[ir.Param]) -> bool:
    if own in {"do_GET", "do_POST"} and "Servlet" in within.base:
        return True
    if own == "call" and [one.name for one in params if one.name != BLOCK] in (["env"], ["request"]):
        return True
    return (
        within.base.endswith(("Controller", "Controller::Base", "Controller::API"))
        and not [one for one in params if one.name != BLOCK]
        and own not in within.first
    )


def _call(walk: Ruby, at: int, within: Within, function: ir.Function) -> None:
    own = function.name.rpartition(".")[2]
    made = walk.fresh(at, "object")
    asks = any((only is None or own in only) and own not in but for only, but in within.logins)
    run: list[ir.Stmt] = [demand_login(at)] if asks else []
    run.append(ir.Assign(at, made, ir.Call(at, f"{within.name}.new")))
    run.extend(ir.Do(at, ir.Call(at, f".{one}", (), made)) for one in within.first if one in within.methods)
    taken = [one for one in function.params if one.name != BLOCK]
    given = tuple(ir.Arg(ir.Var(at, "ENV") if own == "call" else requested(at)) for _ in taken)
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
    made = (*_of_struct(walk, superclass), *walk.each(below))
    if base.rpartition("::")[2].startswith(("SimpleDelegator", "DelegateClass")):
        made = (*made, ir.Do(at, ir.Opaque(at, at, "methods that another object answers")))
    mixed = tuple(one for each in below for one in mixed_in(each))
    walk.within = outer
    return (ir.Class(at, name, (*mixed, *((base,) if base else ())), made),)


def mixed_in(node: Node) -> list[str]:
    """``include M``, ``prepend M``, ``extend M``, Sinatra's ``helpers M``: methods of another module."""
    if node.type != "call" or name_of(field(node, "method")) not in {"include", "prepend", "extend", "helpers"}:
        return []
    given = field(node, "arguments")
    return [name_of(one) for one in (parts(given) if given is not None else []) if one.type == "constant"]


def _of_struct(walk: Ruby, superclass: Node | None) -> ir.Block:
    """``class A < Struct.new(:to)``: readers of its members."""
    call = None if superclass is None else next(iter(parts(superclass)), None)
    given = None if call is None or call.type != "call" else field(call, "arguments")
    within = walk.within
    if given is None or within is None:
        return ()
    names = [name_of(one).lstrip(":") for one in parts(given) if one.type == "simple_symbol"]
    made = [reader(given.start_byte, within.name, one) for one in names]
    at = given.start_byte
    params = tuple(ir.Param(one, ir.Const(at, b"")) for one in names)
    body = tuple(ir.Assign(at, ir.Member(at, ir.Var(at, "self"), one), ir.Var(at, one)) for one in names)
    made.append(ir.Define(at, ir.Function(at, f"{within.name}.initialize", params, body, within.name)))
    return tuple(made)


def reader(at: int, owner: str, name: str) -> ir.Define:
    """``attr_reader :name``."""
    body = (ir.Return(at, ir.Member(at, ir.Var(at, "self"), name)),)
    return ir.Define(at, ir.Function(at, f"{owner}.{name}", (), body, owner))


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


def singleton(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``class << self``: its methods are the class's own."""
    body = field(node, "body")
    return walk.each(parts(body) if body is not None else [])


def renamed(walk: Ruby, node: Node) -> Sequence[ir.Stmt]:
    """``alias new old``."""
    at, new, old = node.start_byte, name_of(field(node, "name")), name_of(field(node, "alias"))
    owner = b"" if walk.within is None else walk.within.name.encode("utf-8", "surrogateescape")
    names = tuple(ir.Arg(ir.Const(at, one.lstrip(":").encode("utf-8", "surrogateescape"))) for one in (new, old))
    if walk.within is None:
        walk.methods.add(new)
    return (ir.Do(at, ir.Call(at, "<define>", (ir.Arg(ir.Const(at, owner)), *names))),)


DEFINITIONS: Final = {
    "singleton_class": singleton,
    "alias": renamed,
    "method": method,
    "singleton_method": method,
    "class": define_class,
    "module": module,
}
