"""Loops: over a short list of the script one by one, over anything else until one round leaves nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.fields import Fields, landed
from hiyari.forms.taint.engine.looking import counted_names, counted_up
from hiyari.forms.taint.engine.merging import forgotten, merged
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    POSITIVE,
    Arr,
    Step,
    Value,
    constant,
    fixed,
    mapped,
    stepped,
    tainted,
    taints_of,
)
from hiyari.forms.taint.ir import (
    Const,
    Expr,
    Loop,
)
from hiyari.model.text import text

MOST_UNROLLED: Final = 24
"""Elements of a list that a loop goes through one by one."""
MOST_ROUNDS: Final = 6
DEEPEST_LOOPS: Final = 3
"""Loops in loops that are gone through twice; deeper ones once."""


class Loops:
    """Runs loops."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._counted: dict[int, frozenset[str]] = {}
        """Variables that a loop counts with, by its identity."""
        self._counted_up: dict[int, frozenset[str]] = {}

    def loop(self, loop: Loop, state: State) -> list[State]:
        """Run a loop."""
        over = None if loop.over is None else self.run.expressions.value(loop.over, state)
        over = None if over is None else self.run.references.contents(over, state)
        if self.run.traits.dunders and over is not None:
            over = self.run.objects.each(over, state, loop.at)
        if state.end is not None:
            return [state]
        self.run.loops += 1
        try:
            return self._turns(loop, over, state)
        finally:
            self.run.loops -= 1

    def _turns(self, loop: Loop, over: Value | None, state: State) -> list[State]:
        unrolled = MOST_UNROLLED if self.run.loops <= DEEPEST_LOOPS else 2
        if isinstance(over, Arr) and over.rest is None and len(over.items) <= unrolled:
            return self._unrolled(loop, over, state)
        for name in self._counts(loop):
            found = self.run.variables.lookup(name, state)
            if found is not None and not (name in self._ups(loop) and _is_count(found)):
                self.run.variables.store(name, NUMBER, state)
        if loop.first and loop.condition is not None and constant(_quick(loop.condition)) == b"":
            return _landed(self.run.walking.block(loop.body, state))
        return self._repeated(loop, over, state)

    def _counts(self, loop: Loop) -> frozenset[str]:
        found = self._counted.get(id(loop))
        if found is None:
            found = self._counted[id(loop)] = frozenset(counted_names(loop.body))
        return found

    def _ups(self, loop: Loop) -> frozenset[str]:
        if self.run.loops > DEEPEST_LOOPS:
            return frozenset()  # one round only: it stands for any
        found = self._counted_up.get(id(loop))
        if found is None:
            found = self._counted_up[id(loop)] = frozenset(counted_up(loop.body))
        return found

    def _uncounted(self, loop: Loop, states: Sequence[State]) -> None:
        """How often something was counted is not known, only whether it was."""
        for name in self._ups(loop):
            for one in states:
                found = self.run.variables.lookup(name, one)
                if found is not None and (constant(found) or b"0") not in {b"", b"0"}:
                    self.run.variables.store(name, POSITIVE, one)

    def _unrolled(self, loop: Loop, over: Arr, state: State) -> list[State]:
        states, ended = [state], [] if over.sure else [state.copy()]
        for key, item in over.items:
            following: list[State] = []
            for one in states:
                self._take(loop, fixed(key), item, one)
                following.extend(self.run.walking.block(loop.body, one))
            states, left = _parted(following)
            ended.extend(left)
            if not states:
                break
        return merged(states) + ended

    def _take(self, loop: Loop, key: Value, item: Value, state: State) -> None:
        """Give the loop's variables the next key and element."""
        step = Step(loop.at, text("taken in a loop"), self.run.file)
        if tainted(item):
            item = mapped(item, lambda taint: stepped(taint, step))
        if len(loop.each) == 1:
            if self.run.traits.loops_over_keys and (constant(key) or b"0").isdigit() is False:
                item = key
            self.run.assigning.assign(loop.each[0], item, state)
        elif len(loop.each) > 1:
            self.run.assigning.assign(loop.each[0], key, state)
            self.run.assigning.assign(loop.each[1], item, state)

    def _repeated(self, loop: Loop, over: Value | None, state: State) -> list[State]:
        """Not at all, once and twice: enough to see what one round leaves for the next.

        As long as each round leaves more different ways than the one before (a `case` with a flag each), more.
        """
        done: list[State] = []
        states = [state]
        item = None if over is None else containers.elements(over, loop.at, self.run.came)
        key = EMPTY if over is None else containers.keys(over, loop.at)
        if self.run.traits.loops_over_keys and isinstance(over, Arr) and over.names is not None and item is not None:
            item = either(item, key)
        self._remember(over, key)
        last = 2 if self.run.loops <= DEEPEST_LOOPS else 1
        before, sent = 0, len(self.run.report.mails)
        broken: list[State] = []
        fields = None if over is None or item is None or self.run.loops > 1 else Fields(self.run, loop, over, item)
        partly = False
        for turn in range(MOST_ROUNDS):
            if turn or self.run.loops > 1:
                _read_again(states)
            entering, leaving = self._enter(loop, states, first=turn == 0, over=over)
            done.extend(leaving)
            if turn >= last and (len(states) <= before or self.run.loops > 1 or turn == MOST_ROUNDS - 1):
                done.extend(entering)
                break
            before = len(states)
            following = self._round(loop, key, item, entering)
            self._uncounted(loop, following)
            partly |= turn == 0 and fields is not None and fields.checked_some(following)
            states, ended = _parted(following)
            broken.extend(ended)
            if not states:
                break
            if over is not None and turn == 0:
                done = self._checked_all(over, loop.at, done, states)
        if fields is not None and partly and len(self.run.report.mails) == sent:
            alive = [one for one in done if one.end is None]
            named = fields.each(merged(alive))
            behind = self._round(loop, key, item or EMPTY, [one.copy() for one in named])
            named = merged([*named, *landed(behind)])  # they come in any order
            self._uncounted(loop, named)
            done = named + [one for one in done if one.end is not None]
        done.extend(broken)
        _forget(done, item, key)
        return merged([one for one in done if one.end is None]) + [one for one in done if one.end is not None]

    def _round(self, loop: Loop, key: Value, item: Value | None, states: Sequence[State]) -> list[State]:
        """One round with an element, of which what was found out about other elements says nothing."""
        made: list[State] = []
        for one in states:
            if item is not None:
                one.become(forgotten(one, _identities(item, key)))
                self._take(loop, key, item, one)
            made.extend(self.run.walking.block(loop.body, one))
        return made

    def _remember(self, over: Value | None, key: Value) -> None:
        """A loop's key belongs to the mapping that the loop goes through."""
        found = [] if over is None else list(taints_of(over))
        for taint in taints_of(key):
            if found:
                self.run.loop_keys[taint.ids[-1]] = found[0].ids[-1]

    def _enter(
        self, loop: Loop, states: Sequence[State], *, first: bool, over: Value | None
    ) -> tuple[list[State], list[State]]:
        entering: list[State] = []
        leaving: list[State] = []
        for one in states:
            if loop.condition is not None and not (first and loop.first):
                trues, falses = self.run.conditions.branch(loop.condition, one)
                entering.extend(trues)
                leaving.extend(falses)
            elif over is not None:
                if not (first and loop.first):
                    leaving.append(one.copy())
                entering.append(one)
            else:
                entering.append(one)
        return [one for one in entering if one.end is None], leaving + [one for one in entering if one.end is not None]

    def _checked_all(self, over: Value, at: int, done: list[State], states: list[State]) -> list[State]:
        """A check that every element has passed is proven of the whole mapping, at the end of the loop."""
        for taint in taints_of(over):
            identity = taint.ids[-1]
            one = f"{identity}[*{at}]"
            barriers = [state.proofs.get(one) or () for state in states]
            common = [barrier for barrier in barriers[0] if all(barrier in each for each in barriers[1:])]
            for barrier in common:
                for state in (*states, *done):
                    if state.end is None:
                        state.prove(identity, barrier)
        return done


def _is_count(value: Value) -> bool:
    written = constant(value)
    return written is not None and (not written or written.isdigit())


def _quick(expr: Expr) -> Value:
    return fixed(expr.value) if isinstance(expr, Const) and expr.value is not None else NUMBER


def _parted(states: Sequence[State]) -> tuple[list[State], list[State]]:
    """Ways that go on with the loop, and those that have left it or ended."""
    going: list[State] = []
    ended: list[State] = []
    for one in states:
        left = one.end is End.LEAVE
        if left or one.end is End.AGAIN:
            one.end = None
        (ended if left or one.end is not None else going).append(one)
    return merged(going), ended


def _landed(states: list[State]) -> list[State]:
    for one in states:
        if one.end is End.LEAVE or one.end is End.AGAIN:
            one.end = None
    return states


def _identities(item: Value | None, key: Value) -> set[str]:
    """What tells the data of a loop's element and key apart."""
    return {taint.ids[-1] for value in (item, key) if value is not None for taint in taints_of(value)}


def _read_again(states: Sequence[State]) -> None:
    """Data that is read again may be other data."""
    for one in states:
        one.truths.clear()
        one.known.clear()


def _forget(states: Sequence[State], item: Value | None, key: Value) -> None:
    """Behind a loop nothing is known of its last element."""
    gone = _identities(item, key)
    for one in states:
        for name in gone:
            one.known.pop(name, None)
            one.truths.pop(name, None)
