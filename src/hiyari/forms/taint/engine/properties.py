"""Fields of objects that their classes make when they are asked for, or set by a method of their own."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Ref,
    Value,
    any_of,
    constant,
    fixed,
    tainted,
)
from hiyari.forms.taint.ir import (
    Call,
    Function,
)

_GETS: Final = ("__get", "offsetget", "__getattr__", "__getitem__", "__getattribute__")


class Properties:
    """Asks the classes."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def any(self, base: Ref, state: State) -> Value:
        """A field by a name that is not known."""
        taints = list(self.run.objects.taints(base, state)) if self.run.traits.fields_by_name else []
        return any_of(taints) if taints else SOMETHING

    def of_class(self, kind: str, name: str, found: Value | None, state: State) -> Value | None:
        """What was set by way of the class is its objects', too."""
        for each in self.run.methods.ancestors(kind):
            shared = state.globals.get(f"<class {each}.{name}>")
            if shared is not None and tainted(shared):
                return shared if found is None else either(found, shared)
        return found

    def computed(self, base: Ref, kind: str, key: Value | None, at: int, state: State) -> Value | None:
        """A property that a class makes when it is asked for, all ways to it taken together."""
        found = self.computing(kind, key)
        if found is None:
            return None
        function, given = found
        return self.run.invoking.one(function, given, state, Call(at, function.name), base)

    def computing(self, kind: str, key: Value | None) -> tuple[Function, list[Given]] | None:
        """The method that makes a property, and what it is given."""
        written = None if key is None else constant(key)
        own = name_of(written or b"")
        property_ = self.run.methods.of(kind, own) if own and not self.run.traits.names_apart else None
        if property_ is not None and len(property_.params) <= 1 and property_ not in self.run.calling:
            return property_, []
        for name in _GETS:
            function = self.run.methods.of(kind, name)
            if function is not None and function not in self.run.calling:
                return function, [Given(key or SOMETHING)]
        return None

    def set_item(self, this: Ref, key: Value | None, value: Value, at: int, state: State) -> None:
        """``object[key] = value``, where the class says what that does."""
        thing, name = state.things.get(this.address), self.run.traits.item_setter
        setter = None if thing is None else self.run.methods.of(thing.kind, name)
        if setter is not None and setter not in self.run.calling:
            given = [Given(EMPTY if key is None else key), Given(value)]
            self.run.invoking.one(setter, given, state, Call(at, name), this)

    def set(self, thing: Thing, name: str, value: Value, this: Ref, at: int, state: State) -> None:
        """The class's own way to set a field: the first of the language's that it has."""
        for setter in self.run.traits.setters:
            if setter.missing and thing.get(name) is not None:
                continue
            method, first = setter.named(name)
            function = self.run.methods.of(thing.kind, method)
            if function is None:
                continue
            if function not in self.run.calling:
                written = [Given(fixed(octets_of(first)))] if first else []
                self.run.invoking.one(function, [*written, Given(value)], state, Call(at, method), this)
            return
