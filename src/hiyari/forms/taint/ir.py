"""The small language that scripts are lowered to: what the engine needs to follow a value, and nothing else.

Six languages differ in how they write things; how a stranger's value comes into a mail differs little. Each language's
`lower` turns its syntax tree into these nodes; whatever it has no node for becomes `Mix` (the value may hold any of the
parts) or `Opaque` (not understood: the engine reports it where a value could pass through it). Nothing is dropped in
silence.

``at`` is everywhere the byte offset in the source, from which lines are counted when something is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Const:
    """A literal."""

    at: int
    value: bytes | None = None
    """Its octets after escapes (``\\n`` is a line feed); numbers as written; None: a constant that does not matter."""


@dataclass(frozen=True, slots=True)
class Var:
    """A variable, with its sigil where the language has one (``$to``, ``@list``, ``%form``, ``to``, ``@to``)."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A property: ``base.name``, ``$base->name``, ``Class::NAME``."""

    at: int
    base: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """An element: ``base[key]``, ``$base{key}``; no key where it is any of them (``$a[]``, a slice)."""

    at: int
    base: Expr
    key: Expr | None


@dataclass(frozen=True, slots=True)
class Join:
    """Strings put together in order: concatenation, interpolation, heredocs, ``implode`` of known parts."""

    at: int
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Array:
    """A list or a mapping that is written out."""

    at: int
    items: tuple[tuple[Expr | None, Expr], ...]
    """Key (None: by position) and value."""


@dataclass(frozen=True, slots=True)
class Arg:
    """An argument."""

    value: Expr
    name: str | None = None
    """Keyword arguments; Perl's and Ruby's ``To => $x`` too."""
    spread: bool = False
    """``...$x``, ``*x``, ``**x``, ``%mail``."""
    mapping: bool = False
    """Of those that spread: keys are names of parameters (Python's ``**x``)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function, a method, a constructor, an operator of the language that does something.

    ``name`` is what the tables look up: ``mail``, ``preg_match``, ``MIME::Lite.new`` where the base is a class's name,
    ``new PHPMailer`` (last part of a namespaced name), ``smtplib.SMTP`` (imports are resolved by `lower`:
    after ``from smtplib import SMTP as S`` a call of ``S`` is ``smtplib.SMTP``), and without the base's own name for
    methods of a value: ``.addAddress``. Operators with a name of their own: ``backtick`` (one argument: the command),
    ``open`` (Perl: handle, then as given; the handle is a `Var` named ``*MAIL``), ``print`` (an `Arg` named ``handle``
    where there is one, then the text), ``<STDIN>``, ``s///`` (subject, `Pattern`, replacement; an `Assign` to the
    subject is put around it),
    ``tr///`` (subject, the octets that are looked for, what they become, flags), ``pipe`` (shell: commands in order),
    ``redirect`` (command, the operator, its word or text).
    """

    at: int
    name: str
    args: tuple[Arg, ...] = ()
    base: Expr | None = None
    """What a method is called on."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression that is written out."""

    at: int
    source: bytes
    """Without delimiters."""
    flags: str = ""
    """As the language writes them: ``i``, ``D``, ``m``, ``g``, ..."""
    dialect: str = "perl"
    """``perl``, ``php``, ``python``, ``ruby``, ``javascript``, ``posix``, ``glob``, which differ in ``^`` and ``$``."""


class Comparison(StrEnum):
    """Tests with two sides."""

    EQUAL = "equal"
    """Also Perl's ``eq``, PHP's ``===``."""
    DIFFERENT = "different"
    IN = "in"
    """``left`` is one of ``right``: ``in_array``, ``in``, ``include?``, ``exists $allowed{x}``, ``isset($map[x])``."""
    MATCHES = "matches"
    """``left`` matches the pattern ``right`` somewhere (anchors are in the pattern)."""
    CONTAINS = "contains"
    """The string ``left`` contains the string ``right``."""
    GREATER = "greater"
    LESS = "less"
    AT_LEAST = "at least"
    AT_MOST = "at most"
    OTHER = "other"
    """Anything else that has two sides."""


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison."""

    at: int
    kind: Comparison
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    at: int
    value: Expr


@dataclass(frozen=True, slots=True)
class Both:
    """``and``: the right side is only looked at when the left one holds."""

    at: int
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Either:
    """``or``, also with a value: ``$x || 'default'``, ``x ?? y``, ``open(...) or die``."""

    at: int
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """``condition ? yes : no``."""

    at: int
    condition: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function as a value."""

    at: int
    function: Function


@dataclass(frozen=True, slots=True)
class Bind:
    """An assignment inside an expression; its value is what was assigned."""

    at: int
    assign: Assign


@dataclass(frozen=True, slots=True)
class Mix:
    """An expression of another kind, whose value may hold any of the parts (arithmetic, casts, list slices)."""

    at: int
    parts: tuple[Expr, ...]
    number: bool = False
    """Whether the result is a number (a cast to int, a length) and carries nothing but digits."""


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that was not understood: a syntax error, code in a string."""

    at: int
    end: int
    why: str
    """``syntax``, ``eval``, ``code in a string``, ``dynamic include``."""
    parts: tuple[Expr, ...] = ()


Expr: TypeAlias = (
    Const
    | Var
    | Member
    | Item
    | Join
    | Array
    | Call
    | Pattern
    | Test
    | Not
    | Both
    | Either
    | Choice
    | Lambda
    | Bind
    | Mix
    | Opaque
)


@dataclass(frozen=True, slots=True)
class Assign:
    """``target = value``; a tuple of targets takes the elements (``list($a, $b) = ...``, ``my ($a, %b) = @_``)."""

    at: int
    target: Expr | tuple[Expr, ...]
    value: Expr
    append: bool = False
    """``.=``, ``+=``, ``push``, ``<<``: what was there stays, and this comes behind it."""
    declares: bool = False
    """``my``, ``let``, ``var``, ``local``: the variable belongs to the function that this stands in."""


@dataclass(frozen=True, slots=True)
class Do:
    """An expression for what it does."""

    at: int
    value: Expr


@dataclass(frozen=True, slots=True)
class If:
    """A branch; ``elsif``, ``switch`` and ``case`` are nested ones."""

    at: int
    condition: Expr
    then: Block
    otherwise: Block = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """Runs its body none or more times."""

    at: int
    body: Block
    over: Expr | None = None
    """What ``each`` goes through."""
    each: tuple[Expr, ...] = ()
    """Loop variables: one takes the elements; two take keys and elements."""
    condition: Expr | None = None
    first: bool = False
    """The body runs once before the condition is looked at (``do ... while``); a ``switch`` runs once like that."""


@dataclass(frozen=True, slots=True)
class Try:
    """The body may end anywhere, and the handlers follow."""

    at: int
    body: Block
    handlers: tuple[Block, ...] = ()
    finally_: Block = ()


@dataclass(frozen=True, slots=True)
class Return:
    """The function ends with a value. At top level: the script ends."""

    at: int
    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Exit:
    """The script ends: ``exit``, ``die``, ``sys.exit``, ``raise`` that nobody catches here (``throw`` too)."""

    at: int
    value: Expr | None = None
    thrown: bool = False
    """An exception, which a `Try` around it catches."""


@dataclass(frozen=True, slots=True)
class Leave:
    """``break``, ``last``: the loop ends. ``continue``, ``next`` (``again``): only the rest of its body is not run."""

    at: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Include:
    """Another file's code runs here: ``include``, ``require``, ``do FILE``, ``.``/``source``, a local ``import``."""

    at: int
    path: Expr
    required: bool = False


@dataclass(frozen=True, slots=True)
class Define:
    """A function or method is defined."""

    at: int
    function: Function


@dataclass(frozen=True, slots=True)
class Class:
    """A class is defined: its methods are `Define` with ``owner``, its properties `Assign` to a `Var` of that name."""

    at: int
    name: str
    bases: tuple[str, ...]
    body: Block


Stmt: TypeAlias = Assign | Do | If | Loop | Try | Return | Exit | Leave | Include | Define | Class
Block: TypeAlias = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter."""

    name: str
    """As `Var` names it inside."""
    default: Expr | None = None
    rest: bool = False
    """Takes all further arguments (``*args``, ``...$x``; Perl's ``@_`` is the only parameter of every sub)."""
    names: bool = False
    """Takes all further arguments that have a name, as a mapping (Python's ``**kw``)."""
    reference: bool = False
    """What the function puts into it is seen by the caller (PHP's ``&$x``)."""
    type: str | None = None
    """Its class, where one is written: the last part of the name, small letters."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function, a method (``Class.name``; ``owner`` says of which class) or a closure (empty name)."""

    at: int
    name: str
    params: tuple[Param, ...]
    body: Block
    owner: str | None = None
    static: bool = False
    """A method that is not given its object (Python's ``staticmethod``, and ``classmethod`` without its class)."""


@dataclass(frozen=True, slots=True)
class Program:
    """A lowered file."""

    body: Block
    """In order, definitions among them (`Define`); functions may be called before they are defined."""
    lost: tuple[Opaque, ...] = field(default=())
    """Where the parser was lost."""
    exports: bool = False
    """Whether it names what other files may call, beside what it does itself (JavaScript)."""
