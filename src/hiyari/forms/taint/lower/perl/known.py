"""A first look at a whole Perl script: heredocs, commands of forked children, scalars that hold one literal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Const, Expr, Join, Pattern, Var
from hiyari.forms.taint.lower.perl.regexes import LONGEST_PATTERN
from hiyari.forms.taint.lower.perl.state import Perl, operator
from hiyari.forms.taint.lower.tree import field

if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN: Final = frozenset({"string_literal", "number", "interpolated_string_literal"})
_SCALAR: Final = re.compile(r"\$([A-Za-z_]\w{0,99})")


def _walk(root: Node) -> Iterator[Node]:
    """All named nodes in the script's order, however deep."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))


def heredocs(root: Node) -> dict[int, Node]:
    """The texts of heredocs by the offset of what announces them: first announced, first read."""
    announced: list[int] = []
    found: dict[int, Node] = {}
    for node in _walk(root):
        if node.type in {"heredoc_token", "command_heredoc_token"}:
            announced.append(node.start_byte)
        elif node.type == "heredoc_content" and announced:
            found[announced.pop(0)] = node
    return found


def commands(root: Node) -> tuple[Node, ...]:
    """All ``exec``, in order."""
    return tuple(
        node
        for node in _walk(root)
        if (name := field(node, "function")) is not None
        and name.text == b"exec"
        and node.type.endswith("call_expression")
    )


def formats(root: Node) -> tuple[Node, ...]:
    """All ``format``: they may stand behind the ``write`` that needs them."""
    return tuple(node for node in _walk(root) if node.type == "format_statement")


def constants(low: Perl, root: Node) -> dict[str, bytes]:
    """Scalars that are assigned once, to a literal or a pattern that is known by then."""
    seen: set[str] = set()
    for node in _walk(root):
        left, right = field(node, "left"), field(node, "right")
        if node.type != "assignment_expression" or left is None or right is None:
            continue
        known = low.known.constants
        names = _SCALAR.findall(low.name(left)[:2000])
        again = [name for name in names if name in seen]
        seen.update(names)
        for name in again:
            known.pop(name, None)
        if again or len(names) != 1 or left.type not in {"scalar", "variable_declaration"}:
            continue
        value = low.expression(right) if right.type in _PLAIN or right.type == "quoted_regexp" else None
        text = _text_of(low, value)
        if text is not None and operator(node) == b"=":
            known[names[0]] = text
    return low.known.constants


def _text_of(low: Perl, value: Expr | None) -> bytes | None:
    match value:
        case Const(value=text):
            return text
        case Pattern(source=source, flags=flags):
            kept = "".join(one for one in flags if one in "imsx")
            return b"(?" + kept.encode() + b":" + source + b")"
        case Join(parts=pieces):
            return _joined(low, pieces)
        case _:
            return None


def _joined(low: Perl, pieces: tuple[Expr, ...]) -> bytes | None:
    made = b""
    for piece in pieces:
        match piece:
            case Const(value=text) if text is not None:
                made += text
            case Var(name=name) if name[1:] in low.known.constants:
                made += low.known.constants[name[1:]]
            case _:
                return None
    return made if len(made) <= LONGEST_PATTERN else None
