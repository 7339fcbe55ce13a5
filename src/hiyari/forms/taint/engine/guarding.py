"""Calls that test: patterns, searches, lists, and whether something is set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.taint.engine import patterns
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.remembering import CLEAN, tags
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    TRUE,
    Arr,
    Barrier,
    Fixed,
    Str,
    Taint,
    Value,
    constant,
    mapped,
    tainted,
    taints_of,
    weakened,
)
from hiyari.forms.taint.ir import (
    Call,
    Expr,
    Item,
    Pattern,
    Var,
)
from hiyari.forms.taint.tables import BREAKS, NONE, Guard, Power
from hiyari.model.text import Text, text

YES: Value = TRUE
NO: Value = EMPTY


@dataclass(frozen=True, slots=True)
class Shown:
    """What a test shows about its subject."""

    holds: Power = NONE
    fails: Power = NONE
    what: Text | None = None


STORED: Final = Shown(
    Power.all() & ~(Power.ADDRESS | Power.TEXT), NONE, text("it is one of those that a file or database holds")
)
"""Who has put it there is not known: it may be any one address, and was not made for this request."""


def is_stored(value: Value) -> bool:
    """Whether a value comes out of a file or database, and no part of it from the request or from nowhere."""
    origins = [taint.origin for taint in taints_of(value)]
    return bool(origins) and all(origin.file and not origin.name.startswith("$") for origin in origins)


class Guarding:
    """What test functions prove."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def among(self, subject: Value, among: Value, state: State, at: int, place: Expr | None = None) -> Ways:
        """Whether a value is one of a list: unless the request makes that, it is nobody's choice any more."""
        if is_stored(among):
            return self.parted(subject, STORED, state, at, place)
        if tainted(among) or among == EMPTY:
            return [(state.copy(), YES), (state, NO)]
        if (decided := _is_in(subject, among)) is not None:
            return [(state, YES if decided else NO)]
        shown = Shown(Power.all(), NONE, text("it is one of a list that the script holds"))
        return self.parted(subject, shown, state, at, place)

    def shown(self, pattern: Pattern | None) -> Shown:
        """What a pattern shows."""
        if pattern is None:
            return Shown()
        found = patterns.proven(pattern)
        if found.whole:
            what = text("a pattern for the whole value checks it")
            if found.trailing:
                what = text("a pattern checks it, though it lets one line feed through at the very end")
        else:
            what = text("a pattern keeps characters out of it")
        again = "g" in pattern.flags and "c" in pattern.flags  # it goes on where the last match ended: no more is none
        return Shown(found.match, NONE if again else found.no_match, what)

    @staticmethod
    def contains(needle: bytes | None, *, any_of: bool = False) -> Shown:
        """What is shown by a search for a constant, or for any of its characters."""
        if not needle or (len(needle) != 1 and not any_of):
            return Shown()
        sought = sum(1 << octet for octet in set(needle))
        takes = Power.all() & ~patterns.powers_of(~sought & ((1 << 256) - 1))
        if b"\n" in needle:
            takes |= Power.TRAILING_LF
        return Shown(NONE, takes & ~Power.TEXT, text("a search keeps characters out of it"))

    def parted(self, subject: Value, shown: Shown, state: State, at: int, place: Expr | None = None) -> Ways:
        """Both ways of a test, with what each shows about the subject, which stands in a place."""
        mine = constant(subject)
        holds, fails = state, state.copy()
        if mine is None and shown.what is not None:
            for one, takes in ((holds, shown.holds), (fails, shown.fails)):
                if takes & BREAKS == BREAKS:
                    for tag in tags(subject):
                        one.truths[CLEAN + tag] = True
                if takes:
                    self.run.narrowing.proven(subject, place, Barrier(at, shown.what, takes, self.run.file), one)
        if shown.holds == Power.all():
            match subject:
                case Str(pieces=(Taint(ids=ids),)):
                    holds.truths[ids[-1]] = True
                case _:
                    pass
        return [(holds, YES), (fails, NO)]

    def guard(self, guard: Guard, call: Call, values: list[Value], base: Value | None, state: State) -> Ways:
        """A call of a test function."""
        subject = self._subject(guard, values, base)
        place = self._place(guard, call)
        if guard.login and guard.ends:
            self.run.conditions.login(state, call.at)
            return [(state, YES)]
        if guard.login:
            holds, fails = state, state.copy()
            self.run.conditions.login(holds, call.at)
            return [(holds, YES), (fails, NO)]
        if guard.among is not None:
            among = values[guard.among] if guard.among < len(values) else EMPTY
            return self.among(subject, _keys_or_values(guard, among), state, call.at, place)
        if guard.needle is not None:
            needle = values[guard.needle] if guard.needle < len(values) else EMPTY
            ways = self.parted(subject, self.contains(constant(needle), any_of=guard.any_of), state, call.at, place)
            if guard.position:
                return [(one, NUMBER if value == YES else value) for one, value in ways]
            return ways
        if guard.pattern is not None:
            pattern = self.pattern(guard, call, values)
            return self.parted(subject, self.shown(pattern), state, call.at, place)
        shown = Shown(guard.proves, guard.denies, text("{name}() checks it", name=call.name.lstrip(".")))
        if call.name == "hash_equals" and len(values) > 1:
            return self.run.comparing.alike_unknown(values[0], values[1], state, call.at)
        return self.parted(subject, shown, state, call.at, place)

    @staticmethod
    def _place(guard: Guard, call: Call) -> Expr | None:
        if guard.subject == "base":
            return call.base
        known = isinstance(guard.subject, int) and guard.subject < len(call.args)
        return call.args[guard.subject].value if known and isinstance(guard.subject, int) else None

    @staticmethod
    def _subject(guard: Guard, values: list[Value], base: Value | None) -> Value:
        if guard.subject == "base":
            return base if base is not None else EMPTY
        if isinstance(guard.subject, int) and guard.subject < len(values):
            return values[guard.subject]
        return EMPTY

    def groups(self, subject: Value, pattern: Pattern | None, at: int) -> list[Value]:
        """What the groups of a match may hold: parts of the subject, of characters that the pattern lets through."""
        if pattern is None:
            return []
        what = text("only what a pattern lets through is taken")
        made: list[Value] = []
        for number, takes in enumerate(patterns.captured(pattern)):
            barrier = Barrier(at, what, takes, self.run.file)

            def change(taint: Taint, barrier: Barrier = barrier, number: int = number) -> Taint:
                return replace(weakened(taint, barrier), ids=(*taint.ids, f"{taint.ids[-1]} ${number + 1}@{at}"))

            made.append(mapped(subject, change))
        return made

    @staticmethod
    def pattern(guard: Guard, call: Call, values: list[Value]) -> Pattern | None:
        """The pattern that a test function is given."""
        index = guard.pattern or 0
        if index < len(call.args) and isinstance(written := call.args[index].value, Pattern):
            return written
        source = constant(values[index]) if index < len(values) else None
        if source is None:
            return None
        if guard.dialect == "php":
            return patterns.from_delimited(source)
        return Pattern(call.at, source, guard.flags, guard.dialect)

    def isset(self, call: Call, state: State) -> Ways:
        """``isset``, ``exists``, ``defined``: a key that is in a list of the script's is one of that list."""
        made: Ways = []
        waiting = [state]
        for arg in call.args:
            following: list[State] = []
            for one in waiting:
                php = call.name == "defined" and self.run.traits.php_functions
                yes, no = self._is_defined(arg.value, one) if php else self._is_set(arg.value, one, call.at)
                following.extend(yes)
                made.extend((each, NO) for each in no)
            waiting = merged(following)
        return made + [(one, YES) for one in waiting]

    def _is_defined(self, expr: Expr, state: State) -> tuple[list[State], list[State]]:
        """PHP's ``defined('NAME')``: what the script has not defined may be so by whoever includes it."""
        name = constant(self.run.expressions.value(expr, state))
        if name is not None and f"<globals>{name.decode('utf-8', 'surrogateescape')}" in state.globals:
            return [state], []
        return [state], [state.copy()]

    def _is_set(self, expr: Expr, state: State, at: int) -> tuple[list[State], list[State]]:
        if isinstance(expr, Var):
            found = self.run.variables.lookup(expr.name, state)
            if found is not None:
                return self.run.conditions.split(found, state) if constant(found) is None else ([state], [])
            if expr.name in self.run.assigned and not self.run.opened:
                return [], [state]
        if isinstance(expr, Item) and expr.key is not None:
            base = self.run.expressions.value(expr.base, state)
            key = self.run.expressions.value(expr.key, state)
            written = constant(key)
            if isinstance(base, Arr) and base.rest is None:
                if written is not None:
                    there = any(name == written for name, _ in base.items)
                    if there and not base.sure:
                        return self.run.conditions.split(self.run.expressions.value(expr, state), state)
                    return ([state], []) if there else ([], [state])
                ways = self.among(key, Str((Fixed(b"keys"),)), state, at, expr.key)
                return [one for one, value in ways if value == YES], [one for one, value in ways if value != YES]
        return self.run.conditions.split(self.run.expressions.value(expr, state), state)


def _is_in(subject: Value, among: Value) -> bool | None:
    """Whether a constant is among constants; None where one of them is none."""
    mine = constant(subject)
    listing = isinstance(among, Arr) and all(key == b"%d" % index for index, (key, _) in enumerate(among.items))
    if mine is None or not isinstance(among, Arr) or not listing or among.rest is not None or not among.sure:
        return None
    listed = [constant(value) for _, value in among.items]
    return None if None in listed else mine in listed


def _keys_or_values(guard: Guard, among: Value) -> Value:
    """``array_key_exists`` looks among the keys, which stand in the script whatever the values are."""
    if guard.reason.startswith("keys") and isinstance(among, Arr) and among.rest is None:
        return Str((Fixed(b"keys"),))
    return among
