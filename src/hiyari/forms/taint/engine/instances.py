"""Objects of the script's classes: how one is made, answers for methods that it does not have, becomes text."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.given import ANY_NAME, Given, Ways
from hiyari.forms.taint.engine.mailers import COMMON
from hiyari.forms.taint.engine.naming import octets_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    OneOf,
    Ref,
    Value,
    any_of,
    fixed,
    in_order,
)
from hiyari.forms.taint.ir import Assign, Call, Var

_MAGIC: Final = ("__call", "__callstatic", "method_missing", "AUTOLOAD")
_CASES: Final = frozenset({"from", "tryfrom"})
"""Methods of PHP's enumerations that give one of their cases, whatever they are given."""
_OPERATORS: Final = ("__format__", "__add__", "__radd__", "__or__", "__mul__", "__truediv__", "__rshift__")
_TEXT: Final = ("__tostring", "__str__", "to_s", "to_str", "toString", "__repr__", *_OPERATORS)
"""How an object becomes text. Python's operators are among them: what they give is put together with other text."""
MOST_CASES: Final = 20


class Instances:
    """Makes objects, and asks their classes."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def construct(self, call: Call, given: list[Given], state: State) -> Ways | None:
        """An object of a class of the script; None where the call makes none."""
        run = self.run
        kind = call.name.removeprefix("new ").removesuffix(".new").rpartition(".")[2] if call.base is None else ""
        run.autoloading.want(kind, call.at, state)
        known = run.classes.get(kind)
        if known is None or call.name in run.tables.sources or run.traits.package_classes:
            return None
        for base in known.bases:
            run.autoloading.want(base, call.at, state)
        if given and self._is_text(kind):
            return [(state, given[0].value)]  # a text by another name
        made = self._made(kind, call.at, state)
        for constructor in ("__construct", kind, "__init__", "initialize", "constructor"):
            function = run.methods.of(kind, constructor)
            if function is not None:
                return [(one, made) for one, _ in run.invoking.invoke(function, given, state, call, made)]
        if given and run.traits.keeps_arguments:
            self._kept(made.address, given, state)
        return [(state, made)]

    def _is_text(self, kind: str) -> bool:
        """Whether a class only gives a text another name."""
        methods = self.run.methods
        texts = self.run.traits.text_classes
        return not texts.isdisjoint(methods.ancestors(kind)) and methods.of(kind, "__new__") is None

    def _made(self, kind: str, at: int, state: State) -> Ref:
        """A new object, with what its class and those above give its fields; the nearest class's count."""
        run, address = self.run, at * 64 + len(self.run.calling)
        fields: list[tuple[str, Value]] = []
        mailer = None
        for each in run.methods.ancestors(kind):
            mailer = mailer or run.mails.made_by("new " + each)
            if each not in run.classes:
                continue
            fields.extend(
                (statement.target.name, run.expressions.value(statement.value, state))
                for statement in run.classes[each].body
                if isinstance(statement, Assign) and isinstance(statement.target, Var)
            )
        names = dict(reversed(fields))
        state.things[address] = Thing(kind, at, tuple(names.items()), mailer=mailer)
        return Ref(address)

    def _kept(self, address: int, given: list[Given], state: State) -> None:
        """What a class without a constructor of its own (an exception, a string, a mapping) is made of."""
        thing = state.things[address]
        plain = [one.value for one in given if one.name is None]
        fields = dict(thing.fields)
        fields["args"] = Arr(in_order(plain))
        fields.update((one.name, one.value) for one in given if one.name is not None and one.name != ANY_NAME)
        rest = [one.value for one in given if one.name == ANY_NAME]
        if rest:
            fields[""] = containers.elements(rest[0], thing.at, self.run.came)
        if thing.mailer is None:
            state.things[address] = replace(thing, fields=tuple(fields.items()))

    def of_only_class(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A method of an object that was lost on the way (``self.server.deliver()``), where one class only has it."""
        run, name = self.run, call.name[1:]
        if base not in (SOMETHING, EMPTY) or call.name[:1] != "." or call.name in COMMON | run.known_apart:
            return None
        found = [one for one in run.functions.values() if one.owner is not None and one.name == f"{one.owner}.{name}"]
        if len(found) != 1 or found[0] in run.calling or found[0].static:
            return None
        kind = found[0].owner or ""
        known = [address for address, thing in state.things.items() if thing.kind == kind]
        this = Ref(known[0]) if known else self._made(kind, call.at, state)
        return run.invoking.invoke(found[0], given, state, call, this)

    def magic(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A method that a class does not have, and answers for all the same."""
        thing = state.thing(base)
        loader = self.run.functions.get("AUTOLOAD")
        if loader is not None and base is None and self._is_missing(call.name):
            return self.run.invoking.invoke(loader, given, state, call, None)
        owner, dot, name = call.name.rpartition(".")
        kind = thing.kind if thing is not None else owner
        if not dot or (thing is None and kind not in self.run.classes):
            return None
        if name in _CASES and thing is None:
            found = [value for key, value in state.globals.items() if key.startswith(f"<globals>{kind}::")]
            if found:
                return [(state, OneOf(tuple(found[:MOST_CASES])) if len(found) > 1 else found[0])]
        for magic in _MAGIC:
            function = self.run.methods.of(kind, magic)
            if function is not None and magic == "AUTOLOAD":
                return self.run.invoking.invoke(function, given, state, call, base)
            if function is not None:
                passed = magic_arguments(name, given, several=magic == "method_missing")
                return self.run.invoking.invoke(function, passed, state, call, base)
        return None

    def _is_missing(self, name: str) -> bool:
        """Whether neither the script nor the language has a function."""
        if not name[:1].isalpha() or name in self.run.tables.meanings:
            return False
        return not self.run.callables.answers(octets_of(name))

    def text_of(self, value: Value, state: State, at: int) -> Value:
        """An object as text, by its own method."""
        thing = state.thing(value)
        if thing is None:
            return value
        for name in _TEXT:
            function = self.run.methods.of(thing.kind, name)
            if function is not None:
                given = [Given(SOMETHING)] if name in _OPERATORS else []
                return self.run.invoking.one(function, given, state, Call(at, name), value)
        if self.run.traits.shows_fields and thing.kind in self.run.classes and thing.mailer is None:
            taints = list(self.run.objects.taints(value, state))
            return any_of(taints) if taints else value
        return value


def magic_arguments(name: str, given: list[Given], *, several: bool = False) -> list[Given]:
    """``__call($name, $arguments)``; Ruby's ``method_missing(name, *arguments)``."""
    first = Given(fixed(octets_of(name)))
    if several:
        return [first, *given]
    items = in_order(one.value for one in given)
    return [first, Given(Arr(items))]
