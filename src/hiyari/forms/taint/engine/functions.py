"""Functions and classes of the script itself: finding them, running them, and what they leave behind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.calls import ANY_NAME, Given
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.handing import handed
from hiyari.forms.taint.engine.looking import sets_arguments
from hiyari.forms.taint.engine.merging import merged, merged_into_one
from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.references import PLAIN
from hiyari.forms.taint.engine.run import DEEPEST_CALLS, Run
from hiyari.forms.taint.engine.state import End, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    OneOf,
    Ref,
    Value,
    any_of,
    constant,
    fixed,
    taints_of,
)
from hiyari.forms.taint.ir import Assign, Call, Expr, Function, Param, Var
from hiyari.forms.taint.tables import Scope
from hiyari.model.text import text

Ways = list[tuple[State, Value]]
_MAILS: Final = re.compile(r"mail|smtp|send|deliver|notif", re.IGNORECASE)
ARGUMENTS: Final = "<arguments>"
"""What a function was given, by position (``func_get_args``)."""
MOST_ANCESTORS: Final = 12
MOST_LATER: Final = 20
_MAGIC: Final = ("__call", "__callstatic", "method_missing", "AUTOLOAD")
_CASES: Final = frozenset({"from", "tryfrom"})
"""Methods of PHP's enumerations that give one of their cases, whatever they are given."""
_OPERATORS: Final = ("__format__", "__add__", "__radd__", "__or__", "__mul__", "__truediv__", "__rshift__")
_TEXT: Final = ("__tostring", "__str__", "to_s", "to_str", "toString", "__repr__", *_OPERATORS)
"""How an object becomes text. Python's operators are among them: what they give is put together with other text."""
_LAST: Final = ("__destruct", "DESTROY", "__del__")


class Functions:
    """Runs what the script defines."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def found(self, name: str, base: Value | None, state: State) -> Function | None:
        """The function of the script that a call means."""
        run = self.run
        if ".SUPER::" in name:
            return self.inherited(name.rpartition("::")[2])
        owner, dot, method = name.rpartition(".")
        if isinstance(base, Ref) and owner in run.classes:  # a base's own: parent::send(), super.send()
            found = self.method(owner, method)
            if found is not None:
                return found
        if isinstance(base, Ref) and base.address in state.things:
            found = self.method(state.things[base.address].kind, name.rpartition(".")[2])
            if found is None and name == ".start" and run.tables.dunders:
                found = self.method(state.things[base.address].kind, "run")  # a thread
            if found is not None or not run.tables.class_receiver:
                return found
        written = constant(base) if base is not None and name[:1] == "." else None
        if written:
            # a class by its name: $class->new
            found = self.method(run.tables.name(written.decode("utf-8", "surrogateescape")), name[1:])
            if found is not None:
                return found
        if run.tables.class_receiver and "::" in name and name[:1] == ".":
            return run.functions.get(name[1:])
        if run.tables.class_receiver and name[:1] == ".":
            return self.only(name[1:], base, state)
        found = run.functions.get(name)
        if found is not None:
            return found
        if dot and owner in run.classes:
            return self.method(owner, method)
        return run.functions.get(f"{owner}::{method}") if dot and owner else None

    def method(self, kind: str, name: str) -> Function | None:
        """A class's method, or the one that it has from its base."""
        for each in self.ancestors(kind):
            found = self.run.functions.get(f"{each}.{name}") or self.run.functions.get(f"{each}::{name}")
            if found is not None:
                return found
        return None

    def inherited(self, name: str) -> Function | None:
        """Perl's ``$self->SUPER::name``: what a base of the package that runs has."""
        package = self.run.calling[-1].name.rpartition("::")[0] if self.run.calling else ""
        for each in self.ancestors(package)[1:]:
            found = self.run.functions.get(f"{each}::{name}")
            if found is not None:
                return found
        return None

    def ancestors(self, kind: str) -> list[str]:
        """A class, its traits, its base, and theirs, in the order in which methods are looked for."""
        found: dict[str, None] = {}
        waiting = [kind]
        while waiting and len(found) < MOST_ANCESTORS:
            each = waiting.pop()
            if each in found:
                continue
            found[each] = None
            known = self.run.classes.get(each)
            waiting.extend(reversed(known.bases if known is not None else ()))
        return list(found)

    def magic(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A method that a class does not have, and answers for all the same."""
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        loader = self.run.functions.get("AUTOLOAD")
        plain = base is None and call.name[:1].isalpha() and call.name not in self.run.tables.meanings
        if (
            loader is not None
            and plain
            and not self.run.callables.answers(call.name.encode("utf-8", "surrogateescape"))
        ):
            return self.invoke(loader, given, state, call, None)
        owner, dot, name = call.name.rpartition(".")
        kind = thing.kind if thing is not None else owner
        if not dot or (thing is None and kind not in self.run.classes):
            return None
        if name in _CASES and thing is None:
            found = [value for key, value in state.globals.items() if key.startswith(f"<globals>{kind}::")]
            if found:
                return [(state, OneOf(tuple(found[:MOST_LATER])) if len(found) > 1 else found[0])]
        for magic in _MAGIC:
            function = self.method(kind, magic)
            if function is not None and magic == "AUTOLOAD":
                return self.invoke(function, given, state, call, base)
            if function is not None:
                passed = magic_arguments(name, given, several=magic == "method_missing")
                return self.invoke(function, passed, state, call, base)
        return None

    def text_of(self, value: Value, state: State, at: int) -> Value:
        """An object as text, by its own method."""
        thing = state.things.get(value.address) if isinstance(value, Ref) else None
        if thing is None:
            return value
        for name in _TEXT:
            function = self.method(thing.kind, name)
            if function is not None:
                given = [Given(SOMETHING)] if name in _OPERATORS else []
                return self.one(function, given, state, Call(at, name), value)
        known = self.run.tables.dunders or self.run.tables.receiver == "self"
        if known and thing.kind in self.run.classes and thing.mailer is None:
            taints = list(self.run.objects.taints(value, state))
            return any_of(taints) if taints else value
        return value

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
            function = next((found for name in _LAST if (found := self.method(thing.kind, name)) is not None), None)
            if function is not None:
                call = Call(thing.at, "__destruct")
                for one, _ in self.invoke(function, [], state.copy(), call, Ref(address)):
                    self.run.handles.flush_open(one)

    def only(self, name: str, base: Value | None, state: State) -> Function | None:
        """The only method of that name in the script, for an object of which nothing else is known."""
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        if base is None or any(True for _ in taints_of(base)) or (thing is not None and thing.kind != PLAIN):
            return None
        found = [one for full, one in self.run.functions.items() if full.endswith("::" + name)]
        return found[0] if len(found) == 1 else None

    def unfollowed(self, call: Call, base: Value | None, given: list[Given], state: State) -> None:
        """A method of the script's own object that was not found, or one of an unknown class that may send mail."""
        run = self.run
        if not run.tables.class_receiver:
            return
        if "." not in call.name:
            self._elsewhere(call, given, state)
            return
        if call.name in run.known_names and not (call.name == ".send" and base == SOMETHING):
            return
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        owner, _, method = call.name.rpartition(".")
        own = (thing is not None and thing.kind in run.classes) or owner in run.classes
        if not own and not (_MAILS.search(call.name) and (owner or base == SOMETHING)):
            return
        values = [one.value for one in given] + ([base] if base is not None else [])
        if any(True for one in values for _ in taints_of(run.references.reachable(one, state))):
            run.report.unclear(text("what {function}() does is not known", function=method), call.at, run.file)
            if _MAILS.search(call.name):
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

    def construct(self, call: Call, given: list[Given], state: State) -> Ways | None:
        """An object of a class of the script; None where the call makes none."""
        run = self.run
        kind = call.name.removeprefix("new ").removesuffix(".new").rpartition(".")[2] if call.base is None else ""
        run.autoloading.want(kind, call.at, state)
        known = run.classes.get(kind)
        if known is None or call.name in run.tables.sources or run.tables.class_receiver:
            return None
        for base in known.bases:
            run.autoloading.want(base, call.at, state)
        if run.tables.dunders and given and "str" in self.ancestors(kind) and self.method(kind, "__new__") is None:
            return [(state, given[0].value)]  # a text by another name
        address = call.at * 64 + len(run.calling)
        fields: list[tuple[str, Value]] = []
        mailer = None
        for each in self.ancestors(kind):
            mailer = mailer or run.mails.made_by("new " + each)
            if each not in run.classes:
                continue
            fields.extend(
                (statement.target.name, run.expressions.value(statement.value, state))
                for statement in run.classes[each].body
                if isinstance(statement, Assign) and isinstance(statement.target, Var)
            )
        names = dict(reversed(fields))
        state.things[address] = Thing(kind, call.at, tuple(names.items()), mailer=mailer)
        made = Ref(address)
        for constructor in ("__construct", kind, "__init__", "initialize", "constructor"):
            function = self.method(kind, constructor)
            if function is not None:
                return [(one, made) for one, _ in self.invoke(function, given, state, call, made)]
        if given and run.tables.dunders:
            self._kept(address, given, state)
        return [(state, made)]

    def _kept(self, address: int, given: list[Given], state: State) -> None:
        """What a class without a constructor of its own (an exception, a string, a mapping) is made of."""
        thing = state.things[address]
        plain = [one.value for one in given if one.name is None]
        fields = dict(thing.fields)
        fields["args"] = Arr(tuple((str(index).encode(), value) for index, value in enumerate(plain)))
        fields.update((one.name, one.value) for one in given if one.name is not None and one.name != ANY_NAME)
        rest = [one.value for one in given if one.name == ANY_NAME]
        if rest:
            fields[""] = containers.elements(rest[0], thing.at, self.run.came)
        if thing.mailer is None:
            state.things[address] = replace(thing, fields=tuple(fields.items()))

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
        if this is None and run.tables.class_receiver and "::" in function.name and "." in call.name[1:]:
            this = fixed(call.name.rpartition(".")[0].encode("utf-8", "surrogateescape"))
        inner = self._frame(function, given, state, call, this)
        run.calling.append(function)
        run.callers.append(call.at)
        before, run.file = run.file, run.files.get(id(function), run.file)
        try:
            outs = run.walking.block(function.body, inner)
        finally:
            run.calling.pop()
            run.callers.pop()
            run.file = before
        return self._returned(function, outs, state, given)

    def _frame(self, function: Function, given: list[Given], state: State, call: Call, this: Value | None) -> State:
        inner = state.copy()
        closure = not function.name
        if inner.outer is None:
            inner.outer = inner.variables
        shares = closure or (self.run.tables.scope is Scope.SHARED and state.outer is not None)
        inner.variables = state.variables.copy() if shares else Paged()
        if closure or self.run.tables.dunders:
            self.run.references.captured(function, inner.variables)
        elif id(function) in self.run.captured:
            self.run.references.captured(function, inner.variables, missing=True)
        inner.shared = frozenset() if not closure else state.shared
        inner.own = frozenset()
        positional = [one for one in given if one.name is None]
        if this is not None and not self.run.tables.explicit_receiver:
            inner.variables[self.run.tables.receiver] = this
        elif this is not None and not function.static:
            positional = [Given(this), *positional]
        self._bind(function, positional, {one.name: one for one in given if one.name is not None}, inner, call)
        inner.own = frozenset(parameter.name for parameter in function.params)
        inner.variables[ARGUMENTS] = Arr(tuple((str(index).encode(), one.value) for index, one in enumerate(given)))
        return inner

    def _bind(
        self, function: Function, positional: list[Given], named: dict[str, Given], inner: State, call: Call
    ) -> None:
        """Parameters by name, by place, or by default."""
        whole = named.pop(ANY_NAME, None)
        rested = False
        for index, parameter in enumerate(function.params):
            name = parameter.name
            if parameter.names:
                inner.variables[name] = _by_names(function, named, whole)
                continue
            if parameter.rest:
                inner.variables[name] = self._rest(positional[index:], {} if self.run.tables.dunders else named)
                rested = True
                continue
            one = named.get(name.lstrip("$@%")) or (None if rested else _placed(positional, index))
            if one is None and whole is not None:
                key = fixed(name.encode("utf-8", "surrogateescape"))
                one = Given(containers.lookup(whole.value, key, self.run.came, call.at))
            if one is None and named and self._takes_options(function, named):
                inner.variables[name] = _by_names(function, named, whole)
                continue
            inner.variables[name] = self._parameter(function, parameter, one, inner, call)

    def _parameter(self, function: Function, parameter: Param, one: Given | None, inner: State, call: Call) -> Value:
        known = self.run.tables.types.get(parameter.type or "")
        if known is not None and (one is None or one.value == SOMETHING):
            return self.run.source(known, parameter.name, None, function.at)
        if one is None:
            default = parameter.default
            return EMPTY if default is None else self.run.expressions.value(default, inner)
        shown = function.name.rpartition(".")[2] or "function"
        what = text("given to {function}() as {name}", function=shown, name=parameter.name)
        return self.run.assigning.noted(one.value, call.at, what)

    def _takes_options(self, function: Function, named: dict[str, Given]) -> bool:
        """Ruby's ``def f(options = {})``, called with arguments by name that no parameter has."""
        mine = {parameter.name for parameter in function.params}
        named_by_all = any(parameter.names for parameter in function.params)
        ruby = self.run.tables.receiver == "self" and not self.run.tables.explicit_receiver
        return ruby and not named_by_all and bool(set(named) - mine - {"&block"})

    def _take_back(self, expr: Expr, before: Value, after: Value | None, state: State) -> None:
        """What a function has made of a list or mapping that it was given is the caller's, too."""
        if after is not None and after != before:
            held = self.run.expressions.value(expr, state)
            self.run.assigning.assign(expr, either(held, after), state)

    @staticmethod
    def _rest(given: list[Given], named: dict[str, Given]) -> Value:
        plain = [one for one in given if not one.spread]
        items: list[tuple[bytes, Value]] = [(str(index).encode(), one.value) for index, one in enumerate(plain)]
        for name, one in named.items():
            items.append((str(len(items)).encode(), fixed(name.encode("utf-8", "surrogateescape"))))
            items.append((str(len(items)).encode(), one.value))
        rest: Value | None = None
        for one in given:
            if one.spread:
                rest = one.value if rest is None else either(rest, one.value)
        for _, value in items[containers.MOST_ITEMS :]:
            rest = value if rest is None else either(rest, value)
        return Arr(tuple(items[: containers.MOST_ITEMS]), rest)

    def _returned(self, function: Function, outs: list[State], state: State, given: list[Given]) -> Ways:
        made: list[State] = []
        closure = not function.name
        mine = {parameter.name for parameter in function.params}
        for out in outs:
            if id(function) in self.run.captured:
                self.run.references.recapture(function, out.variables)
            value = out.result if out.result is not None else EMPTY
            inner = out.variables
            inner.pop(ARGUMENTS, None)
            after = out
            if state.outer is None:
                after.variables, after.outer = (Paged() if out.outer is None else out.outer), None
            else:
                after.variables = state.variables.copy()
            if closure or (self.run.tables.scope is Scope.SHARED and state.outer is not None):
                for name, changed in inner.items():
                    if name not in mine and name not in out.own and (name in state.variables or closure):
                        after.variables[name] = changed
            after.shared, after.own = state.shared, state.own
            after.end = out.end if out.end in {End.EXIT, End.THROWN} else None
            after.result = None
            for index, parameter in enumerate(function.params):
                if parameter.reference and index < len(given) and (target := given[index].expr) is not None:
                    self.run.assigning.assign(target, inner.get(parameter.name, EMPTY), after)
                if parameter.name == "@_":
                    self._changed_in_place(function, given, inner.get("@_", EMPTY), after)
            for expr, name, before in handed(function, given, self.run.tables):
                self._take_back(expr, before, inner.get(name), after)
            after.variables["<result>"] = value
            made.append(after)
        ways: Ways = []
        for one in merged(made):
            value = one.variables.pop("<result>", EMPTY)
            ways.append((one, value))
        return ways

    def _changed_in_place(self, function: Function, given: list[Given], after: Value, state: State) -> None:
        """Perl's ``$_[0] =~ s/...//``: elements of ``@_`` are the caller's own variables."""
        known = self.run.in_place.get(id(function))
        if known is None:
            known = self.run.in_place[id(function)] = sets_arguments(function.body)
        if not known or not isinstance(after, Arr) or after.rest is not None:
            return
        if len(after.items) != len(given):
            return
        for one, (_, value) in zip(given, after.items, strict=True):
            self.run.references.back(one.expr, one.value, value, state)


def _placed(given: list[Given], index: int) -> Given | None:
    """The argument at a place; a list that is spread fills all places behind it."""
    if index < len(given):
        return given[index]
    return given[-1] if given and given[-1].spread else None


def _by_names(function: Function, named: dict[str, Given], whole: Given | None) -> Value:
    """``**kw``: a mapping of the arguments that no parameter has the name of."""
    mine = {parameter.name for parameter in function.params}
    items = [(name.encode("utf-8", "surrogateescape"), one.value) for name, one in named.items() if name not in mine][
        : containers.MOST_ITEMS
    ]
    rest = None
    if whole is not None:
        rest = whole.value.rest if isinstance(whole.value, Arr) else whole.value
    return Arr(tuple(items), rest)


def magic_arguments(name: str, given: list[Given], *, several: bool = False) -> list[Given]:
    """``__call($name, $arguments)``; Ruby's ``method_missing(name, *arguments)``."""
    first = Given(fixed(name.encode("utf-8", "surrogateescape")))
    if several:
        return [first, *given]
    items = tuple((str(index).encode(), one.value) for index, one in enumerate(given))
    return [first, Given(Arr(items))]
