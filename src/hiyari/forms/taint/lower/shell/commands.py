"""A shell's commands: what one is called, what it is given, what it reads and where it writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Assign, Call, Const, Define, Expr, Function, Item, Opaque, Param, Var
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, put, read_file, together
from hiyari.forms.taint.lower.shell.words import argument, here_text
from hiyari.forms.taint.lower.tree import field as child
from hiyari.forms.taint.lower.tree import fields
from hiyari.forms.taint.lower.walking import words

if TYPE_CHECKING:
    from tree_sitter import Node

REDIRECTS: Final = frozenset({"file_redirect", "herestring_redirect", "heredoc_redirect"})
_PREFIXES: Final = frozenset({"exec", "command", "builtin", "nohup", "sudo", "env", "nice", "time"})
_WRAPPERS: Final = words(
    """sudo env nice time timeout setsid stdbuf ionice chronic doas docker podman busybox chroot parallel find flock
    watch unbuffer systemd-run runuser strace firejail nsenter lxc"""
)
"""Commands that run another one, behind options and values of their own."""
_PROGRAMS: Final = frozenset(
    {
        "mail",
        "mailx",
        "sendmail",
        "mutt",
        "s-nail",
        "nail",
        "msmtp",
        "exim",
        "exim4",
        "ssmtp",
        "qmail-inject",
        "sh",
        "bash",
    }
)
_SHELLS: Final = frozenset({"sh", "bash", "ksh", "dash", "zsh", "su", "ssh"})
_DIALOGUES: Final = frozenset({"nc", "ncat", "netcat", "telnet", "socat", "openssl"})
_INTERPRETERS: Final = frozenset({"python", "python2", "python3", "perl", "ruby", "php", "node", "awk", "gawk", "mawk"})
_MAILS: Final = re.compile(rb"(?i)mail|smtp")
_SOCKET: Final = re.compile(r"/dev/tcp/.{1,200}")


_VARIABLE: Final = re.compile(rb"\w{1,99}=")


@dataclass(slots=True)
class Command:
    """One simple command."""

    node: Node
    name: str
    """Without its folder; ``command`` where it is not known before the script runs."""
    words: list[Node]
    first: tuple[Arg, ...] = ()
    """Words that are not in ``words``: of a command that is held in a variable."""
    stdin: Expr | None = None
    variables: list[Node] = field(default_factory=list)
    """Words like ``NAME=value`` before it (``env NAME=value command``)."""
    pipes: list[Node] = field(default_factory=list)
    """Process substitutions that it writes to."""
    outputs: list[tuple[Expr, bool]] = field(default_factory=list)
    """Files and handles that it writes to, and whether behind what is there."""
    rest: list[Node] = field(default_factory=list)
    """What stands behind a heredoc's word on its line: the commands that the text goes to, or that come next."""

    def args(self, low: Shell) -> tuple[Arg, ...]:
        """All its words."""
        return (*self.first, *(argument(low, one) for one in self.words))


def command(low: Shell, node: Node) -> Command:
    """The parts of a ``command`` node; ``/usr/sbin/mail``, and ``$MAIL`` that is assigned once, by their name."""
    named = child(node, "name")
    words = fields(node, "argument")
    redirects = [one for one in node.named_children if one.type in REDIRECTS]
    made = Command(node=node, name="command", words=words)
    _named(low, made, named)
    _line_before(low, made, named)
    while (
        not made.first and made.name in _PREFIXES and made.words and not low.raw(made.words[0]).startswith((b"-", b">"))
    ):
        while made.words[1:] and _VARIABLE.match(low.raw(made.words[0])):
            made.variables.append(made.words[0])
            made.words = made.words[1:]
        made.name = _base(low.name(made.words[0]).strip("\"'"))
        made.words = made.words[1:]
    if made.name in _WRAPPERS:
        _wrapped(low, made)
    for one in redirects:
        redirected(low, made, one)
    return made


def _line_before(low: Shell, made: Command, named: Node | None) -> None:
    """Assignments before a command: the grammar counts those of the line before it to it, and a function sees them."""
    before = [one for one in made.node.named_children if one.type == "variable_assignment"]
    if not before or named is None:
        return
    between = low.source[before[-1].end_byte : named.start_byte]
    if b"\n" in between.replace(b"\\\n", b"") or made.name in low.functions:
        low.hoisted.extend(one for each in before for one in low.block(each))


def _wrapped(low: Shell, made: Command) -> None:
    """``env LANG=C mail ...``, ``timeout 5 mail ...``: the mail program behind the wrapper's own words."""
    for index, word in enumerate(made.words[:8]):
        name = _base(low.name(word).strip("\"'"))
        if name in _PROGRAMS and made.name == "parallel":
            made.name, made.words = "xargs", made.words[index:]
            return
        if name in _PROGRAMS:
            made.name, made.words = name, made.words[index + 1 :]
            return


def _named(low: Shell, made: Command, named: Node | None) -> None:
    inner = named.named_children[0] if named is not None and named.named_children else named
    if inner is None:
        made.name = ""
        return
    raw = low.name(inner).strip("\"'").removeprefix("\\")
    if inner.type in {"word", "string", "raw_string"} and "$" not in raw:
        made.name = _base(raw)
        alias = low.aliases.get(raw, b"").split()
        if alias:
            made.name = _base(alias[0].decode("utf-8", "surrogateescape"))
            made.first = tuple(Arg(value=Const(at=inner.start_byte, value=one)) for one in alias[1:])
        return
    held = low.literals.get(raw.strip("${}"))
    if held is not None and held.split():
        first, *more = held.split()
        made.name = _base(first.decode("utf-8", "surrogateescape"))
        made.first = tuple(Arg(value=Const(at=inner.start_byte, value=one)) for one in more)
        return
    made.first = (argument(low, inner),)


def _base(name: str) -> str:
    return name.rpartition("/")[2]


def redirected(low: Shell, made: Command, node: Node) -> None:
    """Takes one redirection into account."""
    at = node.start_byte
    match node.type:
        case "herestring_redirect":
            made.stdin = low.expression(node.named_children[0]) if node.named_children else made.stdin
        case "heredoc_redirect":
            made.stdin = here_text(low, node)
            made.words = made.words + fields(node, "argument")
            made.rest += [one for one in node.named_children if one.type == "pipeline"] + fields(node, "right")
            for one in node.named_children:
                if one.type in {"file_redirect", "herestring_redirect"}:
                    redirected(low, made, one)
        case _:
            _file(low, made, node, at)


def _file(low: Shell, made: Command, node: Node, at: int) -> None:
    target = child(node, "destination")
    if target is None:
        return
    signs = {one.type for one in node.children}
    descriptor = low.name(child(node, "descriptor"))
    if "<" in signs and not signs & {">", "ERROR"}:
        made.stdin = read_file(low, target, at)
        return
    place: Expr | None
    if target.type == "process_substitution" and low.raw(target).startswith(b">("):
        made.pipes.append(target)
        return
    if signs & {">&", "<&"} and low.name(target).isdigit():
        place = Var(at=at, name=f"*{low.name(target)}") if low.name(target) not in {"1", "2"} else None
    elif _SOCKET.match(low.name(target).strip("\"'")):
        made.outputs.append((Call(at=at, name="socket"), descriptor != ""))
        made.name = f"socket {descriptor}" if made.name == "exec" else made.name
        return
    else:
        place = low.file(target) if descriptor in {"", "1"} else None
    if place is not None:
        made.outputs.append((place, ">>" in signs))


def written(low: Shell, made: Command, text: Expr) -> list[Assign] | None:
    """The assignments that stand for writing to files; None where the text goes to the standard output."""
    if not made.outputs and not made.pipes:
        return None
    for pipe in made.pipes:
        for inner in pipe.named_children:
            low.hoisted.extend(low.statement(inner, text))
    found: list[Assign] = []
    for place, behind in made.outputs:
        if isinstance(place, Var) and place.name.startswith("<file"):
            low.files.add(place.name)
            found.append(put(place.at, place, text, append=behind))
    return found


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
    if made.name in _SHELLS:
        return _shell(low, made, given)
    if made.name in {"at", "batch"} and given is not None:
        return call(at, "system", given)
    if made.name == "coproc" or (made.name == "curl" and b"-K" in {low.raw(one) for one in made.words}):
        parts = (*(one.value for one in made.args(low)), *(() if given is None else (given,)))
        return Opaque(at=at, end=at, why="a command whose input is written elsewhere", parts=parts)
    if made.name == "trap" and made.words:
        return Opaque(at=at, end=at, why="code in a string", parts=(low.expression(made.words[0]),))
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
    if _base(low.name(words[0])) in _SHELLS and given is not None:
        code = [one.value for one in args]
        return call(at, "system", together(at, [*code, Const(at=at, value=b" "), given]))
    more = () if given is None else (Arg(value=given, spread=True),)
    return Call(at=at, name=_base(low.name(words[0])), args=(*args, *more))


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


def reads(low: Shell, made: Command, stdin: Expr | None) -> list[Assign]:
    """``read -r a b``: assignments to its variables, to ``$REPLY`` where none is named."""
    at = made.node.start_byte
    given = made.stdin if made.stdin is not None else stdin
    source = chomped(given if given is not None else low.standard_input(at))
    names: list[Node] = []
    words = iter(made.words)
    lines = made.name != "read"
    listed = lines
    for one in words:
        raw = low.raw(one)
        if raw.startswith(b"-") and not names:
            listed = listed or b"a" in raw
            if raw[-1:] in (b"dnOsuCc" if lines else b"dinNptu") and len(raw) > 1:
                next(words, None)
            continue
        names.append(one)
    if not names and lines:
        return [put(at, Var(at=at, name="$MAPFILE"), call(at, "split", Const(at=at, value=b"\n"), source))]
    if not names:
        return [put(at, Var(at=at, name="$REPLY"), source)]
    targets = [variable(low, one) for one in names]
    if listed:
        return [put(at, targets[0], call(at, "split", Const(at=at, value=b"\n" if lines else b" "), source))]
    if len(targets) == 1:
        return [put(at, targets[0], source)]
    fields = [call(at, "<field>", source, Const(at=at, value=str(index).encode())) for index in range(len(targets))]
    return [put(at, target, value) for target, value in zip(targets, fields, strict=True)]


_ELEMENT: Final = re.compile(rb"(\w{1,99})\[([\w-]{1,99})\]")


def variable(low: Shell, node: Node) -> Expr:
    """A variable whose name is given, or made, as a word."""
    element = _ELEMENT.fullmatch(low.raw(node))
    if element is not None:
        base = low.variable(node.start_byte, element[1].decode("ascii", "replace"))
        return Item(at=node.start_byte, base=base, key=Const(at=node.start_byte, value=element[2]))
    if node.type in {"word", "variable_name"}:
        return low.variable(node.start_byte, low.name(node))
    return Item(at=node.start_byte, base=Var(at=node.start_byte, name="<variables>"), key=low.expression(node))
