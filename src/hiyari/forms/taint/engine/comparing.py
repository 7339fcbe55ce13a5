"""Tests with two sides: what each shows where it holds and where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hiyari.forms.taint.engine.choices import truth
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.guarding import STORED, is_stored
from hiyari.forms.taint.engine.matching import by_names
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, data_alone
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    POSITIVE,
    TRUE,
    Arr,
    Barrier,
    OneOf,
    Str,
    Unknown,
    Value,
    constant,
    in_order,
    leaves,
    tainted,
    taints_of,
)
from hiyari.forms.taint.ir import (
    Call,
    Comparison,
    Expr,
    Item,
    Pattern,
    Test,
    Var,
)
from hiyari.forms.taint.tables import Guard, Power
from hiyari.model.text import text

YES: Value = TRUE
NO: Value = EMPTY
_SECRET: Final = re.compile(r"pass|pwd|pw$|secret|PHP_AUTH|api_?key", re.IGNORECASE)

_LISTED: Final = re.compile(rb"\^?(?:\((?:\?:)?[\w-]{1,60}(?:\|[\w-]{1,60}){0,60}\)|[\w-]{1,60})\$?")
"""Patterns that are words: quick on any text, and the same in all dialects."""


def _finds(pattern: Pattern, text_: bytes) -> bool | None:
    """Whether a pattern of a few words matches a text without line breaks; None for any other."""
    if pattern.dialect in {"glob", "posix"} or not set(pattern.flags) <= {"i", "o"} or b"\n" in text_:
        return None
    if len(text_) > 1000 or _LISTED.fullmatch(pattern.source) is None:
        return None
    return re.search(pattern.source, text_, re.IGNORECASE if "i" in pattern.flags else 0) is not None


class Comparing:
    """Takes states over and gives both ways of a test."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def ways(self, test: Test, state: State) -> Ways:
        """What a test gives on each way."""
        match test.kind:
            case Comparison.EQUAL:
                return self._equal(test, state)
            case Comparison.DIFFERENT:
                return _negated(self._equal(test, state))
            case Comparison.IN:
                return self._in(test.left, test.right, state, test.at)
            case Comparison.MATCHES:
                return self._matches(test, state)
            case Comparison.CONTAINS:
                needle = self.run.expressions.value(test.right, state)
                subject = self.run.expressions.value(test.left, state)
                shown = self.run.guarding.contains(constant(needle))
                return self.run.guarding.parted(subject, shown, state, test.at, test.left)
            case _:
                return self._order(test, state)

    def _equal(self, test: Test, state: State) -> Ways:
        left, right = test.left, test.right
        value = self.run.expressions.value(right, state)
        if constant(value) is None and not isinstance(left, Call | Test):
            left, right = right, left
            value = self.run.expressions.value(right, state)
        written = constant(value)
        asked = self._asked(left)
        if written is not None and asked is not None:
            return self._asked_equal(left, asked, written, state)
        made: Ways = []
        for one, given in self.run.expressions.ways(left, state):
            made.extend([(one, given)] if one.end is not None else self._same(given, written, value, one, left))
        return made

    def _asked(self, expr: Expr) -> Guard | Test | None:
        """A call or test whose result is compared: ``preg_match(...) === 1``, ``strpos(...) !== false``."""
        if isinstance(expr, Test):
            return expr
        if isinstance(expr, Call) and expr.name not in self.run.functions:
            return self.run.tables.guards.get(expr.name)
        return None

    def _asked_equal(self, expr: Expr, asked: Guard | Test, written: bytes, state: State) -> Ways:
        position = isinstance(asked, Guard) and asked.needle is not None
        ways = self._found(self.run.expressions.ways(expr, state))
        if written in {b"", b"-1"} or (written == b"0" and not position):
            return _negated(ways)
        if written == b"0" and position:
            return [way for one, value in ways for way in self._begins(one, value)]
        return ways

    @staticmethod
    def _found(ways: Ways) -> Ways:
        """Positions, compared with a number or false: whether it was found."""
        return [(one, YES if value == NUMBER else value) for one, value in ways]

    @staticmethod
    def _begins(state: State, value: Value) -> Ways:
        """``strpos(...) == 0``: it begins with it, or (with two equal signs) it is not in it."""
        return [(state, NO)] if constant(value) == b"" else [(state.copy(), YES), (state, NO)]

    def _same(self, given: Value, written: bytes | None, other: Value, state: State, place: Expr) -> Ways:
        mine = constant(given)
        if written is not None and mine is not None:
            return [(state, YES if _alike(mine, written) else NO)]
        if written is None:
            return self.alike_unknown(given, other, state, place.at)
        if written == b"":
            yes, no = self.run.conditions.split(given, state)
            return [(one, NO) for one in yes] + [(one, YES) for one in no]
        if given == POSITIVE and _number(written) == 0:
            return [(state, NO)]
        known = self._known(given, state)
        if known is not None:
            return [(state, YES if _alike(known, written) else NO)]
        if written == b"1" and isinstance(given, Arr | OneOf):
            yes, no = self.run.conditions.split(given, state)
            return [(one, YES) for one in yes] + [(one, NO) for one in no]
        same, differs = state, state.copy()
        if isinstance(given, Str) and self._is_any_element(place, state):
            return [(same, YES), (differs, NO)]
        what = text("it is compared with what stands in the script")
        self.run.narrowing.proven(given, place, Barrier(place.at, what, Power.all(), self.run.file), same)
        for taint in taints_of(given):
            if taint.origin.field is not None and _SECRET.search(taint.origin.field):
                self.run.conditions.login(same, place.at)
        alone = data_alone(given)
        if alone is not None:
            same.known[alone.ids[-1]] = written
            same.truths[alone.ids[-1]] = written != b"0"
        match given:
            case Str(pieces=pieces):
                tags = [piece.tag for piece in leaves(pieces) if isinstance(piece, Unknown) and piece.tag]
                for tag in tags:
                    self.run.conditions.account(tag, same)
        return [(same, YES), (differs, NO)]

    def _is_any_element(self, place: Expr, state: State) -> bool:
        """Whether it is one of a list's elements that are not told apart.

        ``p[i] == "to"`` says nothing of ``p[i + 1]``.
        """
        if not isinstance(place, Item):
            return False
        base = self.run.variables.lookup(place.base.name, state) if isinstance(place.base, Var) else None
        if not isinstance(base, Arr) or base.rest is None:
            return False
        return place.key is None or constant(self.run.expressions.value(place.key, state.copy())) is None

    @staticmethod
    def _known(given: Value, state: State) -> bytes | None:
        alone = data_alone(given)
        return None if alone is None else state.known.get(alone.ids[-1])

    def alike_unknown(self, given: Value, other: Value, state: State, at: int) -> Ways:
        """Two values of which neither stands in the script. A password that is right is a login."""
        same, differs = state, state.copy()
        self.run.conditions.validated(given, same)
        self.run.conditions.validated(other, same)
        for one, another in ((given, other), (other, given)):
            if is_stored(another) and STORED.what is not None:
                self.run.narrowing.proven(one, None, Barrier(at, STORED.what, STORED.holds, self.run.file), same)
            if tainted(another):
                continue
            for taint in taints_of(one):
                if taint.origin.field is not None and _SECRET.search(taint.origin.field):
                    self.run.conditions.login(same, at)
        return [(same, YES), (differs, NO)]

    def _in(self, left: Expr, right: Expr, state: State, at: int) -> Ways:
        subject = self.run.expressions.value(left, state)
        among = self.run.expressions.value(right, state)
        return self.run.guarding.among(subject, among, state, at, left)

    def _matches(self, test: Test, state: State) -> Ways:
        subject = self.run.expressions.value(test.left, state)
        pattern = test.right if isinstance(test.right, Pattern) else None
        if pattern is None:
            source = constant(self.run.expressions.value(test.right, state))
            pattern = None if source is None else Pattern(test.at, source, "", "perl")
        self.run.variables.store("$&", subject, state)
        groups = self.run.guarding.groups(subject, pattern, test.at)
        for number, group in enumerate(groups):
            self.run.variables.store(f"${number + 1}", group, state)
        self.run.variables.store("$~", Arr(in_order((subject, *groups)), subject), state)
        if pattern is not None and (held := by_names(groups, pattern.source)):
            self.run.variables.store("%+", Arr(held), state)
        exactly = state.exactly(subject)
        if exactly is not None and pattern is not None and (found := _finds(pattern, exactly)) is not None:
            return [(state, YES if found else NO)]
        return self.run.guarding.parted(subject, self.run.guarding.shown(pattern), state, test.at, test.left)

    def _order(self, test: Test, state: State) -> Ways:
        """``<``, ``>`` and their like: exact for constants, and for what a test gives compared with 0 or 1."""
        right = self.run.expressions.value(test.right, state)
        written, asked = constant(right), self._asked(test.left)
        if asked is not None and written is not None:
            return self._asked_order(test, asked, written, state)
        made: Ways = []
        for one, value in self.run.expressions.ways(test.left, state):
            if one.end is not None:
                made.append((one, value))
                continue
            result = _compare(test.kind, constant(value), written)
            result = _above(test.kind, written) if value == POSITIVE else result
            made.extend([(one, YES if result else NO)] if result is not None else [(one.copy(), YES), (one, NO)])
        return made

    def _asked_order(self, test: Test, asked: Guard | Test, written: bytes, state: State) -> Ways:
        ways = self._found(self.run.expressions.ways(test.left, state))
        position = isinstance(asked, Guard) and asked.needle is not None
        least = -1 if position else 0
        number = _number(written)
        match test.kind, number:
            case (Comparison.GREATER, value) if value == least:
                return ways
            case (Comparison.AT_LEAST, value) if value == least + 1:
                return ways
            case (Comparison.LESS, value) if value == least + 1:
                return _negated(ways)
            case (Comparison.AT_MOST, value) if value == least:
                return _negated(ways)
        return [(one, each) for way, _ in ways for one, each in ((way.copy(), YES), (way, NO))]


def _negated(ways: Iterable[tuple[State, Value]]) -> Ways:
    made: Ways = []
    for state, value in ways:
        known = truth(value)
        if known is None:
            made.extend([(state.copy(), YES), (state, NO)])
        else:
            made.append((state, NO if known else YES))
    return made


def _number(written: bytes | None) -> float | None:
    if written is None or len(written) > 20:
        return None
    try:
        return float(written or b"0")
    except ValueError:
        return None


def _alike(one: bytes, other: bytes) -> bool:
    if one == other:
        return True
    if one in {b"", b"0"} and other in {b"", b"0"}:
        return True
    first, second = _number(one or b"x"), _number(other or b"x")
    return first is not None and first == second


def _above(kind: Comparison, written: bytes | None) -> bool | None:
    """How a number above zero compares."""
    number = _number(written)
    match kind, number:
        case (Comparison.GREATER, 0) | (Comparison.AT_LEAST, 0 | 1):
            return True
        case (Comparison.AT_MOST, 0) | (Comparison.LESS, 0 | 1):
            return False
        case _:
            return None


def _compare(kind: Comparison, left: bytes | None, right: bytes | None) -> bool | None:
    one, other = _number(left), _number(right)
    if one is None or other is None:
        return None
    match kind:
        case Comparison.GREATER:
            return one > other
        case Comparison.LESS:
            return one < other
        case Comparison.AT_LEAST:
            return one >= other
        case Comparison.AT_MOST:
            return one <= other
        case _:
            return None
