"""What expressions give, and what assignments change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, merged, merged_into_one
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    SOMETHING,
    Arr,
    Func,
    OneOf,
    Ref,
    Step,
    Str,
    Taint,
    Unknown,
    Value,
    as_string,
    concatenated,
    constant,
    either,
    fixed,
    heap,
    mapped,
    numbered,
    stepped,
    taints_of,
)
from hiyari.forms.taint.ir import (
    Array,
    Assign,
    Bind,
    Both,
    Call,
    Choice,
    Const,
    Either,
    Expr,
    Item,
    Join,
    Lambda,
    Member,
    Mix,
    Not,
    Opaque,
    Pattern,
    Test,
    Var,
)
from hiyari.forms.taint.tables import Scope
from hiyari.model.text import Text, text

_WHYS: Final = {
    "syntax": text("the parser was lost here"),
    "eval": text("code in a string is run here"),
    "code in a string": text("code in a string is run here"),
    "nested too deep": text("the code nests too deep to be followed"),
    "goto": text("the script jumps with goto"),
}


def why_opaque(why: str) -> Text:
    """A sentence for a part that was not understood."""
    return _WHYS.get(why) or text("this is not understood: {what}", what=why)


class Expressions:
    """Evaluates; changes the state that it is given where an expression does something."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._values: dict[type, Callable[[Expr, State], Value]] = {
            Const: self._const,
            Var: self._var,
            Member: self._member,
            Item: self._item,
            Join: self._join,
            Array: self._array,
            Mix: self._mix,
            Lambda: self._lambda,
            Pattern: self._pattern,
            Opaque: self._opaque,
        }

    def value(self, expr: Expr, state: State) -> Value:
        """What an expression gives, all ways through it taken together."""
        one = self._values.get(type(expr))
        if one is not None:
            return one(expr, state)
        ways = self.ways(expr, state.copy())
        alive = [(each, value) for each, value in ways if each.end is None]
        if not alive:
            ended = merged_into_one([each for each, _ in ways]) if ways else state
            state.become(ended)
            return EMPTY
        made = alive[0][1]
        for _, value in alive[1:]:
            made = either(made, value)
        state.become(merged_into_one([each for each, _ in alive]))
        return made

    def ways(self, expr: Expr, state: State) -> list[tuple[State, Value]]:
        """What an expression gives on each way through it; some ways may have ended. Takes the state over."""
        match expr:
            case Call():
                return self.run.calls.ways(expr, state)
            case Test() | Not() | Both() | Either():
                return self.run.conditions.ways(expr, state)
            case Choice(condition=condition, yes=yes, no=no):
                trues, falses = self.run.conditions.branch(condition, state)
                made = [way for one in trues for way in self._further(yes, one)]
                return made + [way for one in falses for way in self._further(no, one)]
            case Bind(assign=assign):
                return [(one, self._target_value(assign, one)) for one in self.assign_ways(assign, state)]
        return [(state, self.value(expr, state))]

    def _further(self, expr: Expr, state: State) -> list[tuple[State, Value]]:
        return [(state, EMPTY)] if state.end is not None else self.ways(expr, state)

    def _target_value(self, assign: Assign, state: State) -> Value:
        if state.end is not None:
            return EMPTY
        if isinstance(assign.target, tuple):
            return Arr(filled=True) if assign.target else EMPTY
        return self.value(assign.target, state)

    # What expressions give

    @staticmethod
    def _const(expr: Expr, _: State) -> Value:
        assert isinstance(expr, Const)  # noqa: S101 - by the table
        return SOMETHING if expr.value is None else fixed(expr.value)

    def _var(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Var)  # noqa: S101 - by the table
        return self.variable(expr.name, expr.at, state)

    def lookup(self, name: str, state: State) -> Value | None:
        """A variable that has a value in sight."""
        if state.outer is None:
            return state.variables.get(name)
        if self.is_everywhere(name) or name in state.shared:
            return state.outer.get(name)
        found = state.variables.get(name)
        if found is None and self.run.tables.scope is not Scope.OWN:
            found = state.outer.get(name)
        return found

    def is_everywhere(self, name: str) -> bool:
        """Whether a variable is the same one in every function (superglobals)."""
        tables = self.run.tables
        return name in tables.sources or name in tables.persistent or name in tables.containers or name[:1] == "<"

    def variable(self, name: str, at: int, state: State) -> Value:
        """A variable; one that is not set is empty, or unknown where something else may have set it."""
        found = self.lookup(name, state)
        if found is not None:
            return found
        run = self.run
        source = run.tables.sources.get(name)
        if source is not None:
            return run.source(source, name, None, at)
        if name in run.tables.persistent:
            return containers.session(run.persistent, name)
        if name == "<file>":
            return fixed((run.file or run.path or "./script").encode("utf-8", "surrogateescape"))
        if name == "<dir>":
            return fixed(run.folder().encode("utf-8", "surrogateescape"))
        anything = state.variables.get("<any>")
        if anything is not None:
            return containers.element(anything, name.lstrip("$@%"), run.came, at)
        return self._unset(name, at, state)

    def _unset(self, name: str, at: int, state: State) -> Value:
        run = self.run
        if name in run.assigned or name[:1] == "<" or (state.outer is not None and run.tables.scope is Scope.OWN):
            return EMPTY if not run.opened else either(EMPTY, SOMETHING)
        if run.opened or run.tables.unset is None:
            return SOMETHING
        return run.source(run.tables.unset, name, None, at)

    def _member(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Member)  # noqa: S101 - by the table
        dotted = dotted_name(expr)
        if dotted is not None and self.lookup(dotted.partition(".")[0], state) is None:
            for name in _tails(dotted):
                source = self.run.tables.sources.get(name)
                if source is not None:
                    return self.run.source(source, name, None, expr.at)
        base = self.value(expr.base, state)
        if expr.name in self.run.tables.getters and isinstance(base, Str) and any(True for _ in taints_of(base)):
            return base
        source = self.run.tables.sources.get("." + expr.name)
        if source is not None and not isinstance(base, Arr | Ref):
            return self.run.source(source, expr.name, None, expr.at)
        return self.element(base, fixed(expr.name.encode("utf-8", "surrogateescape")), expr.at, state)

    def _item(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Item)  # noqa: S101 - by the table
        key = None if expr.key is None else self.value(expr.key, state)
        if isinstance(expr.base, Var):
            special = self._special_item(expr.base, key, state)
            if special is not None:
                return special
        return self.element(self.value(expr.base, state), key, expr.at, state)

    def _special_item(self, base: Var, key: Value | None, state: State) -> Value | None:
        """Elements that have a meaning of their own: variables by name, parts of the request among other things."""
        written = None if key is None else constant(key)
        name = None if written is None else written.decode("utf-8", "surrogateescape")
        if base.name == "<variables>":
            return SOMETHING if name is None else self.variable("$" + name.lstrip("$"), base.at, state)
        if base.name == "<globals>":
            return SOMETHING if name is None else self._global(name, base.at, state)
        known = self.run.tables.containers.get(base.name)
        if known is None or self.lookup(base.name, state) is not None:
            return None
        if name is None:
            found = next(iter(known.values()), None)
            return SOMETHING if found is None else self.run.source(found, base.name, None, base.at)
        found = known.get(name) or next(
            (source for key, source in known.items() if key.endswith("*") and name.startswith(key[:-1])), None
        )
        return SOMETHING if found is None else self.run.source(found, base.name, name, base.at)

    def _global(self, name: str, at: int, state: State) -> Value:
        for each in (name, "$" + name):
            found = state.globals.get(f"<globals>{each}" if each == name else each)
            if found is not None:
                return found
        if "$" + name in self.run.assigned:
            return EMPTY
        source = self.run.tables.sources.get("$" + name)
        return SOMETHING if source is None else self.run.source(source, "$" + name, None, at)

    def element(self, base: Value, key: Value | None, at: int, state: State) -> Value:
        """What a list, a mapping or an object holds under a key."""
        match base:
            case Ref(address=address):
                thing = state.things.get(address)
                name = None if key is None else constant(key)
                if thing is None or name is None:
                    return SOMETHING
                found = thing.get(name.decode("utf-8", "surrogateescape"))
                return found if found is not None else SOMETHING if thing.kind not in self.run.classes else EMPTY
            case OneOf(values=values):
                made = self.element(values[0], key, at, state)
                for one in values[1:]:
                    made = either(made, self.element(one, key, at, state))
                return made
            case _:
                return containers.lookup(base, key, self.run.came, at)

    def _join(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Join)  # noqa: S101 - by the table
        return concatenated([self.value(part, state) for part in expr.parts])

    def _array(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Array)  # noqa: S101 - by the table
        made: Value = Arr()
        for key, value in expr.items:
            given = self.value(value, state)
            if key is None and isinstance(value, Mix) and isinstance(given, Arr):
                made = containers.joined(made, given)
            else:
                made = containers.put(made, None if key is None else self.value(key, state), given, self.run.loop_keys)
        return made

    def _mix(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Mix)  # noqa: S101 - by the table
        values = [self.value(part, state) for part in expr.parts]
        if not expr.number:
            return values[0] if len(values) == 1 else concatenated(values) if values else SOMETHING
        if len(values) == 1 and (found := constant(values[0])) is not None and found.isdigit():
            return values[0]
        return self.number(values, expr.at)

    def number(self, values: list[Value], at: int) -> Value:
        """A number that is made of values."""
        taints = [taint for value in values for taint in taints_of(value)]
        if not taints:
            return NUMBER
        what = text("it becomes a number")
        return Str((heap(numbered(taint, at, what, self.run.file) for taint in taints),))

    @staticmethod
    def _lambda(expr: Expr, _: State) -> Value:
        assert isinstance(expr, Lambda)  # noqa: S101 - by the table
        return Func(expr.function)

    @staticmethod
    def _pattern(expr: Expr, _: State) -> Value:
        assert isinstance(expr, Pattern)  # noqa: S101 - by the table
        return fixed(expr.source)

    def _opaque(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Opaque)  # noqa: S101 - by the table
        self.run.report.unclear(why_opaque(expr.why), expr.at, self.run.file)
        self.run.report.bounded |= expr.why == "nested too deep"
        if expr.why != "syntax":
            self.run.opened = True
        found = [taint for part in expr.parts for taint in taints_of(self.value(part, state))]
        return Str((heap(found),)) if found else SOMETHING

    # What assignments change

    def assign_ways(self, assign: Assign, state: State) -> list[State]:
        """An assignment; conditions that are assigned part the ways."""
        ways = self.ways(assign.value, state)
        flags = all(constant(value) is not None or isinstance(value, Arr) for _, value in ways)
        for one, value in ways:
            if one.end is None:
                self.assign(assign.target, value, one, append=assign.append, declares=assign.declares)
        states = [one for one, _ in ways]
        if len(states) < 2:
            return states
        ended, alive = [one for one in states if one.end], [one for one in states if one.end is None]
        return ended + (merged(alive) if flags else [merged_into_one(alive)] if alive else [])

    def assign(
        self,
        target: Expr | tuple[Expr, ...],
        value: Value,
        state: State,
        *,
        append: bool = False,
        declares: bool = False,
    ) -> None:
        """Give a variable, an element or a property a value."""
        match target:
            case tuple():
                self._assign_each(target, value, state, declares=declares)
            case Var(at=at, name=name):
                self._assign_variable(name, at, value, state, append=append, declares=declares)
            case Item(at=at, base=base, key=key):
                self._assign_item(at, base, key, value, state, append=append)
            case Member(at=at, base=base, name=name):
                self._assign_member(at, base, name, value, state, append=append)
            case Choice(yes=yes, no=no):
                for one in (yes, no):
                    self.assign(one, value, state, append=True)
            case Mix(parts=(only,)) | Join(parts=(only,)):
                self.assign(only, value, state, append=append, declares=declares)
            case _:
                pass

    def _assign_each(self, targets: tuple[Expr, ...], value: Value, state: State, *, declares: bool) -> None:
        for index, target in enumerate(targets):
            if isinstance(target, Const):
                continue
            if isinstance(target, Var) and target.name[:1] in "@%" and target.name[:1]:
                self.assign(target, containers.after(value, index), state, declares=declares)
                return
            key = fixed(str(index).encode())
            self.assign(target, self.element(value, key, target.at, state), state, declares=declares)

    def noted(self, value: Value, at: int, what: Text) -> Value:
        """A value with a step added to its way."""
        step = Step(at, what, self.run.file)
        return mapped(value, lambda taint: stepped(taint, step)) if any(True for _ in taints_of(value)) else value

    def _assign_variable(self, name: str, at: int, value: Value, state: State, *, append: bool, declares: bool) -> None:
        if name[:1] != "<":
            value = self.noted(value, at, text("assigned to {name}", name=name))
        if append:
            value = containers.appended(self.variable(name, at, state), value)
        self.store(name, value, state, declares=declares)

    def store(self, name: str, value: Value, state: State, *, declares: bool = False) -> None:
        """Keep a value under a name, where the language's scopes put it."""
        if state.outer is None:
            state.variables[name] = value
            return
        if declares:
            state.own |= {name}
        shared = self.run.tables.scope is Scope.SHARED and name not in state.own and name not in state.variables
        if (
            self.is_everywhere(name)
            or name in state.shared
            or (shared and name in state.outer)
            or (shared and not declares)
        ):
            state.outer[name] = value
        else:
            state.variables[name] = value

    def _assign_item(self, at: int, base: Expr, key: Expr | None, value: Value, state: State, *, append: bool) -> None:
        given = None if key is None else self.value(key, state)
        if isinstance(base, Var) and base.name in {"<variables>", "<globals>"}:
            self._assign_named(base.name, given, value, state, append=append)
            return
        name = written_name(base)
        value = self.noted(value, at, text("put into {name}", name=name))
        before = self.value(base, state)
        if isinstance(before, Ref):
            self.run.mails.set_element(before, given, value, at, state)
            return
        if append and key is not None:
            value = containers.appended(self.element(before, given, at, state), value)
        if isinstance(base, Var) and base.name in self.run.tables.persistent:
            written = None if given is None else constant(given)
            self.run.save(None if written is None else written.decode("utf-8", "surrogateescape"), value)
        self.assign(base, containers.put(before, given, value, self.run.loop_keys), state)

    def _assign_named(self, where: str, key: Value | None, value: Value, state: State, *, append: bool) -> None:
        written = None if key is None else constant(key)
        if written is None:
            self.fill(value, state)
            return
        name = written.decode("utf-8", "surrogateescape")
        if where == "<variables>":
            self._assign_variable("$" + name.lstrip("$"), 0, value, state, append=append, declares=False)
            return
        place = state.globals
        known = "$" + name in place or "$" + name in self.run.assigned
        full = "$" + name if known and "::" not in name else f"<globals>{name}"
        place[full] = containers.appended(place.get(full, EMPTY), value) if append else value

    def fill(self, value: Value, state: State, *, only_new: bool = False, prefix: str = "") -> None:
        """Give variables of any name a value (``extract``, ``$$name``): those that have one may get this one instead."""
        before = state.variables.get("<any>")
        state.variables["<any>"] = value if before is None else either(before, value)
        if only_new or prefix:
            return
        for name, old in list(state.variables.items()):
            if name[:1] == "<" or self.is_everywhere(name) or name == "$this":
                continue
            new = containers.element(value, name.lstrip("$@%"), self.run.came, 0)
            state.variables[name] = either(old, new)

    def _assign_member(self, at: int, base: Expr, name: str, value: Value, state: State, *, append: bool) -> None:
        value = self.noted(value, at, text("assigned to {name}", name=f"{written_name(base)}->{name}"))
        before = self.value(base, state)
        if isinstance(before, Ref) and before.address in state.things:
            thing = state.things[before.address]
            if append:
                value = containers.appended(thing.get(name) or EMPTY, value)
            kept = tuple((key, old) for key, old in thing.fields if key != name)
            state.things[before.address] = replace(thing, fields=(*kept, (name, value)))
            self.run.mails.set_property(before, name, value, at, state, append=append)
            return
        key = fixed(name.encode("utf-8", "surrogateescape"))
        if append:
            value = containers.appended(self.element(before, key, at, state), value)
        self.assign(base, containers.put(before, key, value, self.run.loop_keys), state)


def dotted_name(expr: Expr) -> str | None:
    """``request.form`` of nested members."""
    names: list[str] = []
    while isinstance(expr, Member):
        names.append(expr.name)
        expr = expr.base
    if not isinstance(expr, Var):
        return None
    names.append(expr.name)
    return ".".join(reversed(names))


def _tails(dotted: str) -> list[str]:
    parts = dotted.split(".")
    return [dotted, *(".".join(parts[index:]) for index in range(1, len(parts) - 1))]


def written_name(expr: Expr) -> str:
    """An expression as a reader calls it: ``$form['to']``."""
    match expr:
        case Var(name=name):
            return name
        case Member(base=base, name=name):
            return f"{written_name(base)}->{name}"
        case Item(base=base, key=Const(value=bytes() as key)):
            return f"{written_name(base)}[{key.decode('utf-8', 'replace')[:40]}]"
        case Item(base=base):
            return f"{written_name(base)}[]"
        case _:
            return "..."


__all__ = ["Expressions", "Taint", "Unknown", "as_string", "dotted_name", "why_opaque", "written_name"]
