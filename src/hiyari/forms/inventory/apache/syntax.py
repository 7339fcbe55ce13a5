"""The syntax of Apache's configuration files and of ``.htaccess``: directives and sections, as a tree of values.

``Include``, ``Define``, ``LoadModule`` and the conditions on them take effect while the file is read, as in the server
(https://httpd.apache.org/docs/2.4/configuring.html). Text in, values out; included files come from a caller.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from hiyari.forms.inventory.note import Note, Place
from hiyari.model.text import Text, text

_VARIABLE: Final = re.compile(r"\$\{([^}$\s:]{1,200})\}")
_ARGUMENT: Final = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+))""", re.DOTALL)
_OPEN: Final = re.compile(r"<\s*([A-Za-z]{1,64})\s*(.*?)\s*>?\s*\Z", re.DOTALL)
_CLOSE: Final = re.compile(r"</\s*([A-Za-z]{1,64})\s*>?\s*\Z")
_ABOUT_ACCESS: Final = re.compile(r"(?:Require|Allow|Deny|Order|Satisfy|Auth|Include)", re.IGNORECASE)
_MOST_DIRECTIVES: Final = 200_000
_DEEPEST: Final = 32
_LONGEST: Final = 65_536
"""Characters of a line, with what continues it."""
_STATIC: Final = frozenset({"core", "so", "watchdog", "http", "log_config", "logio", "version", "unixd"})
"""Modules that are built into most servers (Debian's among them) and are not loaded."""


class SyntaxProblem(Exception):  # noqa: N818 - a fact about a file, turned into a sentence with its place
    """The server would not start with this file, or refuse the folder of a ``.htaccess``."""

    def __init__(self, place: Place, why: Text) -> None:
        super().__init__(why.message)
        self.place, self.why = place, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One directive, or a section with what stands in it."""

    name: str
    """Lower case."""
    arguments: tuple[str, ...]
    place: Place
    children: tuple[Directive, ...] | None = None
    """None: no section."""


Include = Callable[[str, Place, bool], Iterable[tuple[str, str]]]
"""Pattern, where it stands, whether it may be missing; gives path and text of each file."""


def no_includes(_pattern: str, _place: Place, _optional: bool) -> Iterable[tuple[str, str]]:  # noqa: FBT001 - a callback's shape
    """For files that cannot include others."""
    return ()


@dataclass(slots=True)
class State:
    """What was defined and loaded so far, over all files."""

    defined: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    """Without ``_module``; empty: no LoadModule was seen, and nothing is known."""
    root: str | None = None
    """ServerRoot."""
    notes: list[Note] = field(default_factory=list)
    gaps: list[Place] = field(default_factory=list)
    """Where something is that was not followed and may be about who is let in."""
    count: int = 0
    doubtful: bool = False
    """Whether the present file is only included on a condition."""

    def loaded(self, name: str) -> bool | None:
        """Whether a module is loaded, by its identifier or file name; None: not known."""
        short = name.removeprefix("mod_").removesuffix(".c").removesuffix("_module")
        if not self.modules:
            return True if short in _STATIC else None
        return short in self.modules or short in _STATIC


def parse(source: str, path: str, state: State, include: Include = no_includes) -> tuple[Directive, ...]:
    """Read one file.

    Args:
        source: The file's text.
        path: Its name, for places.
        state: Changed by Define, LoadModule and notes.
        include: Where included files come from.

    Raises:
        SyntaxProblem: A section is not closed, closed twice, or there is too much of it.
    """
    return tuple(_Reader(path, state, include).read(source))


def logical_lines(source: str) -> Iterator[tuple[int, str]]:
    """Lines with their number; a backslash at the end continues a line; comments and empty ones are left out."""
    pending, start = "", 0
    for number, line in enumerate(source.split("\n"), 1):
        start = start if pending else number
        whole = pending + line.removesuffix("\r")[: _LONGEST - len(pending)]
        if line.removesuffix("\r").endswith("\\"):
            pending = whole.removesuffix("\\")
            continue
        pending = ""
        stripped = whole.strip()
        if stripped and not stripped.startswith("#"):
            yield start, stripped
    if pending.strip():
        yield start, pending.strip()


def arguments_of(written: str) -> tuple[str, ...]:
    """Words, with quotes taken off."""
    words = []
    for found in _ARGUMENT.finditer(written):
        double, single, bare = found.groups()
        if bare is not None:
            words.append(bare)
        else:
            words.append(re.sub(r"\\([\"'\\])", r"\1", double if double is not None else single))
    return tuple(words)


@dataclass(slots=True)
class _Opened:
    name: str
    arguments: tuple[str, ...]
    place: Place
    children: list[Directive]
    kept: bool | None
    """Of a condition: whether what is inside counts; None: a real section."""


class _Reader:
    def __init__(self, path: str, state: State, include: Include) -> None:
        self._path, self._state, self._include = path, state, include
        self._stack = [_Opened("", (), Place(path=path, line=1), [], None)]

    def read(self, source: str) -> list[Directive]:
        for number, line in logical_lines(source):
            self._state.count += 1
            if self._state.count > _MOST_DIRECTIVES:
                raise SyntaxProblem(self._at(number), text("there are more directives than any server has."))
            self._line(self._at(number), line)
        if len(self._stack) > 1:
            opened = self._stack[-1]
            raise SyntaxProblem(opened.place, text("<{name}> is never closed. Close it.", name=opened.name))
        return self._stack[0].children

    def _at(self, number: int) -> Place:
        return Place(path=self._path, line=number)

    def _line(self, place: Place, line: str) -> None:
        if close := _CLOSE.match(line):
            self._close(place, close[1].lower())
        elif line.startswith("<"):
            opened = _OPEN.match(line)
            if opened is None:
                raise SyntaxProblem(place, text("this section's name is not understood. Mend the line."))
            self._open(place, opened[1].lower(), opened[2])
        elif self._skips():
            self._passed_over(place, line)
        else:
            name, _, rest = line.partition(" ") if " " in line else line.partition("\t")
            self._directive(place, *self._split(name, rest))

    @staticmethod
    def _split(name: str, rest: str) -> tuple[str, str]:
        """A tab may come before the first blank."""
        head, tab, tail = name.partition("\t")
        return (head.lower(), f"{tail} {rest}") if tab else (name.lower(), rest)

    def _skips(self) -> bool:
        return any(opened.kept is False for opened in self._stack)

    def _passed_over(self, place: Place, line: str) -> None:
        """What <IfDefine> hides holds all the same when the server is started with -D."""
        if _ABOUT_ACCESS.match(line) and any(one.kept is False and one.name == "ifdefine" for one in self._stack):
            self._state.gaps.append(place)

    def _open(self, place: Place, name: str, written: str) -> None:
        if len(self._stack) > _DEEPEST:
            raise SyntaxProblem(place, text("sections are nested too deep. Mend the file."))
        kept = None if self._skips() else self._condition(name, written.strip(), place)
        arguments = arguments_of(self._filled(written))
        self._stack.append(_Opened(name, arguments, place, [], kept))

    def _close(self, place: Place, name: str) -> None:
        if len(self._stack) == 1 or self._stack[-1].name != name:
            raise SyntaxProblem(place, text("</{name}> closes nothing. Take the line out.", name=name))
        opened = self._stack.pop()
        if opened.kept is True:
            self._stack[-1].children.extend(opened.children)
        elif opened.kept is None and not self._skips():
            whole = Directive(
                name=name, arguments=opened.arguments, place=opened.place, children=tuple(opened.children)
            )
            self._stack[-1].children.append(whole)

    def _condition(self, name: str, written: str, place: Place) -> bool | None:
        negated, word = written.startswith("!"), written.lstrip("!").strip().strip('"')
        match name:
            case "ifmodule":
                loaded = self._state.loaded(word)
                if loaded is None:
                    return not negated
            case "ifdefine":
                loaded = word in self._state.defined
            case "ifversion" | "iffile" | "ifdirective" | "ifsection":
                why = text("<{name} {test}> is taken as true.", name=name, test=written)
                self._state.notes.append(Note(place=place, why=why))
                self._state.gaps.append(place)
                return True
            case _:
                return None
        return loaded is not negated

    def _directive(self, place: Place, name: str, rest: str) -> None:
        arguments = arguments_of(self._filled(rest))
        match name, arguments:
            case "define", (variable, *value):
                self._state.defined[variable] = value[0] if value else ""
            case "serverroot", (folder,):
                self._state.root = folder
            case "undefine", (variable,):
                self._state.defined.pop(variable, None)
            case "loadmodule", (identifier, *_):
                self._state.modules.add(identifier.removesuffix("_module"))
            case ("use", _):
                self._state.gaps.append(place)
                self._stack[-1].children.append(Directive(name=name, arguments=arguments, place=place))
            case (("include" | "includeoptional"), (pattern, *_)):
                self._included(pattern, place, optional=name == "includeoptional")
            case _:
                self._stack[-1].children.append(Directive(name=name, arguments=arguments, place=place))

    def _included(self, pattern: str, place: Place, *, optional: bool) -> None:
        state = self._state
        before = state.doubtful
        # The server may not have the module or the definition, and never look for the file.
        state.doubtful = before or any(opened.kept for opened in self._stack)
        missing = True
        for path, source in self._include(pattern, place, optional or state.doubtful):
            missing = False
            self._stack[-1].children.extend(parse(source, path, state, self._include))
        if missing and state.doubtful and not optional:
            why = text(
                "the included file {path} does not exist; the condition around it is taken as true.", path=pattern
            )
            state.notes.append(Note(place=place, why=why))
            state.gaps.append(place)
        state.doubtful = before

    def _filled(self, written: str) -> str:
        return _VARIABLE.sub(lambda found: self._state.defined.get(found[1], found[0]), written)[:65_536]
