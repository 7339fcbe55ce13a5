"""The files that a filter is told to read: ``grep '^mail=' form.conf``; one that is told of none reads its input.

Options with a value of their own are known for the usual filters (POSIX, XCU; GNU). A word that is a variable without
quotes may be options as well as a file: then the filter may read its input, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.ir import Expr
from hiyari.forms.taint.lower.shell.commands import Command
from hiyari.forms.taint.lower.shell.state import Shell, read_file, together

if TYPE_CHECKING:
    from tree_sitter import Node

_VALUED: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        **dict.fromkeys(("grep", "egrep", "fgrep"), b"efmABCDd"),
        "cut": b"dfcb",
        **dict.fromkeys(("head", "tail"), b"nc"),
        "sort": b"ktoST",
        "uniq": b"fsw",
        "sed": b"efl",
        **dict.fromkeys(("awk", "gawk"), b"vFfe"),
        "fold": b"w",
        "fmt": b"w",
        "iconv": b"ft",
        "tac": b"s",
        **dict.fromkeys(("nkf", "rev", "expand", "dos2unix"), b""),
    }
)
"""Filters that read the files they are told of, with their options that have a value."""
_SCRIPTED: Final[Mapping[str, bytes]] = MappingProxyType(
    {**dict.fromkeys(("grep", "egrep", "fgrep", "sed"), b"ef"), **dict.fromkeys(("awk", "gawk"), b"f")}
)
"""Filters whose first word is a pattern or a program, unless one of these options has it."""
_STDIN: Final = frozenset({b"-", b"/dev/stdin"})


def input_of(low: Shell, made: Command, given: Expr) -> Expr:
    """What a filter reads."""
    if made.name not in _VALUED:
        return given
    files, doubtful = _files(low, made)
    if not files:
        return given
    read = [given if low.raw(one) in _STDIN else read_file(low, one, one.start_byte) for one in files]
    return together(made.node.start_byte, [given, *read] if doubtful else read)


def _files(low: Shell, made: Command) -> tuple[list[Node], bool]:
    valued, scripted = _VALUED[made.name], _SCRIPTED.get(made.name)
    wanting = scripted is not None
    found: list[Node] = []
    skip = doubtful = False
    for word in made.words:
        raw = low.raw(word)
        doubtful = doubtful or raw[:1] == b"$"
        if skip:
            skip = False
        elif raw[:1] == b"-" and len(raw) > 1:
            letters = b"" if raw[:2] == b"--" else raw[1:]
            place = next((index for index, letter in enumerate(letters) if letter in valued), None)
            if place is not None:
                skip = place == len(letters) - 1
                wanting = wanting and letters[place] not in (scripted or b"")
        elif wanting:
            wanting = False
        elif raw[:1] != b"+" and not (made.name.endswith("awk") and b"=" in raw):
            found.append(word)
    return found, doubtful
