"""Where the lowering of one JavaScript file stands: what names were imported as, and what each kind of node means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import field, name_of, parts
from hiyari.forms.taint.lower.walking import Walk, mixed

if TYPE_CHECKING:
    from tree_sitter import Node

_TRANSPARENT: Final = frozenset({"parenthesized_expression", "await_expression", "non_null_expression"})


class JavaScript(Walk):
    """One JavaScript file."""

    def __init__(
        self,
        source: bytes,
        expressions: Mapping[str, Callable[[JavaScript, Node], ir.Expr]],
        statements: Mapping[str, Callable[[JavaScript, Node], Sequence[ir.Stmt]]],
    ) -> None:
        super().__init__(source)
        self.scopes: list[dict[str, str | None]] = [{}]
        """From the outermost to the innermost: a name is an import's dotted name, or None for a variable."""
        self.constants: dict[str, ir.Const | ir.Pattern] = {}
        """``const`` of the file that hold a literal, and are bound once."""
        self.functions: dict[str, Node] = {}
        """Functions that the file defines."""
        self.again: set[int] = set()
        """Functions that are being defined once more, with the handler that their ``next`` calls."""
        self.checked: set[int] = set()
        """Where functions begin that a framework calls behind a check of its own: nobody else calls them."""
        self.shared: set[str] = set()
        """Names that were taken out of what a file of the site exports."""
        self.files: list[ir.Stmt] = []
        """Files of the site that are taken in where they are used: ``require("./mailer").send(x)``."""
        self.classes: set[str] = set()
        """Classes that the file defines."""
        self.answering = False
        """Whether this is what is said to a server's answers."""
        self.maps: set[str] = set()
        """Variables that hold a ``Map``, of which a loop takes pairs."""
        self.listeners: dict[str, list[Node]] = {}
        """Functions that wait for an event of the script's own, by its name."""
        self.base: str | None = None
        """What the class whose body is lowered extends."""
        self.yielded: ir.Var | None = None
        """What a generator that is being lowered gives, as a list; None in any other function."""
        self.within: str | None = None
        """The class whose body is lowered."""
        self._expressions = expressions
        self._statements = statements

    def meaning(self, name: str) -> str | None:
        """The dotted name that a name was imported as."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def is_parameter(self, node: Node) -> bool:
        """Whether a name stands for what a function was given, and that is none of the tables'."""
        name = name_of(node) if node.type == "identifier" else ""
        return any(name in scope for scope in self.scopes[1:]) and self.meaning(name) is None

    def one_expression(self, node: Node) -> ir.Expr:
        """What an expression means; one without a meaning of its own may hold any of its parts."""
        at, end = node.start_byte, node.end_byte
        if node.is_missing:
            return ir.Opaque(at, end, "syntax")
        if node.type in _TRANSPARENT:
            return self.expression(next(iter(parts(node)), None))
        if made := self._expressions.get(node.type):
            return made(self, node)
        below = tuple(self.expression(one) for one in parts(node))
        return ir.Opaque(at, end, "syntax", below) if node.is_error else mixed(at, below or (ir.Const(at),))

    def statements(self, node: Node) -> Sequence[ir.Stmt]:
        """What a statement means; one without a meaning of its own is done for its expressions."""
        if made := self._statements.get(node.type):
            return made(self, node)
        return (ir.Do(node.start_byte, self.expression(node)),)

    def dotted(self, node: Node | None) -> str | None:
        """The full name of ``a.b.c`` where ``a`` was imported (also by ``require`` in place); else None."""
        path: list[str] = []
        while node is not None and node.type in {"member_expression", *_TRANSPARENT}:
            if node.type == "member_expression":
                path.append(name_of(field(node, "property")))
                node = field(node, "object")
            else:
                node = next(iter(parts(node)), None)
        root = None
        if node is not None and node.type in {"identifier", "shorthand_property_identifier"}:
            root = self.meaning(name_of(node))
        elif node is not None and node.type == "call_expression" and name_of(field(node, "function")) == "require":
            root = module_of(field(node, "arguments"))
        if root is None:
            return None
        return ".".join(one for one in (root, *reversed(path)) if one and one != "default")


def module_of(arguments: Node | None) -> str | None:
    """The module that ``require("node:x")`` takes; a file of the site itself is the empty name."""
    given = parts(arguments) if arguments is not None else []
    if len(given) != 1 or given[0].type != "string":
        return None
    return module_name(name_of(given[0])[1:-1])


def module_name(written: str) -> str:
    """A module's name without ``node:``; the empty name for a file of the site itself."""
    return "" if written.startswith((".", "/")) else written.removeprefix("node:")
