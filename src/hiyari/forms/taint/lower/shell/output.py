"""What a single shell command writes: ``echo`` and ``printf`` put together, filters, all others as unknown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hiyari.forms.taint.ir import Arg, Call, Const, Do, Expr, Item, Join, Mix, Pattern
from hiyari.forms.taint.lower.perl.strings import unescaped
from hiyari.forms.taint.lower.shell.commands import Command
from hiyari.forms.taint.lower.shell.filters import FILTERS, read_by
from hiyari.forms.taint.lower.shell.invoking import invoked, mails_by_itself
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, const, together
from hiyari.forms.taint.lower.shell.tests import extended
from hiyari.forms.taint.lower.shell.words import literal
from hiyari.forms.taint.lower.tree import field
from hiyari.forms.taint.lower.walking import words

_CONVERSION: Final = re.compile(rb"%(?:%|[-+ 0#]{0,5}\d{0,9}(?:\.\d{0,9})?([a-zA-Z]))")
SILENT: Final = frozenset(
    {"exit", "return", "cd", "set", "shift", "read", "true", "false", ":", "[", "test", "sleep", "rm"}
)

_MUTE: Final = words(
    """sendmail mail mailx Mail mutt msmtp nail s-nail qmail-inject exim exim4 ssmtp esmtp logger mkdir rmdir mv cp ln
        chmod chown touch kill wait trap export local declare readonly unset shift exec umask ulimit sync nohup eval
        source ."""
)
"""Commands that write nothing to their standard output."""


def output(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    """What a command writes."""
    at = made.node.start_byte
    if made.name in low.functions:
        return const(made.node, b"") if low.quiet and made.name not in low.printing else invoked(low, made, stdin)
    writer = _WRITERS.get(made.name)
    if writer is not None:
        return writer(low, made)
    if made.name in SILENT:
        low.hoisted.extend(low.block(made.node))
        return const(made.node, b"")
    given = stdin if stdin is not None else low.standard_input(at)
    found = _special(low, made, stdin)
    if found is not None:
        return found
    maker = FILTERS.get(made.name)
    if maker is not None:
        return maker(low, made, given if made.name in {"cat", "tee"} else chomped(read_by(low, made, given)))
    if not low.quiet and made.name in {"sh", "bash", "dash", "ksh"}:
        low.hoisted.append(Do(at=at, value=invoked(low, made, stdin)))
    elif not low.quiet:
        return call(at, "capture", invoked(low, made, stdin))
    if made.name in _MUTE or not made.name:
        return const(made.node, b"")
    before = [field(one, "value") for one in made.node.named_children if one.type == "variable_assignment"]
    source = (
        *(() if stdin is None else (Arg(value=stdin),)),
        *(Arg(value=low.expression(one)) for one in (*before, *made.variables) if one is not None),
        *low.environment(at),
    )
    return Call(at=at, name="<output>", args=(*source, *made.args(low)))  # it runs with the function


_EXPORTING: Final = frozenset({"printenv", "env", "envsubst", "set", "declare", "export"})


def _special(low: Shell, made: Command, stdin: Expr | None) -> Expr | None:
    """Commands whose output is no filter's: of other languages, of the environment, of ``expr`` and ``which``."""
    at = made.node.start_byte
    if mails_by_itself(low, made):
        return invoked(low, made, stdin)
    if made.name in _EXPORTING:
        read = () if stdin is None else (Arg(value=stdin),)
        return Call(at=at, name="<output>", args=(*read, *low.environment(at)))
    if made.name in _PATHS:
        return _path(low, made)
    return _counted(low, made) if made.name == "expr" else _which(low, made)


_PATHS: Final = frozenset({"dirname", "realpath", "readlink"})


def _path(low: Shell, made: Command) -> Expr:
    """``dirname "$0"``, ``readlink -f "$0"``."""
    words = [one for one in made.words if not low.raw(one).startswith(b"-")]
    value = low.expression(words[0]) if words else const(made.node)
    return call(made.node.start_byte, "dirname", value) if made.name == "dirname" else value


def _which(low: Shell, made: Command) -> Expr | None:
    """``$(which mail)``, ``$(command -v mail)``: where a command lies, by its name."""
    words = [one for one in made.words if not low.raw(one).startswith(b"-")]
    if made.name in {"which", "type", "whereis"} or (made.name == "command" and len(words) < len(made.words)):
        return low.expression(words[0]) if words else None
    return None


def _counted(low: Shell, made: Command) -> Expr:
    """``expr "$x" : 'pattern'`` and ``expr substr`` give a part of a word; other forms a number."""
    at = made.node.start_byte
    args = made.args(low)
    operator = literal(args[1].value) if len(args) > 1 else None
    if operator in {b"+", b"-", b"*", b"/", b"%"}:
        return Mix(at=at, parts=(), number=True)
    pattern = literal(args[2].value) if len(args) > 2 and operator == b":" else None
    if pattern is not None and b"\\(" in pattern:
        source = Pattern(at=at, source=b"^" + extended(pattern), dialect="posix")
        return Item(at=at, base=call(at, "captures", args[0].value, source), key=Const(at=at, value=b"0"))
    return Call(at=at, name="<output>", args=args)


def _echo(low: Shell, made: Command) -> Expr:
    at = made.node.start_byte
    args = list(made.args(low))
    newline, escapes = b"\n", False
    while args and (option := literal(args[0].value)) is not None and re.fullmatch(rb"-[neE]{1,3}", option):
        newline = b"" if b"n" in option else newline
        escapes = escapes or b"e" in option
        args.pop(0)
    pieces: list[Expr] = []
    for index, one in enumerate(args):
        pieces += [Const(at=at, value=b" ")] if index else []
        pieces.append(_escaped(one.value) if escapes else one.value)
    return together(at, [*pieces, Const(at=at, value=newline)])


def _escaped(value: Expr) -> Expr:
    """``echo -e``: escapes in what is written out; in a variable's value they become line breaks all the same."""
    match value:
        case Const(value=octets) if octets is not None:
            return Const(at=value.at, value=unescaped(octets))
        case Join(parts=parts):
            return Join(at=value.at, parts=tuple(_escaped(one) for one in parts))
        case _:
            return call(value.at, "unescape", value)


def _printf(low: Shell, made: Command) -> Expr:
    at = made.node.start_byte
    args = [one for one in made.args(low) if literal(one.value) != b"--"]
    shape = literal(args[0].value) if args else None
    if shape is None:  # a variable in the format: its backslashes count, too
        return together(at, [_escaped(one.value) if index == 0 else one.value for index, one in enumerate(args)])
    values = [one.value for one in args[1:]]
    pieces: list[Expr] = []
    times = 0
    while True:
        used = _filled(at, unescaped(shape), values, pieces)
        values = values[used:]
        times += 1
        if not values or not used or times > 50:
            return together(at, pieces)


def _filled(at: int, shape: bytes, values: list[Expr], pieces: list[Expr]) -> int:
    """Appends the format with values in it, and says how many it took."""
    position, used = 0, 0
    for match in _CONVERSION.finditer(shape):
        pieces.append(Const(at=at, value=shape[position : match.start()]))
        position = match.end()
        if match[1] is None:
            pieces.append(Const(at=at, value=b"%"))
            continue
        value = values[used] if used < len(values) else Const(at=at, value=b"")
        used += 1
        if match[1] == b"b":
            value = _escaped(value)
        pieces.append(Mix(at=at, parts=(), number=True) if match[1] in b"diouxXeEfgG" else value)
    pieces.append(Const(at=at, value=shape[position:]))
    return used


_WRITERS: Final[dict[str, Callable[[Shell, Command], Expr]]] = {"echo": _echo, "printf": _printf}


__all__ = ["FILTERS", "output"]
