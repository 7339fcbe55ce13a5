"""``text<<part``, which Ruby's grammar takes for a heredoc that swallows the rest of the file.

Ruby takes ``<<word`` for a heredoc only where a value may begin: not directly behind a name, a bracket or a quote, and
behind a blank only if the name before it is no variable. The grammar knows neither rule. Each ``<<`` that announces no
heredoc becomes ``>>`` in a copy of the script, which binds alike and has the same length; the lowering reads operators
from the script itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hiyari.forms.language import Language
from hiyari.forms.taint.lower.tree import octets, parse

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_ROUNDS: Final = 20
"""Times that a script is parsed again, each for the first ``<<`` that was taken wrongly."""
_SHIFT: Final = re.compile(rb"<<(?=[-~]?(?:([\"'`])([^\n]{0,99}?)\1|([A-Za-z_]\w{0,99})))")
_WORD_BEFORE: Final = re.compile(rb"([A-Za-z_]\w{0,40}[?!]?|[\])}\"'])\Z")
_KEYWORDS: Final = frozenset(
    b"and begin case do else elsif end ensure if in not or rescue return then unless until when while yield".split()
)
"""Behind these a value begins; ``class<<self`` the grammar reads by itself."""


def unshifted(source: bytes) -> Node:
    """The root of a Ruby script's tree, in which ``<<`` announces a heredoc only where it does for Ruby.

    Raises:
        NoGrammarError: The grammar is not installed.
    """
    root = parse(source, Language.RUBY)
    for _ in range(MOST_ROUNDS):
        wrong = _wrong(source, root)
        if not wrong:
            return root
        source = source[: wrong[0]] + b">>" + source[wrong[0] + 2 :]
        root = parse(source, Language.RUBY)
    return parse(_guessed(source, root), Language.RUBY)


def _guessed(source: bytes, root: Node) -> bytes:
    """A script in which what cannot be a heredoc's announcement was turned by what it looks like, even in strings."""
    first = min(_wrong(source, root), default=len(source))
    ends = {line.strip() for line in source[first:].split(b"\n")}
    turned = [
        at
        for found in _SHIFT.finditer(source, first)
        if _is_operator(source, at := found.start()) or (found[2] or found[3] or b"") not in ends
    ]
    made = bytearray(source)
    for at in turned:
        made[at : at + 2] = b">>"
    return bytes(made)


def _wrong(source: bytes, root: Node) -> list[int]:
    """Where ``<<`` was taken for a heredoc's announcement and is none: the first of them, for it may hide others."""
    announced, bodies = _heredocs(root)
    ended = [any(octets(one) for one in body.children if one.type == "heredoc_end") for body in bodies]
    wrong = [at for at in announced if _is_operator(source, at)]
    if wrong:
        return wrong[:1]
    return [at for at, end in zip(announced, ended, strict=False) if not end][:1] + announced[len(bodies) :][:1]


def _heredocs(root: Node) -> tuple[list[int], list[Node]]:
    """Where heredocs are announced, and their bodies, each in the order of the script."""
    waiting, announced = [root], list[int]()
    bodies: list[Node] = []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.named_children)
        if node.type == "heredoc_beginning":
            announced.append(node.start_byte)
        elif node.type == "heredoc_body":
            bodies.append(node)
    return sorted(announced), sorted(bodies, key=lambda one: one.start_byte)


def _is_operator(source: bytes, at: int) -> bool:
    """Whether ``<<`` stands directly behind what is a value: no heredoc begins there."""
    found = _WORD_BEFORE.search(source[max(0, at - 42) : at])
    return found is not None and found[1] not in _KEYWORDS
