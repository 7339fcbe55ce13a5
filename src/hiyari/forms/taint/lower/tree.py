"""What all lowerings share: a tree from a grammar, and ways through it that no source can make too deep or too long.

The grammars belong to the extra ``[forms]`` and are loaded when the first script of their language is read. What nests
deeper than `DEEPEST` becomes an `Opaque` there: the engine reports it, Python's recursion limit never does.
"""

from __future__ import annotations

import importlib
import re
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from hiyari.forms.language import Language
from hiyari.forms.taint.ir import Block, Const, Do, Expr, Join, Opaque

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

DEEPEST: Final = 80
"""Nested expressions and blocks. Long concatenations do not nest: `spine` flattens them."""
DEEPEST_BRACKETS: Final = 1000
"""What a person writes nests a few dozen deep; some grammars take time that grows with the square of it."""
MOST_LOST: Final = 50
"""Error nodes that are told apart."""

_BRACKET: Final = re.compile(rb"[](){}[]")

_GRAMMARS: Final = {
    Language.PHP: ("tree_sitter_php", "language_php"),
    Language.PERL: ("tree_sitter_perl", "language"),
    Language.PYTHON: ("tree_sitter_python", "language"),
    Language.RUBY: ("tree_sitter_ruby", "language"),
    Language.SHELL: ("tree_sitter_bash", "language"),
    Language.JAVASCRIPT: ("tree_sitter_javascript", "language"),
}


class NoGrammarError(Exception):
    """The grammar of a language is not installed (the extra ``[forms]``)."""


@cache
def _parser(language: Language) -> Parser:
    module, function = _GRAMMARS[language]
    try:
        import tree_sitter  # noqa: PLC0415 - an extra, loaded when the first script is read

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # tree_sitter_perl gives an int, as grammars did before
            return tree_sitter.Parser(tree_sitter.Language(getattr(importlib.import_module(module), function)()))
    except ImportError as error:
        raise NoGrammarError(language.value) from error


def parse(source: bytes, language: Language) -> Node:
    """The root of the syntax tree; its offsets are those of ``source``.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    return _parser(language).parse(source).root_node


def too_deep(source: bytes) -> bool:
    """Whether brackets, wherever they stand, nest so deeply that some grammars would need minutes for them."""
    if sum(source.count(opening) for opening in (b"(", b"[", b"{")) <= DEEPEST_BRACKETS:
        return False
    depth = 0
    for found in _BRACKET.finditer(source):
        depth = depth + 1 if found[0] in b"([{" else max(0, depth - 1)
        if depth > DEEPEST_BRACKETS:
            return True
    return False


def octets(node: Node) -> bytes:
    """A node's source."""
    return node.text or b""


def name_of(node: Node | None) -> str:
    """A node's source as a name; bytes that are no UTF-8 survive as surrogates."""
    return "" if node is None else octets(node).decode("utf-8", "surrogateescape")


def field(node: Node, name: str) -> Node | None:
    """The child with a field's name."""
    return node.child_by_field_name(name)


def fields(node: Node, name: str) -> list[Node]:
    """All children with a field's name, without punctuation."""
    return [child for child in node.children_by_field_name(name) if child.is_named]


def parts(node: Node) -> list[Node]:
    """The named children without comments."""
    return [child for child in node.named_children if child.type != "comment"]


def child_of_type(node: Node, *types: str) -> Node | None:
    """The first child of one of these types."""
    return next((child for child in node.children if child.type in types), None)


def spine(node: Node, kind: str, operators: frozenset[bytes]) -> list[Node] | None:
    """The operands of ``a . b . c`` in order, however long, without going down the tree once for each.

    None when the node is not of that kind with one of these operators. Works for grammars whose binary expressions have
    the fields ``left``, ``operator`` and ``right``.
    """
    found: list[Node] = []
    while node.type == kind:
        operator, left, right = field(node, "operator"), field(node, "left"), field(node, "right")
        if operator is None or left is None or right is None or octets(operator) not in operators:
            break
        found.append(right)
        node = left
    if not found:
        return None
    found.append(node)
    found.reverse()
    return found


def unended(root: Node) -> tuple[Opaque, ...]:
    """The first heredoc of a shell script that goes to the end of the file, since no line ends it.

    A shell takes it so, too; but the grammar may have seen a heredoc where there is none.
    """
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.type == "heredoc_redirect":
            word, end = child_of_type(node, "heredoc_start"), child_of_type(node, "heredoc_end")
            written = b"" if word is None else octets(word).translate(None, b"\\'\"")
            if end is None or octets(end).strip() != written:
                return (Opaque(at=node.start_byte, end=node.end_byte, why="syntax"),)
        waiting.extend(reversed(node.named_children))
    return ()


def lost(root: Node) -> tuple[Opaque, ...]:
    """Where the parser was lost: nodes of the kind ERROR and missing ones, in order, at most `MOST_LOST`."""
    return tuple(Opaque(at=node.start_byte, end=node.end_byte, why="syntax") for node in _errors(root))


def _errors(root: Node) -> Iterator[Node]:
    waiting, found = [root], 0
    while waiting and found < MOST_LOST:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found += 1
            yield node
        elif node.has_error:
            waiting.extend(reversed(node.children))


def joined(at: int, pieces: list[Expr]) -> Expr:
    """Pieces of a string as one expression: neighbouring constants become one, a single piece stands for itself."""
    made: list[Expr] = []
    for piece in pieces:
        before = made[-1] if made else None
        if isinstance(piece, Const) and isinstance(before, Const) and None not in (piece.value, before.value):
            made[-1] = Const(at=before.at, value=(before.value or b"") + (piece.value or b""))
        else:
            made.append(piece)
    match made:
        case []:
            return Const(at=at, value=b"")
        case [Const() as only]:
            return only
        case _:
            return Join(at=at, parts=tuple(made))


class Lowering(ABC):
    """From one file's tree to the small language; a language says what nodes mean, this how deep they may nest."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self._depth = 0

    def expression(self, node: Node | None) -> Expr:
        """An expression; what nests too deep or is a syntax error is `Opaque`."""
        if node is None:
            return Const(at=0)
        if self._depth >= DEEPEST:
            return Opaque(at=node.start_byte, end=node.end_byte, why="nested too deep")
        self._depth += 1
        try:
            return self.one_expression(node)
        finally:
            self._depth -= 1

    def block(self, node: Node | None) -> Block:
        """A statement, or a block of them, as statements; nested too deep, it is one `Opaque`."""
        if node is None:
            return ()
        if self._depth >= DEEPEST:
            return self.statement_of(Opaque(at=node.start_byte, end=node.end_byte, why="nested too deep"))
        self._depth += 1
        try:
            return self.one_block(node)
        finally:
            self._depth -= 1

    @staticmethod
    def statement_of(value: Expr) -> Block:
        """An expression as a statement."""
        return (Do(at=value.at, value=value),)

    @abstractmethod
    def one_expression(self, node: Node) -> Expr:
        """What one node means; goes down by `expression` and `block`."""

    @abstractmethod
    def one_block(self, node: Node) -> Block:
        """What one statement or block means; goes down by `expression` and `block`."""
