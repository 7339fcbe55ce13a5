"""Runs statements: each takes one moment over and gives the moments that may follow, ended ways among them."""

from __future__ import annotations

from typing import assert_never

from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import EMPTY
from hiyari.forms.taint.ir import (
    Assign,
    Block,
    Class,
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
            if len(following) > len(alive):
                self.run.step(len(following) * len(following[0].variables) // 40)
                following = merged(following)
            alive = following
            if not alive:
                break
        return alive + (merged(ended) if len(ended) > 1 else ended)

    def statement(self, statement: Stmt, state: State) -> list[State]:
        """One statement."""
        self.run.step()
        match statement:
            case Assign():
                return self.run.assigning.assign_ways(statement, state)
            case Do(value=value):
                return self._do(value, state)
            case If():
                return self._if(statement, state)
            case Loop():
                return self.run.looping.loop(statement, state)
            case Try():
                return self._try(statement, state)
            case Return(value=value):
                return self._return(value, state)
            case Exit() | Leave():
                return [self._ended(statement, state)]
            case Include(at=at, path=path, required=required):
                return self.run.including.included(
                    self.run.expressions.value(path, state), at, state, required=required
                )
            case Define(function=function):
                self.run.functions.setdefault(function.name, function)
                if self.run.traits.shares and state.outer is not None:
                    self.run.references.capture(function, state)
                return [state]
            case Class(name=name, body=body):
                self.run.classes.setdefault(name, statement)
                own = tuple(one for one in body if not (isinstance(one, Assign) and isinstance(one.target, Var)))
                return self.block(own, state)
        assert_never(statement)

    def _ended(self, statement: Exit | Leave, state: State) -> State:
        if isinstance(statement, Leave):
            state.end = End.AGAIN if statement.again else End.LEAVE
            return state
        value = EMPTY if statement.value is None else self.run.expressions.value(statement.value, state)
        state.end = End.THROWN if statement.thrown else End.EXIT
        if statement.thrown:
            self.run.variables.throw(value, state)
        return state

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
                trues, no = self.run.conditions.branch_of(statement, one)
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
