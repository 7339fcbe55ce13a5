"""Perl's calls: subs, built-in functions, methods, constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Bind,
    Block,
    Call,
    Choice,
    Comparison,
    Const,
    Expr,
    If,
    Item,
    Loop,
    Mix,
    Opaque,
    Test,
    Var,
)
from hiyari.forms.taint.lower.perl.access import handle
from hiyari.forms.taint.lower.perl.output import OUTPUT, printed
from hiyari.forms.taint.lower.perl.regexes import pattern, subject
from hiyari.forms.taint.lower.perl.state import Perl, call, const, doing
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, parts

if TYPE_CHECKING:
    from tree_sitter import Node

LISTS = frozenset({"list_expression", "parenthesized_expression"})
_TOPIC = frozenset(("lc", "uc", "length", "ord", "hex", "oct", "quotemeta", "ucfirst", "lcfirst", "chr"))
_READS = frozenset(("read", "sysread"))
_PUTS = frozenset(("push", "unshift"))
_TAKES = frozenset(("shift", "pop"))


def operands(node: Node) -> list[Node]:
    """The arguments of a call as nodes, without the parentheses around them."""
    given = fields(node, "arguments")
    if not given:
        name = field(node, "function")
        given = [one for one in parts(node) if one != name and one.type != "indirect_object"]
    made: list[Node] = []
    for one in given:
        while one.type in LISTS and len(parts(one)) == 1:
            one = parts(one)[0]  # noqa: PLW2901 - parentheses come off
        made.extend(parts(one) if one.type in LISTS else [one])
    return made


def arguments(low: Perl, nodes: list[Node], *, named: bool = True) -> tuple[Arg, ...]:
    """Arguments in order: ``To => $x`` by name, lists and mappings spread."""
    made: list[Arg] = []
    key: str | None = None
    for one in nodes:
        if named and key is None and _is_key(one):
            key = low.name(one).strip("'\"").lstrip("-")
            continue
        value = low.expression(one)
        spread = one.type in {"array", "hash", "quoted_word_list"}
        made.append(Arg(value=value, name=key, spread=spread and key is None))
        key = None
    return tuple(made)


def _is_key(node: Node) -> bool:
    after = node.next_sibling
    return (
        after is not None and after.type == "=>" and node.type in {"autoquoted_bareword", "string_literal", "bareword"}
    )


def called(low: Perl, node: Node) -> Expr:
    """``f(...)``, ``&f``, ``f ...``, ``new Class(...)``, ``print MAIL ...`` and all other calls of a function."""
    function = field(node, "function")
    if function is None:
        return const(node)
    if b"$" in low.raw(function) or child_of_type(function, "code_deref_expression") is not None:
        return Call(at=node.start_byte, name="()", args=arguments(low, operands(node)), base=_code(low, function))
    name = low.name(function)
    own = low.sub(name)
    if own in low.subs:
        return _own(low, node, own, function)
    if name in OUTPUT:
        return printed(low, node, name)
    if name == "new":
        return _constructed(low, node)
    given = operands(node)
    if not given and _with_own_arguments(low, node, function):
        return Call(at=node.start_byte, name=name, args=(Arg(value=Var(at=node.start_byte, name="@_"), spread=True),))
    return builtin(low, node, name, given)


def _with_own_arguments(low: Perl, node: Node, function: Node) -> bool:
    """``&f`` without parentheses: the sub gets the caller's arguments."""
    known = low.name(function) == "ReadParse"
    return not known and low.raw(function).startswith(b"&") and child_of_type(node, "(") is None


def _code(low: Perl, function: Node) -> Expr:
    """The value that ``&$code(...)`` and ``&{...}(...)`` call."""
    held = child_of_type(function, "varname", "code_deref_expression")
    return low.expression(held.named_children[0]) if held is not None and held.named_children else const(function)


def _own(low: Perl, node: Node, name: str, function: Node) -> Expr:
    given = operands(node)
    if not given and _with_own_arguments(low, node, function):
        args: tuple[Arg, ...] = (Arg(value=Var(at=node.start_byte, name="@_"), spread=True),)
    else:
        args = arguments(low, given, named=False)
    made = Call(at=node.start_byte, name=name, args=args)
    return _parsed_request(low, node, made, given) if name.rpartition("::")[2] == "ReadParse" else made


def _constructed(low: Perl, node: Node) -> Expr:
    """``new Net::SMTP('host', Timeout => 3)``: the class is the function of an inner call, or a bare word."""
    given = fields(node, "arguments")
    if not given:
        return call(node.start_byte, "new")
    inner = field(given[0], "function")
    if inner is None:
        return Call(at=node.start_byte, name=f"{low.name(given[0])}.new", args=arguments(low, operands(node)[1:]))
    return class_method(low, node, low.name(inner), "new", operands(given[0]))


def class_method(low: Perl, node: Node, owner: str, method: str, given: list[Node]) -> Expr:
    """``Class->method(...)``: of a class of this script the sub, with the class as its first argument."""
    if f"{owner}::{method}" in low.subs:
        first = Arg(value=Const(at=node.start_byte, value=owner.encode("utf-8", "surrogateescape")))
        args = (first, *arguments(low, given, named=False))
        return Call(at=node.start_byte, name=f"{owner}::{method}", args=args)
    return Call(at=node.start_byte, name=f"{owner}.{method}", args=arguments(low, given))


def method_called(low: Perl, node: Node) -> Expr:
    """``$object->method(...)``, ``Class->method(...)``."""
    invocant, method = field(node, "invocant"), low.name(field(node, "method"))
    given = operands_of_method(node)
    if invocant is None or "$" in method:
        base = low.expression(invocant)
        return Call(at=node.start_byte, name="()", args=arguments(low, given), base=base)
    if invocant.type in {"bareword", "package", "string_literal"} and low.name(invocant) not in low.handles:
        return class_method(low, node, low.name(invocant).strip("'\""), method, given)
    own = low.defined(method.rpartition("::")[2])
    if own is not None:
        first = Arg(value=low.expression(invocant))
        return Call(at=node.start_byte, name=own, args=(first, *arguments(low, given, named=False)))
    base = handle(low, invocant) if invocant.type == "bareword" else low.expression(invocant)
    if method == "param" and b"sess" in low.raw(invocant).lower():
        return call(node.start_byte, "<login>")
    return Call(at=node.start_byte, name="." + method, args=_of_method(low, method, given), base=base)


_NAMED = frozenset(("add", "replace", "set", "attr", "header", "header_set", "header_str_set", "header_raw_set"))


def _of_method(low: Perl, method: str, given: list[Node]) -> tuple[Arg, ...]:
    """A method's arguments; what sets a field of the header by name has it as its argument's name."""
    args = arguments(low, given)
    if method in {"data", "datasend"} and args and isinstance(args[0].value, Array):
        return tuple(Arg(value=one) for _, one in args[0].value.items)
    if method in _NAMED and len(args) > 1 and isinstance(args[0].value, Const) and args[0].name is None:
        name = (args[0].value.value or b"").decode("utf-8", "surrogateescape")
        return tuple(Arg(value=one.value, name=name) for one in args[1:])
    return args


def operands_of_method(node: Node) -> list[Node]:
    """The arguments of a method."""
    return operands(node) if fields(node, "arguments") else []


def coderef_called(low: Perl, node: Node) -> Expr:
    """``$code->(...)``."""
    base = low.expression(node.named_children[0]) if node.named_children else const(node)
    return Call(at=node.start_byte, name="()", args=arguments(low, operands_of_method(node)), base=base)


def builtin(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """A function that Perl or a module has; some are an assignment, a test or a handle's doing."""
    at = node.start_byte
    if name in _TAKES:
        whence = low.expression(given[0]) if given else Var(at=at, name="@_" if low.inside else "@ARGV")
        return call(at, name, whence)
    if name in _PUTS and given:
        return _put(low, node, given)
    if name == "open":
        return _opened(low, node, given)
    if name == "socket" and given:
        made = Assign(at=at, target=handle(low, given[0]), value=call(at, "socket"))
        return Bind(at=at, assign=made)
    if name in _READS and len(given) > 1:
        return _read(low, node, given)
    if name in {"close", "binmode", "select", "fileno", "flock", "eof"}:
        return _of_handle(low, node, name, given)
    if name == "scalar" and given:
        return _scalar(low, node, given[0])
    if name == "ReadParse":
        return _parsed_request(low, node, Call(at=at, name="ReadParse"), given)
    if name == "split":
        return _split(low, node, given)
    if name == "exists" and given:
        return _exists(low, node, given[0])
    if name == "index" and len(given) > 1:
        return Call(at=at, name="index", args=arguments(low, given))
    if name in {"die", "exit", "exec", "croak", "confess"}:
        return Call(at=at, name=name, args=arguments(low, given, named=False))
    if name in {"chomp", "chop"}:
        return _chomped(low, node, name, given)
    if name in _TOPIC and not given:
        return call(at, name, Var(at=at, name="$_"))
    return Call(at=at, name=name, args=arguments(low, given))


def _chomped(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``chomp($line)``, ``chomp(my $line = <STDIN>)``: an assignment."""
    at = node.start_byte
    target: Expr = Var(at=at, name="$_")
    if given:
        target = subject(low, given[0])
    return Bind(at=at, assign=Assign(at=at, target=target, value=call(at, name, target)))


def _put(low: Perl, node: Node, given: list[Node]) -> Expr:
    """``push @list, a, b``."""
    values = [Arg(value=low.expression(one)).value for one in given[1:]]
    value = values[0] if len(values) == 1 else Mix(at=node.start_byte, parts=tuple(values))
    target = Item(at=node.start_byte, base=low.expression(given[0]), key=None)
    return Bind(at=node.start_byte, assign=Assign(at=node.start_byte, target=target, value=value))


def _opened(low: Perl, node: Node, given: list[Node]) -> Expr:
    """``open``: handle, then as given; a pipe of ``|-`` with the words of the ``exec`` that its child runs."""
    if not given:
        return call(node.start_byte, "open")
    args = [Arg(value=handle(low, given[0])), *arguments(low, given[1:], named=False)]
    mode = args[1].value if len(args) == 2 else None
    if isinstance(mode, Const) and (mode.value or b"").replace(b" ", b"") == b"|-":
        child = next((one for one in low.known.commands if one.start_byte > node.start_byte), None)
        args += [] if child is None else arguments(low, operands(child), named=False)
    return Call(at=node.start_byte, name="open", args=tuple(args))


def _read(low: Perl, node: Node, given: list[Node]) -> Expr:
    """``read(STDIN, $buffer, $length, $offset)``: an assignment to the buffer."""
    source = handle(low, given[0])
    value = (
        call(node.start_byte, "<STDIN>")
        if isinstance(source, Var) and source.name == "*STDIN"
        else call(node.start_byte, "readline", source)
    )
    target = low.expression(given[1])
    made = Assign(at=node.start_byte, target=target, value=value, append=len(given) > 3)
    return Bind(at=node.start_byte, assign=made)


def _of_handle(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    if not given:
        return call(node.start_byte, name)
    if name != "select" or given[0].type not in {
        "anonymous_slice_expression",
        "bareword",
        "scalar",
        "glob",
        "filehandle",
    }:
        args = (Arg(value=handle(low, given[0]), name="handle"), *arguments(low, given[1:]))
        return Call(at=node.start_byte, name=name, args=args)
    if given[0].type != "anonymous_slice_expression" and len(given) == 1:
        chosen = handle(low, given[0])
        low.selected = chosen if _is_opened(low, chosen) else None
    return call(node.start_byte, name)


def _is_opened(low: Perl, chosen: Expr) -> bool:
    if not isinstance(chosen, Var) or chosen.name in {"*STDOUT", "*STDERR"}:
        return False
    return chosen.name.startswith("*") or f"my {chosen.name}".encode() in low.source


def _parsed_request(low: Perl, node: Node, made: Call, given: list[Node]) -> Expr:
    """cgi-lib.pl's ``&ReadParse(*in)``: fills the mapping of that name, ``%in`` where none is given."""
    name = "%in"
    if given:
        name = "%" + low.name(given[0]).lstrip("\\*%")
    target = Var(at=node.start_byte, name=name)
    if made.name in low.subs:
        low.hoisted.extend(doing(made))
        value: Expr = Var(at=node.start_byte, name="%in")
    else:
        value = made
    return Bind(at=node.start_byte, assign=Assign(at=node.start_byte, target=target, value=value, append=True))


def _split(low: Perl, node: Node, given: list[Node]) -> Expr:
    at = node.start_byte
    if not given:
        return call(at, "split", Const(at=at, value=b" "), Var(at=at, name="$_"))
    first = pattern(low, given[0]) if given[0].type in {"match_regexp", "quoted_regexp"} else low.expression(given[0])
    rest = arguments(low, given[1:]) or (Arg(value=Var(at=at, name="$_")),)
    return Call(at=at, name="split", args=(Arg(value=first), *rest))


def _scalar(low: Perl, node: Node, of: Node) -> Expr:
    """``scalar(@list)`` is a number; ``scalar($q->param('x'))`` is one value."""
    value = low.expression(of)
    if of.type in {"array", "hash"} or (isinstance(value, Call) and value.name in {"keys", "values"}):
        return call(node.start_byte, "count", value)
    return value


def _exists(low: Perl, node: Node, what: Node) -> Expr:
    match low.expression(what):
        case Item(base=base, key=key) if key is not None and not isinstance(key, Const):
            return Test(at=node.start_byte, kind=Comparison.IN, left=key, right=base)
        case value:
            return call(node.start_byte, "exists", value)


def unary(low: Perl, node: Node) -> Expr:
    """Functions of one argument: ``defined $x``, ``lc $x``, ``shift``, ``-e $file``."""
    function = field(node, "function")
    name = "" if function is None else low.name(function)
    own = low.sub(name)
    if own in low.subs and function is not None:
        return _own(low, node, own, function)
    if name in OUTPUT:
        return printed(low, node, name)
    return builtin(low, node, name, operands(node))


def alone(low: Perl, node: Node) -> Expr:
    """A function's name with nothing behind it: ``print``, ``die``, ``&foo`` in a reference."""
    name = low.name(node)
    if node.parent is not None and node.parent.type == "refgen_expression":
        return Var(at=node.start_byte, name="&" + low.sub(name))
    if name in OUTPUT:
        return printed(low, node, name)
    if low.sub(name) in low.subs:
        return Call(at=node.start_byte, name=low.sub(name))
    return builtin(low, node, name, [])


def bareword(low: Perl, node: Node) -> Expr:
    """A bare word: a constant, a sub without parentheses, a class."""
    name = low.name(node)
    if name in low.constants:
        return Var(at=node.start_byte, name=name)
    if low.sub(name) in low.subs:
        return Call(at=node.start_byte, name=low.sub(name))
    return const(node, low.raw(node).strip())


def mapped(low: Perl, node: Node) -> Expr:
    """``map { ... } list`` and ``grep { ... } list``."""
    at, callback = node.start_byte, field(node, "callback")
    values = [low.expression(one) for one in fields(node, "list")]
    of = values[0] if len(values) == 1 else Mix(at=at, parts=tuple(values))
    if callback is None:
        return of
    before, value = low.hoisting(callback)
    if low.raw(node).startswith(b"grep"):
        among = _among(value, of)
        if among is not None:
            return among
        taken = Var(at=at, name="$_")
        value = Choice(at=at, condition=value, yes=Array(at=at, items=((None, taken),)), no=Array(at=at, items=()))
    made = Var(at=at, name=f"<map {at}>")
    body = (*before, *_collected(made, value))
    low.hoisted.append(Assign(at=at, target=made, value=Array(at=at, items=())))
    low.hoisted.append(Loop(at=at, body=body, over=of, each=(Var(at=at, name="$_"),)))
    return made


def _collected(into: Var, value: Expr) -> Block:
    """What one round of ``map`` adds: an element, a key with its element, or nothing."""
    at = value.at
    match value:
        case Choice(condition=condition, yes=yes, no=no):
            return (If(at=at, condition=condition, then=_collected(into, yes), otherwise=_collected(into, no)),)
        case Array(items=()):
            return ()
        case Array(items=((None, key), (None, held))):
            return (Assign(at=at, target=Item(at=at, base=into, key=key), value=held),)
        case Array(items=items):
            return tuple(Assign(at=at, target=Item(at=at, base=into, key=key), value=held) for key, held in items)
        case _:
            return (Assign(at=at, target=Item(at=at, base=into, key=None), value=value),)


def _among(condition: Expr, of: Expr) -> Expr | None:
    """``grep { $_ eq $x } @list``: whether the list has it."""
    match condition:
        case Test(kind=Comparison.EQUAL, left=Var(name="$_"), right=other):
            return Test(at=condition.at, kind=Comparison.IN, left=other, right=of)
        case Test(kind=Comparison.EQUAL, left=other, right=Var(name="$_")):
            return Test(at=condition.at, kind=Comparison.IN, left=other, right=of)
        case _:
            return None


def in_order(low: Perl, node: Node) -> Expr:
    """``sort { ... } list``, ``reverse list``: the same elements."""
    values = [low.expression(one) for one in fields(node, "list")]
    return values[0] if len(values) == 1 else Array(at=node.start_byte, items=tuple((None, one) for one in values))


def lost(low: Perl, node: Node) -> Expr:
    """A syntax error: what could be read in it counts for what it may hold."""
    held = tuple(low.expression(one) for one in parts(node)[:50])
    return Opaque(at=node.start_byte, end=node.end_byte, why="syntax", parts=held)
