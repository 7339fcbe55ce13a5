"""Other files' code that runs where it is included, and where the names of such files lead to.

A name is looked for as it is written from the script's folder, and then, in PHP, beside the file that includes it.
What cannot be known or read is reported: the code behind it may do anything.
"""

from __future__ import annotations

import posixpath
from typing import Final

from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import Value, constant, tainted
from hiyari.forms.taint.engine.work import OutOfStepsError, half
from hiyari.forms.taint.ir import Program
from hiyari.forms.taint.lower.tree import too_deep
from hiyari.forms.taint.lowered import KEPT
from hiyari.model.text import text

_DEEPEST: Final = 12
"""Files that include each other."""


class Including:
    """Runs included files."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._inside: list[str] = []
        self._missing: set[str] = set()

    def included(self, path: Value, at: int, state: State, *, required: bool = True) -> list[State]:
        """Another file's code; one that is not known or cannot be read is reported."""
        run = self.run
        written = constant(path)
        if written is None:
            self._unknown(path, at, state)
            return [state]
        name = name_of(written)
        if run.tables.logins and posixpath.join(run.folder(), name).endswith(run.tables.logins):
            run.opened = True
            run.conditions.login(state, at)
            return [state]
        if run.autoloading.by_composer(name):
            return [state]
        if name.endswith(run.tables.frameworks) and run.include(name) is not None:
            run.opened = run.unread = True
            return [state]
        place = self.place(name)
        if place is None and (name.endswith(run.tables.libraries) or (run.traits.packages and not required)):
            return [state]
        if place is None:
            if not run.autoloading.searching:
                run.unknowing.missed(name, text("the included file {path} was not read", path=name), at, state)
            return [state]
        return self.run_at(place, state) if self._inside else self._within_half(place, at, state)

    def _within_half(self, place: str, at: int, state: State) -> list[State]:
        """Run what the script itself includes, with half of what may still be done: the rest is the script's own."""
        run, before = self.run, state.copy()
        kept = run.limits.steps // 2
        run.limits.steps -= kept
        try:
            with half():
                return self.run_at(place, state)
        except OutOfStepsError:
            run.opened = run.unread = True
            run.report.unclear(text("the included file {path} was not followed to its end", path=place), at, run.file)
            return [before]
        finally:
            run.limits.steps = max(run.limits.steps, 0) + kept

    def _unknown(self, path: Value, at: int, state: State) -> None:
        run = self.run
        if tainted(path):
            run.opened = run.unread = True
            run.report.unclear(text("the request decides which file is included here"), at, run.file)
        else:
            run.unknowing.missed("", text("which file is included here is not known"), at, state)

    def place(self, name: str) -> str | None:
        """Read and lower an included file; tells the name under which it is known, None when it was not read."""
        return next((one for one in self._places(name) if self._read(one) is not None), None)

    def _places(self, name: str) -> list[str]:
        run, places = self.run, [name]
        relative = not name.startswith(("/", "./", "../"))
        if relative and run.file is not None and run.traits.includes_beside and "://" not in name:
            places.append(posixpath.join(posixpath.dirname(run.file), name))
        return places

    def _read(self, name: str) -> Program | None:
        run = self.run
        program = run.programs.get(name)
        if program is not None or run.limits.includes <= 0 or name in self._missing:
            return program
        run.limits.includes -= 1
        source = run.include(name)
        if source is None or too_deep(source):
            self._missing.add(name)
            return None
        program = run.programs[name] = KEPT.program(run.lower, name, source)
        run.report.add_source(name, source)
        run.learn(program, name)
        return program

    def run_at(self, place: str, state: State) -> list[State]:
        """Run a file that was read."""
        run = self.run
        before = run.file
        if before == place or place in self._inside:
            return [state]
        if len(self._inside) >= _DEEPEST:
            run.opened = run.unread = True
            run.report.unclear(text("files include each other too deep to be followed"), None, before)
            return [state]
        run.file = place
        self._inside.append(place)
        try:
            outs = run.walking.block(run.programs[place].body, state)
        finally:
            run.file = before
            self._inside.pop()
        for one in outs:
            if one.end is End.RETURN:
                one.end = None
        return outs
