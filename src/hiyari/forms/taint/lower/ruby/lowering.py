"""Where the lowering of one Ruby file stands: locals, the class it is in, the block it is in, heredocs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.lower.tree import field as child
from hiyari.forms.taint.lower.tree import parts
from hiyari.forms.taint.lower.walking import Walk, mixed

if TYPE_CHECKING:
    from tree_sitter import Node


SHIFTS: Final = frozenset({b"<<", b">>"})
"""``<<``, and what `hiyari.forms.taint.lower.ruby.shifts` makes of it."""
BLOCK: Final = "&block"
"""The variable that the block which a method is given is in."""


class Block(Enum):
    """What ``next`` leaves."""

    FUNCTION = auto()
    """A method, a handler, a lambda: it ends."""
    LOOP = auto()
    """A block that is called again and again."""
    STRAIGHT = auto()
    """A block that is called once."""


@dataclass(slots=True, kw_only=True)
class Within:
    """The class whose body is lowered."""

    name: str
    base: str
    methods: frozenset[str] = frozenset()
    first: list[str] = field(default_factory=list)
    """Methods that ``before_action`` names."""
    logins: list[tuple[frozenset[str] | None, frozenset[str]]] = field(default_factory=list)
    """Logins that ``before_action`` demands: of which actions (None: all), and of which not."""

    @property
    def is_mailer(self) -> bool:
        """Whether it is one of Rails' mailers, by its base."""
        return self.base.endswith(("Mailer", "ActionMailer::Base"))


class Ruby(Walk):
    """One Ruby file."""

    def __init__(
        self,
        source: bytes,
        expressions: Mapping[str, Callable[[Ruby, Node], ir.Expr]],
        statements: Mapping[str, Callable[[Ruby, Node], Sequence[ir.Stmt]]],
    ) -> None:
        super().__init__(source)
        self.locals: list[set[str]] = [set()]
        """Variables of the methods (and blocks) around; anything else that is a bare name is a call."""
        self.inside: list[Block] = [Block.FUNCTION]
        self.within: Within | None = None
        self.builder: ir.Var | None = None
        """The mail whose block is lowered: ``Mail.new do to "..." end`` calls its methods."""
        self.handles: set[str] = set()
        """Variables that hold a pipe, a file or a stream: ``<<`` writes."""
        self.mails: set[str] = set()
        """Variables that hold a mail: ``to_s`` is the whole message."""
        self.streams: dict[str, ir.Var] = {}
        """Variables that a message is written into, and what gathers it."""
        self.params: list[str] = []
        """Parameters of the method around, which ``super`` passes on."""
        self.method = ""
        """The method around."""
        self.yielding: set[str] = set()
        """Methods of the file that call the block which they are given."""
        self.broken: list[ir.Var] = []
        """What ``break`` gives, for each loop around whose value is wanted."""
        self.in_method = False
        """Whether ``self`` is an object of the class: in its methods, and not in a handler's block."""
        self.methods: set[str] = set()
        """Methods that the file defines outside of classes."""
        self.classes: dict[str, frozenset[str]] = {}
        self.constants: dict[str, ir.Const | ir.Pattern] = {}
        self.stands: dict[str, ir.Const] = {}
        """Block parameters that stand for a literal while a test is written out for it."""
        self.bodies: dict[int, Node] = {}
        """Of heredocs, by where they are announced."""
        self.first: list[str] = []
        """Sinatra's ``before`` blocks."""
        self._expressions = expressions
        self._statements = statements

    def is_local(self, name: str) -> bool:
        """Whether a bare name is a variable here."""
        return any(name in scope for scope in self.locals)

    def one_expression(self, node: Node) -> ir.Expr:
        """What an expression means; one without a meaning of its own may hold any of its parts."""
        at, end = node.start_byte, node.end_byte
        if node.is_missing:
            return ir.Opaque(at, end, "syntax")
        if made := self._expressions.get(node.type):
            return made(self, node)
        if node.type in self._statements:  # everything has a value; that of a statement is kept for those that want it
            self.waiting.extend(self._statements[node.type](self, node))
            return ir.Const(at, b"")
        below = tuple(self.expression(one) for one in parts(node))
        return ir.Opaque(at, end, "syntax", below) if node.is_error else mixed(at, below or (ir.Const(at),))

    def statements(self, node: Node) -> Sequence[ir.Stmt]:
        """What a statement means; one without a meaning of its own is done for its expressions."""
        if made := self._statements.get(node.type):
            return made(self, node)
        return (ir.Do(node.start_byte, self.expression(node)),)

    def operator(self, node: Node) -> bytes:
        """An operator as it is in the script: `hiyari.forms.taint.lower.ruby.shifts` may have turned it."""
        found = child(node, "operator") or node
        return self.source[found.start_byte : found.end_byte]
