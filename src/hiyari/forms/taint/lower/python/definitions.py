"""Python's functions and classes, and which of them a web framework calls.

A handler is called at the end of the program (see `hiyari.forms.taint.lower.walking.asked`), with `REQUEST` for what
comes from the URL or the form. The request object itself goes by its full name (``django.http.HttpRequest``) inside,
so that ``request.POST`` is a source and ``request.user`` is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.calls import dotted, family
from hiyari.forms.taint.lower.python.lowering import Python, Within
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
    "django.http.HttpRequest": frozenset({"get", "post", "put", "form_valid", "create", "dispatch"}),
}
_ANY_CLASS: Final = frozenset({"on_get", "on_post", "on_put"})
"""falcon calls methods of these names, whatever the class."""
_RESOURCES: Final = frozenset({"MethodView", "Resource", "HTTPEndpoint", "HTTPMethodView"})
_REQUEST_NAMES: Final = frozenset({"request", "req"})
_WHOLE: Final = words("event request req data payload body form args kwargs msg message")
"""Parameters that hold several fields, by their names."""
_LAMBDAS: Final = frozenset({"lambda_handler", "handler", "main"})


def define(walk: Python, node: Node, decorators: Sequence[str] = ()) -> Sequence[ir.Stmt]:
    """``def``: the function, and a call of it at the end where a framework or the web server calls it."""
    at, own = node.start_byte, name_of(field(node, "name"))
    within, params = walk.within, _parameters(walk, field(node, "parameters"))
    models = _models(field(node, "parameters"))
    name = f"{within.name}.{own}" if within is not None else own
    entry = len(walk.names.scopes) == 1 and _is_entry(walk, own, params, decorators)
    scope: dict[str, str | None] = {one.name: None for one in params}
    _name_request(walk, scope, params, entry=entry)
    walk.names.scopes.append(scope)
    walk.within = None if len(walk.names.scopes) > 2 else within
    body = walk.block(field(node, "body"))
    walk.names.scopes.pop()
    walk.within = within
    if entry and _LOGINS & {one.rpartition(".")[2] for one in decorators}:
        body = (demand_login(at), *body)
    if entry:
        given = tuple(ir.Arg(_given(at, one, scope, models)) for one in params if not one.rest)
        walk.handlers.append(asked(at, _asked(walk, at, name, given)))
    return (ir.Define(at, ir.Function(at, name, tuple(params), body, within.name if within else None)),)


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
        return ir.Const(at)
    return requested(at, None if param.name in models | _WHOLE else param.name)


def _name_request(walk: Python, scope: dict[str, str | None], params: Sequence[ir.Param], *, entry: bool) -> None:
    full = walk.names.request()
    for one in params:
        if full is not None and one.name in _REQUEST_NAMES:
            scope[one.name] = full
        elif one.name in {"environ", "env"} and any(other.name == "start_response" for other in params):
            scope[one.name] = "os.environ"
    if entry and full is None and params and params[0].name in _REQUEST_NAMES:
        scope[params[0].name] = None


def _is_entry(walk: Python, own: str, params: Sequence[ir.Param], decorators: Sequence[str]) -> bool:
    names = [one.name for one in params]
    if any(one.rpartition(".")[2] in _ROUTES for one in decorators) or "start_response" in names:
        return True
    if walk.within is not None:
        known, bases = family(walk.within.bases), {one.rpartition(".")[2] for one in walk.within.bases}
        if "web" in walk.names.frameworks and own in {"GET", "POST"}:
            return True
        methods = _METHODS[known] if known else frozenset({"get", "post", "put"}) if bases & _RESOURCES else _ANY_CLASS
        return own in methods
    if own in _LAMBDAS and names[:2] in (["event", "context"], ["req", "context"]):
        return True
    return bool(names) and names[0] in _REQUEST_NAMES and walk.names.request() is not None


def _models(node: Node | None) -> frozenset[str]:
    """Parameters whose type is a class: they hold several fields."""
    found = set()
    for one in parts(node) if node is not None else []:
        kind = field(one, "type")
        if kind is not None and name_of(kind)[:1].isupper():
            found.add(name_of(field(one, "name") or next(iter(parts(one)), None)))
    return frozenset(found)


def _parameters(walk: Python, node: Node | None) -> list[ir.Param]:
    made: list[ir.Param] = []
    for one in parts(node) if node is not None else []:
        match one.type:
            case "identifier":
                made.append(ir.Param(name_of(one)))
            case "default_parameter" | "typed_default_parameter":
                value = field(one, "value")
                made.append(ir.Param(name_of(field(one, "name")), walk.expression(value)))
            case "typed_parameter":
                inner = next(iter(parts(one)), None)
                below = parts(inner) if inner is not None and inner.type != "identifier" else []
                made.append(ir.Param(name_of(below[0] if below else inner), rest=bool(below)))
            case "list_splat_pattern" | "dictionary_splat_pattern":
                made.append(ir.Param(name_of(next(iter(parts(one)), None)), rest=True))
            case _:
                pass
    return made


def define_decorated(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``@decorator def``: decorators are known by their names."""
    inner = field(node, "definition")
    if inner is None:
        return ()
    names = [_decorator(walk, one) for one in parts(node) if one.type == "decorator"]
    return define_class(walk, inner) if inner.type == "class_definition" else define(walk, inner, names)


def _decorator(walk: Python, node: Node) -> str:
    inner = next(iter(parts(node)), None)
    if inner is not None and inner.type == "call":
        inner = field(inner, "function")
    return "" if inner is None else dotted(walk, inner) or octets(inner).decode("utf-8", "replace")


def define_class(walk: Python, node: Node) -> Sequence[ir.Stmt]:
    """``class``: its methods by ``Class.method``; fields of a form that are declared as addresses are noted."""
    at, name = node.start_byte, name_of(field(node, "name"))
    given, body = field(node, "superclasses"), field(node, "body")
    bases = tuple(
        dotted(walk, one) or octets(one).decode("utf-8", "replace")
        for one in (parts(given) if given is not None else [])
        if one.type in {"identifier", "attribute"}
    )
    outer, walk.within = walk.within, Within(name=name, bases=bases)
    made = walk.block(body)
    walk.within = outer
    return (ir.Class(at, name, bases, made),)


DEFINITIONS: Final = {
    "function_definition": define,
    "decorated_definition": define_decorated,
    "class_definition": define_class,
}
