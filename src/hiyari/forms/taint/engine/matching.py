"""What a pattern gives besides an answer: the groups of a match, the text that it replaces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.choices import as_string, concatenated
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.looking import calls as calls_in
from hiyari.forms.taint.engine.naming import group_names
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    TRUE,
    Arr,
    Str,
    Unknown,
    Value,
    in_order,
    tainted,
)
from hiyari.forms.taint.ir import Call, Pattern, Var
from hiyari.forms.taint.tables import Guard

_DECODERS: Final = frozenset({"pack", "chr", "hex", "uri_unescape", "unpack"})


class Matching:
    """Knows what a match leaves behind."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "s///": self.substitute,
            "tr///": self.translate,
            "captures": self.captured,
            "<matches>": self.matches,
        }

    def substitute(self, call: Call, state: State) -> Ways:
        """Perl's ``s///``; with ``e`` the replacement is code, which may bring back what was kept out."""
        values = self.run.calls.values(call, state)
        pattern = call.args[1].value if len(call.args) > 1 else None
        if len(values) < 3 or not isinstance(pattern, Pattern):
            return [(state, values[0] if values else EMPTY)]
        strings = self.run.strings
        if "e" in pattern.flags and any(one.name in _DECODERS for one in calls_in(call.args[2].value)):
            return [(state, strings.decoded(values[0], state, ""))]
        return [(state, strings.substituted([pattern], values[2], values[0], call.at))]

    def translate(self, call: Call, state: State) -> Ways:
        """Perl's ``tr///``."""
        values = self.run.calls.values(call, state)
        return [(state, self.run.strings.translated(values, call.at))]

    def captured(self, call: Call, state: State) -> Ways:
        """The groups of a match, as a list."""
        values = self.run.calls.values(call, state)
        pattern = call.args[1].value if len(call.args) > 1 else None
        found = pattern if isinstance(pattern, Pattern) else None
        groups = self.run.guarding.groups(values[0] if values else EMPTY, found, call.at)
        if len(values) > 2:  # the whole match comes first (bash)
            groups = [as_string(values[0]), *groups]
        items = in_order(groups)
        return [(state, Arr(items, None if items else (values[0] if values else EMPTY)))]

    def matches(self, call: Call, state: State) -> Ways:
        """All that a pattern finds in a text, one after the other; of a pattern with groups, the groups of each."""
        subject = self.run.expressions.value(call.args[0].value, state)
        pattern = call.args[1].value
        if not isinstance(pattern, Pattern):
            return [(state, Arr((), subject))]
        groups = self.run.guarding.groups(subject, pattern, call.at)
        if groups:
            items = tuple((str(index).encode(), as_string(group)) for index, group in enumerate(groups))
            return [(state, Arr((), Arr(items)))]
        whole = self.run.guarding.groups(subject, replace(pattern, source=b"(" + pattern.source + b")"), call.at)
        return [(state, Arr((), whole[0] if whole else subject))]

    def checked(self, guard: Guard, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A check, and what it gives besides its answer: the part behind a needle, the groups of a match."""
        run, values = self.run, [one.value for one in given]
        ways = run.guarding.guard(guard, call, values, base, state)
        if guard.needle is not None and call.name in run.tables.through:  # strstr() gives the part behind it
            part = self.run.knowing.through(as_string(values[0] if values else EMPTY), call)
            found = concatenated((Str((Unknown(true=True),)), part))
            return [(one, found if value != EMPTY and part.tainted else value) for one, value in ways]
        if call.name == ".match" and base is not None:
            return self._matched(guard, call, values, base, ways)
        if call.name == "re.search" and len(values) > 1:
            groups = run.guarding.groups(as_string(values[1]), run.guarding.pattern(guard, call, values), call.at)
            written = call.args[0].value if call.args else None
            names = by_names(groups, written.source) if isinstance(written, Pattern) else ()
            match = Arr((*in_order((as_string(values[1]), *groups)), *names), as_string(values[1]), filled=True)
            return [(one, value if value == EMPTY else match) for one, value in ways]
        if guard.pattern is not None and len(call.args) > 2 and isinstance(call.args[2].value, Var):
            self._captures(guard, call, values, ways)
        return ways

    def _captures(self, guard: Guard, call: Call, values: list[Value], ways: Ways) -> None:
        """``preg_match($p, $s, $found)``: what is found is part of the subject."""
        pattern = self.run.guarding.pattern(guard, call, values)
        subject = as_string(values[1])
        groups = self.run.guarding.groups(subject, pattern, call.at)
        names = () if pattern is None else by_names(groups, pattern.source)
        found = Arr((*in_order((subject, *groups)), *names), None if groups else subject)
        for state, _ in ways:
            self.run.assigning.assign(call.args[2].value, found, state)

    def _matched(self, guard: Guard, call: Call, values: list[Value], base: Value, ways: Ways) -> Ways:
        """``x.match(pattern)``: a list of what was found, and of the groups by their names."""
        subject = as_string(base)
        if not tainted(subject):
            return ways
        pattern = self.run.guarding.pattern(guard, call, values)
        whole = None if pattern is None else replace(pattern, source=b"(" + pattern.source + b")")
        groups = self.run.guarding.groups(subject, whole, call.at) or [subject]
        found = Arr((*in_order(groups), (b"groups", Arr((), subject))), None if len(groups) > 1 else subject)
        return [(one, found if value == TRUE else value) for one, value in ways]


def by_names(groups: Sequence[Value], source: bytes) -> tuple[tuple[bytes, Value], ...]:
    """Those groups of a match that have names, under these; of groups of one name the first."""
    named: dict[bytes, Value] = {}
    for name, group in zip(group_names(source), groups, strict=False):
        if name:
            named.setdefault(name, group)
    return tuple(named.items())
