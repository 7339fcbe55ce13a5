"""What objects and mappings do by Python's rules: ``with``, ``for``, ``{**a, **b}``, ``dict(pairs)``, slices.

The lowering of Python writes these as calls whose names no source can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.handles import BUFFER
from hiyari.forms.taint.engine.naming import octets_of
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    Arr,
    OneOf,
    Ref,
    Str,
    Taint,
    Value,
    constant,
    fixed,
    in_order,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Var

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.run import Run

_DEEPEST: Final = 3
_BUFFERS: Final = ("io.StringIO", "io.BytesIO", "StringIO.StringIO", "cStringIO.StringIO")
_ENTERS: Final = ("__enter__", "__aenter__")
_GOES: Final = ("__iter__", "__aiter__")
_NEXT: Final = ("__next__", "__anext__")


class Objects:
    """Knows the special methods that Python itself calls."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Callable[[Call, State], Ways]] = {
            "<enter>": self._enter,
            "<rest of>": self._rest,
            "<merged>": self._merged,
            "<dict>": self._dict,
            "<names>": self._keys,
            "<groups>": self._groups,
            "<own>": self._own,
            **dict.fromkeys(_BUFFERS, self._buffer),
        }

    def own(self, value: Value, names: tuple[str, ...], state: State, at: int) -> Value | None:
        """What the first of these methods that the object's class has gives; None where it has none of them."""
        thing = state.thing(value)
        if thing is None:
            return None
        for name in names:
            function = self.run.methods.of(thing.kind, name)
            if function is not None and function not in self.run.calling:
                return self.run.invoking.one(function, [], state, Call(at, name), value)
        return None

    def each(self, value: Value, state: State, at: int) -> Value:
        """What a loop goes through."""
        made = self.own(value, _GOES, state, at)
        over = value if made is None else made
        element = self.own(over, _NEXT, state, at)
        if element is not None:
            return Arr((), element, filled=True)
        if made is None and (items := self.own(value, ("__getitem__",), state, at)) is not None:
            return Arr((), items)
        return over

    def taints(self, value: Value, state: State, deepest: int = _DEEPEST) -> Iterator[Taint]:
        """A stranger's data in a value and in what the fields of its objects hold."""
        match value:
            case Ref(address=address) if deepest and (thing := state.things.get(address)) is not None:
                for _, held in thing.fields if thing.mailer is None and thing.sink is None else ():
                    yield from self.taints(held, state, deepest - 1)
            case Arr(items=items, rest=rest):
                for _, held in items:
                    yield from self.taints(held, state, deepest)
                if rest is not None:
                    yield from self.taints(rest, state, deepest)
            case OneOf(values=values):
                for held in values:
                    yield from self.taints(held, state, deepest)
            case _:
                yield from taints_of(value)

    def _given(self, call: Call, state: State) -> list[Value]:
        return [self.run.references.contents(self.run.expressions.value(arg.value, state), state) for arg in call.args]

    def _buffer(self, call: Call, state: State) -> Ways:
        """Text in memory that is written and read like a file."""
        given = self._given(call, state)
        text = Arr(((b"0", given[0] if given else EMPTY),))  # a list, since a name for a text is the text itself
        return [(state, self.run.references.made(BUFFER, text, call.at, state))]

    @staticmethod
    def _own(call: Call, state: State) -> Ways:
        """Variables that belong to the function that runs."""
        state.own |= {arg.value.name for arg in call.args if isinstance(arg.value, Var)}
        return [(state, EMPTY)]

    def texts(self, value: Value, state: State, at: int) -> Value:
        """A value in which objects of a list are what they are as text."""
        if isinstance(value, Arr) and self.run.traits.dunders and any(isinstance(one, Ref) for _, one in value.items):
            items = tuple((key, self.run.instances.text_of(one, state, at)) for key, one in value.items)
            return replace(value, items=items)
        return self.run.instances.text_of(value, state, at)

    def _enter(self, call: Call, state: State) -> Ways:
        value = self.run.expressions.value(call.args[0].value, state)
        made = self.own(value, _ENTERS, state, call.at)
        return [(state, value if made is None else made)]

    def _rest(self, call: Call, state: State) -> Ways:
        """Some of a list: each element may stand at any place. A string stays what it is."""
        value, *keys = self._given(call, state)
        if isinstance(value, Ref) and keys:
            self.run.mailers.drop(value, keys[0], state)
        if not isinstance(value, Arr):
            return [(state, value)]
        rest = value.rest
        for _, item in value.items:
            rest = item if rest is None else either(rest, item)
        return [(state, Arr((), rest, names=value.names))]

    def _merged(self, call: Call, state: State) -> Ways:
        """Mappings put together; the later ones come first. What is not known may have any element."""
        made: Value = Arr()
        for value in self._given(call, state):
            if isinstance(value, Ref):
                thing = state.things.get(value.address)
                fields = () if thing is None else thing.fields
                value = Arr(tuple((octets_of(name), each) for name, each in fields))  # noqa: PLW2901
            if isinstance(value, Str):
                value = Arr() if constant(value) is not None else Arr((), value)  # noqa: PLW2901
            made = _over(made, value) if isinstance(made, Arr) and isinstance(value, Arr) else either(made, value)
        return [(state, made)]

    def _dict(self, call: Call, state: State) -> Ways:
        """``dict(pairs)``."""
        value = self._given(call, state)[0]
        pairs = [item for _, item in value.items] if isinstance(value, Arr) else []
        if not pairs or not all(isinstance(one, Arr) and len(one.items) == 2 and one.rest is None for one in pairs):
            return [(state, value)]
        made: Value = Arr()
        for one in pairs:
            if isinstance(one, Arr):
                made = containers.put(made, one.items[0][1], one.items[1][1], {})
        return [(state, made)]

    def _keys(self, call: Call, state: State) -> Ways:
        value = self._given(call, state)[0]
        if not isinstance(value, Arr):
            return [(state, value)]
        names = [fixed(key) for key, _ in value.items]
        rest = value.names
        if rest is None and value.rest is not None:
            rest = containers.keys(value, call.at)
        return [(state, Arr(in_order(names), rest))]

    def _groups(self, call: Call, state: State) -> Ways:
        """``match.groups()``."""
        value = self._given(call, state)[0]
        if isinstance(value, Arr):
            value = containers.after(replace(value, items=tuple(one for one in value.items if one[0].isdigit())), 1)
        return [(state, value)]


def _over(base: Arr, more: Arr) -> Arr:
    """A mapping with the elements of another one set over it."""
    items = dict(base.items)
    items.update(more.items)
    if more.rest is not None:
        items = {key: value if key in dict(more.items) else either(value, more.rest) for key, value in items.items()}
    rest = base.rest if more.rest is None else more.rest if base.rest is None else either(base.rest, more.rest)
    names = base.names if more.names is None else more.names
    return Arr(tuple(items.items()), rest, base.filled or more.filled, names=names)
