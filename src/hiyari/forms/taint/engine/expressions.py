"""What expressions give."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import concatenated, either
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.merging import merged_into_one
from hiyari.forms.taint.engine.naming import dotted_name, name_of, octets_of, tails
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    NUMBER,
    SOMETHING,
    Arr,
    Func,
    OneOf,
    Ref,
    Str,
    Value,
    any_of,
    constant,
    fixed,
    heap,
    numbered,
    tainted,
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
from hiyari.forms.taint.traits import Closures
from hiyari.model.text import Text, text

EVALUATED: Final = frozenset({"eval", "code in a string"})
_LONGEST_NUMBER: Final = 6
_WHYS: Final = {
    "syntax": text("the parser was lost here"),
    "eval": text("code in a string is run here"),
    "code in a string": text("code in a string is run here"),
    "nested too deep": text("the code nests too deep to be followed"),
    "goto": text("the script jumps with goto"),
}


def _written_key(expr: Member | Item) -> bytes | None:
    """A property's name, where it is written there."""
    if isinstance(expr, Member):
        return expr.name.encode("utf-8", "surrogateescape")
    return expr.key.value if isinstance(expr.key, Const) else None


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
            case Choice(yes=yes, no=no):
                trues, falses = self.run.conditions.branch_of(expr, state)
                made = [way for one in trues for way in self._further(yes, one)]
                return made + [way for one in falses for way in self._further(no, one)]
            case Member() | Item(key=Const()) if (made_so := self._by_property(expr, state)) is not None:
                return made_so
            case Bind(assign=assign):
                return [(one, self._target_value(assign, one)) for one in self.run.assigning.assign_ways(assign, state)]
        return [(state, self.value(expr, state))]

    def _further(self, expr: Expr, state: State) -> list[tuple[State, Value]]:
        return [(state, EMPTY)] if state.end is not None else self.ways(expr, state)

    def _target_value(self, assign: Assign, state: State) -> Value:
        if state.end is not None:
            return EMPTY
        if isinstance(assign.target, tuple):
            return Arr(filled=True) if assign.target else EMPTY
        return self.value(assign.target, state)

    @staticmethod
    def _const(expr: Expr, _: State) -> Value:
        assert isinstance(expr, Const)  # noqa: S101 - by the table
        return SOMETHING if expr.value is None else fixed(expr.value)

    def _var(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Var)  # noqa: S101 - by the table
        if expr.name[:1] == "&" and (function := self.run.functions.get(expr.name[1:])) is not None:
            return Func(function)
        found = self.run.variables.variable(expr.name, expr.at, state)
        return self.run.references.read(expr.name, found, state)

    def _member(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Member)  # noqa: S101 - by the table
        dotted = dotted_name(expr)
        if dotted is not None and self.run.variables.lookup(dotted.partition(".")[0], state) is None:
            for name in tails(dotted):
                source = self.run.tables.sources.get(name)
                if source is not None:
                    return self.run.source(source, name, None, expr.at)
        base = self.value(expr.base, state)
        if expr.name in self.run.tables.getters and isinstance(base, Str) and tainted(base):
            return base
        source = self.run.tables.sources.get("." + expr.name)
        if source is not None and not isinstance(base, Arr | Ref):
            return self.run.source(source, expr.name, None, expr.at)
        return self.element(base, fixed(octets_of(expr.name)), expr.at, state)

    def _item(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Item)  # noqa: S101 - by the table
        key = None if expr.key is None else self.value(expr.key, state)
        if isinstance(expr.base, Var):
            special = self.run.variables.special_item(expr.base, key, state)
            if special is not None:
                return special
        base = self.value(expr.base, state)
        if isinstance(base, Str) and (row := self.run.storing.row_of(base, expr.at, state)) is not None:
            return row
        if isinstance(base, Str) and (named := self._symbolic(base, key, state)) is not None:
            base = named
        return self.element(base, key, expr.at, state)

    def _symbolic(self, base: Str, key: Value | None, state: State) -> Value | None:
        """The mapping or list that a string names, in place of a reference."""
        for sigil in (b"%", b"@") if self.run.traits.symbolic_references else ():
            name = self.run.references.symbol(base, sigil)
            found = None if name is None else self.run.variables.lookup(name, state)
            if found is not None and key is not None:
                return self.run.references.contents(found, state)
        return None

    def element(self, base: Value, key: Value | None, at: int, state: State) -> Value:
        """What a list, a mapping or an object holds under a key."""
        match base:
            case Ref():
                return self._of_object(base, key, at, state)
            case Str() if (octet := _octet(base, key)) is not None:
                return octet
            case Func() if key is not None and self.run.traits.calls_by_item:
                return self.run.invoking.one(base.function, [Given(key)], state, Call(at, "<dynamic>"), None)
            case OneOf(values=values):
                made = self.element(values[0], key, at, state)
                for one in values[1:]:
                    made = either(made, self.element(one, key, at, state))
                return made
            case _:
                return containers.lookup(base, key, self.run.came, at)

    def _of_object(self, base: Ref, key: Value | None, at: int, state: State) -> Value:
        """What a reference leads to, a field of an object, or what its class makes of one that it does not have."""
        held = self.run.references.held(base, state)
        if held is not None:
            return containers.lookup(held, key, self.run.came, at)
        thing, written = state.thing(base), None if key is None else constant(key)
        if thing is None or written is None:
            return SOMETHING if thing is None else self.run.properties.any(base, state)
        name = name_of(written)
        found = thing.get(name)
        if self.run.traits.class_fields:
            found = self.run.properties.of_class(thing.kind, name, found, state)
        if found is not None:
            return found
        kept = thing.get("")
        if kept is not None:
            return either(EMPTY, kept)
        made = self.run.properties.computed(base, thing.kind, key, at, state)
        return made if made is not None else SOMETHING if thing.kind not in self.run.classes else EMPTY

    def _by_property(self, expr: Member | Item, state: State) -> list[tuple[State, Value]] | None:
        """A computed property of a variable's object on each way to it: ``if (!form.valid)``."""
        base = self.value(expr.base, state) if isinstance(expr.base, Var) else None
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        key = _written_key(expr)
        name = (key or b"").decode("utf-8", "surrogateescape")
        if thing is None or not isinstance(base, Ref) or thing.get(name) is not None or thing.get("") is not None:
            return None
        held = self.run.references.held(base, state)
        found = None if key is None or held is not None else self.run.properties.computing(thing.kind, fixed(key))
        if found is None or (
            self.run.traits.class_fields and self.run.properties.of_class(thing.kind, name, None, state)
        ):
            return None
        function, given = found
        return self.run.invoking.invoke(function, given, state, Call(expr.at, function.name), base)

    def _join(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Join)  # noqa: S101 - by the table
        values = [self.run.references.contents(self.value(part, state), state) for part in expr.parts]
        if self.run.traits.adds_lists and len(values) > 1 and all(isinstance(value, Arr) for value in values):
            made = values[0]
            for value in values[1:]:
                made = containers.joined(made, value)
            return made
        return concatenated([self.run.instances.text_of(value, state, expr.at) for value in values])

    def _array(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Array)  # noqa: S101 - by the table
        made: Value = Arr()
        for key, value in expr.items:
            given = self.value(value, state)
            if key is None and isinstance(value, Mix):
                given = self.run.references.contents(given, state)
            if key is None and isinstance(value, Mix):
                made = containers.spread(made, self.fields(given, state), expr.at, self.run.came)
            else:
                made = containers.put(made, None if key is None else self.value(key, state), given, self.run.loop_keys)
        return made

    def fields(self, value: Value, state: State) -> Value:
        """An object of the script as a mapping of its properties."""
        thing = state.thing(value)
        if thing is None or thing.mailer is not None or thing.kind not in self.run.classes or not thing.fields:
            return value
        return Arr(tuple((octets_of(name), held) for name, held in thing.fields))

    def _mix(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Mix)  # noqa: S101 - by the table
        values = [self.value(part, state) for part in expr.parts]
        if len(values) > 1 and self.run.traits.dunders:
            values = [self.run.instances.text_of(value, state, expr.at) for value in values]
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

    def _lambda(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Lambda)  # noqa: S101 - by the table
        closures = self.run.traits.closures
        if closures is Closures.ALL or (closures is Closures.INNER and state.outer is not None):
            self.run.references.capture(expr.function, state)
        return Func(expr.function)

    @staticmethod
    def _pattern(expr: Expr, _: State) -> Value:
        assert isinstance(expr, Pattern)  # noqa: S101 - by the table
        return fixed(expr.source)

    def _opaque(self, expr: Expr, state: State) -> Value:
        assert isinstance(expr, Opaque)  # noqa: S101 - by the table
        values = [self.value(part, state) for part in expr.parts]
        code = constant(values[0]) if len(values) == 1 else None
        if code is not None and expr.why in EVALUATED:
            given = self.run.evaluating.evaluate(code, expr.at, state)
            if given is not None:
                return given
        self.run.report.unclear(why_opaque(expr.why), expr.at, self.run.file)
        self.run.report.bounded |= expr.why == "nested too deep"
        if expr.why in EVALUATED:
            self.run.dynamic = True
            self.run.callables.suspect("code in a string", expr.at)
        if expr.why != "syntax":
            self.run.opened = True
        found = [taint for value in values for taint in taints_of(value)]
        return any_of(found)


def _octet(base: Str, key: Value | None) -> Value | None:
    """One octet of a constant."""
    data, place = constant(base), None if key is None else constant(key)
    if not data or place is None or not place.lstrip(b"-").isdigit() or len(place) > _LONGEST_NUMBER:
        return None
    index = int(place)
    return fixed(data[index : index + 1] or b"") if 0 <= index < len(data) else None
