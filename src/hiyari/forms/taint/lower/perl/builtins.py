"""Functions that Perl has itself: an assignment, a test or a handle's doing, as far as values are concerned."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import (
    Arg,
    Array,
    Assign,
    Bind,
    Call,
    Choice,
    Comparison,
    Const,
    Expr,
    Item,
    Mix,
    Opaque,
    Pattern,
    Test,
    Var,
)
from hiyari.forms.taint.lower.perl.access import handle
from hiyari.forms.taint.lower.perl.arguments import SPREAD, arguments
from hiyari.forms.taint.lower.perl.opened import both_ways, of_handle, opened, piped, selected
from hiyari.forms.taint.lower.perl.regexes import pattern, subject
from hiyari.forms.taint.lower.perl.state import Perl, call, const
from hiyari.forms.taint.lower.tree import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    Builtin = Callable[[Perl, Node, str, list[Node]], Expr]

_TOPIC: Final = frozenset(("lc", "uc", "length", "ord", "hex", "oct", "quotemeta", "ucfirst", "lcfirst", "chr"))


def builtin(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """A function that Perl or a module has; one without a meaning of its own is a plain call."""
    at = node.start_byte
    maker = _BUILTINS.get(name)
    if maker is not None and (given or name in _WITHOUT):
        return maker(low, node, name, given)
    if name in _TOPIC and not given:
        return call(at, name, Var(at=at, name="$_"))
    return Call(at=at, name=name, args=arguments(low, given))


def _taken(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``shift``, ``pop``: from ``@_`` in a sub, from the command line outside."""
    at = node.start_byte
    whence = low.expression(given[0]) if given else Var(at=at, name="@_" if low.inside else "@ARGV")
    return call(at, name, whence)


def _connected(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``socket(S, ...)``: a handle."""
    del name
    at = node.start_byte
    return Bind(at=at, assign=Assign(at=at, target=handle(low, given[0]), value=call(at, "socket")))


def _ended(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``die``, ``exit``."""
    return Call(at=node.start_byte, name=name, args=arguments(low, given, named=False))


def _run(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``system``, ``exec``: one string is read by a shell, a list is not (perldoc calls it ``system LIST``)."""
    args = arguments(low, given, named=False)
    if node.start_byte in low.children:
        return call(node.start_byte, "exit")
    listed = len(args) > 1 or any(arg.spread for arg in args)
    return Call(at=node.start_byte, name=f"{name} LIST" if listed else name, args=args)


def _asked_to_parse(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    return parsed_request(low, node, Call(at=node.start_byte, name=name), given)


def _chomped(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``chomp($line)``, ``chomp(my $line = <STDIN>)``: an assignment."""
    at = node.start_byte
    target: Expr = Var(at=at, name="$_")
    if given:
        target = subject(low, given[0])
    return Bind(at=at, assign=Assign(at=at, target=target, value=call(at, name, target)))


def _put(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``push @list, a, b``."""
    at = node.start_byte
    values = [low.expression(one) for one in given[1:]]
    base = low.expression(given[0])
    named = isinstance(base, Var) and base.name.startswith("@")
    if isinstance(base, Var) and named:
        low.filled.setdefault(base.name)
    target = Item(at=at, base=base, key=None)
    if named and any(one.type in SPREAD or one.type in _LISTED for one in given[1:]):
        items = tuple(
            (None, Mix(at=at, parts=(value,)) if one.type in SPREAD or one.type in _LISTED else value)
            for one, value in zip(given[1:], values, strict=True)
        )
        return Bind(at=at, assign=Assign(at=at, target=base, value=Array(at=at, items=items), append=True))
    low.hoisted.extend(Assign(at=at, target=target, value=value) for value in values[:-1])
    return Bind(at=at, assign=Assign(at=at, target=target, value=values[-1] if values else Array(at=at, items=())))


_LISTED: Final = frozenset({"slice_expression", "array_deref_expression"})


def _put_before(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``unshift @list, a, b``."""
    at, base = node.start_byte, low.expression(given[0])
    if not isinstance(base, Var) or base.name[:1] != "@":
        return _put(low, node, name, given)
    low.filled.setdefault(base.name)
    values = [low.expression(one) for one in given[1:]]
    items = tuple(
        (None, Mix(at=at, parts=(value,)) if one.type in SPREAD or one.type in _LISTED else value)
        for one, value in zip(given[1:], values, strict=True)
    )
    whole = Array(at=at, items=(*items, (None, Mix(at=at, parts=(base,)))))
    return Bind(at=at, assign=Assign(at=at, target=base, value=whole))


def _spliced(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``splice(@list, at, number, more)``: what it puts in is in the list from then on."""
    at = node.start_byte
    made = Call(at=at, name=name, args=arguments(low, given))
    if len(given) < 4:
        return made
    base = low.expression(given[0])
    for one in given[3:]:
        place = Item(at=at, base=base, key=Mix(at=at, parts=()))  # which one it becomes, is not known
        low.hoisted.append(Assign(at=at, target=place, value=low.expression(one)))
    return made


def _turned(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``reverse``: of a mapping, what its values are the keys of."""
    at = node.start_byte
    if len(given) == 1 and given[0].type == "hash":
        return call(at, "<inverted>", low.expression(given[0]))
    return Call(at=at, name=name, args=arguments(low, given))


def _package(low: Perl, node: Node, _name: str, _given: list[Node]) -> Expr:
    return const(node, (low.package or "main").encode("utf-8", "surrogateescape"))


def _cut(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``substr($text, at, length, replacement)``: an assignment, too."""
    at = node.start_byte
    made = Call(at=at, name=name, args=arguments(low, given, named=False))
    if len(given) == 4:
        value = low.expression(given[3])
        place = low.expression(given[0])
        both = Mix(at=at, parts=(place, value))
        whole = Choice(at=at, condition=Mix(at=at, parts=()), yes=value, no=both)
        low.hoisted.append(Assign(at=at, target=place, value=whole))
    return made


def _warned(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``warn``, which a sub in ``$SIG{__WARN__}`` may get."""
    at = node.start_byte
    args = arguments(low, given, named=False)
    if b"__WARN__" not in low.source:
        return Call(at=at, name=name, args=args)
    handler = Item(at=at, base=Var(at=at, name="%SIG"), key=Const(at=at, value=b"__WARN__"))
    return Call(at=at, name="<dynamic>", args=args, base=handler)


def _tied(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``tie $x, 'Class'``: of a class of the script, whose methods run unseen from then on."""
    at = node.start_byte
    args = arguments(low, given, named=False)
    owner = args[1].value if len(args) > 1 else None
    written = (owner.value or b"").decode("utf-8", "surrogateescape") if isinstance(owner, Const) else ""
    if written not in low.packages:
        return Call(at=at, name=name, args=args)
    return Opaque(at=at, end=node.end_byte, why="tie", parts=tuple(arg.value for arg in args))


def _formed(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``formline``: the text goes to the end of ``$^A``."""
    at = node.start_byte
    values = [low.expression(one) for one in given[1:]]
    made = Assign(at=at, target=Var(at=at, name="$^A"), value=joined(at, values), append=True)
    return Bind(at=at, assign=made)


def _keys(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``keys %h``."""
    return call(node.start_byte, "<keys>", low.expression(given[0]))


def _read(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``read(STDIN, $buffer, $length, $offset)``: an assignment to the buffer."""
    source = handle(low, given[0])
    if len(given) < 2:
        return call(node.start_byte, "readline", source)
    value = (
        call(node.start_byte, "<STDIN>")
        if isinstance(source, Var) and source.name == "*STDIN"
        else call(node.start_byte, "readline", source)
    )
    target = low.expression(given[1])
    made = Assign(at=node.start_byte, target=target, value=value, append=len(given) > 3)
    return Bind(at=node.start_byte, assign=made)


def _split(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    at = node.start_byte
    if not given:
        return call(at, "split", Pattern(at=at, source=rb"\s+"), Var(at=at, name="$_"))
    first = pattern(low, given[0]) if given[0].type in {"match_regexp", "quoted_regexp"} else low.expression(given[0])
    if isinstance(first, Const) and first.value is not None:
        first = Pattern(at=first.at, source=rb"\s+" if first.value == b" " else first.value)
    rest = arguments(low, given[1:]) or (Arg(value=Var(at=at, name="$_")),)
    return Call(at=at, name="split", args=(Arg(value=first), *rest))


def _scalar(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``scalar(@list)`` is a number; ``scalar($q->param('x'))`` is one value."""
    of = given[0]
    value = low.expression(of)
    if of.type in {"array", "hash"} or (isinstance(value, Call) and value.name in {"<keys>", "values"}):
        return call(node.start_byte, "count", value)
    return value


def _blessed(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``bless $self, $class``: the class's name, or the package that this stands in."""
    at = node.start_byte
    package = Const(at=at, value=(low.package or "main").encode("utf-8", "surrogateescape"))
    return call(at, "<bless>", *(low.expression(one) for one in given[:2]), package)


def _exists(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    match low.expression(given[0]):
        case Item(base=base, key=key) if key is not None and not isinstance(key, Const):
            return Test(at=node.start_byte, kind=Comparison.IN, left=key, right=base)
        case value:
            return call(node.start_byte, "exists", value)


def _deleted(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``delete $h{key}``; of a slice only what it gives."""
    held = low.expression(given[0])
    return call(node.start_byte, "<delete>" if isinstance(held, Item) else name, held)


def parsed_request(low: Perl, node: Node, made: Call, given: list[Node]) -> Expr:
    """cgi-lib.pl's ``&ReadParse(*in)``: fills the mapping of that name, ``%in`` where none is given.

    One that the script or a file beside it defines is an ordinary sub, which gets the glob.
    """
    at = node.start_byte
    named = _MAPPING.fullmatch(low.raw(given[0])) if given else None
    name = "%in" if not given else "" if named is None else "%" + low.name(given[0]).lstrip("\\*%{")
    filled = Var(at=at, name=name.rstrip("}")) if name else call(at, "<contents>", low.expression(given[0]), _HASH)
    args = tuple(Arg(value=low.expression(one)) for one in given)
    own = Arg(value=Const(at=at, value=made.name.encode("utf-8", "surrogateescape")))
    return Call(at=at, name="<ReadParse>", args=(own, Arg(value=filled), *args))


_MAPPING: Final = re.compile(rb"\\?[*%]\{?[A-Za-z_][\w:']{0,99}\}?")
_HASH: Final = Const(at=0, value=b"%")
_BUILTINS: Final[dict[str, Builtin]] = {
    "shift": _taken,
    "pop": _taken,
    "push": _put,
    "unshift": _put_before,
    "splice": _spliced,
    "reverse": _turned,
    "__PACKAGE__": _package,
    "substr": _cut,
    "warn": _warned,
    "tie": _tied,
    "formline": _formed,
    "keys": _keys,
    "open": opened,
    "pipe": piped,
    **dict.fromkeys(("open2", "open3", "IPC::Open2::open2", "IPC::Open3::open3"), both_ways),
    "select": selected,
    "socket": _connected,
    "read": _read,
    "sysread": _read,
    **dict.fromkeys(("close", "binmode", "fileno", "flock", "eof"), of_handle),
    "scalar": _scalar,
    **dict.fromkeys(("ReadParse", "CGI::ReadParse", "main::ReadParse"), _asked_to_parse),
    "split": _split,
    "exists": _exists,
    "delete": _deleted,
    "bless": _blessed,
    **dict.fromkeys(("die", "exit", "croak", "confess"), _ended),
    "system": _run,
    "exec": _run,
    "chomp": _chomped,
    "chop": _chomped,
}
_WITHOUT: Final = frozenset(
    (
        "__PACKAGE__",
        "shift",
        "pop",
        "ReadParse",
        "CGI::ReadParse",
        "main::ReadParse",
        "split",
        "chomp",
        "chop",
        "die",
        "exit",
        "open",
    )
)
