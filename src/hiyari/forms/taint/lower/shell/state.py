"""What is known while one shell script is lowered, and what all kinds of nodes need."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Assign, Block, Call, Const, Expr, Item, Join, Opaque, Stmt, Var
from hiyari.forms.taint.lower.tree import Lowering, joined

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTION: Final = re.compile(rb"(?m)^[ \t]*(?:function[ \t]+([\w.-]{1,99})|([\w.-]{1,99})[ \t]*\([ \t]*\))")
_WRITTEN: Final = re.compile(
    rb"(?m)(?:^|[;&|({ \t`])(?:(?:local|export|declare|readonly|typeset)[ \t]+(?:-\w+[ \t]+)*)?(\w{1,99})\+?="
)
_LITERAL: Final = re.compile(
    rb"(?m)(?:^|;)[ \t]*(?:export[ \t]+|readonly[ \t]+)?(\w{1,99})="
    rb"(?:\"([^\"$`\\\n]*)\"|'([^'\n]*)'|([\w/.@:+-]*))[ \t]*(?:;|#|$)"
)
_ALIAS: Final = re.compile(rb"(?m)\balias[ \t]+([\w.-]{1,99})=(?:\"([^\"\n]{0,500})\"|'([^'\n]{0,500})')")
_MAPPING: Final = re.compile(rb"(?m)(?:declare|local|typeset)[ \t]+-\w{0,5}A\w{0,5}((?:[ \t]+\w{1,99})+)")
_EXPORTED: Final = re.compile(
    rb"(?m)\b(?:export|declare[ \t]+-\w{0,5}x\w{0,5}|typeset[ \t]+-\w{0,5}x)((?:[ \t]+\w{1,99}(?:=[^ \t\n;]{0,500})?)+)"
)
_REQUEST: Final = re.compile(r"(?:WWW|FORM|GET|POST|CGI|cgi)_(\w+)")
"""uncgi's, proccgi's, haserl's variables: one for each of the request's fields."""
MOST_PARSED_AGAIN: Final = 10_000_000
MOST_EXPORTED: Final = 30
DEEPEST: Final = 60
"""Commands in commands."""


class Shell(Lowering):
    """The state of one lowering."""

    def __init__(self, source: bytes, mask: bytes, backticks: dict[int, tuple[int, int]]) -> None:
        super().__init__(source)
        self.mask = mask
        self.backticks = backticks
        self.functions = {(one or other).decode("ascii", "replace") for one, other in _FUNCTION.findall(source)}
        self.assigned = {name.decode("ascii", "replace") for name in _WRITTEN.findall(source)}
        self.literals = _once(source)
        self.mappings = {
            name.decode("ascii", "replace") for names in _MAPPING.findall(source) for name in names.split()
        }
        """Lists whose keys are names."""
        self.exported = sorted(
            {
                name.partition(b"=")[0].decode("ascii", "replace")
                for names in _EXPORTED.findall(source)
                for name in names.split()
            }
        )
        """Variables that other commands see."""
        self.aliases = {
            name.decode("ascii", "replace"): double or single for name, double, single in _ALIAS.findall(source)
        }
        self.references: dict[str, Expr] = {}
        """Names of variables that stand for others (``declare -n``)."""
        self.traps: list[Stmt] = []
        """What is run when the script ends or is told to."""
        self.files: set[str] = set()
        """Files that the script writes: what it reads from them is what it wrote."""
        self.printing: set[str] = set()
        """Functions that do nothing but write: what they write is their value."""
        self.quiet = False
        """Whether only what ``echo`` and its kin write counts, since the commands themselves have been taken."""
        self.inside = False
        self.hoisted: list[Stmt] = []
        self.stdin: Expr | None = None
        """What a command at hand reads, where it comes from the commands before it."""
        self.again = MOST_PARSED_AGAIN
        self.left = 0
        """Nodes that may still be looked at: groups in pipes in groups are looked at more than once."""

    def affords(self) -> bool:
        """Whether one more node may be looked at."""
        self.left -= 1
        return self.left > 0

    @contextmanager
    def deeper(self) -> Iterator[bool]:
        """One level further down; false where that is too deep."""
        self._depth += 1
        try:
            yield self._depth < DEEPEST and self.affords()
        finally:
            self._depth -= 1

    @staticmethod
    def given_up(node: Node) -> Opaque:
        """A part that nests too deep, or has been looked at too often."""
        return Opaque(at=node.start_byte, end=node.end_byte, why="nested too deep")

    @abstractmethod
    def text(self, node: Node, stdin: Expr | None = None) -> Expr:
        """What a command writes to its standard output."""

    @abstractmethod
    def statement(self, node: Node, stdin: Expr | None = None) -> Block:
        """A statement, with what it reads where that comes from a pipe or a redirection."""

    @abstractmethod
    def code(self, node: Node, start: int, end: int) -> Expr:
        """What the commands between two offsets write: those of backticks."""

    @abstractmethod
    def script(self, node: Node, start: int, end: int) -> Block:
        """The statements between two offsets, as a function's."""

    @abstractmethod
    def here_document(self, start: int, end: int) -> list[Expr]:
        """The pieces of a heredoc's text, in which variables and commands count."""

    def raw(self, node: Node) -> bytes:
        """A node's text in the script itself."""
        return self.source[node.start_byte : node.end_byte]

    def name(self, node: Node | None) -> str:
        """A node's text as a name."""
        return "" if node is None else self.raw(node).decode("utf-8", "surrogateescape")

    def standard_input(self, at: int) -> Expr:
        """What a command reads: from the pipe it stands in, or what the script or function was given."""
        return self.stdin if self.stdin is not None else Var(at=at, name="<stdin>")

    def variable(self, at: int, name: str) -> Expr:
        """A parameter: ``$1`` is an element of the arguments, ``$FORM_to`` a field of the request."""
        arguments = "$@" if self.inside else "$ARGV"
        if name in {"@", "*"}:
            return Var(at=at, name=arguments)
        if name.isdigit() and name != "0":
            return Item(at=at, base=Var(at=at, name=arguments), key=Const(at=at, value=str(int(name) - 1).encode()))
        if name == "_":
            return Opaque(at=at, end=at + 2, why="the last word of the command before")
        if name in {"#", "?", "$", "!", "-"}:
            return Const(at=at)
        if name in {"0", "BASH_SOURCE"}:
            return Var(at=at, name="<file>")
        if name in self.references:
            return self.references[name]
        if name == "BASH_REMATCH":
            return Var(at=at, name="$BASH_REMATCH")
        request = _REQUEST.fullmatch(name)
        if request is not None and name not in self.assigned:
            return Item(at=at, base=Var(at=at, name="$<request>"), key=Const(at=at, value=request[1].encode()))
        return Var(at=at, name="$" + name)

    def environment(self, at: int) -> tuple[Arg, ...]:
        """What another command sees of the script's variables."""
        return tuple(Arg(value=self.variable(at, name)) for name in self.exported[:MOST_EXPORTED])

    def file(self, node: Node) -> Var | None:
        """The variable that stands for a file which this script writes."""
        name = self.name(node).strip("\"'")
        if name in {"/dev/null", "/dev/stdout", "/dev/stderr", "&1", "&2", "1", "2"}:
            return None
        return Var(at=node.start_byte, name=f"<file {name}>")


def _once(source: bytes) -> dict[str, bytes]:
    """Variables that are assigned once in the script, a literal: the path of a command."""
    times: dict[bytes, int] = {}
    for name in _WRITTEN.findall(source):
        times[name] = times.get(name, 0) + 1
    found = {}
    for name, double, single, bare in _LITERAL.findall(source):
        if times.get(name) == 1:
            found[name.decode("ascii", "replace")] = double or single or bare
    return found


def const(node: Node, value: bytes | None = None) -> Const:
    """A literal that stands at a node."""
    return Const(at=node.start_byte, value=value)


def call(at: int, name: str, *values: Expr) -> Call:
    """A call with plain arguments."""
    return Call(at=at, name=name, args=tuple(Arg(value=value) for value in values))


def read_file(low: Shell, target: Node, at: int) -> Expr:
    """``< file``: what the script wrote into it, or what anybody did."""
    if target.type == "process_substitution":
        return low.expression(target)
    if low.name(target).strip("\"'") in {"/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}:
        return low.standard_input(at)
    place = low.file(target)
    if place is not None and place.name in low.files:
        return place
    return call(at, "cat", low.expression(target))


def together(at: int, pieces: list[Expr]) -> Expr:
    """Pieces of a text as one expression: texts in it are taken apart, empty ones left out."""
    made: list[Expr] = []
    for piece in pieces:
        made.extend(piece.parts if isinstance(piece, Join) else (piece,))
    kept = [one for one in made if not (isinstance(one, Const) and one.value == b"")]
    return kept[0] if len(kept) == 1 else joined(at, kept)


def chomped(value: Expr) -> Expr:
    """A text without the line feeds at its end, as ``$(...)`` and ``read`` give it."""
    match value:
        case Const(value=octets) if octets is not None:
            return Const(at=value.at, value=octets.rstrip(b"\n"))
        case Join(parts=(*before, Const(value=octets) as last)) if octets is not None:
            left = octets.rstrip(b"\n")
            kept = (*before, Const(at=last.at, value=left)) if left else tuple(before)
            if len(kept) == 1:
                return kept[0]
            return Join(at=value.at, parts=kept) if left else chomped(Join(at=value.at, parts=kept))
        case _:
            return value


def put(at: int, target: Expr, value: Expr, *, append: bool = False) -> Assign:
    """An assignment."""
    return Assign(at=at, target=target, value=value, append=append)
