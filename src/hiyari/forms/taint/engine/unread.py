"""Code that could not be read, and what is handed to it: it may send mail."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.values import Ref, Value
from hiyari.forms.taint.ir import Call
from hiyari.model.text import Remote, text

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
_STORING: Final = frozenset({".query", ".prepare", ".execute", ".bindparam", ".bindvalue", ".bind_param", ".exec"})
"""Methods of databases."""


class Unread:
    """Watches which unknown functions are given what the request holds."""

    def __init__(self, run: Run) -> None:
        self.run = run

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
