"""PHP's classes, traits and enumerations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.taint.ir import Arg, Block, Call, Class, Define, Function, Param, Return, Stmt, Var
from hiyari.forms.taint.lower.php.base import Php
from hiyari.forms.taint.lower.tree import child_of_type, field, name_of, parts

if TYPE_CHECKING:
    from tree_sitter import Node


def class_statement(lowering: Php, node: Node, name: str) -> Block:
    """A class under a name; its traits stand before its base, since their methods come first."""
    base, body = child_of_type(node, "base_clause"), field(node, "body")
    parents = tuple(lowering.name(one) for one in parts(base)) if base is not None else ()
    uses = [one for one in parts(body) if one.type == "use_declaration"] if body is not None else []
    named = [lowering.name(one) for use in uses for one in parts(use) if one.type != "use_list"]
    traits = tuple(dict.fromkeys((*_preferred(lowering, uses), *named)))
    before = lowering.owner, lowering.parent
    lowering.owner, lowering.parent = name, parents[0] if parents else None
    made = () if body is None else lowering.all_of(body)
    lowering.owner, lowering.parent = before
    renamed = tuple(one for use in uses for one in _renamed(lowering, use, name, traits))
    return (Class(node.start_byte, name, (*traits, *parents), (*made, *renamed)),)


def _preferred(lowering: Php, uses: list[Node]) -> list[str]:
    """``A::go insteadof B``: the trait whose method is taken."""
    clauses = [one for use in uses for one in parts(child_of_type(use, "use_list") or use)]
    chosen = [parts(one)[0] for one in clauses if one.type == "use_instead_of_clause" and parts(one)]
    return [lowering.name(parts(one)[0]) for one in chosen if parts(one)]


def _renamed(lowering: Php, use: Node, owner: str, traits: tuple[str, ...]) -> Block:
    """``use T { go as run; }``: a method that calls the trait's."""
    made: list[Stmt] = []
    clauses = child_of_type(use, "use_list")
    for clause in parts(clauses) if clauses is not None else []:
        inner = [one for one in parts(clause) if one.type != "visibility_modifier"]
        if clause.type != "use_as_clause" or len(inner) != 2:
            continue
        at, old = clause.start_byte, inner[0]
        scope = parts(old) if old.type == "class_constant_access_expression" else []
        of = lowering.name(scope[0]) if scope else (traits[0] if traits else owner)
        was, new = name_of(scope[-1] if scope else old).lower(), name_of(inner[1]).lower()
        call = Call(at, f"{of}.{was}", (Arg(Var(at, "$given"), spread=True),), Var(at, "$this"))
        passed = (Param(name="$given", rest=True),)
        made.append(Define(at, Function(at, f"{owner}.{new}", passed, (Return(at, call),), owner)))
    return tuple(made)
