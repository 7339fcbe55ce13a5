"""Code that could not be read, and what is handed to it: it may send mail."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.message import UNREAD
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import Ref, Str, Unknown, Value, constant
from hiyari.forms.taint.ir import Call
from hiyari.model.text import Remote, Text, text

_OWN_CLASSES: Final = frozenset(
    {
        "new pdo",
        "new mysqli",
        "new sqlite3",
        "new stdclass",
        "new datetime",
        "new datetimezone",
        "new arrayobject",
        "new exception",
        "new simplexmlelement",
        "new domdocument",
        "new splfileobject",
        "new ziparchive",
    }
)
"""PHP's own: they send nothing."""
_SENDS: Final = re.compile(
    r"(?:mail|send|sent|smtp|post|submit|notif|deliver|form)[a-z0-9_-]*\.(?:php\d?|inc|phtml|lib)$", re.IGNORECASE
)
_STORING: Final = frozenset({".query", ".prepare", ".execute", ".bindparam", ".bindvalue", ".bind_param", ".exec"})
"""Methods of databases."""


class Unread:
    """Watches which unknown functions are given what the request holds."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._gaps: dict[tuple[Text, int, str | None], bool] = {}
        """Files that were not read, and whether their names speak of mail."""

    def missed(self, name: str, why: Text, at: int, state: State) -> None:
        """A file that code was to come from was not read. Whether that matters is seen when mail is sent."""
        run = self.run
        run.opened = run.unread = True
        if not run.traits.includes_in_place:
            run.report.unclear(why, at, run.file)
            return
        gap = (why, at, run.file)
        self._gaps.setdefault(gap, bool(_SENDS.search(posixpath.basename(name))))
        for variable, value in list(state.variables.items()):
            written = constant(value)
            if written is not None and b"@" in written and variable[:1] == "$":
                state.variables[variable] = either(value, self.unknown(variable))

    @staticmethod
    def unknown(name: str) -> Str:
        """What a file that was not read may have put there."""
        return Str((Unknown(tag=f"{UNREAD}{name}"),))

    def matters(self) -> None:
        """What is not known decides about a mail: the files that were not read so far are told."""
        for why, at, file in self._gaps:
            self.run.report.unclear(why, at, file)

    def settle(self) -> None:
        """At the end: where nothing here sends, they may; and those may whose names say so."""
        sends = any(self.run.report.places.values())
        for (why, at, file), speaks in self._gaps.items():
            if speaks or not sends:
                self.run.report.unclear(why, at, file)

    def told(self, call: Call, base: Value | None, *, data: bool) -> None:
        """An unknown function is called after code ran that could not be read; with a stranger's data it is told."""
        run, name = self.run, call.name
        if not run.unread or not run.tables.built_in or isinstance(base, Ref) or name[:1] == "<":
            return
        if name.startswith("new "):
            run.strange |= name not in _OWN_CLASSES
        if not data or not name or name == "function" or (base is None and run.tables.is_built_in(name)):
            return
        if name[:1] == "." and (not run.strange or name in _STORING):
            return
        run.callables.suspect("code that was not read", call.at)
        what = text(
            "what the request holds is given to {function}(), which stands in a file that was not read",
            function=Remote(name.lstrip(".").removeprefix("new ")),
        )
        run.report.unclear(what, call.at, run.file)
