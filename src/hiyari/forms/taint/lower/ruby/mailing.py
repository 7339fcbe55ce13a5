"""The text of Action Mailer's mails: what the block behind ``mail`` renders, or what a view is given to show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.ruby.blocks import contents
from hiyari.forms.taint.lower.ruby.lowering import Ruby
from hiyari.forms.taint.lower.tree import field, name_of, parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

MOST: Final = 50
_TEXTS: Final = frozenset({"plain", "html", "inline", "body", "text"})
_BODIES: Final = frozenset({"body", "text_part", "html_part"})


def with_text(walk: Ruby, node: Node, made: ir.Call, block: Node | None) -> ir.Call:
    """``mail(to: ...)`` with its text: rendered in its block, else by a view, which shows the object's variables."""
    if any(one.name in _BODIES for one in made.args):
        return made
    held = tuple(_rendered(walk, block)) if block is not None else ()
    if not held:
        held = tuple(_of_the_object(walk, node))
    if not held:
        return made
    return replace(made, args=(*made.args, ir.Arg(ir.Mix(made.at, held), "body")))


def _rendered(walk: Ruby, block: Node) -> Iterator[ir.Expr]:
    """``format.text { render plain: "..." }``; a block without ``render`` gives the text itself."""
    for inner in list(_of_kind(block, "call"))[:MOST]:
        own = field(inner, "block")
        if own is not None and field(inner, "receiver") is not None:
            below = contents(own)
            if below and not _is_render(below[-1]):
                yield walk.expression(below[-1])
        if _is_render(inner):
            for pair in parts(field(inner, "arguments") or inner):
                key = field(pair, "key") if pair.type == "pair" else None
                if key is not None and name_of(key).strip(":") in _TEXTS:
                    yield walk.expression(field(pair, "value"))


def _is_render(node: Node) -> bool:
    return node.type == "call" and name_of(field(node, "method")) == "render"


def _of_the_object(walk: Ruby, node: Node) -> Iterator[ir.Expr]:
    """The object's variables that the method sets: views have no other way to what they show."""
    around: Node | None = node
    while around is not None and around.type not in {"method", "singleton_method"}:
        around = around.parent
    seen: set[str] = set()
    for one in list(_of_kind(around, "assignment"))[:MOST] if around is not None else ():
        left = field(one, "left")
        for each in _of_kind(left, "instance_variable") if left is not None else ():
            if name_of(each) not in seen:
                seen.add(name_of(each))
                yield walk.expression(each)


def _of_kind(node: Node, kind: str) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type == kind:
            yield one
        waiting.extend(reversed(one.named_children))
