"""Which code may send mail at all, by the names in it: what cannot is not run for its own sake.

A library of a thousand functions that nothing in it calls is told in one look for each. Only those are run that name
something that sends, include a file, run code from a string, or name (as a call, a string, a member) a function that
does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiyari.forms.taint.engine.looking import every
from hiyari.forms.taint.engine.naming import name_of, sends_by_name
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.shelling import COMMANDS
from hiyari.forms.taint.ir import Array, Call, Class, Const, Function, Include, Item, Lambda, Member, Opaque, Var
from hiyari.forms.taint.tables import Meaning, Role, Tables

_FURTHER: Final = frozenset(
    {"include", "require", "<dynamic>", "new <dynamic>", "<call>", "open", "redirect", "preg_replace"}
    | {"curl_setopt", "curl_setopt_array", ".setopt"}
)
"""Calls that may lead to what sends mail without naming it."""
_LONGEST: Final = 100
"""Characters of a name in a string."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stands in a piece of code."""

    sends: bool
    names: frozenset[str]
    """Last parts of what it calls or names."""


def mailing_names(tables: Tables) -> frozenset[str]:
    """Calls that send mail, or make, fill and send what does."""
    names = set(tables.sinks) | _FURTHER | {name for mailer in tables.mailers for name in mailer.made_by}
    for mailer in tables.mailers:
        names.update(name.partition(":")[0] for name in mailer.sends)
        names.update(name for name, roles in mailer.sets.items() if Role.TO in roles.values())
    # What is given a function may be given one that sends.
    names |= tables.callbacks | {name for name, meaning in tables.meanings.items() if meaning is Meaning.CALLBACK}
    return frozenset(names | COMMANDS if tables.traits.commands else names)


class Sending:
    """Answers for the functions of one run, each looked at once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.names = mailing_names(run.tables)
        self.members = frozenset(name.rpartition(".")[2] for name in self.names if "." in name)
        self._seen: dict[int, _Seen] = {}
        self._by_last: dict[str, list[Function]] = {}
        self._by_class: dict[str, list[Function]] = {}
        for function in run.functions.values():
            self._by_last.setdefault(_last(function.name), []).append(function)
            if function.owner is not None:
                self._by_class.setdefault(function.owner, []).append(function)

    def may(self, function: Function) -> bool:
        """Whether a function, or what it may call, may send mail."""
        waiting, known = [function], {id(function)}
        while waiting:
            seen = self._look(waiting.pop())
            if seen.sends:
                return True
            for name in seen.names:
                for one in (*self._by_last.get(name, ()), *self._by_class.get(name, ())):
                    if id(one) not in known:
                        known.add(id(one))
                        waiting.append(one)
        return False

    def _look(self, function: Function) -> _Seen:
        found = self._seen.get(id(function))
        if found is None:
            found = self._seen[id(function)] = self.look((function.params, function.body))
        return found

    def look(self, code: object) -> _Seen:
        """What stands in code, the bodies of functions in it too."""
        names: set[str] = set()
        for node in every(code):
            match node:
                case Call() if self._names_function(node):
                    pass
                case Include() | Opaque() | Call() if self._leads_on(node):
                    return _Seen(True, frozenset())
                case Call(name=name) | Member(name=name) | Var(name=name):
                    if name in self.names or (isinstance(node, Member) and name in self.members):
                        return _Seen(True, frozenset())
                    names.add(_last(name))
                case Item(key=Const(value=bytes() as value)) if value.decode("utf-8", "replace") in self.members:
                    return _Seen(True, frozenset())  # const { sendMail } = transport
                case Const(value=bytes() as value) if len(value) <= _LONGEST:
                    written = self.run.tables.name(name_of(value))
                    if b"rcpt" in value.lower():
                        return _Seen(True, frozenset())  # it speaks to a mail server
                    if written in self.names and written not in _FURTHER:
                        return _Seen(True, frozenset())
                    names.add(_last(written))
                case Class(name=name, bases=bases):
                    names.update((name, *bases))
                case _:
                    pass
        return _Seen(False, frozenset(names))

    def _leads_on(self, node: Include | Opaque | Call) -> bool:
        """Whether it leads to code that is not here: another file, a string, a method of mailers that nobody knows."""
        match node:
            case Include():
                return True
            case Opaque(why=why):
                return why != "syntax"
            case Call():
                return not self.run.traits.tells_unfollowed and sends_by_name(node)

    def _names_function(self, call: Call) -> bool:
        """Whether a call is given a function that is written there, or none."""
        at = self.run.tables.given_functions.get(call.name)
        if at is None or any(arg.spread or arg.name is not None for arg in call.args):
            return False
        match call.args[at].value if at < len(call.args) else None:
            case None | Lambda():
                return True
            case Const(value=bytes() as name) | Array(items=((None, _), (None, Const(value=bytes() as name)))):
                written = self.run.tables.name(name_of(name))
                return bool(written) and _last(written) not in self.members
            case _:
                return False


def _last(name: str) -> str:
    """``send`` of ``Form.send``, ``Form::send``; the class of ``new Form`` and of ``Form.new``."""
    name = name.removeprefix("new ").removesuffix(".new")
    return name.rpartition(".")[2].rpartition("::")[2]
