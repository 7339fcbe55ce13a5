"""What is so at one moment of a run: variables, objects, what checks have proven; and how two moments become one."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Final

from hiyari.forms.taint.engine.paged import Paged
from hiyari.forms.taint.engine.values import Barrier, Fixed, Options, Ref, Str, Taint, Value, constant
from hiyari.forms.taint.engine.work import cut, spend
from hiyari.forms.taint.tables import NONE, Mailer, MailSink, Power, Role

MOST_FIELDS: Final = 400
"""Properties of one object."""
MOST_PARTS: Final = 200
"""Things that are put into one mail."""


class End(StrEnum):
    """How a way ended."""

    RETURN = "return"
    EXIT = "exit"
    THROWN = "thrown"
    LEAVE = "leave"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was put into a mail before it was sent."""

    role: Role
    value: Value
    at: int
    argument: str
    many: bool = False
    """Whether it was put in by a loop, and so may be there any number of times."""
    by: str = ""
    """The method that put it in."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of a class, a mailer or a handle that mail is written into."""

    kind: str
    """A class's name, ``mailer`` or ``handle``."""
    at: int
    fields: tuple[tuple[str, Value], ...] = ()
    mailer: Mailer | None = None
    sink: MailSink | None = None
    parts: tuple[Part, ...] = ()
    written: Str = field(default_factory=Str)
    command: Value | None = None
    """A handle's command."""
    sent: bool = False

    def __post_init__(self) -> None:
        """What is put into one object is bounded; that something was left out is said."""
        spend(2 + len(self.fields) // 4 + len(self.parts))
        if len(self.fields) > MOST_FIELDS or len(self.parts) > MOST_PARTS:
            cut()
            object.__setattr__(self, "fields", self.fields[:MOST_FIELDS])
            object.__setattr__(self, "parts", self.parts[:MOST_PARTS])

    def get(self, name: str) -> Value | None:
        """A field."""
        return next((value for key, value in self.fields if key == name), None)


def data_alone(value: Value) -> Taint | None:
    """A stranger's data that is all of a value, where there is any."""
    match value:
        case Str(pieces=(Taint() as only,)):
            return only
        case Str(pieces=(Options(choices=choices, tainted=True),)):
            filled = [choice for choice in choices if choice and choice != (Fixed(b""),)]
            match filled:
                case [(Taint() as only,)]:
                    return only
    return None


@dataclass(slots=True)
class State:
    """One moment; changed in place by whoever owns it, copied where ways part."""

    variables: Paged[str, Value] = field(default_factory=Paged)
    """Of the function that runs."""
    outer: Paged[str, Value] | None = None
    """The script's own, while a function runs; None: these are the script's own."""
    shared: frozenset[str] = frozenset()
    """Names that a function takes from the script's own (``global``)."""
    own: frozenset[str] = frozenset()
    """Names that a function has declared."""
    things: Paged[int, Thing] = field(default_factory=Paged)
    proofs: Paged[str, tuple[Barrier, ...]] = field(default_factory=Paged)
    """By a taint's identity."""
    known: Paged[str, bytes] = field(default_factory=Paged)
    """Data that was compared with a constant, and is that."""
    truths: Paged[str, bool] = field(default_factory=Paged)
    """Data that was asked whether it is true."""
    sent: frozenset[int] = frozenset()
    """Mails that were sent on this way, by number."""
    login: Barrier | None = None
    """Where this way asked for a login."""
    end: End | None = None
    result: Value | None = None

    def copy(self) -> State:
        """The same moment, to go another way."""
        spend(4 + self.variables.most // 256)
        return State(
            self.variables.copy(),
            None if self.outer is None else self.outer.copy(),
            self.shared,
            self.own,
            self.things.copy(),
            self.proofs.copy(),
            self.known.copy(),
            self.truths.copy(),
            self.sent,
            self.login,
            self.end,
            self.result,
        )

    def become(self, other: State) -> None:
        """Take over everything from another moment."""
        for name in _SLOTS:
            setattr(self, name, getattr(other, name))

    def returns(self, value: Value) -> None:
        """The function ends here with a value, by which ways that have ended are told apart."""
        self.end, self.result = End.RETURN, value
        self.variables["<result>"] = value

    def thing(self, value: Value | None) -> Thing | None:
        """The object that a value refers to; None where it is no reference."""
        return self.things.get(value.address) if isinstance(value, Ref) else None

    @property
    def globals(self) -> Paged[str, Value]:
        """The script's own variables."""
        return self.variables if self.outer is None else self.outer

    def left(self, taint: Taint) -> Power:
        """What data can still hold after everything that was proven on this way."""
        power = taint.power
        for identity in taint.ids:
            if identity in self.known:
                return NONE
            for barrier in self.proofs.get(identity) or ():
                power &= ~barrier.takes
        return power

    def exactly(self, value: Value) -> bytes | None:
        """The octets of a value that stand in the script, or that it was found to be on this way."""
        alone = data_alone(value)
        if alone is None:
            return constant(value)
        found = self.known.get(alone.ids[-1])
        return found if found and found[:1].isalpha() else None  # other texts may equal a number, too

    def barriers(self, taint: Taint) -> tuple[Barrier, ...]:
        """What took powers from data, on its way and by checks."""
        found = list(taint.barriers)
        for identity in taint.ids:
            found.extend(self.proofs.get(identity) or ())
        return tuple(found)

    def prove(self, identity: str, barrier: Barrier) -> None:
        """Remember what a check has shown."""
        before = self.proofs.get(identity) or ()
        if barrier not in before:
            self.proofs[identity] = (*before, barrier)[-12:]

    @property
    def proven(self) -> int:
        """How much is proven: the way that passed all checks has most."""
        return sum(len(barriers) for barriers in self.proofs.values())


_SLOTS: Final = tuple(one.name for one in fields(State))
