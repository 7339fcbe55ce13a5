"""Runs statements: each takes one moment over and gives the moments that may follow, ended ways among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.looking import counted_names
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State, merged
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    Arr,
    Step,
    Value,
    constant,
    fixed,
    mapped,
    stepped,
    taints_of,
)
from hiyari.forms.taint.ir import (
    Assign,
    Block,
    Class,
    Const,
    Define,
    Do,
    Exit,
    Expr,
    If,
    Include,
    Leave,
    Loop,
    Return,
    Stmt,
    Try,
    Var,
)
from hiyari.model.text import text

MOST_UNROLLED: Final = 24
"""Elements of a list that a loop goes through one by one."""
DEEPEST_LOOPS: Final = 3
"""Loops in loops that are gone through twice; deeper ones once."""


class Walking:
    """Runs code."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def block(self, block: Block, state: State) -> list[State]:
        """Statements in order; what comes after the end of every way is not run."""
        alive, ended = [state], list[State]()
        for statement in block:
            following: list[State] = []
            for one in alive:
                for out in self.statement(statement, one):
                    (following if out.end is None else ended).append(out)
            alive = merged(following) if len(following) > len(alive) else following
            if not alive:
                break
        return alive + (merged(ended) if len(ended) > 1 else ended)

    def statement(self, statement: Stmt, state: State) -> list[State]:
        """One statement."""
        self.run.step()
        match statement:
            case Assign():
                return self.run.expressions.assign_ways(statement, state)
            case Do(value=value):
                return self._do(value, state)
            case If():
                return self._if(statement, state)
            case Loop():
                return self._loop(statement, state)
            case Try():
                return self._try(statement, state)
            case Return(value=value):
                return self._return(value, state)
            case Exit(value=value, thrown=thrown):
                if value is not None:
                    self.run.expressions.value(value, state)
                state.end = End.THROWN if thrown else End.EXIT
                return [state]
            case Leave(again=again):
                state.end = End.AGAIN if again else End.LEAVE
                return [state]
            case Include(at=at, path=path):
                return self.included(self.run.expressions.value(path, state), at, state)
            case Define(function=function):
                self.run.functions.setdefault(function.name, function)
                return [state]
            case Class(body=body):
                own = tuple(one for one in body if not (isinstance(one, Assign) and isinstance(one.target, Var)))
                return self.block(own, state)
        assert_never(statement)

    def _do(self, value: Expr, state: State) -> list[State]:
        ways = self.run.expressions.ways(value, state)
        states = [one for one, _ in ways]
        return merged(states) if len(states) > 1 else states

    def _return(self, value: Expr | None, state: State) -> list[State]:
        if value is None:
            state.returns(EMPTY)
            return [state]
        made: list[State] = []
        for one, given in self.run.expressions.ways(value, state):
            if one.end is None:
                one.returns(given)
            made.append(one)
        return made

    def _if(self, statement: If, state: State) -> list[State]:
        """A chain of ``elseif`` is gone through here, not by calls in calls."""
        made: list[State] = []
        waiting = [state]
        while True:
            falses: list[State] = []
            for one in waiting:
                trues, no = self.run.conditions.branch(statement.condition, one)
                falses.extend(no)
                for each in trues:
                    made.extend(
                        [each] if each.end is not None or not statement.then else self.block(statement.then, each)
                    )
            match statement.otherwise:
                case (If() as further,) if falses:
                    statement, waiting = further, merged(falses)
                    made = merged(made) if len(made) > 50 else made
                case block:
                    for one in merged(falses):
                        made.extend([one] if one.end is not None or not block else self.block(block, one))
                    return made

    # Loops

    def _loop(self, loop: Loop, state: State) -> list[State]:
        over = None if loop.over is None else self.run.expressions.value(loop.over, state)
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
        for name in counted_names(loop.body):
            if self.run.expressions.lookup(name, state) is not None:
                self.run.expressions.store(name, NUMBER, state)
        if loop.first and loop.condition is not None and constant(_quick(loop.condition)) == b"":
            return _landed(self.block(loop.body, state))
        return self._repeated(loop, over, state)

    def _unrolled(self, loop: Loop, over: Arr, state: State) -> list[State]:
        states, ended = [state], [] if over.sure else [state.copy()]
        for key, item in over.items:
            following: list[State] = []
            for one in states:
                self._take(loop, fixed(key), item, one)
                following.extend(self.block(loop.body, one))
            states, left = _parted(following)
            ended.extend(left)
            if not states:
                break
        return merged(states) + ended

    def _take(self, loop: Loop, key: Value, item: Value, state: State) -> None:
        """Give the loop's variables the next key and element."""
        step = Step(loop.at, text("taken in a loop"), self.run.file)
        if any(True for _ in taints_of(item)):
            item = mapped(item, lambda taint: stepped(taint, step))
        if len(loop.each) == 1:
            self.run.expressions.assign(loop.each[0], item, state)
        elif len(loop.each) > 1:
            self.run.expressions.assign(loop.each[0], key, state)
            self.run.expressions.assign(loop.each[1], item, state)

    def _repeated(self, loop: Loop, over: Value | None, state: State) -> list[State]:
        """Not at all, once and twice: enough to see what one round leaves for the next."""
        done: list[State] = []
        states = [state]
        item = None if over is None else containers.elements(over, loop.at, self.run.came)
        key = EMPTY if over is None else containers.keys(over, loop.at)
        self._remember(over, key)
        last = 2 if self.run.loops <= DEEPEST_LOOPS else 1
        for turn in range(last + 1):
            entering, leaving = self._enter(loop, states, first=turn == 0, over=over)
            done.extend(leaving)
            if turn == last:
                done.extend(entering)
                break
            following: list[State] = []
            for one in entering:
                if item is not None:
                    self._take(loop, key, item, one)
                following.extend(self.block(loop.body, one))
            states, ended = _parted(following)
            done.extend(ended)
            if not states:
                break
            if over is not None and turn == 0:
                done = self._checked_all(over, loop.at, done, states)
        return merged([one for one in done if one.end is None]) + [one for one in done if one.end is not None]

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
        """A check that every element passed is proven of the whole mapping, when the loop was gone through to its end."""
        for taint in taints_of(over):
            identity = taint.ids[-1]
            one = f"{identity}[*{at}]"
            barriers = [state.proofs.get(one, ()) for state in states]
            common = [barrier for barrier in barriers[0] if all(barrier in each for each in barriers[1:])]
            for barrier in common:
                for state in (*states, *done):
                    if state.end is None:
                        state.prove(identity, barrier)
        return done

    # Others

    def _try(self, statement: Try, state: State) -> list[State]:
        before = state.copy()
        outs = self.block(statement.body, state)
        made = [one for one in outs if one.end is not End.THROWN]
        caught = [one for one in outs if one.end is End.THROWN]
        for handler in statement.handlers:
            for one in [before, *caught]:
                again = one.copy()
                again.end = None
                made.extend(self.block(handler, again))
        if not statement.handlers:
            made.extend(caught)
        if statement.finally_:
            made = [out for one in made for out in self._finally(statement.finally_, one)]
        return made

    def _finally(self, block: Block, state: State) -> list[State]:
        end, result = state.end, state.result
        state.end = None
        outs = self.block(block, state)
        for one in outs:
            if one.end is None:
                one.end, one.result = end, result
        return outs

    def included(self, path: Value, at: int, state: State) -> list[State]:
        """Another file's code; one that is not known or cannot be read is reported."""
        run = self.run
        written = constant(path)
        if written is None:
            run.opened = True
            if any(True for _ in taints_of(path)):
                run.report.unclear(text("the request decides which file is included here"), at, run.file)
            else:
                run.report.unclear(text("which file is included here is not known"), at, run.file)
            return [state]
        name = written.decode("utf-8", "surrogateescape")
        program = run.programs.get(name)
        if program is None and run.limits.includes > 0:
            run.limits.includes -= 1
            source = run.include(name)
            if source is not None:
                program = run.programs[name] = run.lower(source)
                run.report.add_source(name, source)
                run.learn(program, name)
        if program is None and name.endswith(run.tables.libraries):
            return [state]
        if program is None:
            run.opened = True
            run.report.unclear(text("the included file {path} was not read", path=name), at, run.file)
            return [state]
        before, run.file = run.file, name
        if before == name:
            return [state]
        try:
            outs = self.block(program.body, state)
        finally:
            run.file = before
        for one in outs:
            if one.end is End.RETURN:
                one.end = None
        return outs


def _quick(expr: Expr) -> Value:
    return fixed(expr.value) if isinstance(expr, Const) and expr.value is not None else NUMBER


def _parted(states: Sequence[State]) -> tuple[list[State], list[State]]:
    """Ways that go on with the loop, and those that have ended; a way that left the loop counts as going on after it."""
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
