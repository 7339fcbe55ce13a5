"""Perl's handles: what opens one, what chooses one, and what is written into memory or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Array, Assign, Bind, Call, Const, Expr, Var
from hiyari.forms.taint.lower.perl.access import handle
from hiyari.forms.taint.lower.perl.arguments import arguments, operands
from hiyari.forms.taint.lower.perl.state import Perl, call, const, doing

if TYPE_CHECKING:
    from tree_sitter import Node

SELECTED: Final = "<selected>"
FILES: Final = frozenset({"IO::File", "FileHandle", "IO::Pipe"})
"""Classes of Perl whose objects are handles."""
_CHOSEN: Final = frozenset({"bareword", "scalar", "glob", "filehandle", "string_literal", "variable_declaration"})


def opened(low: Perl, node: Node, _name: str, given: list[Node]) -> Expr:
    """``open``: handle, then as given; a pipe of ``|-`` with the words of the ``exec`` that its child runs."""
    at = node.start_byte
    if not given:
        return call(at, "open")
    args = [Arg(value=handle(low, given[0])), *arguments(low, given[1:], named=False)]
    if len(args) == 1 and isinstance(args[0].value, Var):
        args.append(Arg(value=Var(at=at, name="$" + args[0].value.name.lstrip("*"))))  # open(MAIL), of $MAIL
    in_memory = _in_memory(node, low, args)
    if in_memory is not None:
        return in_memory
    mode = args[1].value if len(args) == 2 else None
    if isinstance(mode, Const) and (mode.value or b"").replace(b" ", b"") == b"|-":
        args += _of_child(low, node)
    return Call(at=at, name="open", args=tuple(args))


def _of_child(low: Perl, node: Node) -> list[Arg]:
    """The words of the ``exec`` that a forked child comes to."""
    child = next((one for one in low.known.commands if one.start_byte > node.start_byte), None)
    if child is None:
        return []
    low.children.add(child.start_byte)
    return list(arguments(low, operands(child), named=False))


def piped(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``pipe(R, W)``: what is written into the one goes to the command that a child runs with the other."""
    at, words = node.start_byte, _of_child(low, node)
    if len(given) < 2 or not words:
        return Call(at=at, name=name, args=arguments(low, given))
    return Call(
        at=at, name="open", args=(Arg(value=handle(low, given[1])), Arg(value=Const(at=at, value=b"|-")), *words)
    )


def both_ways(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``open2(R, W, command)``, ``open3(W, R, E, command)``: a pipe into the command, as far as mail is concerned."""
    at, place = node.start_byte, _INPUTS[name.rpartition("::")[2]]
    if len(given) < 3:
        return Call(at=at, name=name, args=arguments(low, given, named=False))
    words = arguments(low, given[_COMMANDS[name.rpartition("::")[2]] :], named=False)
    to = Arg(value=handle(low, given[place]))
    return Call(at=at, name="open", args=(to, Arg(value=Const(at=at, value=b"|-")), *words))


_INPUTS: Final = {"open2": 1, "open3": 0}
_COMMANDS: Final = {"open2": 2, "open3": 3}


def _in_memory(node: Node, low: Perl, args: list[Arg]) -> Expr | None:
    r"""``open($fh, '<', \$text)``: the handle gives the text; ``'>'``: what is printed goes into it."""
    at = node.start_byte
    match args:
        case [
            Arg(value=Var() as to),
            Arg(value=Const(value=bytes() as mode)),
            Arg(value=Call(name="<reference>") as of),
        ]:
            text = of.args[0].value
        case _:
            return None
    if mode.strip()[:1] == b"<":
        return Bind(at=at, assign=Assign(at=at, target=to, value=text))
    low.memory[to.name] = text
    if mode.strip()[:2] == b">>":
        return const(node, b"1")
    return Bind(at=at, assign=Assign(at=at, target=text, value=Const(at=at, value=b"")))


def made(low: Perl, node: Node, owner: str, args: tuple[Arg, ...]) -> Expr | None:
    """``IO::File->new("|sendmail")``, ``new FileHandle(...)``; None where nothing is opened yet."""
    if owner not in FILES or not args:
        return None
    at = node.start_byte
    kept = Var(at=at, name=f"$<file {at}>")
    low.hoisted.extend(doing(Call(at=at, name="open", args=(Arg(value=kept), *args))))
    return kept


def by_method(low: Perl, node: Node, method: str, base: Expr, args: tuple[Arg, ...]) -> Expr | None:
    """``$handle->open("|sendmail")``, ``$pipe->writer("sendmail", "-t")``."""
    at = node.start_byte
    if method == "open" and args and not isinstance(args[0].value, Array):
        if b"FileHandle" in low.source or b"IO::File" in low.source:
            return Call(at=at, name="open", args=(Arg(value=base), *args))
    elif method == "writer" and b"IO::Pipe" in low.source:
        return Call(at=at, name="open", args=(Arg(value=base), Arg(value=Const(at=at, value=b"|-")), *args))
    return None


def of_handle(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``close``, ``binmode`` and their like."""
    args = (Arg(value=handle(low, given[0]), name="handle"), *arguments(low, given[1:]))
    return Call(at=node.start_byte, name=name, args=args)


def selected(low: Perl, node: Node, name: str, given: list[Node]) -> Expr:
    """``select(MAIL)``: from now on ``print`` writes there. Its value is the handle that did so before."""
    at = node.start_byte
    if not given:
        return Var(at=at, name=SELECTED)
    if len(given) > 1 or given[0].type not in _CHOSEN:
        for one in given:
            low.expression(one)
        return call(at, name)
    before, now = Var(at=at, name=f"<selected {at}>"), Var(at=at, name=SELECTED)
    low.hoisted.append(Assign(at=at, target=before, value=now))
    low.hoisted.append(Assign(at=at, target=now, value=handle(low, given[0])))
    return before
