"""Variables in sight: by the scopes of the language, by name, and what they hold that are not set."""

from __future__ import annotations

from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import either
from hiyari.forms.taint.engine.naming import asks_by_name, name_of, octets_of
from hiyari.forms.taint.engine.remembering import session
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Func,
    Ref,
    Value,
    constant,
    fixed,
)
from hiyari.forms.taint.ir import (
    Var,
)
from hiyari.forms.taint.traits import Scope

_SIGILS: Final = frozenset({"$", "@", "%", "*"})
_GLOB: Final = "<glob>"
THROWN: Final = "<thrown>"
"""What was thrown last, or before."""


class Variables:
    """Finds and keeps the values of variables."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def lookup(self, name: str, state: State) -> Value | None:
        """A variable that has a value in sight."""
        name = self.aliased(name, state)
        if state.outer is None:
            return state.variables.get(name)
        if self.is_everywhere(name) or name in state.shared:
            return state.outer.get(name)
        found = state.variables.get(name)
        if found is None and self.run.traits.scope is not Scope.OWN:
            found = state.outer.get(name)
        return found

    def aliased(self, name: str, state: State) -> str:
        """The name that a Perl variable goes by: of ``%in`` after ``local(*in) = @_`` the caller's."""
        if not self.run.globbed or name[:1] not in _SIGILS:
            return name
        known = state.variables.get(_GLOB + name[1:])
        written = None if known is None else constant(known)
        return name if written is None else name[0] + name_of(written)

    def alias(self, name: str, value: Value, state: State) -> bool:
        """``*in = *input``: all variables of one name go by another; a reference: the one of its kind. Else False."""
        written = constant(value)
        if written is not None and written[:1] == b"*":
            self.run.globbed = True
            state.variables[_GLOB + name] = fixed(written[1:])
            return True
        contents = self.run.references.contents(value, state)
        if isinstance(value, Func):
            self.run.functions.setdefault(name, value.function)
        elif isinstance(contents, Arr):
            for sigil in "%@":
                self.store(sigil + name, value, state)
        elif not isinstance(value, Ref) or contents is not value:
            self.store("$" + name, value, state)
        return not isinstance(value, Ref) or contents is not value

    def throw(self, value: Value, state: State) -> None:
        """An exception's value, which a handler may ask for."""
        before = self.lookup(THROWN, state)
        self.store(THROWN, value if before is None else either(before, value), state)

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
            return session(run.persistent, name)
        if name[:1] == "*" and name[1:2].isalpha() and self.run.traits.sigils:
            return fixed(octets_of("*" + self.aliased(name, state)[1:]))
        if name == "<file>":
            return fixed(octets_of(run.file or run.path or "./script"))
        if name == "<dir>":
            return fixed(octets_of(run.folder()))
        anything = state.variables.get("<any>")
        if anything is not None:
            return containers.element(anything, name.lstrip("$@%"), run.came, at)
        return self._unset(name, at, state)

    def _unset(self, name: str, at: int, state: State) -> Value:
        run = self.run
        function = run.functions.get(name.lstrip("&"))
        if function is not None:
            return Func(function)
        if name in run.assigned or name[:1] == "<" or (state.outer is not None and run.traits.scope is Scope.OWN):
            return EMPTY if not run.opened else either(EMPTY, self._from_elsewhere(name, state))
        if run.unread and run.traits.includes_in_place:
            return self._from_elsewhere(name, state)
        if run.opened or run.tables.unset is None:
            return run.outside(name, at) if asks_by_name(name) else SOMETHING
        return run.source(run.tables.unset, name, None, at)

    def _from_elsewhere(self, name: str, state: State) -> Value:
        """What code that was not read may have put there; a function's own variables it cannot reach."""
        own = state.outer is not None and name not in state.shared
        return self.run.unknowing.unknown(name) if self.run.unread and not own else SOMETHING

    def special_item(self, base: Var, key: Value | None, state: State) -> Value | None:
        """Elements that have a meaning of their own: variables by name, parts of the request among other things."""
        written = None if key is None else constant(key)
        name = None if written is None else name_of(written)
        if base.name == "<variables>":
            return SOMETHING if name is None else self.variable("$" + name.lstrip("$"), base.at, state)
        if base.name == "<globals>":
            return SOMETHING if name is None else self.global_named(name, base.at, state)
        known = self.run.tables.containers.get(base.name)
        if known is None or self.lookup(base.name, state) is not None:
            return None
        if name is None:
            found = next(iter(known.values()), None)
            return SOMETHING if found is None else self.run.source(found, base.name, None, base.at)
        found = self.run.tables.part(base.name, name)
        return SOMETHING if found is None else self.run.source(found, base.name, name, base.at)

    def global_named(self, name: str, at: int, state: State) -> Value:
        """One of the script's own variables, a constant, a static property."""
        for each in (name, "$" + name):
            found = state.globals.get(f"<globals>{each}" if each == name else each)
            if found is not None:
                return found
        if "$" + name in self.run.assigned:
            return EMPTY
        source = self.run.tables.sources.get("$" + name)
        if source is not None:
            return self.run.source(source, "$" + name, None, at)
        if self.run.unread and self.run.traits.includes_in_place:
            return self.run.unknowing.unknown(name)
        return self.run.outside(name, at) if asks_by_name(name) else SOMETHING

    def store(self, name: str, value: Value, state: State, *, declares: bool = False) -> None:
        """Keep a value under a name, where the language's scopes put it."""
        name = name if declares else self.aliased(name, state)
        if state.outer is None:
            state.variables[name] = value
            return
        if declares:
            state.own |= {name}
        shared = self.run.traits.scope is Scope.SHARED and name not in state.own and name not in state.variables
        if (
            self.is_everywhere(name)
            or name in state.shared
            or (shared and name in state.outer)
            or (shared and not declares)
        ):
            state.outer[name] = value
        else:
            state.variables[name] = value
