"""Objects that gather a mail before they send it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.choices import concatenated
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.mail import named_role
from hiyari.forms.taint.engine.naming import name_of, octets_of
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State, Thing
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    Func,
    Ref,
    Value,
    constant,
    fixed,
    requested,
)
from hiyari.forms.taint.ir import Call, Member
from hiyari.forms.taint.tables import Mailer, Role

COMMON: Final = frozenset({".to", ".cc", ".bcc", ".send", ".add", ".set", ".from", ".subject", ".mail"})
"""Methods of too many classes to know a mailer by."""


class Mailers:
    """Makes, fills and sends them."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def make(self, mailer: Mailer, call: Call, given: list[Given], state: State) -> Value:
        """An object that gathers a mail."""
        address = call.at * 64 + 1 + len(self.run.calling)
        roles = mailer.sets.get(call.name, {})
        state.things[address] = Thing(
            "mailer", call.at, mailer=mailer, parts=self.run.mails.parts(roles, given, call.at)
        )
        made = Ref(address)
        for one in given:
            if isinstance(one.value, Func):
                self._fill_by_block(one.value, made, call, state)
        if call.name in mailer.sends:
            self._send(made, call, state)
        return made

    def _fill_by_block(self, block: Func, made: Ref, call: Call, state: State) -> None:
        """``Mail.deliver do to x end``: the block's calls without a base are the mail's."""
        before = state.variables.get("<self>")
        state.variables["<self>"] = made
        ways = self.run.invoking.invoke(
            block.function, [Given(made) for _ in block.function.params], state.copy(), call, None
        )
        alive = [one for one, _ in ways if one.end is None]
        if alive:
            state.become(alive[0])
        if before is None:
            state.variables.pop("<self>", None)

    def on_mailer(
        self, call: Call, base: Ref, thing: Thing, mailer: Mailer, given: list[Given], state: State
    ) -> Ways | None:
        """A method of such an object; None where it is not known."""
        if call.name in mailer.sends and (given or call.name not in mailer.sets):
            self.add(base, thing, mailer.sets.get(call.name, {}), given, call, state)
            self._send(base, call, state)
            return [(state, SOMETHING)]
        cleared = mailer.clears.get(call.name)
        if cleared is not None:
            thing = self._cleared(base, thing, cleared, state)
        roles = mailer.sets.get(call.name)
        if roles is not None:
            self.add(base, thing, roles, given, call, state)
            return [(state, base)]
        if call.name in mailer.gives:
            return [(state, self.whole(thing))]
        if cleared is not None or (thing.kind == "mailer" and call.base is not None):
            return [(state, base)]
        return None

    def add(
        self,
        base: Ref,
        thing: Thing,
        roles: Mapping[int | str, Role],
        given: list[Given],
        call: Call,
        state: State,
    ) -> None:
        """More of the mail."""
        made = (replace(part, by=call.name) for part in self.run.mails.parts(roles, given, call.at))
        parts = tuple(part for part in made if part not in thing.parts)
        if parts:
            state.things[base.address] = replace(thing, parts=(*thing.parts, *parts)[:200], sent=False)

    @staticmethod
    def _cleared(base: Ref, thing: Thing, by: frozenset[str], state: State) -> Thing:
        """``clearAddresses()``: without what some methods have put in."""
        kept = tuple(part for part in thing.parts if part.by not in by and part.role.value not in by)
        state.things[base.address] = made = replace(thing, parts=kept, sent=False)
        return made

    @staticmethod
    def drop(base: Ref, key: Value | None, state: State) -> None:
        """``del msg['To']``: without a field. Of any that is not known by its name, all stay."""
        thing, written = state.things.get(base.address), None if key is None else constant(key)
        if thing is None or written is None:
            return
        name = name_of(written)
        fields = tuple((old, value) for old, value in thing.fields if old != name)
        parts = tuple(part for part in thing.parts if part.argument.lower() != name.lower() or part.by)
        state.things[base.address] = replace(thing, fields=fields, parts=parts, sent=False)

    def _send(self, base: Ref, call: Call, state: State) -> None:
        thing = state.things[base.address]
        mailer = thing.mailer
        assert mailer is not None  # noqa: S101 - only mailers come here
        if thing.sent:
            return
        state.things[base.address] = replace(thing, sent=True)
        where = self.run.mails.place(call.at, mailer.name)
        self.run.delivery.deliver(where, thing.parts, state, mailer.cleans, reads_header=mailer.reads_header)

    def send_argument(self, call: Call, given: list[Given], state: State) -> bool:
        """``smtp.send_message(msg)``."""
        mailer, index = self.run.mails.senders[call.name]
        value = given[index].value if index < len(given) else EMPTY
        if isinstance(value, Arr):
            each = [Given(one) for _, one in value.items if isinstance(one, Ref)]
            sent = [self.send_argument(call, [*given[:index], one], state) for one in each]
            return True in sent
        thing = state.thing(value)
        if thing is None or thing.mailer is None:
            return False
        sink = self.run.tables.sinks.get(call.name)
        parts = thing.parts
        where = self.run.mails.place(call.at, thing.mailer.name)
        own = () if sink is None else self.run.mails.parts(sink.roles, given, call.at)
        if any(part.role is Role.TO for part in own):
            parts = tuple(part for part in parts if part.role is not Role.TO) + own
        self.run.delivery.deliver(where, parts, state, mailer.cleans, reads_header=True)
        return True

    def whole(self, thing: Thing) -> Value:
        """A gathered mail as text: header lines, an empty line, the body."""
        header: list[Value] = []
        body: list[Value] = []
        cleans = thing.mailer.cleans if thing.mailer is not None else {}
        for part in thing.parts:
            value = self.run.delivery.cleaned(part.value, cleans.get(part.role), part.at, "it")
            if part.role is Role.BODY:
                body.append(value)
            else:
                name = part.argument if part.role in {Role.TO, Role.FROM, Role.SUBJECT} else "X-Other"
                header.extend((fixed(octets_of(f"{name}: ")), value, fixed(b"\n")))
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
        name = "" if written is None else name_of(written)
        if thing.mailer is None:
            kept = tuple((old, each) for old, each in thing.fields if old != name)
            state.things[base.address] = replace(thing, fields=(*kept, (name, value)))
            return
        role = named_role(thing.mailer.sets.get("[]", {}), name)
        if role is not None:
            parts = (*thing.parts, Part(role, value, at, name))[:200]
            state.things[base.address] = replace(thing, parts=parts, sent=False)

    def adopt(self, call: Call, base: Value, given: list[Given], state: State) -> Ways | None:
        """A method of a mailer on an object whose making was not seen: it is taken for one."""
        if call.base is None or requested(base):
            return None
        holds = call.base.name if isinstance(call.base, Member) else ""
        for mailer in self.run.tables.mailers:
            roles, held = mailer.sets.get(call.name), holds in mailer.held_in
            if (
                roles is None
                or call.name in mailer.sends
                or not (held or (Role.TO in roles.values() and call.name not in COMMON))
            ):
                continue
            parts = self.run.mails.parts(roles, given, call.at)
            if not held and not any(part.role is Role.TO for part in parts):
                continue  # CGI.pm's header() has the name of a mailer's, and no recipient.
            address = call.at * 64 + 2 + len(self.run.calling)
            state.things[address] = Thing("mailer", call.at, mailer=mailer, parts=parts)
            self.run.assigning.assign(call.base, Ref(address), state)
            return [(state, Ref(address))]
        return None
