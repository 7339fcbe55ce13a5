"""Perl's loops. A loop variable is the element itself: what a loop does to it is done to the list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Array,
    Assign,
    Block,
    Call,
    Comparison,
    Expr,
    If,
    Item,
    Loop,
    Mix,
    Not,
    Pattern,
    Stmt,
    Test,
    Try,
    Var,
)
from hiyari.forms.taint.lower.perl.operators import assigned, condition
from hiyari.forms.taint.lower.perl.state import Perl
from hiyari.forms.taint.lower.tree import child_of_type, field, fields, parts

if TYPE_CHECKING:
    from tree_sitter import Node

LOOPS: Final = frozenset(
    {"for_statement", "loop_statement", "cstyle_for_statement", "postfix_loop_expression", "postfix_for_expression"}
)

_READS: Final = frozenset(
    {"readline_expression", "fileglob_expression", "func1op_call_expression", "function_call_expression"}
)


def looped(low: Perl, node: Node) -> Block:
    """One loop."""
    match node.type:
        case "for_statement" | "postfix_for_expression":
            return _each(low, node)
        case "cstyle_for_statement":
            return _counted(low, node)
        case _:
            return _while(low, node)


def _each(low: Perl, node: Node) -> Block:
    """``foreach $x (...) { ... }``, ``statement for ...``."""
    at = node.start_byte
    variable, listed = field(node, "variable"), field(node, "list")
    each = low.expression(variable) if variable is not None else Var(at=at, name="$_")
    body = field(node, "block") or next((one for one in parts(node) if one not in (variable, listed)), None)
    over = low.expression(listed)
    keys = _keys_of(over)
    if keys is not None:
        return _all(at, keys, (each, Var(at=at, name="<element>")), low.block(body))
    if isinstance(over, Array) and over.items and all(_is_place(value) for _, value in over.items):
        return _unrolled(low, node, each, [value for _, value in over.items], body)
    if _is_place(over) and listed is not None and listed.type == "parenthesized_expression":
        return _unrolled(low, node, each, [over], body)
    inner = low.block(body)
    whole = _whole(over)
    if whole is not None and _changes(inner, each):
        key = Var(at=at, name=f"<key {at}>")
        back = Assign(at=at, target=Item(at=at, base=whole, key=key), value=each)
        return _all(at, whole, (key, each), (*inner, back))
    return (Loop(at=at, body=inner, over=over, each=(each,)),)


def _all(at: int, over: Expr, each: tuple[Expr, ...], body: Block) -> Block:
    """A loop over all of a mapping or list: where it is not gone through even once, there is nothing in it."""
    if not _sets_element(body, over):
        return (Loop(at=at, body=body, over=over, each=each),)
    loop = Loop(at=at, body=body, over=over, each=each, first=True)
    nothing = Assign(at=at, target=over, value=Array(at=at, items=()))
    return (If(at=at, condition=over, then=(loop,), otherwise=(nothing,)),)


def _sets_element(body: Block, of: Expr) -> bool:
    """Whether the body assigns to elements of what the loop goes through."""
    return isinstance(of, Var) and any(
        isinstance(one, Assign) and isinstance(one.target, Item) and _named(one.target.base) == of.name for one in body
    )


def _is_place(value: Expr) -> bool:
    return isinstance(value, Item) or (isinstance(value, Var) and value.name.startswith("$"))


MOST_UNROLLED: Final = 12


def _unrolled(low: Perl, node: Node, each: Expr, places: list[Expr], body: Node | None) -> Block:
    r"""``for ($name, $to) { s/\n//g }``: once for each, and back into it."""
    made: list[Stmt] = []
    most = MOST_UNROLLED if low.unrolled < 2 else 0
    low.unrolled += 1
    for place in places[:most]:
        inner = low.block(body)
        once: list[Stmt] = [Assign(at=place.at, target=each, value=place), *inner]
        if _changes(inner, each):
            once.append(Assign(at=place.at, target=place, value=each))
        made.extend(once)
    rest = places[most:]
    if rest:
        over = Array(at=node.start_byte, items=tuple((None, one) for one in rest))
        made.append(Loop(at=node.start_byte, body=low.block(body), over=over, each=(each,)))
    low.unrolled -= 1
    return tuple(made)


def _keys_of(over: Expr) -> Var | Item | None:
    """The mapping whose keys, sorted or not, are gone through."""
    match over:
        case Call(name="<keys>", args=(first,)) if isinstance(first.value, Var | Item):
            return first.value
        case Array(items=((_, only),)) | Mix(parts=(only,)):
            return _keys_of(only)
        case _:
            return None


def _whole(over: Expr) -> Expr | None:
    match over:
        case Call(name="values", args=(first,)) if isinstance(first.value, Var):
            return first.value
        case Var(name=name) if name[:1] in "@%":
            return over
        case Array(items=((_, only),)) | Mix(parts=(only,)):
            return _whole(only)
        case _:
            return None


def _changes(body: Block, variable: Expr) -> bool:
    """Whether the body assigns to a variable."""
    waiting = list(body)
    while waiting:
        match waiting.pop():
            case Assign(target=target):
                if _named(target) == _named(variable):
                    return True
            case If(then=then, otherwise=otherwise):
                waiting += [*then, *otherwise]
            case Loop(body=inner) | Try(body=inner):
                waiting += inner
    return False


def _named(value: Expr | tuple[Expr, ...]) -> str | None:
    return value.name if isinstance(value, Var) else None


def _counted(low: Perl, node: Node) -> Block:
    """``for (...; ...; ...) { ... }``."""
    first = [one for child in fields(node, "initialiser") for one in low.block(child)]
    tests = fields(node, "condition")
    test = low.expression(parts(tests[0])[0]) if tests and parts(tests[0]) else None
    step = [one for child in fields(node, "iterator") for one in low.block(child)]
    body = (*low.block(field(node, "block")), *step)
    return (*first, Loop(at=node.start_byte, body=body, condition=test))


def _each_pair(low: Perl, node: Node, tested: Node | None) -> Block | None:
    """``while (my ($key, $value) = each %h)``."""
    while tested is not None and tested.type == "parenthesized_expression" and len(parts(tested)) == 1:
        tested = parts(tested)[0]
    if tested is None or tested.type != "assignment_expression":
        return None
    *_, last = assigned(low, tested)
    match last:
        case Assign(target=tuple() as each, value=Call(name="each", args=(of,))):
            return _all(node.start_byte, of.value, each, low.block(field(node, "block")))
        case _:
            return None


def _is_reading(node: Node | None) -> bool:
    while node is not None and node.type == "parenthesized_expression" and len(parts(node)) == 1:
        node = parts(node)[0]
    return node is not None and node.type in _READS


def _while(low: Perl, node: Node) -> Block:
    """``while``, ``until``, and both behind a statement; a handle in the condition is read into ``$_``."""
    at = node.start_byte
    tested = field(node, "condition")
    pair = _each_pair(low, node, tested)
    if pair is not None:
        return pair
    outer, low.hoisted = low.hoisted, []
    test = condition(low, tested)
    before, low.hoisted = low.hoisted, outer
    reading: list[Stmt] = []
    match test:
        case Call(name="<STDIN>" | "readline") | Mix(parts=()) if _is_reading(tested):
            reading = [Assign(at=at, target=Var(at=at, name="$_"), value=test)]
            test = Mix(at=at, parts=())
        case Call(name="shift"):
            test = Mix(at=at, parts=(test,))
        case Test(kind=Comparison.MATCHES, right=Pattern(flags=flags) as sought) if "g" in flags and "c" not in flags:
            test = replace(test, right=replace(sought, flags=flags + "c"))  # each time from where the last one ended
    if child_of_type(node, "until") is not None:
        test = Not(at=test.at, value=test)
    body = field(node, "block") or next((one for one in parts(node) if one != tested), None)
    inner = (*reading, *low.block(body), *low.block(field(node, "continue")))
    once = inner if body is not None and body.type == "do_expression" else ()
    return (*before, *once, Loop(at=at, body=(*inner, *before), condition=test))
