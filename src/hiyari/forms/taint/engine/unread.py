"""Code that could not be read, and what is handed to it: it may send mail."""

from __future__ import annotations

from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.values import Ref, Value
from hiyari.forms.taint.ir import Call
from hiyari.model.text import Remote, text


class Unread:
    """Watches which unknown functions are given what the request holds."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def told(self, call: Call, base: Value | None) -> None:
        """An unknown function is given a stranger's data, after code ran that could not be read."""
        run, name = self.run, call.name
        if not run.unread or not run.tables.built_in or isinstance(base, Ref) or name[:1] == "<":
            return
        if not name or name == "function" or (base is None and run.tables.is_built_in(name)):
            return
        if name[:1] == "." and not run.strange:
            return
        run.callables.suspect("code that was not read", call.at)
        what = text(
            "what the request holds is given to {function}(), which stands in a file that was not read",
            function=Remote(name.lstrip(".").removeprefix("new ")),
        )
        run.report.unclear(what, call.at, run.file)
