"""Where mail is sent: calls that do it at once, objects that gather a mail before, handles that it is written into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine import containers
from hiyari.forms.taint.engine.choices import concatenated
from hiyari.forms.taint.engine.given import Given, Ways
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.report import Place
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import Part, State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    SOMETHING,
    Arr,
    OneOf,
    Ref,
    Str,
    Value,
    any_of,
    constant,
    in_order,
    taints_of,
)
from hiyari.forms.taint.ir import Call
from hiyari.forms.taint.tables import Mailer, MailSink, Role

CLOSES: Final = frozenset({"pclose", "fclose", "close", ".close", "proc_close", ".end"})
_BY_MAIL: Final = 3
"""Arguments of PHP's ``error_log`` with which it sends mail."""
_ADDRESSED: Final = frozenset({Role.TO, Role.HEADERS, Role.MESSAGE, Role.SHELL, Role.ARGV})
"""Arguments that may say where a mail goes."""


class Mails:
    """Knows the calls that send mail, and hands what is sent to `Delivery`."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.makers = {name: mailer for mailer in run.tables.mailers for name in mailer.made_by}
        self.senders = {
            name.rpartition(":")[0]: (mailer, int(name.rpartition(":")[2]))
            for mailer in run.tables.mailers
            for name in mailer.sends
            if ":" in name
        }

    def made_by(self, name: str) -> Mailer | None:
        """The mailer that a call makes."""
        return self.makers.get(name)

    def place(self, at: int, name: str) -> Place:
        """A place in the file that runs."""
        return Place(at, name, self.run.file)

    def call(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A call that has to do with mail; None for any other."""
        if call.name == "error_log" and len(given) < _BY_MAIL:
            return None
        done = self._gathering(call, base, given, state)
        if done is not None:
            return done
        if self.run.shelling.is_mail(call):
            return [(state, self.run.shelling.send(call, given, EMPTY, state))]
        first = given[0].value if given else None
        held = state.thing(first)
        if held is not None and held.mailer is not None and call.name in held.mailer.gives:
            return [(state, self.run.mailers.whole(held))]
        if call.name in CLOSES:
            return self.run.handles.close(base if base is not None else given[0].value if given else EMPTY, state)
        mailer = self.makers.get(call.name)
        if mailer is not None:
            return [(state, self.run.mailers.make(mailer, call, given, state))]
        if call.name in self.senders and self.run.mailers.send_argument(call, given, state):
            return [(state, SOMETHING)]
        return self._at_once(call, base, given, state)

    def _gathering(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A method of an object that gathers a mail, or a call in a block that fills one."""
        thing = state.thing(base)
        if isinstance(base, Ref) and thing is not None and thing.mailer is not None:
            done = self.run.mailers.on_mailer(call, base, thing, thing.mailer, given, state)
            if done is not None:
                return done
        own = state.variables.get("<self>")
        if call.base is None and isinstance(own, Ref):
            inner = state.things.get(own.address)
            if inner is not None and inner.mailer is not None and "." + call.name in inner.mailer.sets:
                self.run.mailers.add(own, inner, inner.mailer.sets["." + call.name], given, call, state)
                return [(state, own)]
        return None

    def _at_once(self, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        """A call that sends at once, or one by which an object is known as a mailer."""
        sink = self.run.tables.sinks.get(call.name)
        if sink is not None:
            given = [replace(one, value=self.run.objects.texts(one.value, state, call.at)) for one in given]
            if any(isinstance(key, str) for key in sink.roles):
                given = [replace(one, value=self.run.expressions.fields(one.value, state)) for one in given]
            return self._sink(sink, call, base, given, state)
        if base is not None and not isinstance(base, Ref):
            return self.run.mailers.adopt(call, base, given, state)
        return None

    def parts(self, roles: Mapping[int | str, Role], given: list[Given], at: int) -> tuple[Part, ...]:
        """What arguments are in the mail: by position, by name, by the keys of a mapping."""
        made: list[Part] = []
        index = 0
        for one in given:
            if one.name == "**":
                made.extend(self._by_names(roles, one.value, at))
                continue
            if one.name is not None:
                role = named_role(roles, one.name)
                if role is not None:
                    made.append(Part(role, one.value, at, one.name, self.run.loops > 0))
                continue
            role = roles.get(index)
            if role is None:
                if isinstance(one.value, OneOf):
                    # a mapping that the request adds to: {...defaults, ...req.body}
                    for each in one.value.values:
                        made.extend(self.parts(roles, [replace(one, value=each)], at))
                    index += 1
                    continue
                if isinstance(one.value, Arr) and any(isinstance(key, str) for key in roles):
                    made.extend(
                        replace(part, many=part.many or self.run.loops > 0)
                        for part in _mapping_parts(roles, one.value, at, 0)
                    )
                    index += 1
                    continue
                if _may_hold(roles, one.value):
                    # the request itself names what it fills: To among it
                    made.append(Part(Role.TO, one.value, at, Role.TO.value, True))
                role = roles.get("*")
            index += 1
            if role is not None:
                value = Arr((), one.value, filled=True) if one.spread else one.value
                made.append(Part(role, value, at, role.value, self.run.loops > 0))
        return tuple(made)

    def _printed(self, call: Call, given: list[Given]) -> Value:
        """What a command prints may hold what it was given."""
        taints = [taint for one in given for taint in taints_of(one.value)]
        return (
            any_of(taints) if taints and (self.run.traits.hands_over_output or call.name in _GIVE_OUTPUT) else SOMETHING
        )

    def _by_names(self, roles: Mapping[int | str, Role], value: Value, at: int) -> list[Part]:
        """``send(**fields)``: whatever has a name may be among them."""
        return [
            Part(role, containers.element(value, name, self.run.came, at), at, name, True)
            for name, role in roles.items()
            if isinstance(name, str) and name not in {"*", "base"}
        ]

    def _sink(self, sink: MailSink, call: Call, base: Value | None, given: list[Given], state: State) -> Ways | None:
        if call.name == "open":
            return self.run.handles.open_pipe(sink, call, given, state)
        if sink.opens:
            return self.run.handles.opened(sink, call, given, state)
        parts = self.parts(sink.roles, given, call.at)
        if base is not None and "base" in sink.roles:
            parts = (Part(sink.roles["base"], base, call.at, sink.roles["base"].value), *parts)
        where = self.place(call.at, sink.name)
        shell = [part for part in parts if part.role in {Role.SHELL, Role.ARGV}]
        if shell and len(shell) == len(parts) and not sink.command:
            self.run.commanding.run_command(where, shell, state, argv=shell[0].role is Role.ARGV)
            return [(state, self._printed(call, given))]
        if shell and not sink.command:
            command = _together(shell)
            message = concatenated([part.value for part in parts if part.role in {Role.MESSAGE, Role.BODY}])
            self.run.commanding.piped(where, command, message, state, likely=False)
            return [(state, self._printed(call, given))]
        self.run.delivery.deliver(
            where,
            parts,
            state,
            sink.cleans,
            reads_header=sink.reads_header,
            lists=sink.lists,
            command=sink.command,
            fixed=not _ADDRESSED & set(sink.roles.values()),
        )
        return [(state, SOMETHING)]


_GIVE_OUTPUT: Final = frozenset({"backtick", "shell_exec"})
"""Calls that give what a command prints in any language."""


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
        name = name_of(key)
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
            waiting = None if octets is None else name_of(octets)
    if value.rest is not None and _may_hold(roles, value.rest):
        made.append(Part(Role.TO, value.rest, at, Role.TO.value, True))
    return made


def _may_hold(roles: Mapping[int | str, Role], value: Value) -> bool:
    """Whether a mapping of the request is given where names of fields decide what is what."""
    named = any(isinstance(key, str) and key != "*" and role is Role.TO for key, role in roles.items())
    positions = any(isinstance(key, int) for key in roles)
    return named and not positions and isinstance(value, Str) and any(not one.origin.file for one in taints_of(value))


def _together(parts: list[Part]) -> Value:
    """A command of several arguments as one."""
    if len(parts) == 1:
        return parts[0].value
    words: list[Value] = []
    for part in parts:
        words.extend([item for _, item in part.value.items] if isinstance(part.value, Arr) else [part.value])
    return Arr(in_order(words))
