"""PHP's classes that no include names: `spl_autoload_register` or composer's maps load them when they are asked for.

An autoloader that is a function of the script is run with the class's name, and its includes are followed; what it does
not find is no blind spot, since the next one may. Composer's own is not run: the maps that it has written beside itself
(https://getcomposer.org/doc/articles/autoloader-optimization.md) tell the files, by class or by namespace (PSR-4).
Names of classes reach the engine in small letters and without namespace, files have the capitals: so they are taken
from the sources that were read. A class that is not found stays as unknown as it was.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import TRUE, Value, fixed
from hiyari.forms.taint.ir import Call

_MOST: Final = 20
"""Classes that are loaded in one reading, and autoloaders that are asked."""
_SPELLINGS: Final = 3
_MAPS: Final = ("autoload_classmap.php", "autoload_psr4.php")
_CLASS: Final = rb"\\?[A-Za-z_]\w{0,80}(?:\\[A-Za-z_]\w{0,80}){0,12}"
_NAMED: Final = re.compile(
    rb"\b(?:new|extends|instanceof|use|insteadof)\s{1,9}(" + _CLASS + rb")|(?<![\w\\$])(" + _CLASS + rb")\s{0,3}::"
)
_NAMESPACE: Final = re.compile(
    rb"^\s{0,9}(?:<\?php\s{1,9})?namespace\s{1,9}(" + _CLASS + rb")\s{0,9}[;{]", re.MULTILINE
)
_ENTRY: Final = re.compile(
    rb"'([^'\n]{1,300})'\s{0,9}=>\s{0,9}(?:array\s{0,3}\(|\[)?\s{0,9}\$(vendorDir|baseDir)\s{0,3}\.\s{0,3}'([^'\n]{1,400})'"
)


class Autoloading:
    """Loads classes for one run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.searching = False
        """Whether an autoloader runs: a file that is not there is not missed."""
        self._loaders: list[Value] = []
        self._folders: list[str] = []
        self._files: dict[str, str] = {}
        self._spaces: dict[str, list[str]] = {}
        self._asked: set[str] = set()
        self._spelled: dict[str, dict[str, None]] = {}
        self._sources: set[bytes] = set()

    def register(self, call: Call, state: State) -> Ways:
        """``spl_autoload_register``."""
        given = self.run.calls.arguments(call.args, state)
        if given and len(self._loaders) < _MOST:
            self._loaders.append(given[0].value)
            self._asked.clear()
        return [(state, TRUE)]

    def by_composer(self, name: str) -> bool:
        """Whether an included file is composer's autoloader, whose maps are taken up instead of running it."""
        if not self.run.traits.composer or posixpath.basename(name) != "autoload.php":
            return False
        folder = posixpath.dirname(name) or "."
        if folder in self._folders:
            return True
        maps = [self.run.include(f"{folder}/composer/{one}") for one in _MAPS]
        if all(one is None for one in maps):
            return False
        self._folders.append(folder)
        self._asked.clear()
        for source in maps:
            self._learn(source or b"", folder)
        return True

    def _learn(self, source: bytes, folder: str) -> None:
        for found in _ENTRY.finditer(source):
            base = folder if found[2] == b"vendorDir" else posixpath.dirname(folder) or "."
            name = name_of(found[1]).replace("\\\\", "\\")
            place = base + name_of(found[3])
            if name.endswith("\\"):
                self._spaces.setdefault(name, []).append(place)
            else:
                self._files.setdefault(name, place)

    def want(self, kind: str, at: int, state: State) -> None:
        """Load a class that is not known yet, if something can load it."""
        run = self.run
        if not (self._loaders or self._folders) or not kind or kind in run.classes or kind in self._asked:
            return
        if self.searching or len(self._asked) >= _MOST * 10 or run.mails.made_by("new " + kind) is not None:
            return
        self._asked.add(kind)
        for name in self._spellings(kind):
            self._load(name, at, state)
            if kind in run.classes:
                for base in run.classes[kind].bases:
                    self.want(base, at, state)
                return

    def _load(self, name: str, at: int, state: State) -> None:
        before, self.searching = self.searching, True
        try:
            for place in self._mapped(name):
                if (found := self.run.including.place(place)) is not None:
                    self._become(self.run.including.run_at(found, state.copy()), state)
                    return
            call = Call(at, "<autoload>")
            for loader in self._loaders:
                given = [Given(fixed(octets_of(name)))]
                outs = self.run.callables.call(loader, given, state.copy(), call)
                self._become([one for one, _ in outs], state)
        finally:
            self.searching = before

    @staticmethod
    def _become(outs: list[State], state: State) -> None:
        alive = [one for one in outs if one.end is None]
        if alive:
            state.become(merged_into_one(alive))

    def _mapped(self, name: str) -> Iterator[str]:
        """Where composer says that a class is."""
        if name in self._files:
            yield self._files[name]
        space = name
        while "\\" in space:
            space = space.rstrip("\\").rpartition("\\")[0] + "\\"
            for folder in self._spaces.get(space, ()):
                yield posixpath.join(folder, name[len(space) :].replace("\\", "/") + ".php")
            if space == "\\":
                return

    def _spellings(self, kind: str) -> list[str]:
        """How a class is written in the sources that were read, the fullest names first."""
        for source in self.run.report.sources():
            if source not in self._sources:
                self._sources.add(source)
                self._look(source)
        return list(self._spelled.get(kind, ()))[:_SPELLINGS]

    def _look(self, source: bytes) -> None:
        space = _NAMESPACE.search(source)
        within = None if space is None else name_of(space[1]).lstrip("\\")
        for found in _NAMED.finditer(source):
            name = name_of(found[1] or found[2]).lstrip("\\")
            known = self._spelled.setdefault(self.run.tables.name(name), {})
            known.setdefault(name)
            if within is not None and "\\" not in name:
                known.setdefault(f"{within}\\{name}")
