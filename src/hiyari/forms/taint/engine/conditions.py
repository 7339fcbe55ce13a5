"""What tests prove: each parts the ways into those on which it holds and those on which it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.taint.engine import patterns
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, merged
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    TRUE,
    Arr,
    Barrier,
    Fixed,
    OneOf,
    Options,
    Str,
    Taint,
    Unknown,
    Value,
    constant,
    leaves,
    mapped,
    taints_of,
    truth,
    weakened,
)
from hiyari.forms.taint.ir import (
    Both,
    Call,
    Comparison,
    Either,
    Expr,
    Item,
    Not,
    Pattern,
    Test,
    Var,
)
from hiyari.forms.taint.tables import NONE, Guard, Power
from hiyari.model.text import Text, text

_ACCOUNT: Final = re.compile(r"user|usr|login|logged|auth|admin|member|account|uid|staff|role|signed", re.IGNORECASE)
_SECRET: Final = re.compile(r"pass|pwd|pw$|secret|PHP_AUTH|api_?key", re.IGNORECASE)

Ways = list[tuple[State, Value]]
YES: Value = TRUE
NO: Value = EMPTY


@dataclass(frozen=True, slots=True)
class Shown:
    """What a test shows about its subject."""

    holds: Power = NONE
    fails: Power = NONE
    what: Text | None = None


class Conditions:
    """Takes states over and gives those that are left on each side."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def branch(self, expr: Expr, state: State) -> tuple[list[State], list[State]]:
        """The ways on which an expression is true, and those on which it is not; ways that ended are among the first."""
        trues: list[State] = []
        falses: list[State] = []
        for one, value in self.run.expressions.ways(expr, state):
            if one.end is not None:
                trues.append(one)
                continue
            yes, no = self.split(value, one)
            trues.extend(yes)
            falses.extend(no)
        return merged(trues), merged(falses)

    def ways(self, expr: Expr, state: State) -> Ways:
        """What a test or a logical operator gives on each way."""
        match expr:
            case Not(value=inner):
                trues, falses = self.branch(inner, state)
                return [(one, NO) for one in trues] + [(one, YES) for one in falses]
            case Both(left=left, right=right):
                return self._logical(left, right, state, further=True)
            case Either(left=left, right=right):
                return self._logical(left, right, state, further=False)
            case Test():
                return self._test(expr, state)
            case _:
                return [(state, self.run.expressions.value(expr, state))]

    def _logical(self, left: Expr, right: Expr, state: State, *, further: bool) -> Ways:
        made: Ways = []
        waiting: list[State] = []
        for one, value in self.run.expressions.ways(left, state):
            if one.end is not None:
                made.append((one, value))
                continue
            yes, no = self.split(value, one)
            waiting.extend(yes if further else no)
            made.extend((each, NO if further else self._truthy(value)) for each in (no if further else yes))
        for one in merged(waiting):
            made.extend(self.run.expressions.ways(right, one) if one.end is None else [(one, NO)])
        return made

    @staticmethod
    def _truthy(value: Value) -> Value:
        """A value of which is known that it is true: constants that are not, are left out."""
        if isinstance(value, Str) and len(value.pieces) == 1 and isinstance(value.pieces[0], Options):
            kept = tuple(choice for choice in value.pieces[0].choices if truth(Str(choice)) is not False)
            if len(kept) == 1:
                return Str(kept[0])
            if kept:
                return Str((Options(kept, value.pieces[0].weight),))
        return value

    def split(self, value: Value, state: State) -> tuple[list[State], list[State]]:
        """The ways on which a value is true and on which it is not."""
        known = self.truth(value, state)
        if known is True:
            self._holds(value, state)
            return [state], []
        if known is False:
            return [], [state]
        other = state.copy()
        self._holds(value, state)
        self._fails(value, other)
        return [state], [other]

    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true on this way."""
        found = truth(value)
        if found is None and isinstance(value, Str) and len(value.pieces) == 1:
            only = value.pieces[0]
            if isinstance(only, Taint):
                identity = only.ids[-1]
                if identity in state.known:
                    return state.known[identity] not in {b"", b"0"}
                return state.truths.get(identity)
            if isinstance(only, Unknown) and only.tag is not None:
                return state.truths.get(only.tag)
        return found

    def _holds(self, value: Value, state: State) -> None:
        """A value turned out to be true."""
        self._validated(value, state)
        match value:
            case Str(pieces=(Taint(ids=ids),)):
                state.truths[ids[-1]] = True
            case Str(pieces=pieces):
                for piece in leaves(pieces):
                    if isinstance(piece, Unknown) and piece.tag is not None:
                        state.truths[piece.tag] = True
                        self._account(piece.tag, state)
            case OneOf(values=values):
                for one in values:
                    if isinstance(one, Str):
                        self._holds(one, state)
            case _:
                pass

    def _account(self, tag: str, state: State) -> None:
        if state.login is None and tag.startswith("session") and _ACCOUNT.search(tag.partition(":")[2]):
            self.login(state, 0)

    def login(self, state: State, at: int) -> None:
        """This way goes on only for somebody who has logged in."""
        if state.login is None:
            state.login = Barrier(at, text("the script asks for a login before"), Power.all(), self.run.file)

    @staticmethod
    def _fails(value: Value, state: State) -> None:
        match value:
            case Str(pieces=(Taint(ids=ids),)):
                state.truths[ids[-1]] = False
                state.known[ids[-1]] = b""
            case Str(pieces=(Unknown(tag=str() as tag),)):
                state.truths[tag] = False
            case _:
                pass

    # Tests with two sides

    def _test(self, test: Test, state: State) -> Ways:
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
                return self.parted(subject, self.contains(constant(needle)), state, test.at)
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
            made.extend([(one, given)] if one.end is not None else self._same(given, written, value, one, test.at))
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
        return [(state.copy(), YES), (state, NO)] if constant(value) != b"" else [(state.copy(), YES), (state, NO)]

    def _same(self, given: Value, written: bytes | None, other: Value, state: State, at: int) -> Ways:
        mine = constant(given)
        if written is not None and mine is not None:
            return [(state, YES if _alike(mine, written) else NO)]
        if written is None:
            return self._alike_unknown(given, other, state, at)
        if written == b"":
            yes, no = self.split(given, state)
            return [(one, NO) for one in yes] + [(one, YES) for one in no]
        known = self._known(given, state)
        if known is not None:
            return [(state, YES if _alike(known, written) else NO)]
        if written == b"1" and isinstance(given, Arr | OneOf):
            yes, no = self.split(given, state)
            return [(one, YES) for one in yes] + [(one, NO) for one in no]
        same, differs = state, state.copy()
        what = text("it is compared with what stands in the script")
        for taint in taints_of(given):
            same.prove(taint.ids[-1], Barrier(at, what, Power.all(), self.run.file))
            if taint.origin.field is not None and _SECRET.search(taint.origin.field):
                self.login(same, at)
        match given:
            case Str(pieces=(Taint(ids=ids),)):
                same.known[ids[-1]] = written
                same.truths[ids[-1]] = written != b"0"
            case Str(pieces=pieces):
                tags = [piece.tag for piece in leaves(pieces) if isinstance(piece, Unknown) and piece.tag]
                for tag in tags:
                    self._account(tag, same)
        return [(same, YES), (differs, NO)]

    @staticmethod
    def _known(given: Value, state: State) -> bytes | None:
        if isinstance(given, Str) and len(given.pieces) == 1 and isinstance(only := given.pieces[0], Taint):
            return state.known.get(only.ids[-1])
        return None

    def _alike_unknown(self, given: Value, other: Value, state: State, at: int) -> Ways:
        """Two values of which neither stands in the script. A password that is right is a login."""
        same, differs = state, state.copy()
        self._validated(given, same)
        self._validated(other, same)
        for one, another in ((given, other), (other, given)):
            if any(True for _ in taints_of(another)):
                continue
            for taint in taints_of(one):
                if taint.origin.field is not None and _SECRET.search(taint.origin.field):
                    self.login(same, at)
        return [(same, YES), (differs, NO)]

    @staticmethod
    def _validated(value: Value, state: State) -> None:
        """A result that only a good value can have."""
        for taint in taints_of(value):
            for barrier in taint.validated:
                state.prove(taint.ids[-1], barrier)

    def _in(self, left: Expr, right: Expr, state: State, at: int) -> Ways:
        subject = self.run.expressions.value(left, state)
        among = self.run.expressions.value(right, state)
        return self.among(subject, among, state, at)

    def among(self, subject: Value, among: Value, state: State, at: int) -> Ways:
        """Whether a value is one of a list: of a list that the request does not make, it is nobody's choice any more."""
        if any(True for _ in taints_of(among)) or among == EMPTY:
            return [(state.copy(), YES), (state, NO)]
        shown = Shown(Power.all(), NONE, text("it is one of a list that the script holds"))
        return self.parted(subject, shown, state, at)

    def _matches(self, test: Test, state: State) -> Ways:
        subject = self.run.expressions.value(test.left, state)
        pattern = test.right if isinstance(test.right, Pattern) else None
        if pattern is None:
            source = constant(self.run.expressions.value(test.right, state))
            pattern = None if source is None else Pattern(test.at, source, "", "perl")
        self.run.expressions.store("$&", subject, state)
        for number, group in enumerate(self.groups(subject, pattern, test.at)):
            self.run.expressions.store(f"${number + 1}", group, state)
        return self.parted(subject, self.shown(pattern), state, test.at)

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
        return Shown(found.match, found.no_match, what)

    @staticmethod
    def contains(needle: bytes | None) -> Shown:
        """What is shown by a search for a constant."""
        if needle is None or len(needle) != 1:
            return Shown()
        takes = Power.all() & ~patterns.powers_of(~(1 << needle[0]) & ((1 << 256) - 1))
        if needle == b"\n":
            takes |= Power.TRAILING_LF
        return Shown(NONE, takes & ~Power.TEXT, text("a search keeps characters out of it"))

    def parted(self, subject: Value, shown: Shown, state: State, at: int) -> Ways:
        """Both ways of a test, with what each shows about the subject."""
        mine = constant(subject)
        holds, fails = state, state.copy()
        if mine is None and shown.what is not None:
            for taint in taints_of(subject):
                if shown.holds:
                    holds.prove(taint.ids[-1], Barrier(at, shown.what, shown.holds, self.run.file))
                if shown.fails:
                    fails.prove(taint.ids[-1], Barrier(at, shown.what, shown.fails, self.run.file))
        if shown.holds == Power.all():
            match subject:
                case Str(pieces=(Taint(ids=ids),)):
                    holds.truths[ids[-1]] = True
                case _:
                    pass
        return [(holds, YES), (fails, NO)]

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

    # Calls that test

    def guard(self, guard: Guard, call: Call, values: list[Value], base: Value | None, state: State) -> Ways:
        """A call of a test function."""
        subject = self._subject(guard, values, base)
        if guard.login:
            holds, fails = state, state.copy()
            self.login(holds, call.at)
            return [(holds, YES), (fails, NO)]
        if guard.among is not None:
            among = values[guard.among] if guard.among < len(values) else EMPTY
            return self.among(subject, _keys_or_values(guard, among), state, call.at)
        if guard.needle is not None:
            needle = values[guard.needle] if guard.needle < len(values) else EMPTY
            ways = self.parted(subject, self.contains(constant(needle)), state, call.at)
            if guard.position:
                return [(one, NUMBER if value == YES else value) for one, value in ways]
            return ways
        if guard.pattern is not None:
            pattern = self.pattern(guard, call, values)
            return self.parted(subject, self.shown(pattern), state, call.at)
        shown = Shown(guard.proves, guard.denies, text("{name}() checks it", name=call.name.lstrip(".")))
        if call.name == "hash_equals" and len(values) > 1:
            return self._alike_unknown(values[0], values[1], state, call.at)
        return self.parted(subject, shown, state, call.at)

    @staticmethod
    def _subject(guard: Guard, values: list[Value], base: Value | None) -> Value:
        if guard.subject == "base":
            return base if base is not None else EMPTY
        if isinstance(guard.subject, int) and guard.subject < len(values):
            return values[guard.subject]
        return EMPTY

    def groups(self, subject: Value, pattern: Pattern | None, at: int) -> list[Value]:
        """What the groups of a match may hold: parts of the subject, of the characters that the pattern lets through."""
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
                yes, no = self._is_set(arg.value, one, call.at)
                following.extend(yes)
                made.extend((each, NO) for each in no)
            waiting = merged(following)
        return made + [(one, YES) for one in waiting]

    def _is_set(self, expr: Expr, state: State, at: int) -> tuple[list[State], list[State]]:
        if isinstance(expr, Var):
            found = self.run.expressions.lookup(expr.name, state)
            if found is not None:
                return self.split(found, state) if constant(found) is None else ([state], [])
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
                        return self.split(self.run.expressions.value(expr, state), state)
                    return ([state], []) if there else ([], [state])
                ways = self.among(key, base, state, at)
                return [one for one, value in ways if value == YES], [one for one, value in ways if value != YES]
        return self.split(self.run.expressions.value(expr, state), state)


def _keys_or_values(guard: Guard, among: Value) -> Value:
    """``array_key_exists`` looks among the keys, which stand in the script whatever the values are."""
    if guard.reason.startswith("keys") and isinstance(among, Arr) and among.rest is None:
        return Str((Fixed(b"keys"),))
    return among


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
