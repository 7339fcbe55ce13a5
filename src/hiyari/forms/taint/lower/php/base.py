"""What lowering PHP keeps in mind on its way through a file: imported names, and the class that it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from hiyari.forms.taint.ir import Arg, Block, Call, Const, Do, Expr, Item, Opaque, Param, Stmt, Var
from hiyari.forms.taint.lower.tree import Lowering, field, name_of, octets, parts

if TYPE_CHECKING:
    from tree_sitter import Node

YIELDED: Final = "$<yielded>"
"""The variable that holds what a generator gives."""

ToExpr: TypeAlias = "Callable[[Php, Node], Expr]"
ToBlock: TypeAlias = "Callable[[Php, Node], Block]"


class Php(Lowering):
    """One file; what each kind of node means is looked up in two tables."""

    def __init__(self, source: bytes, expressions: Mapping[str, ToExpr], statements: Mapping[str, ToBlock]) -> None:
        super().__init__(source)
        self._expressions = expressions
        self._statements = statements
        self.aliases: dict[str, str] = {}
        """``use X\\Y as Z``: z -> y."""
        self.owner: str | None = None
        self.parent: str | None = None
        self.function = ""
        """The function that it is in."""
        self.yields = False
        """Whether that is a generator: what it yields is gathered in `YIELDED`, which it returns."""
        self.hidden: list[Stmt] = []
        """Classes without a name, which are made in expressions."""

    def one_expression(self, node: Node) -> Expr:
        """By the table; an unknown kind is `Opaque` with what its children hold."""
        meaning = self._expressions.get(node.type)
        if meaning is not None:
            return meaning(self, node)
        why = "syntax" if node.is_error else node.type.replace("_", " ")
        inner = tuple(self.expression(child) for child in parts(node)[:50])
        return Opaque(at=node.start_byte, end=node.end_byte, why=why, parts=inner)

    def one_block(self, node: Node) -> Block:
        """By the table; an expression where a statement may stand is run for what it does."""
        meaning = self._statements.get(node.type)
        if meaning is not None:
            return meaning(self, node)
        if node.is_error:
            return self.all_of(node)
        return self.statement_of(self.expression(node))

    def all_of(self, node: Node) -> Block:
        """The statements that a node holds, definitions and a syntax error's remains among them."""
        made: list[Stmt] = []
        for child in parts(node):
            made.extend(self.block(child))
        return tuple(made)

    def name(self, node: Node | None) -> str:
        """A class's or function's name: its last part, in small letters, after ``use ... as``."""
        last = name_of(node).rsplit("\\", 1)[-1].strip().lower()
        return self.aliases.get(last, last)

    def arguments(self, node: Node | None) -> tuple[Arg, ...]:
        """What a call is given."""
        return () if node is None else tuple(self._argument(child) for child in parts(node))

    def _argument(self, node: Node) -> Arg:
        name = field(node, "name")
        inner = parts(node)
        if not inner:
            return Arg(value=Const(at=node.start_byte))
        if inner[-1].type == "variadic_unpacking":
            return Arg(value=self.expression(parts(inner[-1])[0]), spread=True)
        named = None if name is None or len(inner) < 2 else name_of(name)
        return Arg(value=self.expression(inner[-1]), name=named)

    def parameters(self, node: Node | None) -> tuple[Param, ...]:
        """A function's parameters."""
        return () if node is None else tuple(self._parameter(child) for child in parts(node))

    def _parameter(self, node: Node) -> Param:
        default = field(node, "default_value")
        kind = field(node, "type")
        reference = any(child.type in {"reference_modifier", "&"} for child in node.children)
        return Param(
            name=name_of(field(node, "name")).lstrip("&"),
            default=None if default is None else self.expression(default),
            rest=node.type == "variadic_parameter",
            reference=reference,
            type=None if kind is None else self.name(kind).lstrip("?"),
        )

    def variable_by_name(self, node: Node) -> Expr:
        """``$$name``, ``${expression}``: a variable whose name is computed."""
        inner = parts(node)
        if not inner:
            return Const(at=node.start_byte)
        if inner[0].type == "name":
            return Var(at=node.start_byte, name="$" + name_of(inner[0]))
        return Item(at=node.start_byte, base=Var(node.start_byte, "<variables>"), key=self.expression(inner[0]))


def constant(node: Node, name: str) -> Expr:
    """A constant, a static property, a class's constant: kept among the globals under a name no variable has."""
    at = node.start_byte
    return Item(at=at, base=Var(at, "<globals>"), key=Const(at=at, value=name.encode("utf-8", "surrogateescape")))


def call_statement(node: Node, name: str, *values: Expr) -> Block:
    """A statement of the language as a call."""
    return (Do(at=node.start_byte, value=Call(node.start_byte, name, tuple(Arg(value) for value in values))),)


def plain(node: Node) -> Const:
    """A number or another literal as it is written."""
    return Const(at=node.start_byte, value=octets(node))
