"""The syntax of nginx's configuration: simple directives and blocks, as a tree of values.

https://nginx.org/en/docs/beginners_guide.html#conf_structure. Text in, values out; included files come from a caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hiyari.forms.inventory.note import Place
from hiyari.model.text import Text, text

_TOKEN: Final = re.compile(
    r"""[ \t\r]+|(?P<line>\n)|\#[^\n]*|(?P<mark>[;{}])|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|(?P<bare>(?:[^\s;{}"'\\$]|\\.|\$\{[^}\n]{0,99}\}|\$|(?<=[^\s;{}])["'{](?=[^\s]))+)""",
    re.DOTALL,
)
_MOST_DIRECTIVES: Final = 200_000
_DEEPEST: Final = 32


class SyntaxProblem(Exception):  # noqa: N818 - a fact about a file, turned into a sentence with its place
    """nginx would not start with this file."""

    def __init__(self, place: Place, why: Text) -> None:
        super().__init__(why.message)
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One directive, or a block with what stands in it."""

    name: str
    arguments: tuple[str, ...]
    place: Place
    children: tuple[Directive, ...] | None = None
    """None: no block."""


Include = Callable[[str, Place], Iterable[tuple[str, str]]]
"""Pattern and where it stands; gives path and text of each file."""


@dataclass(slots=True)
class Budget:
    """What is left for all files together."""

    directives: int = _MOST_DIRECTIVES


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: str
    line: int


def parse(source: str, path: str, include: Include, budget: Budget | None = None) -> tuple[Directive, ...]:
    """Read one file.

    Args:
        source: The file's text.
        path: Its name, for places.
        include: Where included files come from.
        budget: Shared by the files of one server.

    Raises:
        SyntaxProblem: A block or a quote is not closed, a semicolon is missing, or there is too much of it.
    """
    return _Reader(path, include, budget or Budget()).read(source)


def _tokens(source: str, path: str) -> Iterator[_Token]:
    line, at = 1, 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise SyntaxProblem(Place(path=path, line=line), text("a quote is never closed. Close it."))
        kind = found.lastgroup
        if kind is not None and kind != "line":
            yield _Token(kind, _plain(found[kind]) if kind in {"double", "single"} else found[kind], line)
        line += found[0].count("\n")
        at = found.end()


def _plain(quoted: str) -> str:
    return re.sub(r"\\([\"'\\])", r"\1", quoted)


class _Reader:
    def __init__(self, path: str, include: Include, budget: Budget) -> None:
        self._path, self._include, self._budget = path, include, budget

    def read(self, source: str) -> tuple[Directive, ...]:
        stack: list[tuple[list[str], int, list[Directive]]] = [([], 1, [])]
        words: list[str] = []
        start = 1
        for token in _tokens(_without_scripts(source), self._path):
            start = token.line if not words else start
            match token.kind, token.value:
                case "mark", ";":
                    self._finish(words, start, stack[-1][2])
                    words = []
                case "mark", "{":
                    if not words or len(stack) > _DEEPEST:
                        raise SyntaxProblem(
                            self._at(token.line), text("the opening brace opens nothing. Mend the line.")
                        )
                    stack.append((words, start, []))
                    words = []
                case "mark", _:
                    self._close(stack, words, token.line)
                case _:
                    words.append(token.value)
        if len(stack) > 1:
            raise SyntaxProblem(self._at(stack[-1][1]), text("the block {name} is never closed.", name=stack[-1][0][0]))
        if words:
            raise SyntaxProblem(self._at(start), text("{name} does not end with a semicolon.", name=words[0]))
        return tuple(stack[0][2])

    def _at(self, line: int) -> Place:
        return Place(path=self._path, line=line)

    def _close(self, stack: list[tuple[list[str], int, list[Directive]]], words: list[str], line: int) -> None:
        if len(stack) == 1 or words:
            raise SyntaxProblem(
                self._at(line), text("the closing brace closes nothing, or a semicolon is missing before it.")
            )
        opened, start, children = stack.pop()
        place = self._at(start)
        block = Directive(name=opened[0], arguments=tuple(opened[1:]), place=place, children=tuple(children))
        stack[-1][2].append(block)

    def _finish(self, words: list[str], line: int, into: list[Directive]) -> None:
        self._budget.directives -= 1
        if self._budget.directives < 0:
            raise SyntaxProblem(self._at(line), text("there are more directives than any server has."))
        if not words:
            return
        if words[0] == "include" and len(words) > 1:
            for path, source in self._include(words[1], self._at(line)):
                into.extend(parse(source, path, self._include, self._budget))
            return
        into.append(Directive(name=words[0], arguments=tuple(words[1:]), place=self._at(line)))


def _without_scripts(source: str) -> str:
    """Lua blocks hold another language: their content is blanked, line by line."""
    pieces, at = [], 0
    for found in re.finditer(r"\b\w{1,40}_by_lua_block\s*\{", source):
        if found.start() < at:
            continue
        end = _closing(source, found.end())
        pieces += [source[at : found.end()], re.sub(r"[^\n]", " ", source[found.end() : end])]
        at = end
    return "".join([*pieces, source[at:]])


def _closing(source: str, at: int) -> int:
    """Where the brace closes that was opened before; the end where it does not."""
    depth = 1
    for found in re.compile(r"[{}]").finditer(source, at):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return len(source)
