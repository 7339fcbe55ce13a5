"""A shell's commands for what they do: builtins, writing to files and handles, all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hiyari.forms.taint.ir import (
    Arg,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    Include,
    Item,
    Leave,
    Return,
    Var,
)
from hiyari.forms.taint.lower.shell.commands import Command, reads, variable, written
from hiyari.forms.taint.lower.shell.evaluating import evaluated
from hiyari.forms.taint.lower.shell.invoking import invoked, mails_by_itself
from hiyari.forms.taint.lower.shell.output import FILTERS, output
from hiyari.forms.taint.lower.shell.state import Shell, call, put

Runner = Callable[[Shell, Command, "Expr | None"], Block]

_NOTHING: Final = frozenset(
    ("true", "false", "cd", "set", "ulimit", "umask", "unset", "sleep", "wait", "rm", "mkdir", "test")
)


def run(low: Shell, made: Command, stdin: Expr | None) -> Block:
    """A command for what it does."""
    runner = _BUILTINS.get(made.name)
    if runner is not None:
        return runner(low, made, stdin)
    if made.name == ":":
        for one in made.words:
            low.expression(one)  # ${x:=value} sets a variable
        return ()
    if made.name in _NOTHING or (made.name == "exec" and not made.words):
        return ()
    if made.name.startswith("socket "):
        at = made.node.start_byte
        return (put(at, Var(at=at, name="*" + made.name.removeprefix("socket ")), call(at, "socket")),)
    return _executed(low, made, stdin)


def _bare(low: Shell, made: Command, _: Expr | None) -> Block:
    """Assignments without a command behind them."""
    return tuple(one for child in made.node.named_children for one in low.block(child))


def _ended(_: Shell, made: Command, __: Expr | None) -> Block:
    at = made.node.start_byte
    return (Exit(at=at),) if made.name == "exit" else (Return(at=at),)


def _left(_: Shell, made: Command, __: Expr | None) -> Block:
    return (Leave(at=made.node.start_byte, again=made.name == "continue"),)


def _shifted(low: Shell, made: Command, _: Expr | None) -> Block:
    at = made.node.start_byte
    return (Do(at=at, value=call(at, "shift", Var(at=at, name="$@" if low.inside else "$ARGV"))),)


def _read(low: Shell, made: Command, stdin: Expr | None) -> Block:
    return tuple(reads(low, made, stdin))


def _included(low: Shell, made: Command, _: Expr | None) -> Block:
    return (Include(at=made.node.start_byte, path=low.expression(made.words[0])),) if made.words else ()


def _executed(low: Shell, made: Command, stdin: Expr | None) -> Block:
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    if made.name in {"echo", "printf", *FILTERS} and not mails_by_itself(low, made):
        if made.name == "printf" and made.words[:1] and low.raw(made.words[0]) == b"-v":
            return _printed_into(low, made)
        value = output(low, made, given)
        done = elsewhere(low, made, value)
        return done if done is not None else (Do(at=at, value=call(at, "print", value)),)
    value = invoked(low, made, stdin)
    files = written(low, made, call(at, "capture", value)) if made.name not in low.functions else None
    done = (Do(at=at, value=value), *(files or ()))
    if low.raw(made.node).startswith(b"exec "):
        return (*done, Exit(at=at))
    return done


def elsewhere(low: Shell, made: Command, value: Expr) -> Block | None:
    """``echo ... >&3``, ``cat > file``: what is written goes to a handle or a file."""
    handles = [place for place, _ in made.outputs if isinstance(place, Var) and place.name.startswith("*")]
    if handles:
        args = (Arg(value=handles[0], name="handle"), Arg(value=value))
        return (Do(at=value.at, value=Call(at=value.at, name="print", args=args)),)
    sockets = [place for place, _ in made.outputs if isinstance(place, Call) and place.name == "socket"]
    if sockets:
        handle = Var(at=value.at, name="*tcp")
        args = (Arg(value=handle, name="handle"), Arg(value=value))
        return (put(value.at, handle, sockets[0]), Do(at=value.at, value=Call(at=value.at, name="print", args=args)))
    before = len(low.hoisted)
    files = written(low, made, value)
    after, low.hoisted[before:] = tuple(low.hoisted[before:]), []
    return None if files is None else (*files, *after)


def _printed_into(low: Shell, made: Command) -> Block:
    """``printf -v name ...``."""
    if len(made.words) < 2:
        return ()
    name, made.words = made.words[1], made.words[2:]
    at = made.node.start_byte
    target = variable(low, name)
    return (put(at, target, output(low, made, None)),)


def _trapped(low: Shell, made: Command, _: Expr | None) -> Block:
    """``trap 'code' EXIT``: the code may run now, and runs when the script ends."""
    at, word = made.node.start_byte, made.words[0] if made.words else None
    if word is None or low.raw(word)[:1] not in {b"'", b'"'}:
        named = low.name(word)
        run_ = Do(at=at, value=Call(at=at, name=named)) if named in low.functions else None
    else:
        outer, low.hoisted = low.hoisted, []
        value = low.code(word, word.start_byte + 1, word.end_byte - 1)
        low.traps.extend(low.hoisted)
        low.hoisted = outer
        run_ = Do(at=at, value=value)
    if run_ is not None:
        low.traps.append(run_)
    return ()


def _optioned(low: Shell, made: Command, _: Expr | None) -> Block:
    """``getopts``: one option's letter, and its value, which is one of the arguments."""
    at = made.node.start_byte
    names = [variable(low, one) for one in made.words[1:2]]
    value = Item(at=at, base=low.variable(at, "@"), key=None)
    return (*(put(at, one, Const(at=at)) for one in names), put(at, Var(at=at, name="$OPTARG"), value))


_BUILTINS: Final[dict[str, Runner]] = {
    "": _bare,
    "exit": _ended,
    "return": _ended,
    "break": _left,
    "continue": _left,
    "shift": _shifted,
    "read": _read,
    "mapfile": _read,
    "readarray": _read,
    "eval": evaluated,
    "trap": _trapped,
    "getopts": _optioned,
    ".": _included,
    "source": _included,
}
