"""Shell scripts (sh, bash, ksh) to the small language.

A command is a `Call` by its name, with its words. What commands write is put together here: ``echo``, ``printf``,
``cat``, groups, filters and files that the script itself writes become the text that ``mail`` or ``sendmail`` at the
end of a pipe, behind a heredoc or a ``<`` reads: ``redirect`` (the command, ``<<``, the text). What the script reads
itself is ``<stdin>``, the body of a POST.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hiyari.forms.language import Language
from hiyari.forms.taint.ir import Block, Expr, Opaque, Program, Var
from hiyari.forms.taint.lower.shell import statements, text, words
from hiyari.forms.taint.lower.shell.mask import masked, unquoted
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, put
from hiyari.forms.taint.lower.tree import lost, parse, unended

if TYPE_CHECKING:
    from tree_sitter import Node


def lower(source: bytes) -> Program:
    """A script as statements of the small language.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    mask, backticks = masked(source)
    root = parse(mask, Language.SHELL)
    low = ShellLowering(source, mask, backticks)
    low.left = 2000 + 20 * root.descendant_count
    first = put(0, Var(at=0, name="<stdin>"), call(0, "<stdin>"))
    body = low.block(root)
    return Program(body=(first, *body, *low.traps), lost=(*lost(root), *unended(root)))


class ShellLowering(Shell):
    """Goes from node to node."""

    def one_expression(self, node: Node) -> Expr:
        """What a word means."""
        return words.word(self, node) if self.affords() else self.given_up(node)

    def one_block(self, node: Node) -> Block:
        """What a statement means."""
        return statements.statement(self, node) if self.affords() else self.statement_of(self.given_up(node))

    def statement(self, node: Node, stdin: Expr | None = None) -> Block:
        """A statement, with what it reads."""
        with self.deeper() as room:
            return statements.statement(self, node, stdin) if room else self.statement_of(self.given_up(node))

    def text(self, node: Node, stdin: Expr | None = None) -> Expr:
        """What a command writes to its standard output."""
        with self.deeper() as room:
            return text.text(self, node, stdin) if room else self.given_up(node)

    def code(self, node: Node, start: int, end: int) -> Expr:
        """What the commands of backticks write; they are parsed at their own offsets."""
        self.again -= end
        if self.again < 0:
            return Opaque(at=node.start_byte, end=node.end_byte, why="code in a string")
        inner, nested = masked(self.source[start:end].replace(b"\\`", b" `"))
        self.backticks |= {start + at: (start + one, start + other) for at, (one, other) in nested.items()}
        root = parse(b" " * start + inner, Language.SHELL)
        return chomped(self.text(root))

    def script(self, node: Node, start: int, end: int) -> Block:
        """The statements between two offsets, as a function's; they are parsed at their own offsets."""
        self.again -= end
        if self.again < 0:
            return self.statement_of(Opaque(at=node.start_byte, end=node.end_byte, why="code in a string"))
        inner, nested = masked(self.source[start:end])
        self.backticks |= {start + at: (start + one, start + other) for at, (one, other) in nested.items()}
        outer, self.inside = self.inside, True
        hoisted, self.hoisted = self.hoisted, []
        try:
            return self.block(parse(b" " * start + inner, Language.SHELL))
        finally:
            self.inside, self.hoisted = outer, hoisted

    def here_document(self, start: int, end: int) -> list[Expr]:
        """The pieces of a heredoc: parsed as the double-quoted string that it is but for its quotes.

        The grammar's own heredocs lose expansions at the beginning of a line.
        """
        self.again -= end
        if self.again < 0:
            return [Opaque(at=start, end=end, why="code in a string")]
        text = b'"' + unquoted(self.mask[start:end]) + b'"'
        waiting = [parse(b" " * (start - 1) + text, Language.SHELL)]
        while waiting:
            node = waiting.pop()
            if node.type == "string":
                return words.pieces_of(self, node, start, end, words.HERE)
            waiting.extend(node.named_children[:1])
        return [Opaque(at=start, end=end, why="syntax")]
