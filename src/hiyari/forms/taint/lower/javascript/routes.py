"""Handlers that are registered with a JavaScript framework: ``app.post("/x", check, (req, res) => ...)``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.javascript.functions import FUNCTIONS, call_handler, function, parameters
from hiyari.forms.taint.lower.javascript.lowering import JavaScript
from hiyari.forms.taint.lower.javascript.schemas import checks, member
from hiyari.forms.taint.lower.tree import field, name_of, octets, parts
from hiyari.forms.taint.lower.walking import asked, demand_login, words

if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS: Final = words("""get post put patch delete del all use options route""")
_SERVERS: Final = frozenset(
    {"http.createServer", "https.createServer", "http2.createServer", "Deno.serve", "micro", "functions.http"}
)
_ALSO: Final = frozenset({"onRequest", "createServer", "serve", "http", "createHandler"})
"""Methods, whatever they are called on, that take a handler: ``functions.https.onRequest``."""
_LOGINS: Final = (
    b"requireauth",
    b"ensureloggedin",
    b"ensureauthenticated",
    b"isauthenticated",
    b"isloggedin",
    b"requirelogin",
    b"passport.authenticate",
    b"checkauth",
    b"authmiddleware",
    b"verifytoken",
    b"authenticate",
    b"requiresauth",
    b"islogin",
    b"logincheck",
    b"adminonly",
    b"isadmin",
    b"checkjwt",
    b"basicauth",
)
_MOST: Final = 20
"""Named handlers of one route that are defined once more."""
_NAMES: Final = {"ctx": "Context", "c": "Context", "context": "Context", "event": "Event", "e": "Event"}


def registered(walk: JavaScript, node: Node) -> ir.Expr | None:
    """A call that registers handlers; None where it is none. Each runs by the ``next`` of the one before it."""
    callee, given = field(node, "function"), field(node, "arguments")
    method = name_of(field(callee, "property")) if callee is not None else ""
    args = parts(given) if given is not None and given.type == "arguments" else []
    flat = [inner for one in args for inner in (parts(one) if one.type == "array" else (one,))]
    listed = member(args[0], "handler") if method == "route" and args else None
    handed = [one for one in (*flat, listed) if one is not None and _is_function(walk, one)]
    full = walk.dotted(callee)
    known = listed is not None or full in _SERVERS or method in _ALSO or (method in _METHODS and _is_path(args, method))
    if not handed or not known:
        return None
    at, login = node.start_byte, any(octets(one).lower().startswith(_LOGINS) for one in flat)
    following: str | None = None
    checked = checks(walk, args)
    for one in reversed(handed):
        following = _defined(walk, one, following, checked)
    first = handed[0]
    run: ir.Block = (_called(walk, first, following or ""),)
    walk.again.clear()
    walk.handlers.append(asked(at, (demand_login(at), *run) if login else run))
    owner = walk.expression(field(callee, "object")) if full is None and callee is not None else ir.Var(at, full or "")
    return ir.Call(at, ".route", (), owner)


_SQL: Final = re.compile(rb"(?i)[`'\"]\s{0,200}(?:select|insert|update|delete|replace|create)\s")
"""``db.get("SELECT ...", f)``: a database's method, no route."""


def _is_function(walk: JavaScript, node: Node) -> bool:
    return node.type in FUNCTIONS or (node.type == "identifier" and name_of(node) in walk.functions)


def _is_path(args: list[Node], method: str) -> bool:
    """Whether the first argument is a path; ``use`` and ``router.route(...).post`` need none."""
    if not args or _SQL.match(octets(args[0])):
        return False
    return (
        args[0].type in {"string", "template_string", "regex", "array"} or args[0].type in FUNCTIONS or method == "use"
    )


def _defined(walk: JavaScript, node: Node, following: str | None, checked: ir.Block = ()) -> str:
    """Defines a handler that is written in place; one that is named once more, for what its ``next`` calls.

    ``checked`` is what the framework looks at before.
    """
    written = node
    if node.type == "identifier":
        written = walk.functions[name_of(node)]
        if (following is None and not checked) or len(walk.again) >= _MOST or written.id in walk.again:
            return name_of(node)
        walk.again.add(written.id)
        if checked:
            walk.checked.add(written.start_byte)
    at, name = node.start_byte, walk.fresh(node.start_byte, "handler").name
    given = parameters(written)
    first = name_of(given[0]) if given and given[0].type == "identifier" else ""
    request = _NAMES.get(
        first, "Context" if given and given[0].type == "object_pattern" and len(given) == 1 else "Request"
    )
    made = function(walk, written, name, request=request, following=following)
    walk.waiting.append(ir.Define(at, replace(made, body=(*checked, *made.body))))
    return name


def _called(walk: JavaScript, node: Node, name: str) -> ir.Stmt:
    at = node.start_byte
    count = len(parameters(walk.functions[name_of(node)] if node.type == "identifier" else node))
    return call_handler(at, ir.Function(at, name, tuple(ir.Param(f"<{index}>") for index in range(count)), ()))
