"""What is known while one Perl script is lowered, and what all kinds of nodes need."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Block, Call, Const, Do, Expr, If, Mix, Stmt
from hiyari.forms.taint.lower.perl.packages import name_in, packages
from hiyari.forms.taint.lower.tree import Lowering, octets, parts
from hiyari.forms.taint.lower.tree import field as child

if TYPE_CHECKING:
    from tree_sitter import Node

_OPENED: Final = re.compile(
    rb"\b(?:open|socket|accept|sysopen|opendir)\s{0,9}\(?\s{0,9}[\\*]{0,2}([A-Za-z_]\w{0,99})\s{0,9},"
)
_DATA: Final = re.compile(rb"(?m)^__(?:DATA|END)__\b")
_CALLABLE: Final = re.compile(rb"[A-Z][A-Z0-9_]{0,99}")
_NO_VALUE: Final = frozenset({"pod", "heredoc_content", "eof_marker", "data_section"})
MOST_PARSED_AGAIN: Final = 10_000_000
"""Octets that are gone through for the replacements of ``s///e`` of one script, which are read as code."""


@dataclass(slots=True)
class Known:
    """What a first look at the whole script tells."""

    heredocs: dict[int, Node] = field(default_factory=dict)
    """The text for each ``<<EOT``, by the offset of the latter."""
    commands: tuple[Node, ...] = ()
    """All ``exec``, in order: what a process opened by ``|-`` runs."""
    constants: dict[str, bytes] = field(default_factory=dict)
    """Scalars that are assigned once, a literal: patterns are put together from them."""


class Perl(Lowering):
    """The state of one lowering."""

    def __init__(self, source: bytes, mask: bytes, known: Known) -> None:
        super().__init__(source)
        self.mask = mask
        self.known = known
        self.packages = packages(source)
        self.subs = {f"{name}::{sub}" if name else sub for name, one in self.packages.items() for sub in one.subs}
        self.handles = {name.decode("ascii") for name in _OPENED.findall(source)}
        self.has_data = "DATA" not in self.handles and _DATA.search(source) is not None
        """Whether ``<DATA>`` is what stands behind the script's end, and no file that is opened under that name."""
        self.constants: set[str] = set()
        self.package = ""
        self.inside = False
        """Whether this is in a sub, where ``shift`` takes from ``@_``."""
        self.hoisted: list[Stmt] = []
        """What has to run before the statement at hand."""
        self.filled: dict[str, None] = {}
        """Mappings and lists that get elements one by one, and so are empty ones before."""
        self.formats: dict[str, tuple[Expr, ...]] = {}
        """The text of each ``format``, variables in their places."""
        self.named: list[Stmt] = []
        """Subs that stand inside of others: Perl has them from the beginning, as all that have a name."""
        self.memory: dict[str, Expr] = {}
        """Variables that a handle writes into (``open($fh, '>', \\$text)``)."""
        self.children: set[int] = set()
        """Where a forked child runs a command that a handle of its parent writes into: the handle stands for it."""
        self.values: set[tuple[int, int]] = set()
        """Where the expressions stand that a sub ends with: their value is what the sub gives."""
        self.again = MOST_PARSED_AGAIN
        self.unrolled = 0
        """Loops over written-out places that this is in: only the outer ones are written once for each."""
        self.left = 0
        """Nodes that may still be looked at: the body of an unrolled loop is, more than once."""

    @abstractmethod
    def code(self, node: Node) -> Expr:
        """A text that is code: the replacement of ``s///e``."""

    def raw(self, node: Node) -> bytes:
        """A node's text in the script itself."""
        return self.source[node.start_byte : node.end_byte]

    def name(self, node: Node | None) -> str:
        """A node's text as a name, package quotes as ``::``."""
        return "" if node is None else name_in(self.raw(node))

    def hoisting(self, node: Node | None) -> tuple[list[Stmt], Expr]:
        """An expression, and the statements that have to run before it."""
        outer, self.hoisted = self.hoisted, []
        try:
            value = self.expression(node)
            return self.hoisted, value
        finally:
            self.hoisted = outer

    def sometimes(self, node: Node | None, condition: Expr | None = None) -> Expr:
        """An operand that is not always looked at: what it hoists runs on condition."""
        before, value = self.hoisting(node)
        if before:
            at = before[0].at
            self.hoisted.append(If(at=at, condition=condition or Mix(at=at, parts=()), then=tuple(before)))
        return value

    def ends_with(self, node: Node | None) -> None:
        """The last expression of a block, in all of its branches, is a value."""
        waiting = [] if node is None else [node]
        while waiting:
            one = waiting.pop()
            inner = [each for each in parts(one) if each.type not in _NO_VALUE]
            match one.type:
                case "conditional_statement" | "elsif" | "else" | "try_statement":
                    waiting.extend(each for each in inner if each.type in {"block", "elsif", "else"})
                case "block" | "expression_statement" | "block_statement":
                    waiting.extend(inner[-1:])
                case _:
                    self.values.add((one.start_byte, one.end_byte))

    def is_value(self, node: Node) -> bool:
        """Whether a sub ends with an expression."""
        return (node.start_byte, node.end_byte) in self.values

    def is_handle(self, name: str) -> bool:
        """Whether a bare word names a file handle."""
        if name in self.subs or name in self.constants:
            return False
        return name in self.handles or bool(_CALLABLE.fullmatch(name.encode("utf-8", "surrogateescape")))

    def sub(self, name: str) -> str:
        """The full name of the sub that a call means: in this package, in the only one that has it, or as it stands."""
        name = name.removeprefix("main::").removeprefix("::")
        if "::" in name or (name in self.subs and not self.package):
            return name
        if f"{self.package}::{name}" in self.subs:
            return f"{self.package}::{name}"
        return name


def const(node: Node, value: bytes | None = None) -> Const:
    """A literal that stands at a node."""
    return Const(at=node.start_byte, value=value)


def call(at: int, name: str, *values: Expr, base: Expr | None = None) -> Call:
    """A call with plain arguments."""
    return Call(at=at, name=name, args=tuple(Arg(value=value) for value in values), base=base)


def doing(value: Expr) -> Block:
    """An expression for what it does."""
    return (Do(at=value.at, value=value),)


def operator(node: Node) -> bytes:
    """The operator of a node."""
    found = child(node, "operator")
    return b"" if found is None else octets(found)
