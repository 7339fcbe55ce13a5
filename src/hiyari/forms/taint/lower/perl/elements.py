r"""Elements that are put into a mapping and changed there at once: ``$in{$k} = $v; $in{$k} =~ s/\n//g;``.

Which element it is, is not known before the script runs; that both statements mean the same one, is. So the changes are
made in a variable of their own, and the last value goes into the mapping.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import cast

from hiyari.forms.taint.ir import Assign, Block, Const, Expr, Item, Stmt, Var


def settled(block: Block) -> Block:
    """A block in which runs of assignments to one unknown element are one assignment at their end."""
    made: list[Stmt] = []
    index = 0
    while index < len(block):
        run = _run(block, index)
        if len(run) < 2:
            made.append(block[index])
            index += 1
            continue
        place = run[0].target
        kept = Var(at=run[0].at, name=f"<element {run[0].at}>")
        made.append(replace(run[0], target=kept))  # what was in the element before is still there
        made.extend(replace(one, target=kept, value=cast("Expr", _with(one.value, place, kept))) for one in run[1:])
        made.append(Assign(at=run[0].at, target=place, value=kept))
        index += len(run)
    return tuple(made)


def _run(block: Block, start: int) -> list[Assign]:
    """The assignments to the same unknown element that follow one another."""
    found: list[Assign] = []
    for index in range(start, len(block)):
        one = block[index]
        if not isinstance(one, Assign) or (not found and (one.append or not _unknown(one.target))):
            break
        if found and not _same(one.target, found[0].target):
            break
        found.append(one)
    return found


def _unknown(target: object) -> bool:
    return isinstance(target, Item) and isinstance(target.key, Var) and isinstance(target.base, Var)


def _same(one: object, place: object) -> bool:
    match one, place:
        case Item(base=Var(name=base), key=Var(name=key)), Item(base=Var(name=other), key=Var(name=other_key)):
            return (base, key) == (other, other_key)
        case _:
            return False


def _with(value: object, place: object, kept: Var) -> object:
    """A value in which the variable stands for the element."""
    if _same(value, place):
        return kept
    if isinstance(value, tuple):
        return tuple(_with(one, place, kept) for one in value)
    if not is_dataclass(value) or isinstance(value, Const | Var | type):
        return value
    changed: dict[str, object] = {}
    for one in fields(value):
        before = getattr(value, one.name)
        if isinstance(before, tuple) or is_dataclass(before):
            changed[one.name] = _with(before, place, kept)
    return replace(value, **changed) if changed else value
