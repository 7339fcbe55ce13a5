"""Python's functions and classes, and which of them a web framework calls.

A handler is called at the end of the program (see `hiyari.forms.taint.lower.walking.asked`), with `REQUEST` for what
comes from the URL or the form. The request object itself goes by its full name (``django.http.HttpRequest``) inside,
so that ``request.POST`` is a source and ``request.user`` is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.engine.looking import assigned_names
from hiyari.forms.taint.lower.python.calls import dotted, family
from hiyari.forms.taint.lower.python.decorating import decorated, own_decorators
from hiyari.forms.taint.lower.python.generators import gathered, yields_of
from hiyari.forms.taint.lower.python.lowering import Python, Within
from hiyari.forms.taint.lower.python.parameters import models, parameters
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import asked, demand_login, requested, words

if TYPE_CHECKING:
    from tree_sitter import Node

_ROUTES: Final = words(
    """route get post put patch delete view expose api_view require_POST require_http_methods csrf_exempt http
        view_config errorhandler websocket api_route on_message handler function_name action csrf_protect
        never_cache xframe_options_exempt require_safe before_request"""
)
"""The last part of a decorator's name that makes a function a handler."""
_LOGINS: Final = words(
    """login_required permission_required user_passes_test staff_member_required jwt_required auth_required
        requires_auth login_required_ajax superuser_required admin_required roles_required authenticated
        token_required auth"""
)
_METHODS: Final = {
    "http.server.BaseHTTPRequestHandler": frozenset({"do_GET", "do_POST", "do_PUT"}),
    "tornado.web.RequestHandler": frozenset({"get", "post", "put"}),
    "django.http.HttpRequest": frozenset(
        {"get", "post", "put", "form_valid", "create", "dispatch", "perform_create", "perform_update"}
    ),
}
_ANY_CLASS: Final = frozenset({"on_get", "on_post", "on_put"})
"""falcon calls methods of these names, whatever the class."""
_RESOURCES: Final = frozenset({"MethodView", "Resource", "HTTPEndpoint", "HTTPMethodView"})
_MAKERS: Final = words("dataclass NamedTuple define frozen mutable attrs s attrib BaseModel TypedDict Struct")
_WSGI: Final = frozenset({"application", "wsgi_app", "wsgi_application"})
_GLOBALS: Final = frozenset({"flask.request", "bottle.request", "cherrypy", "web", "tornado.web.RequestHandler"})
"""Frameworks that do not hand the request to a handler."""
_REQUEST_NAMES: Final = frozenset({"request", "req"})
_WHOLE: Final = words("event request req data payload body form args kwargs msg message")
"""Parameters that hold several fields, by their names."""
_LAMBDAS: Final = frozenset({"lambda_handler", "handler", "main"})


def define(walk: Python, node: Node, decorators: Sequence[str] = ()) -> Sequence[ir.Stmt]:
    """``def``: the function, and a call of it at the end where a framework or the web server calls it."""
    at, own = node.start_byte, name_of(field(node, "name"))
    owner, params = walk.owner, parameters(walk, field(node, "parameters"))
    name = f"{owner.name}.{own}" if owner is not None else own
    if f"{own}.setter" in decorators:
        name += "="
    entry = len(walk.names.scopes) == 1 and _is_entry(walk, own, params, decorators)
    scope: dict[str, str | None] = {one.name: None for one in params}
    _name_request(walk, own, scope, params, entry=entry)
    static = owner is not None and _is_static(owner, params, scope, decorators)
    inner = owner is None and len(walk.names.scopes) > 1
    body = _body(walk, node, scope, decorators)
    if entry and _LOGINS & {one.rpartition(".")[2] for one in decorators}:
        body = (demand_login(at), *body)
    if entry:
        kinds = models(field(node, "parameters"))
        given = tuple(ir.Arg(_given(at, one, scope, kinds)) for one in params if not one.rest)
        if any(one.names for one in params):
            given = (*given, ir.Arg(requested(at), spread=True, mapping=True))
        walk.handlers.append(asked(at, _asked(walk, at, name, given)))
    if inner:  # it sees the variables of the function that it stands in
        walk.names.bind(own, None)
        body = (*_own_variables(node, body), *body)
        return (ir.Assign(at, ir.Var(at, own), ir.Lambda(at, ir.Function(at, "", tuple(params), body))),)
    made = ir.Function(at, name, tuple(params), body, owner.name if owner else None, static=static)
    return (ir.Define(at, made),)


def _own_variables(node: Node, body: ir.Block) -> ir.Block:
    """What a function within a function assigns to is its own, but for what it says is not."""
    waiting, outside = [node], set[str]()
    while waiting:
        one = waiting.pop()
        if one.type in {"nonlocal_statement", "global_statement"}:
            outside.update(name_of(each) for each in parts(one))
        waiting.extend(one.named_children)
    names = sorted(assigned_names(body) - outside)
    return (ir.Do(node.start_byte, ir.Call(node.start_byte, "<own>", tuple(ir.Arg(ir.Var(0, one)) for one in names))),)


def _body(walk: Python, node: Node, scope: dict[str, str | None], decorators: Sequence[str]) -> ir.Block:
    """A function's body, in a scope of its own."""
    body = field(node, "body")
    kept = walk.owner, walk.within, walk.yields
    walk.names.scopes.append(scope)
    walk.owner, walk.yields = None, yields_of(walk, body, decorators)
    walk.within = None if len(walk.names.scopes) > 2 else walk.within
    made = gathered(node.start_byte, walk.yields, walk.block(body))
    walk.names.scopes.pop()
    walk.owner, walk.within, walk.yields = kept
    return made


def _is_static(owner: Within, params: list[ir.Param], scope: dict[str, str | None], decorators: Sequence[str]) -> bool:
    """Whether a method is called without its object. The class that a class method is given is known by its name."""
    last = {one.rpartition(".")[2] for one in decorators}
    if "classmethod" in last and params:
        scope[params[0].name] = owner.name
        del params[0]
        return True
    return "staticmethod" in last


def _asked(walk: Python, at: int, name: str, given: tuple[ir.Arg, ...]) -> ir.Block:
    """The call of a handler; that of a method is one of a new object's."""
    if walk.within is None:
        return (ir.Do(at, ir.Call(at, name, given)),)
    made = walk.fresh(at, "object")
    run = ir.Call(at, f".{name.rpartition('.')[2]}", given[1:], made)
    return (ir.Assign(at, made, ir.Call(at, walk.within.name)), ir.Do(at, run))


def _given(at: int, param: ir.Param, scope: dict[str, str | None], models: frozenset[str]) -> ir.Expr:
    """What a handler is called with. A default that is a call says where the value comes from (``Depends(...)``)."""
    if scope.get(param.name):
        return ir.Var(at, scope[param.name] or "")
    if param.name in {
        "self",
        "cls",
        "start_response",
        "response",
        "resp",
        "context",
        "background_tasks",
        "db",
        "session",
    }:
        return ir.Const(at)
    if isinstance(param.default, ir.Call) and param.default.name.endswith("Depends"):
        return _depended(at, param.default)
    return requested(at, None if param.name in models | _WHOLE else param.name)


def _depended(at: int, call: ir.Call) -> ir.Expr:
    """FastAPI's ``Depends(function)``: what a function gives that is called with fields of the request."""
    given = call.args[0].value if call.args else None
    if not isinstance(given, ir.Var) or "." in given.name:
        return ir.Const(at)
    return ir.Call(at, given.name, (ir.Arg(requested(at), spread=True, mapping=True),))


def _name_request(
    walk: Python, own: str, scope: dict[str, str | None], params: Sequence[ir.Param], *, entry: bool
) -> None:
    full = walk.names.request()
    for one in params:
        if full is not None and one.name in _REQUEST_NAMES:
            scope[one.name] = full
        elif one.name in {"environ", "env"} and any(other.name == "start_response" for other in params):
            scope[one.name] = "os.environ"
    if entry and walk.within is None and own in _WSGI and len(params) == 2 and full is None:
        scope[params[0].name] = "os.environ"
    if entry and own in walk.registered and full is not None and params and full not in _GLOBALS:
        scope[params[-1 if full.startswith("pyramid") else 0].name] = full
    if entry and full is None and params and params[0].name in _REQUEST_NAMES:
        scope[params[0].name] = None


def _is_entry(walk: Python, own: str, params: Sequence[ir.Param], decorators: Sequence[str]) -> bool:
    names = [one.name for one in params]
    if any(one.rpartition(".")[2] in _ROUTES for one in decorators) or "start_response" in names:
        return True
    if own in walk.registered:
        return True
    if walk.within is None and own in _WSGI and len(names) == 2:
        return True
    if walk.within is not None:
        if walk.within.name in walk.forms and own in {"create", "update", "save"}:
            return True
        known, bases = family(walk.within.bases), {one.rpartition(".")[2] for one in walk.within.bases}
        if "web" in walk.names.frameworks and own in {"GET", "POST"}:
            return True
        methods = _METHODS[known] if known else frozenset({"get", "post", "put"}) if bases & _RESOURCES else _ANY_CLASS
        return own in methods
    if own in _LAMBDAS and names[:2] in (["event", "context"], ["req", "context"]):
        return True
    return bool(names) and names[0] in _REQUEST_NAMES and walk.names.request() is not None


def define_decorated(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``@decorator def``: decorators are known by their names."""
    inner = field(node, "definition")
    if inner is None:
        return ()
    names = [_decorator(walk, one) for one in parts(node) if one.type == "decorator"]
    if inner.type == "class_definition":
        return define_class(walk, inner, names)
    made = decorated(walk, define(walk, inner, names), own_decorators(walk, node))
    if "atexit.register" in names:
        walk.handlers.append(ir.Do(node.start_byte, ir.Call(node.start_byte, name_of(field(inner, "name")))))
    return made


def _decorator(walk: Python, node: Node) -> str:
    inner = next(iter(parts(node)), None)
    if inner is not None and inner.type == "call":
        inner = field(inner, "function")
    return "" if inner is None else dotted(walk, inner) or octets(inner).decode("utf-8", "replace")


def define_class(walk: Python, node: Node, decorators: Sequence[str] = ()) -> Sequence[ir.Stmt]:
    """``class``: its methods by ``Class.method``; fields of a form that are declared as addresses are noted."""
    at, name = node.start_byte, name_of(field(node, "name"))
    given, body = field(node, "superclasses"), field(node, "body")
    bases = tuple(
        dotted(walk, one) or octets(one).decode("utf-8", "replace")
        for one in (parts(given) if given is not None else [])
        if one.type in {"identifier", "attribute"}
    )
    outer, walk.within = (walk.within, walk.owner), Within(name=name, bases=bases)
    walk.owner = walk.within
    made = (*_properties(name, _class_body(walk, body)), *_maker(at, name, body, bases, decorators))
    walk.within, walk.owner = outer
    return (ir.Class(at, name, bases, made), *_own(name, made), *_meta(given))


def _class_body(walk: Python, body: Node | None) -> ir.Block:
    """What stands in a class. Its names hide nothing from its methods: ``request: str`` is no other ``request``."""
    around, made = walk.names.scopes[-1], list[ir.Stmt]()
    before = dict(around)
    for one in parts(body) if body is not None else ():
        made.extend(walk.block(one))
        around.update(before)
    return tuple(made)


def _properties(name: str, body: ir.Block) -> ir.Block:
    """``x = property(get)``: asked for, it is what the method gives."""
    made: list[ir.Stmt] = []
    for one in body:
        match one:
            case ir.Assign(
                at=at, target=ir.Var(name=own), value=ir.Call(name="property", args=(ir.Arg(value=ir.Var() as get), *_))
            ):
                me = ir.Var(at, "self")
                run = (ir.Return(at, ir.Call(at, f".{get.name}", (), me)),)
                made.append(ir.Define(at, ir.Function(at, f"{name}.{own}", (ir.Param("self"),), run, name)))
            case _:
                made.append(one)
    return tuple(made)


def _own(name: str, body: ir.Block) -> Sequence[ir.Stmt]:
    """A class's attributes, as they are asked for by its name."""
    return [
        ir.Assign(one.at, ir.Var(one.at, f"<class {name}.{one.target.name}>"), one.value)
        for one in body
        if isinstance(one, ir.Assign) and isinstance(one.target, ir.Var) and not isinstance(one.value, ir.Lambda)
    ]


_PLAIN_METAS: Final = frozenset({"ABCMeta", "EnumMeta", "type"})


def _meta(given: Node | None) -> Sequence[ir.Stmt]:
    """A class that another class makes: what its objects do is not known."""
    for one in parts(given) if given is not None else []:
        given_by = name_of(field(one, "value")).rpartition(".")[2] if one.type == "keyword_argument" else ""
        if given_by and name_of(field(one, "name")) == "metaclass" and given_by not in _PLAIN_METAS:
            return (ir.Do(one.start_byte, ir.Opaque(one.start_byte, one.end_byte, "a class made by another")),)
    return ()


def _maker(at: int, name: str, body: Node | None, bases: Sequence[str], decorators: Sequence[str]) -> Sequence[ir.Stmt]:
    """The constructor that ``dataclass``, ``NamedTuple`` and their like make of a class's annotations."""
    last = {one.rpartition(".")[2] for one in (*bases, *decorators)}
    statements = parts(body) if body is not None else []
    if not last & _MAKERS or any(_name(one) == "__init__" for one in statements):
        return ()
    annotated = [inner for one in statements for inner in parts(one) if field(inner, "type") is not None]
    names = [name_of(field(one, "left")) for one in annotated if one.type == "assignment"]
    me = ir.Var(at, "self")
    params = (ir.Param("self"), *(ir.Param(one, ir.Const(at)) for one in names))
    made: ir.Block = tuple(ir.Assign(at, ir.Member(at, me, one), ir.Var(at, one)) for one in names)
    if "NamedTuple" in last:
        made = (
            *made,
            *(ir.Assign(at, ir.Member(at, me, str(place)), ir.Var(at, one)) for place, one in enumerate(names)),
        )
    if any(_name(one) == "__post_init__" for one in statements):
        made = (*made, ir.Do(at, ir.Call(at, ".__post_init__", (), me)))
    return (ir.Define(at, ir.Function(at, f"{name}.__init__", params, made, name)),)


def _name(node: Node) -> str:
    inner = field(node, "definition") or node
    return name_of(field(inner, "name")) if inner.type == "function_definition" else ""


DEFINITIONS: Final = {
    "function_definition": define,
    "decorated_definition": define_decorated,
    "class_definition": define_class,
}
