"""Perl's calls: of subs of the script, of functions of Perl and of its modules, of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Arg, Call, Expr, Function, Lambda, Mix, Opaque, Param, Var
from hiyari.forms.taint.lower.perl.arguments import arguments, operands
from hiyari.forms.taint.lower.perl.builtins import builtin, parsed_request
from hiyari.forms.taint.lower.perl.caught import tried
from hiyari.forms.taint.lower.perl.methods import constructed, is_indirect
from hiyari.forms.taint.lower.perl.output import OUTPUT, printed
from hiyari.forms.taint.lower.perl.state import Perl, const
from hiyari.forms.taint.lower.perl.subs import sub_body
from hiyari.forms.taint.lower.tree import child_of_type, field, parts

if TYPE_CHECKING:
    from tree_sitter import Node

_PERLS: Final = frozenset(
    """
    abs accept bind binmode bless chdir chmod chomp chop chown chr close closedir connect delete each eof exec exists
    exit fileno flock fork getc hex index int ioctl join keys kill lc lcfirst length link listen local localtime log
    lstat map mkdir oct open opendir ord pack pipe pop pos print printf push quotemeta rand read readdir readline recv
    ref rename reset return reverse rewinddir rindex rmdir scalar seek select send shift shutdown sin sleep socket sort
    splice split sprintf sqrt stat substr symlink syscall sysopen sysread system syswrite tell tie time times truncate
    uc ucfirst umask undef unlink unpack unshift untie utime values wait waitpid wantarray warn write
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
"""Functions that a sub of the same name does not replace."""
_ELEMENTS: Final = frozenset({"hash_element_expression", "array_element_expression"})


def called(low: Perl, node: Node) -> Expr:
    """``f(...)``, ``&f``, ``f ...``, ``new Class(...)``, ``print MAIL ...`` and all other calls of a function."""
    function = field(node, "function")
    if function is None:
        return const(node)
    if b"$" in low.raw(function) or child_of_type(function, "code_deref_expression") is not None:
        given = operands(node)
        args = arguments(low, given)
        if not given and child_of_type(node, "(") is None:
            args = (Arg(value=Var(at=node.start_byte, name="@_"), spread=True),)  # &$code; has the caller's arguments
        return Call(at=node.start_byte, name="<dynamic>", args=args, base=_code(low, function))
    name = low.name(function)
    own = low.sub(name)
    if own in low.subs and not _is_perls(low, name, function):
        return _own(low, node, own, function)
    if name in OUTPUT:
        return printed(low, node, name)
    if name == "new" or is_indirect(low, node):
        return constructed(low, node)
    if name == "try" and (made := tried(low, node)) is not None:
        return made
    given = operands(node)
    if not given and _with_own_arguments(low, node, function):
        return Call(at=node.start_byte, name=name, args=(Arg(value=Var(at=node.start_byte, name="@_"), spread=True),))
    made = builtin(low, node, name, given)
    block = _block(low, node)
    if block is not None and isinstance(made, Call) and made.name == name:
        return Call(at=made.at, name=name, args=(block, *made.args))
    return made


def _is_perls(low: Perl, name: str, function: Node) -> bool:
    """Whether a name means Perl's own function, though the package has a sub of it: a method, or one for ``&name``."""
    return name in _PERLS and not low.raw(function).startswith(b"&")


def _block(low: Perl, node: Node) -> Arg | None:
    """``name { ... } list``: a function that is given a block."""
    first = child_of_type(node, "indirect_object")
    block = None if first is None else child_of_type(first, "block")
    if block is None:
        return None
    at = block.start_byte
    body = sub_body(low, block)
    return Arg(value=Lambda(at=at, function=Function(at=at, name="", params=(Param(name="@_", rest=True),), body=body)))


def _with_own_arguments(low: Perl, node: Node, function: Node) -> bool:
    """``&f`` without parentheses: the sub gets the caller's arguments."""
    known = low.name(function).rpartition("::")[2] == "ReadParse"
    return not known and low.raw(function).startswith(b"&") and child_of_type(node, "(") is None


def _code(low: Perl, function: Node) -> Expr:
    """The value that ``&$code(...)`` and ``&{...}(...)`` call."""
    held = child_of_type(function, "varname", "code_deref_expression")
    return low.expression(held.named_children[0]) if held is not None and held.named_children else const(function)


def _own(low: Perl, node: Node, name: str, function: Node) -> Expr:
    given = operands(node)
    if not given and _with_own_arguments(low, node, function):
        args: tuple[Arg, ...] = (Arg(value=Var(at=node.start_byte, name="@_"), spread=True),)
    else:
        args = arguments(low, given, named=False)
    block = _block(low, node)
    if block is not None:
        args = (block, *args)
    made = Call(at=node.start_byte, name=name, args=args)
    return parsed_request(low, node, made, given) if name.rpartition("::")[2] == "ReadParse" else made


def unary(low: Perl, node: Node) -> Expr:
    """Functions of one argument: ``defined $x``, ``lc $x``, ``shift``, ``-e $file``."""
    function = field(node, "function")
    name = "" if function is None else low.name(function)
    own = low.sub(name)
    if own in low.subs and function is not None and not _is_perls(low, name, function):
        return _own(low, node, own, function)
    if name in OUTPUT:
        return printed(low, node, name)
    given = operands(node)
    if name in {"defined", "exists"} and given and low.raw(given[0]).startswith(b"&"):
        return Mix(at=node.start_byte, parts=())  # whether there is a sub of that name
    return builtin(low, node, name, given)


def alone(low: Perl, node: Node) -> Expr:
    """A function's name with nothing behind it: ``print``, ``die``, ``&foo`` in a reference."""
    name = low.name(node)
    if node.parent is not None and node.parent.type == "refgen_expression":
        return Var(at=node.start_byte, name="&" + low.sub(name))
    if name in OUTPUT:
        return printed(low, node, name)
    if low.sub(name) in low.subs and not _is_perls(low, name, node):
        return Call(at=node.start_byte, name=low.sub(name))
    return builtin(low, node, name, [])


def bareword(low: Perl, node: Node) -> Expr:
    """A bare word: a constant, a sub without parentheses, a class."""
    name = low.name(node)
    if name in low.constants:
        return Var(at=node.start_byte, name=name)
    if low.sub(name) in low.subs:
        return Call(at=node.start_byte, name=low.sub(name))
    if name[:1].islower() and node.parent is not None and node.parent.type in _ELEMENTS:
        return Call(at=node.start_byte, name=name)  # params->{to}: a module's function (Dancer)
    return const(node, low.raw(node).strip())


def lost(low: Perl, node: Node) -> Expr:
    """A syntax error: what could be read in it counts for what it may hold."""
    held = tuple(low.expression(one) for one in parts(node)[:50])
    return Opaque(at=node.start_byte, end=node.end_byte, why="syntax", parts=held)
