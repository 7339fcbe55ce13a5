"""Where the lowering of one Python file stands: names, the class it is in, and what each kind of node means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.python.generators import Yields
from hiyari.forms.taint.lower.python.names import Names
from hiyari.forms.taint.lower.tree import parts
from hiyari.forms.taint.lower.walking import Walk, mixed

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The class whose body is lowered."""

    name: str
    bases: tuple[str, ...]
    """Dotted names, where they are imported."""


class Python(Walk):
    """One Python file."""

    def __init__(
        self,
        source: bytes,
        expressions: Mapping[str, Callable[[Python, Node], ir.Expr]],
        statements: Mapping[str, Callable[[Python, Node], Sequence[ir.Stmt]]],
    ) -> None:
        super().__init__(source)
        self.names = Names()
        self.within: Within | None = None
        self.owner: Within | None = None
        """The class whose body one is right in: what is defined there is its method."""
        self.yields: Yields | None = None
        """How the function that is lowered yields."""
        self.registered: set[str] = set()
        """Functions that are handed to a framework by their name: ``path("contact/", contact)``."""
        self.defined: set[str] = set()
        """Functions and classes of the module."""
        self.methods: set[str] = set()
        """Methods of the file's classes, by their own names."""
        self.classes: set[str] = set()
        """Classes that the file defines."""
        self.attributes: dict[str, set[str]] = {}
        """Attributes that a class's own body sets, by the class."""
        self.bases: dict[str, tuple[str, ...]] = {}
        """Classes of the file that a class is derived from."""
        self.set_by_class: set[str] = set()
        """Attributes that are set by way of a class: ``Config.to = ...``."""
        self.forms: set[str] = set()
        """Classes of the file that hold a form's (or a body's) fields, for a framework."""
        self.checked: set[str] = set()
        """Fields that a form class declares as an address: frameworks let one plain address through."""
        self._expressions = expressions
        self._statements = statements

    def one_expression(self, node: Node) -> ir.Expr:
        """What an expression means; one without a meaning of its own may hold any of its parts."""
        at, end = node.start_byte, node.end_byte
        if node.is_missing:
            return ir.Opaque(at, end, "syntax")
        if made := self._expressions.get(node.type):
            return made(self, node)
        below = tuple(self.expression(one) for one in parts(node))
        return ir.Opaque(at, end, "syntax", below) if node.is_error else mixed(at, below or (ir.Const(at),))

    def statements(self, node: Node) -> Sequence[ir.Stmt]:
        """What a statement means; one without a meaning of its own is done for its expressions."""
        if made := self._statements.get(node.type):
            return made(self, node)
        return (ir.Do(node.start_byte, self.expression(node)),)
