"""What is only known when the script runs: functions and classes that a value names, code in a string."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.callables import choices_of
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Func,
    Ref,
    Value,
    tainted,
)
from hiyari.forms.taint.ir import Block, Call, Do, Return, Var
from hiyari.forms.taint.lower.tree import too_deep
from hiyari.model.text import text

MOST_CLASSES: Final = 10
LONGEST_CODE: Final = 200_000
_IN_STRING: Final = "code in a string at "


class Evaluating:
    """Runs what a value names."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "<entry>": self.entry,
            "<dynamic>": self.dynamic,
            "new <dynamic>": self.make,
        }

    def entry(self, call: Call, state: State) -> Ways:
        """A framework calls this function."""
        for one in self.run.calls.arguments(call.args, state):
            value = one.value
            if isinstance(one.expr, Var) and one.expr.name in self.run.functions:
                value = Func(self.run.functions[one.expr.name])
            for target in self.run.callables.targets(value, state).known:
                if target.function is not None:
                    given = [Given(SOMETHING) for _ in target.function.params]
                    ways = self.run.invoking.invoke(target.function, given, state.copy(), call, target.this)
                    for ended, _ in ways:
                        self.run.remembering.left_by(ended, state)
        return [(state, EMPTY)]

    def dynamic(self, call: Call, state: State) -> Ways:
        """A function whose name is a value."""
        base = SOMETHING if call.base is None else self.run.expressions.value(call.base, state)
        given = self.run.calls.arguments(call.args, state)
        if state.end is not None:
            return [(state, EMPTY)]
        return self.run.callables.call(base, given, state, call)

    def make(self, call: Call, state: State) -> Ways:
        """``new $class()``: of the classes that it may be, or of any."""
        run = self.run
        base = SOMETHING if call.base is None else run.expressions.value(call.base, state)
        given = run.calls.arguments(call.args, state)
        if isinstance(base, Ref):
            thing = state.things.get(base.address)
            names: list[str | None] = [None if thing is None else thing.kind]
        else:
            names = [None if one is None else name_of(one) for one in choices_of(base)]
        if None in names and tainted(base):
            run.report.unclear(text("the request decides of which class an object is made here"), call.at, run.file)
            run.callables.suspect("an object of a class chosen at run time", call.at)
            run.dynamic = True
            names.extend(list(run.classes)[:MOST_CLASSES])
        made: Ways = []
        for name in names:
            if name is None:
                made.append((state.copy(), run.knowing.any(replace(call, base=None), base, given, state)))
                continue
            one = replace(call, name="new " + run.tables.name(name), base=None)
            made.extend(run.calls.by_name(one, None, given, state.copy()))
        return made

    def evaluate(self, code: bytes, at: int, state: State) -> Value | None:
        """Code in a string that stands in the script is run like an included file; None where that was not done."""
        run = self.run
        if len(code) > LONGEST_CODE or run.limits.includes <= 0 or (run.file or "").startswith(_IN_STRING):
            return None
        run.limits.includes -= 1
        source = run.traits.code_opening + code
        if too_deep(source):
            return None
        program, name = run.lower(source), f"{_IN_STRING}{at}"
        run.report.add_source(name, source)
        run.learn(program, name)
        before, run.file = run.file, name
        try:
            outs = run.walking.block(_with_value(program.body), state.copy())
        finally:
            run.file = before
        return _taken_together(outs, state)


def _taken_together(outs: list[State], state: State) -> Value:
    """What code gives on all its ways; the state becomes all of them."""
    alive = [one for one in outs if one.end in {None, End.RETURN}]
    made: Value | None = None
    for one in alive:
        if one.end is End.RETURN and one.result is not None:
            made = one.result if made is None else either(made, one.result)
        one.end = one.result = None
    if alive:
        state.become(merged_into_one(alive))
    elif outs:
        state.become(outs[0])
    return SOMETHING if made is None else made


def _with_value(body: Block) -> Block:
    """Code of which the last expression is the value, as in Perl, Ruby and JavaScript."""
    match body:
        case (*before, Do(at=at, value=value)):
            return (*before, Return(at, value))
        case _:
            return body
