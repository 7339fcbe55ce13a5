"""What the lowerings of Python, Ruby and JavaScript share: statements that wait, handlers that the server calls.

Some expressions of these languages hold statements (a comprehension, a block, a callback). They are lowered to
statements that run before the one they stand in: these wait in the `Walk` until that statement is written down.
Nesting is bounded by `hiyari.forms.taint.lower.tree.Lowering`, so that no source can exhaust Python's stack: what
lies deeper is `Opaque`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint import ir
from hiyari.forms.taint.engine.looking import every
from hiyari.forms.taint.lower.tree import Lowering, octets

if TYPE_CHECKING:
    from tree_sitter import Node

LONGEST: Final = 30
"""Alternatives of one branch that are nested within one another; further ones follow side by side."""

ASKED: Final = "<asked>"
"""The call that stands for "somebody asks for this handler's page": a condition that nobody knows."""
REQUEST: Final = "the handler's arguments"
"""The call that gives a handler what comes from the request: a source in the tables of these languages."""
LOGIN: Final = "<login>"
"""The call that stands for a login that the framework demands before a handler runs."""


class Walk(Lowering):
    """The state of lowering one file."""

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.waiting: list[ir.Stmt] = []
        """Statements that an expression needs before it."""
        self.handlers: list[ir.Stmt] = []
        """Calls of handlers; they come at the end of the program."""
        self._made = 0

    @abstractmethod
    def statements(self, node: Node) -> Sequence[ir.Stmt]:
        """What one statement means."""

    def one_block(self, node: Node) -> ir.Block:
        """A statement, behind those that its expressions needed before them."""
        return self.before(lambda: self.statements(node))

    def each(self, nodes: Iterable[Node]) -> ir.Block:
        """Statements in order."""
        return tuple(one for node in nodes for one in self.block(node))

    def before(self, run: Callable[[], Sequence[ir.Stmt]]) -> ir.Block:
        """The statements that ``run`` gives, behind those that its expressions needed before them."""
        outer, self.waiting = self.waiting, []
        try:
            made = run()
            return (*self.waiting, *made)
        finally:
            self.waiting = outer

    def fresh(self, at: int, what: str) -> ir.Var:
        """A variable that no source can name."""
        self._made += 1
        return ir.Var(at, f"<{what} {self._made}>")


def join(at: int, pieces: Iterable[ir.Expr]) -> ir.Expr:
    """Strings put together; joins within joins are flat, and neighbouring literals become one."""
    flat: list[ir.Expr] = []
    for piece in pieces:
        for one in piece.parts if isinstance(piece, ir.Join) else (piece,):
            last = flat[-1] if flat else None
            if isinstance(one, ir.Const) and isinstance(last, ir.Const) and None not in (one.value, last.value):
                flat[-1] = ir.Const(last.at, (last.value or b"") + (one.value or b""))
            else:
                flat.append(one)
    match flat:
        case []:
            return ir.Const(at, b"")
        case [ir.Const() as only]:
            return only
        case _:
            return ir.Join(at, tuple(flat))


def mixed(at: int, parts: Sequence[ir.Expr]) -> ir.Expr:
    """A value that may hold any of the parts."""
    return parts[0] if len(parts) == 1 else ir.Mix(at, tuple(parts))


def branches(at: int, arms: Sequence[tuple[ir.Expr, ir.Block]], otherwise: ir.Block) -> ir.Block:
    """``if ... elsif ... else``. A chain that is very long is laid flat at its end: each of its last arms may run."""
    rest: ir.Block = (*(ir.If(at, condition, then) for condition, then in arms[LONGEST:]), *otherwise)
    for condition, then in reversed(arms[:LONGEST]):
        rest = (ir.If(condition.at, condition, then, rest),)
    return rest


def asked(at: int, body: ir.Block) -> ir.If:
    """What the web server's side runs when somebody asks for a handler's page. However it ends, others may run too."""
    return ir.If(at, ir.Call(at, ASKED), (ir.Try(at, body, ((),)),))


def requested(at: int, name: str | None = None) -> ir.Expr:
    """What a handler is given from the request; with the name of the parameter that takes it, a field of that name."""
    whole = ir.Call(at, REQUEST)
    return whole if name is None else ir.Item(at, whole, ir.Const(at, name.encode("utf-8", "surrogateescape")))


def demand_login(at: int) -> ir.If:
    """The first statement of a handler that the framework runs for users who have logged in, and for nobody else."""
    return ir.If(at, ir.Not(at, ir.Call(at, LOGIN)), (ir.Exit(at),))


def const(node: Node) -> ir.Const:
    """A literal as it is written."""
    return ir.Const(node.start_byte, octets(node))


def words(text: str) -> frozenset[str]:
    """Names, one behind another."""
    return frozenset(text.split())


_TAKES_AWAY: Final = frozenset({"<shift>", "<pop>", ".next", "array_shift", "array_pop", "next", "each"})


def kept_subject(at: int, subject: ir.Expr) -> tuple[ir.Expr, ir.Block]:
    """What a ``switch`` looks at, which is worked out once though it is compared often: ``switch (step++)``."""
    does = any(
        isinstance(one, ir.Bind) or (isinstance(one, ir.Call) and one.name in _TAKES_AWAY) for one in every(subject)
    )
    if not does:
        return subject, ()
    kept = ir.Var(at, f"<switch {at}>")
    return kept, (ir.Assign(at, kept, subject, declares=True),)
