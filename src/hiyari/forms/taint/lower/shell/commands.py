"""A shell's commands: what one is called, what it is given, what it reads and where it writes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Assign, Call, Const, Expr, Item, Var
from hiyari.forms.taint.lower.shell.state import Shell, call, chomped, put, read_file
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
        made.name = base_name(low.name(made.words[0]).strip("\"'"))
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
        name = base_name(low.name(word).strip("\"'"))
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
        made.name = base_name(raw)
        alias = low.aliases.get(raw, b"").split()
        if alias:
            made.name = base_name(alias[0].decode("utf-8", "surrogateescape"))
            made.first = tuple(Arg(value=Const(at=inner.start_byte, value=one)) for one in alias[1:])
        return
    held = low.literals.get(raw.strip("${}"))
    if held is not None and held.split():
        first, *more = held.split()
        made.name = base_name(first.decode("utf-8", "surrogateescape"))
        made.first = tuple(Arg(value=Const(at=inner.start_byte, value=one)) for one in more)
        return
    made.first = (argument(low, inner),)


def base_name(name: str) -> str:
    """A command without its folder."""
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
    if place is None and descriptor in {"", "1"} and _is_elsewhere(low, target, signs):
        place = Const(at=at, value=b"")
    if place is not None:
        made.outputs.append((place, ">>" in signs))


def _is_elsewhere(low: Shell, target: Node, signs: set[str]) -> bool:
    """Whether what a command writes is seen by nobody who reads its output: ``> /dev/null``, ``>&2``."""
    name = low.name(target).strip("\"'")
    return name in {"/dev/null", "/dev/stderr"} or (name == "2" and bool(signs & {">&", "<&"}))


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
