"""Handles that mail is written into: pipes to a mail command, connections to a mail server."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import as_string, concatenated
from hiyari.forms.taint.engine.filing import FILE, flat_path
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    TRUE,
    Arr,
    Fixed,
    Ref,
    Str,
    Taint,
    Value,
    any_of,
    constant,
    fixed,
    in_order,
    leaves,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Var
from hiyari.forms.taint.tables import MailSink, Meaning, Role
from hiyari.model.text import text

_LOOKS_LIKE_MAIL: Final = re.compile(rb"(?im)^(?:to|subject|from|cc|bcc|reply-to):")
BUFFER: Final = "buffer"
"""The kind of a thing that is written into and read again (Python's ``StringIO``)."""
_INPUTS: Final = {"open2": 1, "open3": 0}
"""Perl: the argument that becomes the command's input."""
_COPY: Final = re.compile(rb"\s{0,3}[<>+]{0,3}&=?\s{0,3}\*?(\w{0,60})\s{0,3}")
"""``>&MAIL``: another name of a handle."""
_RECIPIENT: Final = re.compile(rb"(?i)\brcpt\s{1,3}to\b")
_WRITTEN: Final = text("written into the mail")


class Handles:
    """Opens, fills and closes them."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def open_pipe(self, sink: MailSink, call: Call, given: list[Given], state: State) -> Ways | None:
        """Perl's ``open``: a pipe by its first character or its mode."""
        if len(given) < 2 or given[0].expr is None:
            return None
        mode = as_string(given[1].value)
        first = mode.pieces[0]
        written = first.data.lstrip() if isinstance(first, Fixed) else b""
        if len(given) > 2 and written.startswith(b"|-"):
            command: Value = given[2].value
            if len(given) > 3:
                command = Arr(in_order(one.value for one in given[2:]))
        elif len(given) == 2 and written.startswith(b"|"):
            command = Str((Fixed(written[1:]), *mode.pieces[1:]))
        elif len(given) == 2 and isinstance(mode.pieces[-1], Fixed) and mode.pieces[-1].data.rstrip().endswith(b"|"):
            where = self.run.mails.place(call.at, sink.name)
            self.run.commanding.run_command(
                where, [Part(Role.SHELL, mode, call.at, Role.SHELL.value)], state, argv=False
            )
            return [(state, SOMETHING)]
        else:
            made = self._file(call, given, state)
            if isinstance(given[0].expr, Var) and given[0].expr.name[:1] == "*":
                self.run.variables.store(given[0].expr.name, made, state)
            else:
                self.run.assigning.assign(given[0].expr, made, state)
            return [(state, SOMETHING)]
        made = self._handle(sink, call, command, state)
        self.run.assigning.assign(given[0].expr, made, state)
        return [(state, made)]

    def _file(self, call: Call, given: list[Given], state: State) -> Value:
        """A file: what is written into it may be read again, by the script or by a command; or another handle."""
        mode, path = constant(given[1].value) or b"", given[-1].value
        copied = _COPY.fullmatch(mode)
        if copied is not None:
            found = given[2].value if len(given) > 2 else self.run.variables.lookup("*" + copied[1].decode(), state)
            return SOMETHING if found is None else found
        if len(given) > 2 and mode.strip() == b"-|":  # what a command writes may hold what it was given
            return any_of(taint for one in given[2:] for taint in taints_of(one.value))
        name = self.run.filing.name(path, given[-1].expr)
        written = mode.strip()[:1] if len(given) > 2 else flat_path(path).lstrip()[:1]
        if written not in {b">", b"+"}:
            return self.run.filing.read_back(name, state) or SOMETHING
        return self.run.filing.create(call.at, name, state)

    def opened(self, sink: MailSink, call: Call, given: list[Given], state: State) -> Ways:
        """A handle to a command or a connection."""
        parts = self.run.mails.parts(sink.roles, given, call.at)
        mode = constant(given[1].value) if len(given) > 1 else None
        command = next((part.value for part in parts if part.role in {Role.SHELL, Role.ARGV}), None)
        if command is not None and mode is not None and mode[:1] == b"r" and b"+" not in mode:
            where = self.run.mails.place(call.at, sink.name)
            self.run.commanding.run_command(where, list(parts[:1]), state, argv=parts[0].role is Role.ARGV)
            return [(state, SOMETHING)]
        made = self._handle(sink, call, command, state)
        place = _INPUTS.get(call.name)
        if place is not None and place < len(given) and (target := given[place].expr) is not None:
            self.run.assigning.assign(target, made, state)
        if call.name == "proc_open" and len(given) > 2 and given[2].expr is not None:
            self.run.assigning.assign(given[2].expr, Arr((), made, filled=True), state)
        if call.name == "asyncio.open_connection":  # what is read from, and what is written into
            return [(state, Arr(((b"0", SOMETHING), (b"1", made))))]
        return [(state, made)]

    def _handle(self, sink: MailSink, call: Call, command: Value | None, state: State) -> Value:
        address = call.at * 64 + 3 + len(self.run.calling)
        state.things[address] = Thing("handle", call.at, sink=sink, command=command)
        return Ref(address)

    def close(self, value: Value, state: State) -> Ways | None:
        """A handle is closed: what was written is sent. None for any other value."""
        thing = state.thing(value)
        if not isinstance(value, Ref) or thing is None or thing.kind != "handle":
            return None
        self.flush(value.address, thing, state)
        return [(state, TRUE)]

    def flush(self, address: int, thing: Thing, state: State) -> None:
        """What was written into a handle is sent."""
        if thing.sent or thing.sink is None:
            return
        state.things[address] = replace(thing, sent=True)
        where = self.run.mails.place(thing.at, thing.sink.name)
        written = thing.written
        flat = b"".join(one.data for one in leaves(written.pieces) if isinstance(one, Fixed))
        if thing.command is None:
            if b"rcpt to" in flat.lower():
                self.run.delivery.dialogue(where, written, state)
            return
        self.run.commanding.piped(
            where, thing.command, written, state, likely=_LOOKS_LIKE_MAIL.search(flat) is not None
        )

    def flush_all(self, state: State) -> None:
        """A way has ended: what waits for the end is run, and what is still open is sent."""
        self.run.invoking.finish(state)
        self.flush_open(state)

    def flush_open(self, state: State) -> None:
        """What is still open is sent."""
        for address, thing in list(state.things.items()):
            if thing.kind == "handle":
                self.flush(address, thing, state)

    def said(self, call: Call, values: list[Value], state: State) -> None:
        """An unknown function is given an SMTP command with a stranger's address in it: it goes to a mail server."""
        for value in values:
            if not isinstance(value, Str) or not any(isinstance(one, Taint) for one in leaves(value.pieces)):
                continue
            flat = b"".join(one.data for one in leaves(value.pieces) if isinstance(one, Fixed))
            if _RECIPIENT.search(flat) is not None:
                where = self.run.mails.place(call.at, "a connection to a mail server")
                self.run.delivery.dialogue(where, value, state)

    def write(self, meaning: Meaning, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """``fwrite``, ``print``: more text for a handle, or for standard output."""
        values = [one.value for one in given if one.name != "handle"]
        handle = next((one.value for one in given if one.name == "handle"), base)
        if meaning is Meaning.WRITE and base is None and values:
            handle, values = values[0], values[1:2] if not call.name.endswith("printf") else values[1:]
        if handle is None:
            found = [self.run.variables.lookup(name, state) for name in ("<selected>", "*STDOUT")]
            handle = next((one for one in found if isinstance(one, Ref)), None)
        if call.name.endswith("printf") and values:
            made: Value = self.run.strings.formatted(values[0], values[1:], {}, call.at)
        else:
            made = concatenated(values)
        if call.name in {".puts", "puts", ".println"}:
            made = concatenated((made, fixed(b"\n")))
        if isinstance(handle, Ref) and (thing := state.things.get(handle.address)) is not None:
            if thing.kind in {"handle", FILE}:
                joined = concatenated((thing.written, self.run.assigning.noted(made, call.at, _WRITTEN)))
                state.things[handle.address] = replace(thing, written=joined)
            elif thing.kind == BUFFER:
                held = self.run.references.held(handle, state)
                text_ = containers.lookup(held or EMPTY, fixed(b"0"), self.run.came, call.at)
                self.run.references.change(handle, Arr(((b"0", concatenated((text_, made))),)), state)
            return TRUE
        if handle is not None:
            self.said(call, [made], state)
        return TRUE
