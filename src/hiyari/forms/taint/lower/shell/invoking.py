"""A shell's commands that are run for what they do: functions, other shells, mail clients, connections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Call, Const, Define, Expr, Function, Opaque, Param, Var
from hiyari.forms.taint.lower.shell.commands import REDIRECTS, Command, base_name
from hiyari.forms.taint.lower.shell.state import Shell, call, put, together
from hiyari.forms.taint.lower.shell.words import argument

if TYPE_CHECKING:
    from tree_sitter import Node

_SHELLS: Final = frozenset({"sh", "bash", "ksh", "dash", "zsh", "su", "ssh"})
_DIALOGUES: Final = frozenset({"nc", "ncat", "netcat", "telnet", "socat", "openssl"})
_INTERPRETERS: Final = frozenset({"python", "python2", "python3", "perl", "ruby", "php", "node", "awk", "gawk", "mawk"})
_MAILS: Final = re.compile(rb"(?i)mail|smtp")


def mails_by_itself(low: Shell, made: Command) -> bool:
    """Whether another language's code, in a word or in what is read, has to do with mail."""
    read = [one for one in made.node.parent.named_children if one.type in REDIRECTS] if made.node.parent else []
    return made.name in _INTERPRETERS and any(_MAILS.search(low.raw(one)) for one in (*made.words, *read))


def invoked(low: Shell, made: Command, stdin: Expr | None) -> Expr:
    """A command that is run for what it does, with what it reads."""
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    if made.name in low.functions:
        if given is not None:
            low.hoisted.append(put(at, Var(at=at, name="<stdin>"), given))
        return Call(at=at, name=made.name, args=made.args(low))
    if made.name in _SHELLS or (made.name in {"at", "batch"} and given is not None):
        return _shell(low, made, given)
    if made.name == "coproc" or (made.name == "curl" and b"-K" in {low.raw(one) for one in made.words}):
        parts = (*(one.value for one in made.args(low)), *(() if given is None else (given,)))
        return Opaque(at=at, end=at, why="a command whose input is written elsewhere", parts=parts)
    if mails_by_itself(low, made):
        held = tuple(low.expression(one) for one in made.words)
        return Opaque(at=at, end=at, why="code in a string", parts=held)
    if made.name == "xargs":
        return _from_lines(low, made, given)
    if made.name in {"curl", "swaks"}:
        return _client(low, made, given)
    if made.name in _DIALOGUES and given is not None:
        handle = Var(at=at, name="*" + made.name)
        low.hoisted.append(put(at, handle, call(at, "socket")))
        return Call(at=at, name="print", args=(Arg(value=handle, name="handle"), Arg(value=given)))
    value = Call(at=at, name=made.name, args=made.args(low))
    if given is None:
        return value
    return call(at, "redirect", value, Const(at=at, value=b"<<"), given)


def _shell(low: Shell, made: Command, given: Expr | None) -> Expr:
    """``sh -c "..."``, ``su -c``, ``... | sh``: a shell reads it."""
    at = made.node.start_byte
    if made.name in {"at", "batch"} and given is not None:
        return call(at, "system", given)
    for index, one in enumerate(made.words):
        if low.raw(one).startswith(b"-") and low.raw(one).endswith(b"c") and index + 1 < len(made.words):
            return _code(low, made, index + 1)
    if made.name == "ssh" and len(made.words) > 1:
        pieces = [one for word in made.words[1:] for one in (low.expression(word), Const(at=at, value=b" "))]
        return call(at, "system", together(at, pieces))
    script = low.file(made.words[0]) if made.words else None
    if script is not None and script.name in low.files:
        return call(at, "system", script)
    if not made.words and given is not None:
        return call(at, "system", given)
    return Call(at=at, name=made.name, args=made.args(low))


def _code(low: Shell, made: Command, index: int) -> Expr:
    """``sh -c 'code' name arguments``: code that stands in the script is read as a function of it."""
    at, word = made.node.start_byte, made.words[index]
    value = low.expression(word)
    if not isinstance(value, Const) or low.raw(word)[:1] not in {b"'", b'"'} or made.name in {"su", "ssh"}:
        return call(at, "system", value)
    name = f"<code at {word.start_byte}>"
    body = low.script(word, word.start_byte + 1, word.end_byte - 1)
    function = Function(at=at, name=name, params=(Param(name="$@", rest=True),), body=body)
    low.hoisted.append(Define(at=at, function=function))
    return Call(at=at, name=name, args=tuple(argument(low, one) for one in made.words[index + 2 :]))


def _from_lines(low: Shell, made: Command, given: Expr | None) -> Expr:
    """``xargs mail``: words of what it reads are the arguments."""
    words = made.words
    while words and low.raw(words[0]).startswith(b"-"):
        words = words[1:]
    at = made.node.start_byte
    if not words:
        return Call(at=at, name="xargs")
    args = tuple(argument(low, one) for one in words[1:])
    if base_name(low.name(words[0])) in _SHELLS and given is not None:
        code = [one.value for one in args]
        return call(at, "system", together(at, [*code, Const(at=at, value=b" "), given]))
    more = () if given is None else (Arg(value=given, spread=True),)
    return Call(at=at, name=base_name(low.name(words[0])), args=(*args, *more))


_OPTIONS: Final = {
    "--mail-rcpt": "To",
    "--to": "To",
    "-t": "To",
    "--cc": "Cc",
    "--bcc": "Bcc",
    "--mail-from": "From",
    "--from": "From",
    "-f": "From",
    "--header": "headers",
    "--h-Subject": "Subject",
    "--add-header": "headers",
    "--body": "Body",
    "--data": "Message",
    "-T": "Message",
    "--upload-file": "Message",
}


def _client(low: Shell, made: Command, given: Expr | None) -> Expr:
    """``swaks`` and ``curl smtp://...``: options by their meaning; what is uploaded from ``-`` is what it reads."""
    at = made.node.start_byte
    smtp = made.name == "swaks" or any(re.search(rb"smtps?://", low.raw(one)) for one in made.words)
    if not smtp:
        return Call(at=at, name=made.name, args=made.args(low))
    args: list[Arg] = []
    words = iter(made.words)
    for one in words:
        meaning = _OPTIONS.get(low.name(one))
        value = next(words, None) if meaning is not None else None
        if value is None:
            continue
        from_input = given is not None and low.raw(value).strip(b"\"'") in {b"-", b"/dev/stdin"}
        args.append(Arg(value=given if from_input and given is not None else _uploaded(low, value), name=meaning))
    return Call(at=at, name=f"{made.name} smtp", args=tuple(args))


def _uploaded(low: Shell, value: Node) -> Expr:
    place = low.file(value)
    return place if place is not None and place.name in low.files else low.expression(value)
