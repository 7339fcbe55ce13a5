"""A shell's statements: assignments, conditions, loops, functions, and commands for what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Block,
    Both,
    Call,
    Const,
    Define,
    Do,
    Either,
    Exit,
    Expr,
    Function,
    If,
    Include,
    Item,
    Join,
    Leave,
    Loop,
    Mix,
    Not,
    Param,
    Return,
    Stmt,
    Var,
)
from hiyari.forms.taint.lower.shell.commands import Command, command, invoked, reads, redirected, written
from hiyari.forms.taint.lower.shell.state import Shell, call, const, put, together
from hiyari.forms.taint.lower.shell.tests import grepped, matching, tested, tested_words
from hiyari.forms.taint.lower.shell.text import FILTERS, GROUPS, output
from hiyari.forms.taint.lower.shell.words import subscript
from hiyari.forms.taint.lower.tree import child_of_type, field, fields

if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARE: Final = frozenset({"local", "declare", "export", "readonly", "typeset"})
_IGNORED: Final = frozenset(
    {
        "comment",
        "heredoc_body",
        "heredoc_content",
        "heredoc_end",
        "file_redirect",
        "heredoc_redirect",
        "herestring_redirect",
    }
)
_LOOKS: Final = frozenset({"grep", "egrep", "fgrep"})
_SAFE: Final = (b"proccgi", b"uncgi", b"cgiparse")
"""Commands that quote what they write for ``eval``."""
MOST_BRANCHES: Final = 40


def statement(low: Shell, node: Node, stdin: Expr | None = None) -> Block:
    """One statement, with what has to run before it."""
    outer, low.hoisted = low.hoisted, []
    before, low.stdin = low.stdin, stdin if stdin is not None else low.stdin
    try:
        made = _statement(low, node, stdin)
        return (*low.hoisted, *made)
    finally:
        low.hoisted, low.stdin = outer, before


def _statement(low: Shell, node: Node, stdin: Expr | None) -> Block:  # noqa: C901, PLR0911 - one case for every kind
    at = node.start_byte
    match node.type:
        case kind if kind in _IGNORED:
            return ()
        case "list":
            return _listed(low, node, stdin)
        case kind if kind in GROUPS or kind == "ERROR":
            return tuple(one for child in node.named_children for one in low.block(child))
        case "variable_assignment":
            return _assigned(low, node)
        case "variable_assignments":
            return tuple(one for child in node.named_children for one in _assigned(low, child))
        case "declaration_command":
            return _declared(low, node)
        case "command":
            return run(low, command(low, node), stdin)
        case "redirected_statement":
            return _redirected(low, node, stdin)
        case "pipeline":
            return _piped(low, node, stdin)
        case "if_statement":
            return _if(low, node)
        case "case_statement":
            return _case(low, node)
        case "for_statement" | "c_style_for_statement" | "while_statement":
            return _loop(low, node)
        case "function_definition":
            return _function(low, node)
        case "negated_command" | "test_command":
            return (Do(at=at, value=condition(low, node)),)
        case _:
            return ()


def _listed(low: Shell, node: Node, stdin: Expr | None) -> Block:
    """``a && b``, ``a || b``."""
    children = node.named_children
    if len(children) < 2:
        return tuple(one for child in children for one in low.block(child))
    test = condition(low, children[0], stdin)
    after = low.block(children[1])
    if child_of_type(node, "||") is not None:
        return (If(at=node.start_byte, condition=test, then=(), otherwise=after),)
    return (If(at=node.start_byte, condition=test, then=after),)


def _assigned(low: Shell, node: Node) -> Block:
    named = field(node, "name")
    if named is None:
        return ()
    target = subscript(low, named) if named.type == "subscript" else Var(at=node.start_byte, name="$" + low.name(named))
    given = field(node, "value")
    value = const(node, b"") if given is None else low.expression(given)
    return (put(node.start_byte, target, value, append=child_of_type(node, "+=") is not None),)


def _declared(low: Shell, node: Node) -> Block:
    """``local x=y``, ``declare "$key=$value"``."""
    own = low.raw(node).startswith((b"local", b"declare", b"typeset")) and low.inside
    made: list[Stmt] = []
    for one in node.named_children:
        match one.type:
            case "variable_assignment":
                made.extend(
                    Assign(at=each.at, target=each.target, value=each.value, append=each.append, declares=own)
                    for each in _assigned(low, one)
                    if isinstance(each, Assign)
                )
            case "variable_name" if own:
                target = Var(at=one.start_byte, name="$" + low.name(one))
                made.append(Assign(at=one.start_byte, target=target, value=const(one, b""), declares=True))
            case "string" | "concatenation" | "simple_expansion":
                made.extend(_named_by_value(low, one))
            case _:
                pass
    return tuple(made)


def _named_by_value(low: Shell, node: Node) -> Block:
    value = low.expression(node)
    key, rest = value, value
    if isinstance(value, Join):
        for index, piece in enumerate(value.parts):
            if isinstance(piece, Const) and b"=" in (piece.value or b""):
                key = together(node.start_byte, list(value.parts[:index]))
                rest = together(node.start_byte, list(value.parts[index + 1 :]))
                break
    target = Item(at=node.start_byte, base=Var(at=node.start_byte, name="<variables>"), key=key)
    return (put(node.start_byte, target, rest),)


def run(low: Shell, made: Command, stdin: Expr | None) -> Block:  # noqa: PLR0911, PLR0912 - one case for each builtin
    """A command for what it does."""
    at = made.node.start_byte
    prefix = () if made.name else tuple(one for child in made.node.named_children for one in low.block(child))
    match made.name:
        case "":
            return prefix
        case "exit":
            return (Exit(at=at),)
        case "return":
            return (Return(at=at),)
        case "break" | "continue":
            return (Leave(at=at, again=made.name == "continue"),)
        case "shift":
            return (Do(at=at, value=call(at, "shift", Var(at=at, name="$@" if low.inside else "$ARGV"))),)
        case "read" | "mapfile" | "readarray":
            return tuple(reads(low, made, stdin))
        case "eval":
            return _evaluated(low, made)
        case "." | "source":
            return (Include(at=at, path=low.expression(made.words[0])),) if made.words else ()
        case (
            "true"
            | "false"
            | ":"
            | "cd"
            | "set"
            | "trap"
            | "ulimit"
            | "umask"
            | "unset"
            | "sleep"
            | "wait"
            | "rm"
            | "mkdir"
        ):
            return ()
        case "test":
            return ()
        case name if name.startswith("socket "):
            return (put(at, Var(at=at, name="*" + name.removeprefix("socket ")), call(at, "socket")),)
        case "exec" if not made.words:
            return ()
        case _:
            return _executed(low, made, stdin)


def _executed(low: Shell, made: Command, stdin: Expr | None) -> Block:
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    if made.name in {"echo", "printf", *FILTERS}:
        if made.name == "printf" and made.words[:1] and low.raw(made.words[0]) == b"-v":
            return _printed_into(low, made)
        value = output(low, made, given)
        done = _elsewhere(low, made, value)
        return done if done is not None else (Do(at=at, value=call(at, "print", value)),)
    value = invoked(low, made, stdin)
    files = written(low, made, call(at, "capture", value)) if made.name not in low.functions else None
    done = (Do(at=at, value=value), *(files or ()))
    if low.raw(made.node).startswith(b"exec "):
        return (*done, Exit(at=at))
    return done


def _elsewhere(low: Shell, made: Command, value: Expr) -> Block | None:
    """``echo ... >&3``, ``cat > file``: what is written goes to a handle or a file."""
    handles = [place for place, _ in made.outputs if isinstance(place, Var) and place.name.startswith("*")]
    if handles:
        args = (Arg(value=handles[0], name="handle"), Arg(value=value))
        return (Do(at=value.at, value=Call(at=value.at, name="print", args=args)),)
    files = written(low, made, value)
    return None if files is None else tuple(files)


def _printed_into(low: Shell, made: Command) -> Block:
    """``printf -v name ...``."""
    if len(made.words) < 2:
        return ()
    name, made.words = made.words[1], made.words[2:]
    at = made.node.start_byte
    target: Expr = Item(at=at, base=Var(at=at, name="<variables>"), key=low.expression(name))
    if name.type == "word":
        target = Var(at=at, name="$" + low.name(name))
    return (put(at, target, output(low, made, None)),)


def _evaluated(low: Shell, made: Command) -> Block:
    """``eval``: a shell reads the words again; they may name and set any variable."""
    at = made.node.start_byte
    pieces: list[Expr] = []
    for one in made.args(low):
        pieces += [one.value, Const(at=at, value=b" ")]
    value = together(at, pieces[:-1])
    if isinstance(value, Const):
        return ()
    variables = Item(at=at, base=Var(at=at, name="<variables>"), key=value)
    made_ = put(at, variables, value)
    if any(name in low.raw(made.node) for name in _SAFE):
        return (made_,)
    return (Do(at=at, value=call(at, "eval", value)), made_)


def _redirected(low: Shell, node: Node, stdin: Expr | None) -> Block:
    body = field(node, "body")
    made = command(low, body) if body is not None and body.type == "command" else Command(node=node, name="", words=[])
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    given = made.stdin if made.stdin is not None else stdin
    pipes = [one for one in made.rest if one.type == "pipeline"]
    after = tuple(one for child in made.rest if child.type != "pipeline" for one in low.block(child))
    if body is None:
        return after
    if pipes:
        value = output(low, made, given) if body.type == "command" else low.text(body, given)
        return (*_into(low, pipes[0], value), *after)
    if body.type == "command":
        return (*run(low, made, given), *after)
    if made.outputs:
        value = low.text(body, given)
        done = _elsewhere(low, made, value)
        return (*(done or ()), *after)
    return (*statement(low, body, given), *after)


def _into(low: Shell, pipeline: Node, value: Expr) -> Block:
    """What stands behind ``<<EOF |``: commands that the text goes through, the last for what it does."""
    *filters, last = pipeline.named_children or [pipeline]
    for one in filters:
        value = low.text(one, value)
    return statement(low, last, value) if last is not pipeline else ()


def _piped(low: Shell, node: Node, stdin: Expr | None) -> Block:
    *filters, last = [one for one in node.named_children if one.type != "comment"]
    for one in filters:
        stdin = low.text(one, stdin)
    return statement(low, last, stdin)


def condition(low: Shell, node: Node, stdin: Expr | None = None) -> Expr:
    """A command that is asked for its status."""
    with low.deeper() as room:
        return _status(low, node, stdin) if room else low.given_up(node)


def _status(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    at = node.start_byte
    match node.type:
        case "test_command":
            return tested(low, node)
        case "negated_command":
            inner = node.named_children
            return Not(at=at, value=condition(low, inner[0], stdin)) if inner else const(node)
        case "list" if len(node.named_children) == 2:
            left, right = (condition(low, one, stdin) for one in node.named_children)
            kind = Either if child_of_type(node, "||") is not None else Both
            return kind(at=at, left=left, right=right)
        case "pipeline":
            return _piped_condition(low, node, stdin)
        case "redirected_statement":
            return _redirected_condition(low, node, stdin)
        case "command":
            return _asked(low, command(low, node), stdin)
        case "compound_statement" | "subshell" if len(node.named_children) == 1:
            return condition(low, node.named_children[0], stdin)
        case _:
            low.hoisted.extend(statement(low, node, stdin))
            return Mix(at=at, parts=())


def _piped_condition(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    """The status of a pipeline is that of its last command; ``!`` before the first is of all."""
    *filters, last = [one for one in node.named_children if one.type != "comment"]
    negated = bool(filters) and filters[0].type == "negated_command"
    for one in filters:
        stdin = low.text(one, stdin)
    value = condition(low, last, stdin)
    return Not(at=node.start_byte, value=value) if negated else value


def _redirected_condition(low: Shell, node: Node, stdin: Expr | None) -> Expr:
    body = field(node, "body")
    if body is None or body.type != "command":
        low.hoisted.extend(_redirected(low, node, stdin))
        return Mix(at=node.start_byte, parts=())
    made = command(low, body)
    for one in fields(node, "redirect"):
        redirected(low, made, one)
    if any(one.type == "pipeline" for one in made.rest):
        low.hoisted.extend(_redirected(low, node, stdin))
        return Mix(at=node.start_byte, parts=())
    return _asked(low, made, stdin)


def _asked(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    if made.name in _LOOKS and given is not None:
        return grepped(low, made.words, given, at)
    match made.name:
        case "test":
            return tested_words(low, made.words, at)
        case "true" | ":":
            return Const(at=at, value=b"1")
        case "false":
            return Const(at=at, value=b"")
        case "expr" if len(made.words) > 2 and low.raw(made.words[1]) == b":":
            return _expr(low, made)
        case "exit" | "return":
            return Call(at=at, name="exit")
        case _:
            low.hoisted.extend(run(low, made, stdin))
            return Mix(at=at, parts=())


def _expr(low: Shell, made: Command) -> Expr:
    """``expr "$x" : 'pattern'``: a basic expression, bound to the beginning."""
    subject = low.expression(made.words[0])
    return grepped(low, made.words[2:3], subject, made.node.start_byte)


def _if(low: Shell, node: Node) -> Block:
    clauses = [node, *(one for one in node.named_children if one.type in {"elif_clause", "else_clause"})]
    chain: list[tuple[list[Stmt], Expr, Block, int]] = []
    last: Block = ()
    for clause in clauses:
        body = [one for one in clause.named_children if one.type not in {"elif_clause", "else_clause", "comment"}]
        if clause.type == "else_clause":
            last = tuple(one for child in body for one in low.block(child))
            continue
        outer, low.hoisted = low.hoisted, []
        test = condition(low, body[0]) if body else const(clause)
        before, low.hoisted = low.hoisted, outer
        then = tuple(one for child in body[1:] for one in low.block(child))
        chain.append((before, test, then, clause.start_byte))
    return _nested(chain, last)


def _nested(chain: list[tuple[list[Stmt], Expr, Block, int]], last: Block) -> Block:
    rest = [
        one
        for before, test, then, at in chain[MOST_BRANCHES:]
        for one in (*before, If(at=at, condition=test, then=then))
    ]
    made: Block = (*rest, *last)
    for before, test, then, at in reversed(chain[:MOST_BRANCHES]):
        made = (*before, If(at=at, condition=test, then=then, otherwise=made))
    return made


def _case(low: Shell, node: Node) -> Block:
    given = field(node, "value")
    value = low.expression(given)
    chain: list[tuple[list[Stmt], Expr, Block, int]] = []
    for item in (one for one in node.named_children if one.type == "case_item"):
        patterns = fields(item, "value")
        at = item.start_byte
        test: Expr | None = None
        for pattern in patterns[:50]:
            one = Const(at=at, value=b"1") if low.raw(pattern) == b"*" else matching(low, value, pattern, at, glob=True)
            test = one if test is None else Either(at=at, left=test, right=one)
        body = [one for one in item.named_children if one not in patterns]
        then = tuple(one for child in body for one in low.block(child))
        chain.append(([], test if test is not None else const(item), then, at))
    return _nested(chain, ())


def _loop(low: Shell, node: Node) -> Block:
    at, body = node.start_byte, field(node, "body")
    if node.type == "c_style_for_statement":
        return (Loop(at=at, body=low.block(body)),)
    if node.type == "for_statement":
        each = Var(at=at, name="$" + low.name(field(node, "variable")))
        values = [low.expression(one) for one in fields(node, "value")]
        over = values[0] if len(values) == 1 else Array(at=at, items=tuple((None, one) for one in values))
        if not values:
            over = Var(at=at, name="$@" if low.inside else "$ARGV")
        return (Loop(at=at, body=low.block(body), over=over, each=(each,)),)
    conditions = [one for one in fields(node, "condition") if one.type != ";"]
    outer, low.hoisted = low.hoisted, []
    test: Expr = Mix(at=at, parts=())
    for one in conditions:
        test = condition(low, one, low.stdin)
    before, low.hoisted = low.hoisted, outer
    if low.raw(node).startswith(b"until"):
        test = Not(at=at, value=test)
    inner = (*before, *low.block(body))
    return (*before, Loop(at=at, body=inner, condition=test))


def _function(low: Shell, node: Node) -> Block:
    """A function; its value is what it writes, for ``$(function ...)``."""
    name, body = low.name(field(node, "name")), field(node, "body")
    at = node.start_byte
    low.functions.add(name)
    outer, low.inside = low.inside, True
    stdin, low.stdin = low.stdin, None
    hoisted, low.hoisted = low.hoisted, []
    try:
        statements = low.block(body)
        low.hoisted, low.quiet = [], True
        written_ = low.text(body) if body is not None else const(node)
    finally:
        low.inside, low.stdin, low.hoisted, low.quiet = outer, stdin, hoisted, False
    if not (isinstance(written_, Const) and not written_.value):
        statements = (*statements, Return(at=at, value=written_))
        low.printing.add(name)
    function = Function(at=at, name=name, params=(Param(name="$@", rest=True),), body=statements)
    return (Define(at=at, function=function),)
