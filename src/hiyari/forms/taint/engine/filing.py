"""Files that the script itself writes: what is read of them again, or by a mail command, is what was put into them.

A file is known by its name, as far as that stands in the script; where nothing of the name does, by the variable that
holds it. Failing: a file that is written under one name and read under another is one that nothing is known of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine.choices import as_string, concatenated, either
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import SOMETHING, Arr, Fixed, Ref, Str, Value, constant, fixed, taints_of
from hiyari.forms.taint.ir import Call, Expr, Var
from hiyari.forms.taint.tables import Source
from hiyari.model.text import text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.given import Given

FILE: Final = "file"
"""The kind of a thing that is a file."""
_SHORTEST: Final = 3
"""Octets of a name that must be known, for it to be told apart from others."""
_WRITES: Final = frozenset(b"wax+>")
_KEPT: Final = b"\0file "
"""Before a file's name, among what requests leave for the next."""
_OTHERS: Final = Source(reason="A file, which another request or script may have filled", file=True)
_PUT: Final = text("put into a file")


def is_named(path: bytes) -> bool:
    """Whether a file has the same name at each request, as far as is known."""
    return len(path.replace(b"\0", b"")) >= _SHORTEST


def flat_path(value: Value) -> bytes:
    """A file's name, with a mark where something is not known."""
    return b"".join(one.data if isinstance(one, Fixed) else b"\0" for one in as_string(value).pieces)


class Filing:
    """Keeps what is written into files."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def used(self, call: Call, base: Value | None, given: list[Given], state: State) -> Value | None:
        """What a function gives that opens, writes or reads a file; None: it does not, or nothing is known of it."""
        use = self.run.tables.files.get(call.name)
        if use is None:
            return None
        if use.handle is not None:
            if use.handle == "base":
                return None if isinstance(base, Str) else self._read(base, state)
            return self._read(_value(given, use.handle), state)
        path = b"" if use.path is None else self._name(call, base, given, use.path)
        if use.text is not None:
            made = self.create(call.at, path, state)
            text_ = _value(given, use.text)
            self._put(made, text_, call.at, state)
            if text_ is not None and text_.tainted and is_named(path):
                self.run.remembering.keep(_KEPT + path, text_, state)
            return SOMETHING
        if use.opens:
            mode = constant(_value(given, use.mode) or SOMETHING) if use.mode is not None else b"+"
            if _WRITES & set(mode or b""):
                made = self.create(call.at, path, state)
                return Arr(((b"0", made), (b"1", made))) if use.pair else made
        return self.read_back(path, state) or self._before(call, path)

    def _before(self, call: Call, path: bytes) -> Value | None:
        """What a request before this one has put into a file as a whole, or somebody else."""
        held = dict(self.run.persistent.items).get(_KEPT + path) if is_named(path) else None
        if held is None:
            return None
        return either(held, self.run.source(_OTHERS, call.name, None, call.at))

    def _name(self, call: Call, base: Value | None, given: list[Given], place: int | str) -> bytes:
        value = base if isinstance(place, str) else _value(given, place)
        expr: Expr | None = call.base if isinstance(place, str) else None
        if isinstance(place, int) and place < len(call.args):
            expr = call.args[place].value
        return self.name(value or SOMETHING, expr)

    @staticmethod
    def name(value: Value, expr: Expr | None) -> bytes:
        """By what a file is known."""
        flat = flat_path(value).strip(b"<>+ ")
        if len(flat.replace(b"\0", b"")) < _SHORTEST and isinstance(expr, Var):
            return b"\0" + expr.name.encode("utf-8", "surrogateescape")
        return flat

    def create(self, at: int, path: bytes, state: State) -> Ref:
        """A file that is written into."""
        address = at * 64 + 3 + len(self.run.calling)
        state.things[address] = Thing(FILE, at, command=fixed(path))
        return Ref(address)

    def _put(self, made: Ref, value: Value | None, at: int, state: State) -> None:
        if value is not None:
            thing = state.things[made.address]
            written = concatenated((thing.written, self.run.assigning.noted(value, at, _PUT)))
            state.things[made.address] = Thing(FILE, thing.at, command=thing.command, written=written)

    def _read(self, handle: Value | None, state: State) -> Value | None:
        """What a handle gives that the script has written itself."""
        if isinstance(handle, Str):
            return handle if any(not taint.origin.file for taint in taints_of(handle)) else None
        thing = state.things.get(handle.address) if isinstance(handle, Ref) else None
        return thing.written if thing is not None and thing.kind == FILE and thing.written.tainted else None

    def read_back(self, path: bytes, state: State) -> Value | None:
        """What the script has written into a file, as far as the request has a part in it."""
        for thing in state.things.values():
            if thing.kind == FILE and path and thing.command == fixed(path) and thing.written.tainted:
                return thing.written
        return None

    def stored(self, command: bytes, state: State) -> Str | None:
        """What the script has written into a file whose name stands in a command."""
        found: Str | None = None
        for thing in state.things.values():
            path = constant(thing.command) if thing.kind == FILE and thing.command is not None else None
            if not path or (found is not None and not thing.written.tainted):
                continue
            if (path[:1] == b"\0" and b"\0" in command) or (len(path) > _SHORTEST and path in command):
                found = thing.written
        return found


def _value(given: list[Given], place: int | str | None) -> Value | None:
    return given[place].value if isinstance(place, int) and place < len(given) else None
