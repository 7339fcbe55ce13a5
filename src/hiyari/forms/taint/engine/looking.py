"""Looking through code without running it: which names it sets, which calls it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias

from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.ir import Assign, Block, Call, Const, Do, If, Item, Loop, Member, Pattern, Try, Var

_PLAIN: Final = frozenset({"at", "name", "end", "why", "source", "flags", "dialect", "append", "declares", "first"})
_LONGEST_NAME: Final = 60
_LEAVES: Final = (Const, Var, Pattern)
_SHARED: Final = (Assign, Do, If, Loop, Try)
_Look: TypeAlias = tuple[bool, Callable[[Any], Any] | None, bool]
"""Of a kind: whether it may be shared; what gives its inner nodes, the last first; whether those are several."""

_KNOWN: Final[dict[type, _Look | None]] = {}
"""As many as there are kinds of nodes and of what they hold."""


def _look_at(kind: type) -> _Look | None:
    """How a kind of node is looked through; None for what is no node."""
    if not is_dataclass(kind):
        return None
    inner = () if kind in _LEAVES else tuple(one.name for one in fields(kind) if one.name not in _PLAIN)
    return kind in _SHARED, attrgetter(*inner[::-1]) if inner else None, len(inner) > 1


def every(block: object) -> Iterator[object]:
    """Every node in a piece of code once, expressions and the bodies of functions too."""
    waiting, seen = [block], set[int]()
    known = _KNOWN  # This is where most of a script's time goes.
    while waiting:
        node = waiting.pop()
        kind = type(node)
        if kind is tuple:
            waiting.extend(node[::-1])  # type: ignore[index]
            continue
        if kind not in known:
            known[kind] = _look_at(kind)
        look = known[kind]
        if look is None:
            continue
        shared, inner, several = look
        if shared:  # cases of a switch that fall through share what follows
            if id(node) in seen:
                continue
            seen.add(id(node))
        yield node
        if inner is not None:
            if several:
                waiting.extend(inner(node))
            else:
                waiting.append(inner(node))


def every_but(block: object, left_out: Callable[[object], object]) -> Iterator[object]:
    """The same, without what ``left_out`` names of a node (none of its own: None), unless it stands elsewhere, too."""
    waiting, seen = [block], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node[::-1])
        elif (look := _look_at(type(node))) is not None and id(node) not in seen:
            seen.add(id(node))
            yield node
            inner = look[1](node) if look[1] is not None else ()
            without = left_out(node)
            waiting.extend(one for one in (inner if look[2] else (inner,)) if one is not without or without is None)


def root(target: object, *, members: bool = True) -> str | None:
    """The variable that a target belongs to; with ``members`` off, none for a property: its object is not changed."""
    while isinstance(target, Item) or (members and isinstance(target, Member)):
        target = target.base
    return target.name if isinstance(target, Var) else None


def assigned_names(block: Block, *, members: bool = True) -> set[str]:
    """Variables that are given a value."""
    found: set[str] = set()
    for node in every(block):
        match node:
            case Assign(target=tuple() as targets):
                found.update(name for one in targets if (name := root(one, members=members)) is not None)
            case Assign(target=target):
                name = root(target, members=members)
                if name is not None:
                    found.add(name)
            case Loop(each=each):
                found.update(name for one in each if (name := root(one, members=members)) is not None)
            case _:
                pass
    return found


def named_fields(block: Block) -> Iterator[tuple[str, str]]:
    """The last name of what holds a field, and the field's name, as often as they occur."""
    for node in every(block):
        match node:
            case Item(base=base, key=Const(value=bytes() as key)) if not key.isdigit() and len(key) < _LONGEST_NAME:
                yield last_name(base), name_of(key)
            case Member(base=Member() as base, name=name):
                yield last_name(base), name
            case _:
                pass


def last_name(expr: object) -> str:
    """``$_POST``, ``body`` of ``req.body``."""
    return expr.name if isinstance(expr, Var | Member) else ""


def counted_names(block: Block) -> set[str]:
    """Variables that a block changes by adding or taking away: what they are after a loop is not known."""
    found: set[str] = set()
    for node in every(block):
        if isinstance(node, Assign) and isinstance(node.value, Call) and node.value.name in {"+", "-"}:
            name = root(node.target)
            if name is not None:
                found.add(name)
    return found


def counted_up(block: Block) -> set[str]:
    """Of those, variables that a block only adds something to that stands in the script, and is not negative."""
    found, others = set[str](), set[str]()
    for node in every(block):
        if isinstance(node, Assign) and isinstance(node.value, Call) and node.value.name in {"+", "-"}:
            name = root(node.target)
            added = node.value.args[-1].value if node.value.args else None
            written = (added.value or b"") if isinstance(added, Const) else b""
            up = written.removeprefix(b"" if node.value.name == "+" else b"-").isdigit()
            up = up and (node.value.name == "+" or written[:1] == b"-")
            (found if up and isinstance(node.target, Var) else others).add(name or "")
    return found - others


def calls(block: object) -> Iterator[Call]:
    """Every call."""
    for node in every(block):
        if isinstance(node, Call):
            yield node


def sets_arguments(block: Block) -> bool:
    """Whether a Perl sub changes elements of ``@_``, which are its caller's variables."""
    return any(
        isinstance(node, Assign) and isinstance(node.target, Item) and root(node.target) == "@_"
        for node in every(block)
    )
