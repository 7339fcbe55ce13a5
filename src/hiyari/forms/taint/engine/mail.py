"""Where mail is sent: calls that do it at once, objects that gather a mail before, handles that it is written into."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine import commands
from hiyari.forms.taint.engine.delivery import Delivery
from hiyari.forms.taint.engine.report import Place
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.shelling import Shelling
from hiyari.forms.taint.engine.state import Part, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    TRUE,
    Arr,
    Fixed,
    Func,
    Ref,
    Str,
    Unknown,
    Value,
    as_string,
    concatenated,
    constant,
    fixed,
    leaves,
    taints_of,
)
from hiyari.forms.taint.ir import Call, Var
from hiyari.forms.taint.tables import Mailer, MailSink, Meaning, Role

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.calls import Given

Ways = list[tuple[State, Value]]

CLOSES: Final = frozenset({"pclose", "fclose", "close", ".close", "proc_close", ".end"})
_LOOKS_LIKE_MAIL: Final = re.compile(rb"(?im)^(?:to|subject|from|cc|bcc|reply-to):")


class Mails:
    """Knows the calls that send mail, and hands what is sent to `Delivery`."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.delivery = Delivery(run)
        self.shelling = Shelling(run)
        self._makers = {name: mailer for mailer in run.tables.mailers for name in mailer.made_by}
        self._senders = {
            name.rpartition(":")[0]: (mailer, int(name.rpartition(":")[2]))
            for mailer in run.tables.mailers
            for name in mailer.sends
            if ":" in name
        }

    def made_by(self, name: str) -> Mailer | None:
        """The mailer that a call makes."""
        return self._makers.get(name)

    def place(self, at: int, name: str) -> Place:
        """A place in the file that runs."""
        return Place(at, name, self.run.file)

    def call(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A call that has to do with mail; None for any other."""
        thing = state.things.get(base.address) if isinstance(base, Ref) else None
        if isinstance(base, Ref) and thing is not None and thing.mailer is not None:
            done = self._on_mailer(call, base, thing, thing.mailer, given, state)
            if done is not None:
                return done
        own = state.variables.get("<self>")
        if call.base is None and isinstance(own, Ref):
            inner = state.things.get(own.address)
            if inner is not None and inner.mailer is not None and "." + call.name in inner.mailer.sets:
                self._with(own, inner, inner.mailer.sets["." + call.name], given, call, state)
                return [(state, own)]
        if self.shelling.is_mail(call):
            return [(state, self.shelling.send(call, given, EMPTY, state))]
        first = given[0].value if given else None
        if isinstance(first, Ref) and (held := state.things.get(first.address)) is not None and held.mailer is not None:
            if call.name in held.mailer.gives:
                return [(state, self.whole(held))]
        if call.name in CLOSES:
            return self._close(base if base is not None else given[0].value if given else EMPTY, state)
        mailer = self._makers.get(call.name)
        if mailer is not None:
            return [(state, self._make(mailer, call, given, state))]
        if call.name in self._senders and self._send_argument(call, given, state):
            return [(state, SOMETHING)]
        sink = self.run.tables.sinks.get(call.name)
        if sink is not None:
            return self._sink(sink, call, base, given, state)
        if base is not None and not isinstance(base, Ref):
            return self._adopt(call, base, given, state)
        return None

    # Objects that gather a mail

    def _make(self, mailer: Mailer, call: Call, given: list[Given], state: State) -> Value:
        address = call.at * 64 + 1 + len(self.run.calling)
        roles = mailer.sets.get(call.name, {})
        state.things[address] = Thing("mailer", call.at, mailer=mailer, parts=self.parts(roles, given, call.at))
        made = Ref(address)
        for one in given:
            if isinstance(one.value, Func):
                self._fill_by_block(one.value, made, call, state)
        if call.name in mailer.sends:
            self._send(made, call, state)
        return made

    def _fill_by_block(self, block: Func, made: Ref, call: Call, state: State) -> None:
        """``Mail.deliver do to x end``: the block's calls without a base are the mail's."""
        from hiyari.forms.taint.engine.calls import Given  # noqa: PLC0415 - calls imports this file

        before = state.variables.get("<self>")
        state.variables["<self>"] = made
        ways = self.run.calls.invoke(
            block.function, [Given(made) for _ in block.function.params], state.copy(), call, None
        )
        alive = [one for one, _ in ways if one.end is None]
        if alive:
            state.become(alive[0])
        if before is None:
            state.variables.pop("<self>", None)

    def _on_mailer(
        self, call: Call, base: Ref, thing: Thing, mailer: Mailer, given: list[Given], state: State
    ) -> Ways | None:
        if call.name in mailer.sends:
            self._with(base, thing, mailer.sets.get(call.name, {}), given, call, state)
            self._send(base, call, state)
            return [(state, SOMETHING)]
        roles = mailer.sets.get(call.name)
        if roles is not None:
            self._with(base, thing, roles, given, call, state)
            return [(state, base)]
        if call.name in mailer.gives:
            return [(state, self.whole(thing))]
        if thing.kind == "mailer" and call.base is not None:
            return [(state, base)]
        return None

    def _with(
        self,
        base: Ref,
        thing: Thing,
        roles: Mapping[int | str, Role],
        given: list[Given],
        call: Call,
        state: State,
    ) -> None:
        parts = tuple(part for part in self.parts(roles, given, call.at) if part not in thing.parts)
        if parts:
            state.things[base.address] = replace(thing, parts=(*thing.parts, *parts)[:200], sent=False)

    def _send(self, base: Ref, call: Call, state: State) -> None:
        thing = state.things[base.address]
        mailer = thing.mailer
        assert mailer is not None  # noqa: S101 - only mailers come here
        if thing.sent:
            return
        state.things[base.address] = replace(thing, sent=True)
        where = self.place(call.at, mailer.name)
        self.delivery.deliver(where, thing.parts, state, mailer.cleans, reads_header=mailer.reads_header)

    def _send_argument(self, call: Call, given: list[Given], state: State) -> bool:
        """``smtp.send_message(msg)``."""
        mailer, index = self._senders[call.name]
        value = given[index].value if index < len(given) else EMPTY
        thing = state.things.get(value.address) if isinstance(value, Ref) else None
        if thing is None or thing.mailer is None:
            return False
        sink = self.run.tables.sinks.get(call.name)
        parts = thing.parts
        where = self.place(call.at, thing.mailer.name)
        own = () if sink is None else self.parts(sink.roles, given, call.at)
        if any(part.role is Role.TO for part in own):
            parts = tuple(part for part in parts if part.role is not Role.TO) + own
        self.delivery.deliver(where, parts, state, mailer.cleans, reads_header=True)
        return True

    def whole(self, thing: Thing) -> Value:
        """A gathered mail as text: header lines, an empty line, the body."""
        header: list[Value] = []
        body: list[Value] = []
        cleans = thing.mailer.cleans if thing.mailer is not None else {}
        for part in thing.parts:
            value = self.delivery.cleaned(part.value, cleans.get(part.role), part.at, "it")
            if part.role is Role.BODY:
                body.append(value)
            else:
                name = part.argument if part.role in {Role.TO, Role.FROM, Role.SUBJECT} else "X-Other"
                header.extend((fixed(f"{name}: ".encode("utf-8", "surrogateescape")), value, fixed(b"\n")))
        return concatenated((*header, fixed(b"\n"), *body))

    def set_property(self, base: Ref, name: str, value: Value, at: int, state: State, *, append: bool) -> None:
        """``$mail->Subject = ...``: properties of a mailer are parts of the mail."""
        thing = state.things.get(base.address)
        if thing is None or thing.mailer is None:
            return
        role = thing.mailer.sets.get(name, {}).get(0)
        if role is None:
            return
        kept = tuple(part for part in thing.parts if append or part.argument != name)
        state.things[base.address] = replace(thing, parts=(*kept, Part(role, value, at, name)), sent=False)

    def set_element(self, base: Ref, key: Value | None, value: Value, at: int, state: State) -> None:
        """``msg['To'] = ...``."""
        thing = state.things.get(base.address)
        if thing is None:
            return
        written = None if key is None else constant(key)
        name = "" if written is None else written.decode("utf-8", "surrogateescape")
        if thing.mailer is None:
            kept = tuple((old, each) for old, each in thing.fields if old != name)
            state.things[base.address] = replace(thing, fields=(*kept, (name, value)))
            return
        role = named_role(thing.mailer.sets.get("[]", {}), name)
        if role is not None:
            parts = (*thing.parts, Part(role, value, at, name))[:200]
            state.things[base.address] = replace(thing, parts=parts, sent=False)

    def _adopt(self, call: Call, base: Value, given: list[Given], state: State) -> Ways | None:
        """A method of a mailer on an object whose making was not seen: it is taken for one."""
        if call.base is None or any(True for _ in taints_of(base)):
            return None
        for mailer in self.run.tables.mailers:
            roles = mailer.sets.get(call.name)
            if roles is None or Role.TO not in roles.values() or call.name in _COMMON:
                continue
            address = call.at * 64 + 2 + len(self.run.calling)
            state.things[address] = Thing("mailer", call.at, mailer=mailer, parts=self.parts(roles, given, call.at))
            self.run.expressions.assign(call.base, Ref(address), state)
            return [(state, Ref(address))]
        return None

    # Calls that send at once, or open a way

    def parts(self, roles: Mapping[int | str, Role], given: list[Given], at: int) -> tuple[Part, ...]:
        """What arguments are in the mail: by position, by name, by the keys of a mapping."""
        made: list[Part] = []
        index = 0
        for one in given:
            if one.name is not None:
                role = named_role(roles, one.name)
                if role is not None:
                    made.append(Part(role, one.value, at, one.name))
                continue
            role = roles.get(index)
            if role is None:
                if isinstance(one.value, Arr) and any(isinstance(key, str) for key in roles):
                    made.extend(_mapping_parts(roles, one.value, at, 0))
                    index += 1
                    continue
                role = roles.get("*")
            index += 1
            if role is not None:
                value = Arr((), one.value, filled=True) if one.spread else one.value
                made.append(Part(role, value, at, role.value))
        return tuple(made)

    def _sink(self, sink: MailSink, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        if call.name == "open":
            return self._open(sink, call, given, state)
        if sink.opens:
            return self._opened(sink, call, given, state)
        parts = self.parts(sink.roles, given, call.at)
        if base is not None and "base" in sink.roles:
            parts = (Part(sink.roles["base"], base, call.at, sink.roles["base"].value), *parts)
        where = self.place(call.at, sink.name)
        shell = [part for part in parts if part.role in {Role.SHELL, Role.ARGV}]
        if shell and len(shell) == len(parts) and not sink.command:
            self.delivery.run_command(where, shell, state, argv=shell[0].role is Role.ARGV)
            return [(state, SOMETHING)]
        if shell and not sink.command:
            command = _together(shell)
            message = concatenated([part.value for part in parts if part.role in {Role.MESSAGE, Role.BODY}])
            self.delivery.piped(where, command, message, state, likely=False)
            return [(state, SOMETHING)]
        self.delivery.deliver(
            where, parts, state, sink.cleans, reads_header=sink.reads_header, lists=sink.lists, command=sink.command
        )
        return [(state, SOMETHING)]

    def _open(self, sink: MailSink, call: Call, given: list[Given], state: State) -> Ways | None:
        """Perl's ``open``: a pipe by its first character or its mode."""
        if len(given) < 2 or given[0].expr is None:
            return None
        mode = as_string(given[1].value)
        first = mode.pieces[0]
        written = first.data.lstrip() if isinstance(first, Fixed) else b""
        if len(given) > 2 and written.startswith(b"|-"):
            command: Value = given[2].value
            if len(given) > 3:
                command = Arr(tuple((str(index).encode(), one.value) for index, one in enumerate(given[2:])))
        elif len(given) == 2 and written.startswith(b"|"):
            command = Str((Fixed(written[1:]), *mode.pieces[1:]))
        elif len(given) == 2 and isinstance(mode.pieces[-1], Fixed) and mode.pieces[-1].data.rstrip().endswith(b"|"):
            where = self.place(call.at, sink.name)
            self.delivery.run_command(where, [Part(Role.SHELL, mode, call.at, Role.SHELL.value)], state, argv=False)
            return [(state, SOMETHING)]
        else:
            self.run.expressions.assign(given[0].expr, SOMETHING, state)
            return [(state, SOMETHING)]
        made = self._handle(sink, call, command, state)
        self.run.expressions.assign(given[0].expr, made, state)
        return [(state, made)]

    def _opened(self, sink: MailSink, call: Call, given: list[Given], state: State) -> Ways:
        parts = self.parts(sink.roles, given, call.at)
        mode = constant(given[1].value) if len(given) > 1 else None
        command = next((part.value for part in parts if part.role in {Role.SHELL, Role.ARGV}), None)
        if command is not None and mode is not None and mode[:1] == b"r" and b"+" not in mode:
            where = self.place(call.at, sink.name)
            self.delivery.run_command(where, list(parts[:1]), state, argv=parts[0].role is Role.ARGV)
            return [(state, SOMETHING)]
        made = self._handle(sink, call, command, state)
        if call.name == "proc_open" and len(given) > 2 and given[2].expr is not None:
            self.run.expressions.assign(given[2].expr, Arr((), made, filled=True), state)
        return [(state, made)]

    def _handle(self, sink: MailSink, call: Call, command: Value | None, state: State) -> Value:
        address = call.at * 64 + 3 + len(self.run.calling)
        state.things[address] = Thing("handle", call.at, sink=sink, command=command)
        return Ref(address)

    def _close(self, value: Value, state: State) -> Ways | None:
        thing = state.things.get(value.address) if isinstance(value, Ref) else None
        if not isinstance(value, Ref) or thing is None or thing.kind != "handle":
            return None
        self.flush(value.address, thing, state)
        return [(state, TRUE)]

    def flush(self, address: int, thing: Thing, state: State) -> None:
        """What was written into a handle is sent."""
        if thing.sent or thing.sink is None:
            return
        state.things[address] = replace(thing, sent=True)
        where = self.place(thing.at, thing.sink.name)
        written = thing.written
        flat = b"".join(one.data for one in leaves(written.pieces) if isinstance(one, Fixed))
        if thing.command is None:
            if b"rcpt to" in flat.lower():
                self.delivery.dialogue(where, written, state)
            return
        self.delivery.piped(where, thing.command, written, state, likely=_LOOKS_LIKE_MAIL.search(flat) is not None)

    def flush_all(self, state: State) -> None:
        """A way has ended: what is still open is sent."""
        for address, thing in list(state.things.items()):
            if thing.kind == "handle":
                self.flush(address, thing, state)

    def write(self, meaning: Meaning, call: Call, base: Value | None, given: list[Given], state: State) -> Value:
        """``fwrite``, ``print``: more text for a handle, or for standard output."""
        values = [one.value for one in given if one.name != "handle"]
        handle = next((one.value for one in given if one.name == "handle"), base)
        if meaning is Meaning.WRITE and base is None and values:
            handle, values = values[0], values[1:2] if not call.name.endswith("printf") else values[1:]
        if handle is None:
            handle = self.run.expressions.lookup("<selected>", state)
        if call.name.endswith("printf") and values:
            made: Value = self.run.calls.meanings.strings.formatted(values[0], values[1:], {}, call.at)
        else:
            made = concatenated(values)
        if call.name in {".puts", "puts", ".println"}:
            made = concatenated((made, fixed(b"\n")))
        if isinstance(handle, Ref) and (thing := state.things.get(handle.address)) is not None:
            if thing.kind == "handle":
                joined = concatenated((thing.written, self.run.expressions.noted(made, call.at, _WRITTEN)))
                state.things[handle.address] = replace(thing, written=joined)
            return TRUE
        return TRUE


def named_role(roles: Mapping[int | str, Role], name: str) -> Role | None:
    """The role of a name; case, hyphens and underscores do not matter."""
    wanted = name.lower().replace("-", "").replace("_", "").strip()
    fallback: Role | None = None
    for key, role in roles.items():
        if isinstance(key, str):
            if key == "*":
                fallback = role
            elif key.lower().replace("-", "").replace("_", "") == wanted:
                return role
    return fallback


def _mapping_parts(roles: Mapping[int | str, Role], value: Arr, at: int, depth: int) -> list[Part]:
    """The parts that the keys of a mapping name; a list of pairs (Perl's ``header => [To => $x]``) is one, too."""
    made: list[Part] = []
    waiting: str | None = None
    for key, item in value.items:
        name = key.decode("utf-8", "surrogateescape")
        role = None if name.isdigit() else named_role(roles, name)
        if role is not None:
            made.append(Part(role, item, at, name))
        elif isinstance(item, Arr) and depth < 3:
            made.extend(_mapping_parts(roles, item, at, depth + 1))
        elif waiting is not None:
            found = named_role(roles, waiting)
            if found is not None:
                made.append(Part(found, item, at, waiting))
            waiting = None
        elif name.isdigit():
            octets = constant(item)
            waiting = None if octets is None else octets.decode("utf-8", "surrogateescape")
    return made


def _together(parts: list[Part]) -> Value:
    """A command of several arguments as one."""
    if len(parts) == 1:
        return parts[0].value
    words: list[Value] = []
    for part in parts:
        words.extend([item for _, item in part.value.items] if isinstance(part.value, Arr) else [part.value])
    return Arr(tuple((str(index).encode(), word) for index, word in enumerate(words)))


_COMMON: Final = frozenset({".to", ".cc", ".bcc", ".send", ".add", ".set", ".from", ".subject", ".mail"})
from hiyari.model.text import text  # noqa: E402

_WRITTEN: Final = text("written into the mail")

__all__ = ["Mails", "Unknown", "Var", "commands", "named_role"]
