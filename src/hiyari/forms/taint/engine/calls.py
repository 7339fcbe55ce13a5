"""Calls: of functions in the script, of functions that the tables know, of any other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import as_string, concatenated, either
from hiyari.forms.taint.engine.merging import forgotten
from hiyari.forms.taint.engine.naming import group_names, told_apart
from hiyari.forms.taint.engine.pieces import extended
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import End, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    TRUE,
    Arr,
    Barrier,
    Func,
    OneOf,
    Ref,
    Step,
    Str,
    Taint,
    Unknown,
    Value,
    any_of,
    constant,
    fixed,
    mapped,
    stepped,
    taints_of,
    weakened,
)
from hiyari.forms.taint.ir import Arg, Call, Const, Expr, Member, Var
from hiyari.forms.taint.tables import Guard, Meaning, Sanitiser, Source
from hiyari.model.text import text

EXITS: Final = frozenset(
    {"exit", "die", "throw", "croak", "confess", "sys.exit", "abort", "process.exit", "raise", "os._exit"}
)
_THROWN: Final = frozenset({"throw", "raise", "croak", "confess"})
_WHOLE: Final = frozenset({Meaning.FIRST, Meaning.CALLBACK})
"""What gives elements as they are, references among them."""
_SETS: Final = frozenset({"isset", "exists", "defined"})

_TOPICS: Final = ("$_", "$a", "$b")
"""What a Perl function sets for the block that it is given."""
MOST_OBJECTS: Final = 4
_PUTS: Final = (
    ".push",
    ".append",
    ".add",
    ".set",
    ".put",
    ".enqueue",
    ".unshift",
    ".insert",
    ".offsetset",
    ".attach",
    ".read_dict",
    ".store",
    ".save",
    ".feed",
)
"""Beginnings of methods that put something into an object."""
MOST_FOLDED: Final = 100_000

Ways = list[tuple[State, Value]]

_STREAMS: Final = frozenset({"<STDIN>", "gets", "readline", "read", "sys.stdin.readline"})
"""Sources that give something else at every call."""


ANY_NAME: Final = "**"
"""The name of a mapping that is given for arguments by name, when its keys are not known."""


@dataclass(frozen=True, slots=True)
class Given:
    """An argument."""

    value: Value
    name: str | None = None
    expr: Expr | None = None
    spread: bool = False
    """Whether there may be any number of it."""


class Calls:
    """Runs calls."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def ways(self, call: Call, state: State) -> Ways:
        """What a call gives, on each way through it."""
        self.run.step()
        name = call.name
        if (name in EXITS or name in self.run.tables.exits) and name not in self.run.functions:
            values = [self.run.expressions.value(arg.value, state) for arg in call.args]
            state.end = End.THROWN if name in _THROWN else End.EXIT
            if values and state.end is End.THROWN:
                self.run.variables.throw(values[0], state)
            return [(state, EMPTY)]
        special: Callable[[Call, State], Ways] | None = self.run.special.known.get(name)
        if special is not None and name not in self.run.functions:
            return special(call, state)
        if name in _SETS:
            return self.run.guarding.isset(call, state)
        base = None if call.base is None else self.run.expressions.value(call.base, state)
        given = self.arguments(call.args, state)
        if state.end is not None:
            return [(state, EMPTY)]
        return self.by_name(call, base, given, state)

    def arguments(self, args: tuple[Arg, ...], state: State) -> list[Given]:
        """The values of arguments; an array that is spread gives its elements."""
        made: list[Given] = []
        for arg in args:
            value = self.run.expressions.value(arg.value, state)
            if arg.spread:
                value = self.run.references.contents(value, state)
            if not arg.spread or not isinstance(value, Arr):
                made.append(Given(value, ANY_NAME if arg.mapping else arg.name, arg.value))
                continue
            for key, item in value.items:
                made.append(Given(item, None if key.isdigit() else key.decode("utf-8", "surrogateescape")))
            if value.rest is not None and arg.mapping:
                made.append(Given(Arr((), value.rest), ANY_NAME))
            elif value.rest is not None:
                made.append(Given(value.rest, spread=True))
        return made

    def by_name(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A call whose arguments are known."""
        run = self.run
        if isinstance(base, OneOf) and (objects := [one for one in base.values if isinstance(one, Ref)]):
            return [way for one in objects[:MOST_OBJECTS] for way in self.by_name(call, one, given, state.copy())]
        call, given = self._ordered(call, given)
        if run.tables.class_receiver and "." in call.name:
            call, base = self._of_class(call, base)
        if base is None and "." in call.name[1:]:
            run.autoloading.want(call.name.rpartition(".")[0], call.at, state)
        ways = self._of_the_script(call, base, given, state)
        return self._of_the_tables(call, base, given, state) if ways is None else ways

    def _of_the_script(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A call of what the script itself defines, or holds in a variable; None where it does not."""
        run = self.run
        own = self._element(call, base)
        if isinstance(own, Func):
            return run.invoking.invoke(own.function, given, state, call, base)
        if own is not None:
            return run.callables.call(own, given, state, call)
        function = run.invoking.found(call.name, base, state)
        if function is not None:
            return run.invoking.invoke(function, given, state, call, base)
        held = self._held(call, state)
        if held is not None:
            return run.callables.call(held, given, state, call)
        return run.invoking.construct(call, given, state) or run.invoking.magic(call, base, given, state)

    def _element(self, call: Call, base: Value | None) -> Value | None:
        """The function that stands in an object under the method's name (JavaScript)."""
        if not isinstance(base, Arr | OneOf) or self.run.tables.receiver != "this" or call.name[:1] != ".":
            return None
        own = containers.lookup(base, fixed(call.name[1:].encode("utf-8", "surrogateescape")), self.run.came, call.at)
        functions = own.values if isinstance(own, OneOf) else (own,)
        return own if any(isinstance(one, Func) for one in functions) else None

    def _of_the_tables(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A call that sends, checks or keeps, as the language's tables tell, or gives what its meaning says."""
        run = self.run
        run.invoking.unfollowed(call, base, given, state)
        if run.tables.class_receiver and run.tables.meanings.get(call.name) not in _WHOLE:
            given = [replace(one, value=run.references.reachable(one.value, state)) for one in given]
        made = run.shelling.function(call, given, state)
        if made is not None:
            return made
        sent = run.mails.call(call, base, given, state)
        if sent is not None:
            return sent
        if call.name in run.functions:
            return run.invoking.invoke(run.functions[call.name], given, state, call, base)
        if call.name in run.tables.callbacks:
            self._keep(call, given, state)
        guard = run.tables.guards.get(call.name)
        if guard is not None:
            return self._guard(guard, call, base, given, state)
        return [(state, self.known(call, base, given, state))]

    def _guard(self, guard: Guard, call: Call, base: Value | None, given: list[Given], state: State) -> Ways:
        """A check, and what it gives besides its answer: the part behind a needle, the groups of a match."""
        run, values = self.run, [one.value for one in given]
        ways = run.guarding.guard(guard, call, values, base, state)
        if guard.needle is not None and call.name in run.tables.through:  # strstr() gives the part behind it
            part = self._through(as_string(values[0] if values else EMPTY), call)
            found = concatenated((Str((Unknown(true=True),)), part))
            return [(one, found if value != EMPTY and part.tainted else value) for one, value in ways]
        if call.name == ".match" and base is not None:
            return self._matched(guard, call, values, base, ways)
        if call.name == "re.search" and len(values) > 1:
            groups = run.guarding.groups(as_string(values[1]), run.guarding.pattern(guard, call, values), call.at)
            match = run.objects.matched(call, groups, as_string(values[1]))
            return [(one, value if value == EMPTY else match) for one, value in ways]
        if guard.pattern is not None and len(call.args) > 2 and isinstance(call.args[2].value, Var):
            self._captures(guard, call, values, ways)
        return ways

    def _of_class(self, call: Call, base: Value | None) -> tuple[Call, Value | None]:
        """A method of a class by its name (``$class->new``), or of one that has it from a class of the tables."""
        run = self.run
        written = constant(base) if base is not None and call.name[:1] == "." else None
        owner = (written or b"").decode("utf-8", "surrogateescape") or call.name.rpartition(".")[0]
        method = call.name.rpartition(".")[2]
        if call.name == ".new" and base is not None and any(not taint.origin.file for taint in taints_of(base)):
            run.report.unclear(text("the request decides of which class an object is made here"), call.at, run.file)
            run.callables.suspect("an object of a class chosen at run time", call.at)
        if not owner or run.invoking.method(owner, method) is not None:
            return call, base
        for each in run.invoking.ancestors(owner):
            if f"{each}.{method}" in run.known_names:
                return replace(call, name=f"{each}.{method}", base=None), None
        return call, base

    def _held(self, call: Call, state: State) -> Value | None:
        """A function that is in a variable of that name (Python, JavaScript), or in a glob (Perl)."""
        if call.base is not None or self.run.tables.folds_names:
            return None
        for name in (call.name, "*" + call.name):
            found = self.run.variables.lookup(name, state)
            match found:
                case Func():
                    return found
                case OneOf(values=values) if any(isinstance(one, Func) for one in values):
                    return found
                case Ref(address=address) if address in state.things:
                    kind = state.things[address].kind
                    if self.run.invoking.method(kind, "__call__") is not None:
                        return found
                case _:
                    pass
        return None

    def _ordered(self, call: Call, given: list[Given]) -> tuple[Call, list[Given]]:
        """Arguments by name (PHP 8) in the order in which the tables have them."""
        tables = self.run.tables
        if not tables.parameters or all(one.name is None for one in given):
            return call, given
        known = tables.parameters.get(call.name)
        if known is None:
            # The order is not known: what a check or a function of the tables would show of it is not either.
            unnamed = [replace(one, name=None) for one in given] if call.name[:1] == "." else given
            return call, unnamed
        places: list[Given | None] = [None] * max(len(known), len(given))
        for index, one in enumerate(given):
            place = known.index(one.name) if one.name in known else index
            places[place] = replace(one, name=None)
        while places and places[-1] is None:
            places.pop()
        ordered = [Given(EMPTY) if one is None else one for one in places]
        args = tuple(Arg(Const(call.at, b"") if one.expr is None else one.expr) for one in ordered)
        return replace(call, args=args), ordered

    def _keep(self, call: Call, given: list[Given], state: State) -> None:
        """A function that is handed over to be called later."""
        for index, one in enumerate(given):
            if self.run.callables.names_function(one.value, state):
                rest = tuple(each.value for each in given[index + 1 :])
                kept = (one.value, rest if call.name == "register_shutdown_function" else (), call.at)
                if kept not in self.run.later:
                    self.run.later.append(kept)

    def _captures(self, guard: Guard, call: Call, values: list[Value], ways: Ways) -> None:
        """``preg_match($p, $s, $found)``: what is found is part of the subject."""
        pattern = self.run.guarding.pattern(guard, call, values)
        subject = as_string(values[1])
        groups = self.run.guarding.groups(subject, pattern, call.at)
        items = [(str(index).encode(), group) for index, group in enumerate((subject, *groups))]
        names = [] if pattern is None else group_names(pattern.source)
        items.extend((name, group) for name, group in zip(names, groups, strict=False) if name)
        for state, _ in ways:
            self.run.assigning.assign(call.args[2].value, Arr(tuple(items), subject if len(items) < 2 else None), state)

    def _matched(self, guard: Guard, call: Call, values: list[Value], base: Value, ways: Ways) -> Ways:
        """``x.match(pattern)``: a list of what was found, and of the groups by their names."""
        subject = as_string(base)
        if not any(True for _ in taints_of(subject)):
            return ways
        pattern = self.run.guarding.pattern(guard, call, values)
        whole = None if pattern is None else replace(pattern, source=b"(" + pattern.source + b")")
        groups = self.run.guarding.groups(subject, whole, call.at) or [subject]
        items = [(str(index).encode(), group) for index, group in enumerate(groups)]
        found = Arr((*items, (b"groups", Arr((), subject))), None if len(items) > 1 else subject)
        return [(one, found if value == TRUE else value) for one, value in ways]

    def known(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that the tables know, or any other, whose result may hold what it was given."""
        tables, name = self.run.tables, call.name
        folded = self._folded(call, given) or self.run.filing.used(call, base, given, state)
        if folded is not None:
            return folded
        if base is not None and name in tables.getters and any(True for _ in taints_of(base)):
            return containers.lookup(base, given[0].value, self.run.came, call.at) if given else base
        source = self._source(call, given)
        if source is not None:
            fresh = {taint.ids[-1] for taint in taints_of(source) if taint.origin.file or taint.origin.name in _STREAMS}
            state.become(forgotten(state, fresh))
            return self.sanitised(tables.sanitisers.get(name), self._filter(call, source, given), call, given)
        if name in tables.sanitisers:
            rule = tables.sanitisers[name]
            if self._applies(rule, given):
                subject = base if rule.of == "base" else _at(given, rule.of)
                if name in tables.meanings:
                    subject = self.run.meanings.value(tables.meanings[name], call, base, given, state)
                return self.sanitised(rule, EMPTY if subject is None else subject, call, given)
        if name.startswith("filter_var") and given:
            return self._filter(call, given[0].value, given)
        if name in tables.meanings:
            return self.run.meanings.value(tables.meanings[name], call, base, given, state)
        if name in tables.harmless:
            return SOMETHING
        if name in tables.through:
            values = [base if index == "base" else _at(given, index) for index in tables.through[name]]
            return self._through(concatenated([value for value in values if value is not None]), call)
        return self.any(call, base, given, state)

    def _folded(self, call: Call, given: list[Given]) -> Value | None:
        """A function of constants."""
        fold = self.run.tables.folds.get(call.name)
        known = [constant(one.value) for one in given]
        if fold is None or not known or any(one is None or len(one) > MOST_FOLDED for one in known):
            return None
        try:
            made = fold(*known)
        except TypeError:
            return None  # another number of arguments
        return None if made is None or len(made) > MOST_FOLDED else fixed(made)

    def _source(self, call: Call, given: list[Given]) -> Value | None:
        tables, name = self.run.tables, call.name
        source = tables.sources.get(name) or tables.sources.get(_on_object(call))
        first = constant(given[0].value) if given else None
        if first is not None and len(first) < 100 and name in tables.containers:
            written = first.decode("utf-8", "surrogateescape")
            known = tables.containers[name]
            special = known.get(written) or next(
                (one for key, one in known.items() if key.endswith("*") and written.startswith(key[:-1])), None
            )
            if special is not None:
                return self.run.source(special, name, None if "://" in written else written, call.at)
            return source if source is None else self.run.source(source, name, None, call.at)
        if source is None:
            return None
        field = None
        if source.key is not None and source.key < len(given):
            octets = constant(given[source.key].value)
            field = None if octets is None else octets.decode("utf-8", "surrogateescape")
        if name == "filter_input" and first is not None:
            name = {b"INPUT_GET": "$_GET", b"INPUT_COOKIE": "$_COOKIE", b"INPUT_SERVER": "$_SERVER"}.get(
                first, "$_POST"
            )
        return self.run.source(source, name, field, call.at)

    @staticmethod
    def _applies(rule: Sanitiser, given: list[Given]) -> bool:
        for index, allowed in rule.when.items():
            found = constant(given[index].value) if index < len(given) else b""
            if found is None or found.decode("utf-8", "surrogateescape") not in allowed:
                return False
        return True

    def sanitised(self, rule: Sanitiser | None, value: Value, call: Call, given: list[Given]) -> Value:
        """A value after a sanitiser."""
        if rule is None or not self._applies(rule, given):
            return value
        barrier = Barrier(call.at, text("{name}() cleans it", name=call.name.lstrip(".")), rule.takes, self.run.file)
        if rule.validates:
            barrier = replace(barrier, what=text("{name}() checks it", name=call.name.lstrip(".")))

        def change(taint: Taint) -> Taint:
            made = weakened(taint, barrier)
            return replace(made, validated=(*taint.validated, barrier)) if rule.validates else made

        made = mapped(value, change)
        return concatenated((fixed(b"'"), made, fixed(b"'"))) if rule.quotes else made

    def _through(self, value: Value, call: Call) -> Value:
        """The same data in another form: proven of the original, it is proven of this, but not the other way round."""
        if not any(True for _ in taints_of(value)):
            return value
        step = Step(call.at, text("through {name}()", name=call.name.lstrip(".")), self.run.file)
        made_by = f" {call.name}{told_apart(call)}"

        def change(taint: Taint) -> Taint:
            ids = extended(taint.ids, made_by + self.run.context(taint))
            return stepped(replace(taint, ids=ids, validated=()), step)

        return mapped(value, change)

    def _filter(self, call: Call, value: Value, given: list[Given]) -> Value:
        """``filter_var`` and ``filter_input`` with another filter."""
        index = 2 if call.name == "filter_input" else 1
        name = constant(given[index].value) if index < len(given) else None
        takes = None if name is None else self.run.tables.filters.get(name.decode("latin-1"))
        if takes is None:
            return value
        what = text("{name}() cleans it", name=call.name)
        return mapped(value, lambda taint: weakened(taint, Barrier(call.at, what, takes, self.run.file)))

    def any(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """A function that nobody knows: its result may hold what it was given, and it may call that."""
        values = [one.value for one in given] + ([] if base is None else [base])
        taints = [taint for value in values for taint in taints_of(value)]
        if self.run.tables.dunders or self.run.tables.receiver == "self":
            taints = [taint for value in values for taint in self.run.objects.taints(value, state)]
        for value in values:
            if self.run.callables.names_function(value, state):
                self._may_call(value, taints, state, call)
        self.run.unknowing.told(call, base, data=bool(taints))
        self.run.handles.said(call, values, state)
        if taints:
            self._into_object(call, base, given, state)
        if not taints:
            tag = next(
                (
                    piece.tag
                    for value in values
                    if isinstance(value, Str)
                    for piece in value.pieces
                    if isinstance(piece, Unknown) and piece.tag
                ),
                None,
            )
            if tag is None and self.run.unread and self.run.tables.folds_names and call.name[:1].isalpha():
                known = self.run.tables.is_built_in(call.name) or call.name == "function"
                return SOMETHING if known else self.run.unknowing.unknown(call.name)
            return SOMETHING if tag is None else Str((Unknown(tag=tag),))
        made: Value = any_of(taints)
        return self._through(made, call)

    def _into_object(self, call: Call, base: Value | None, given: list[Given], state: State) -> None:
        """An unknown object may keep what it is given: what it gives later is not known."""
        if not isinstance(call.base, Var) or not isinstance(base, Str) or not call.name.startswith(_PUTS):
            return
        if any(True for one in given for _ in taints_of(one.value)):
            source = Source(reason="an object that may hold a stranger's data", file=True)
            held = self.run.source(source, call.base.name, None, call.at)
            self.run.assigning.assign(call.base, either(base, held), state)

    def _may_call(self, value: Value, taints: list[Taint], state: State, call: Call) -> None:
        """An unknown function is given one of the script's: it is taken to call it, with anything that it has."""
        rest = any_of(taints)
        for target in self.run.callables.targets(value, state).known:
            if target.function is not None:
                given = [Given(rest) for _ in target.function.params]
                inner = state.copy()
                for name in _TOPICS if self.run.tables.class_receiver else ():
                    inner.variables[name] = rest
                for one, _ in self.run.invoking.invoke(target.function, given, inner, call, target.this):
                    self.run.handles.flush_open(one)


def _on_object(call: Call) -> str:
    """A method by the name of what it is called on: ``$this->input->post()`` is ``input.post``."""
    match call.base:
        case Member(name=name) | Var(name=name):
            return name.lstrip("$@").lower() + call.name
        case _:
            return ""


def _at(given: list[Given], index: int | str) -> Value | None:
    if isinstance(index, int):
        return given[index].value if index < len(given) else None
    return next((one.value for one in given if one.name == index), None)
