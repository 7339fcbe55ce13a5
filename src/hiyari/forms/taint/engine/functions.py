"""Functions and classes of the script itself: finding them, running them, and what they leave behind."""

from __future__ import annotations

import re
from typing import Final

from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import octets_of, sends_by_name
from hiyari.forms.taint.engine.run import DEEPEST_CALLS, Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Ref,
    Value,
    any_of,
    fixed,
    requested,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Function
from hiyari.model.text import text

_MAILS: Final = re.compile(r"mail|smtp|send|deliver|notif", re.IGNORECASE)
MOST_LATER: Final = 20
_LAST: Final = ("__destruct", "DESTROY", "__del__")


class Functions:
    """Runs what the script defines."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def one(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> Value:
        """What a function gives, all its ways taken together."""
        made: Value | None = None
        alive: list[State] = []
        for one, value in self.invoke(function, given, state.copy(), call, this):
            if one.end is None:
                alive.append(one)
                made = value if made is None else either(made, value)
        if alive:
            state.become(merged_into_one(alive))
        return SOMETHING if made is None else made

    def finish(self, state: State) -> None:
        """The script ends: what it has left for its end is called, and its objects go."""
        state.end = None
        for value, given, at in self.run.later[:MOST_LATER]:
            call = Call(at, "<later>")
            for one, _ in self.run.callables.call(value, [Given(each) for each in given], state.copy(), call):
                self.run.handles.flush_open(one)
        for address, thing in list(state.things.items()):
            methods = (self.run.methods.of(thing.kind, name) for name in _LAST)
            function = next((one for one in methods if one is not None), None)
            if function is not None:
                call = Call(thing.at, "__destruct")
                for one, _ in self.invoke(function, [], state.copy(), call, Ref(address)):
                    self.run.handles.flush_open(one)

    def unfollowed(self, call: Call, base: Value | None, given: list[Given], state: State) -> None:
        """A method of the script's own object that was not found, or one of an unknown class that may send mail."""
        run = self.run
        if not run.traits.tells_unfollowed:
            self._by_its_words(call, base, given)
            return
        if "." not in call.name:
            self._elsewhere(call, given, state)
            return
        if call.name in run.known_names and not (call.name == ".send" and base == SOMETHING):
            return
        thing = state.thing(base)
        owner, _, method = call.name.rpartition(".")
        own = (thing is not None and thing.kind in run.classes) or owner in run.classes
        if not own and not (_MAILS.search(call.name) and (owner or base == SOMETHING)):
            return
        values = [one.value for one in given] + ([base] if base is not None else [])
        if any(True for one in values for _ in taints_of(run.references.reachable(one, state))):
            run.report.unclear(text("what {function}() does is not known", function=method), call.at, run.file)
            if _MAILS.search(call.name):
                run.callables.suspect(method, call.at)

    def _by_its_words(self, call: Call, base: Value | None, given: list[Given]) -> None:
        """A method of a class that was not read, which by its name and its object's sends what the request holds."""
        run, (owner, _, method) = self.run, call.name.rpartition(".")
        if owner in run.classes or base not in (None, SOMETHING, EMPTY) or not (owner or base):
            return
        if call.name in (run.known_names if owner else run.known_apart):
            return
        if sends_by_name(call) and any(requested(one.value) for one in given):
            run.report.unclear(text("what {function}() does is not known", function=method), call.at, run.file)
            run.callables.suspect(method, call.at)

    def _elsewhere(self, call: Call, given: list[Given], state: State) -> None:
        """A function of another file that was not read, which by its name sends mail."""
        run, name = self.run, call.name
        known = name in run.known_names or run.tables.is_built_in(name) or not name[:1].isalpha()
        if known or name in run.functions or not _MAILS.search(name):
            return
        if any(True for one in given for _ in taints_of(run.references.reachable(one.value, state))):
            run.callables.suspect(name, call.at)
            run.report.unclear(text("what {function}() does is not known", function=name), call.at, run.file)

    def invoke(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> Ways:
        """Run a function of the script. Its variables are its own, but what the language shares."""
        run = self.run
        run.called.add(id(function))
        if run.report.reached:
            run.earnest.add(id(function))
        run.own_calls.add(call.at)
        if len(run.calling) >= DEEPEST_CALLS or run.calling.count(function) >= 2:
            taints = [taint for one in given for taint in taints_of(one.value)]
            if taints and len(run.calling) >= DEEPEST_CALLS:
                run.report.unclear(text("calls nest too deep to be followed"), call.at, run.file)
            return [(state, any_of(taints))]
        if this is None and run.traits.class_receiver and "::" in function.name and "." in call.name[1:]:
            this = fixed(octets_of(call.name.rpartition(".")[0]))
        inner = run.frames.entered(function, given, state, call, this)
        run.calling.append(function)
        run.callers.append(call.at)
        before, run.file = run.file, run.files.get(id(function), run.file)
        try:
            outs = run.walking.block(function.body, inner)
        finally:
            run.calling.pop()
            run.callers.pop()
            run.file = before
        return run.frames.left(function, outs, state, given)
