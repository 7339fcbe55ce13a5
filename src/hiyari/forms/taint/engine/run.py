"""What all parts of the interpreter share in one reading: program, tables, report, and what may still be done."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from hiyari.forms.taint.engine.looking import assigned_names, named_fields
from hiyari.forms.taint.engine.report import Report
from hiyari.forms.taint.engine.values import Arr, Origin, Step, Str, Taint, Value
from hiyari.forms.taint.engine.work import OutOfStepsError
from hiyari.forms.taint.ir import Block, Class, Define, Expr, Function, If, Loop, Program, Stmt, Try
from hiyari.forms.taint.tables import Power, Source, Tables
from hiyari.forms.taint.traits import Traits
from hiyari.model.text import Remote, text

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.assigning import Assigning
    from hiyari.forms.taint.engine.autoloading import Autoloading
    from hiyari.forms.taint.engine.callables import Callables
    from hiyari.forms.taint.engine.calls import Calls
    from hiyari.forms.taint.engine.coding import Coding
    from hiyari.forms.taint.engine.commanding import Commanding
    from hiyari.forms.taint.engine.comparing import Comparing
    from hiyari.forms.taint.engine.conditions import Conditions
    from hiyari.forms.taint.engine.delivery import Delivery
    from hiyari.forms.taint.engine.evaluating import Evaluating
    from hiyari.forms.taint.engine.expressions import Expressions
    from hiyari.forms.taint.engine.filing import Filing
    from hiyari.forms.taint.engine.frames import Frames
    from hiyari.forms.taint.engine.functions import Functions
    from hiyari.forms.taint.engine.guarding import Guarding
    from hiyari.forms.taint.engine.handles import Handles
    from hiyari.forms.taint.engine.including import Including
    from hiyari.forms.taint.engine.instances import Instances
    from hiyari.forms.taint.engine.knowing import Knowing
    from hiyari.forms.taint.engine.loops import Loops
    from hiyari.forms.taint.engine.mail import Mails
    from hiyari.forms.taint.engine.mailers import Mailers
    from hiyari.forms.taint.engine.matching import Matching
    from hiyari.forms.taint.engine.meanings import Meanings
    from hiyari.forms.taint.engine.methods import Methods
    from hiyari.forms.taint.engine.narrowing import Narrowing
    from hiyari.forms.taint.engine.objects import Objects
    from hiyari.forms.taint.engine.properties import Properties
    from hiyari.forms.taint.engine.references import References
    from hiyari.forms.taint.engine.remembering import Remembering
    from hiyari.forms.taint.engine.shelling import Shelling
    from hiyari.forms.taint.engine.special import Special
    from hiyari.forms.taint.engine.storing import Storing
    from hiyari.forms.taint.engine.strings import Strings
    from hiyari.forms.taint.engine.unread import Unread
    from hiyari.forms.taint.engine.variables import Variables
    from hiyari.forms.taint.engine.walking import Walking

MOST_STEPS: Final = 20_000
"""Statements and calls, each counted on every way through the script."""
DEEPEST_CALLS: Final = 8
MOST_INCLUDES: Final = 30


def nested(block: Block) -> Iterator[Stmt]:
    """All statements of a block, those of inner blocks after the one that they are in; bodies of functions not."""
    waiting, seen = list(reversed(block)), set[int]()
    while waiting:
        statement = waiting.pop()
        if id(statement) in seen:  # cases of a switch that fall through share what follows
            continue
        seen.add(id(statement))
        yield statement
        match statement:
            case If(then=then, otherwise=otherwise):
                waiting.extend(reversed((*then, *otherwise)))
            case Loop(body=body) | Class(body=body):
                waiting.extend(reversed(body))
            case Try(body=body, handlers=handlers, finally_=last):
                waiting.extend(reversed((*body, *(one for handler in handlers for one in handler), *last)))
            case _:
                pass


@dataclass(slots=True)
class Limits:
    """What is left to be done."""

    steps: int = MOST_STEPS
    includes: int = MOST_INCLUDES


@dataclass
class Run:
    """One reading of one script."""

    tables: Tables
    path: str
    report: Report
    include: Callable[[str], bytes | None]
    lower: Callable[[bytes], Program]
    limits: Limits = field(default_factory=Limits)
    functions: dict[str, Function] = field(default_factory=dict)
    files: dict[int, str | None] = field(default_factory=dict)
    """The included file that a function stands in, by its identity."""
    classes: dict[str, Class] = field(default_factory=dict)
    called: set[int] = field(default_factory=set)
    """Functions that were run, by identity."""
    calling: list[Function] = field(default_factory=list)
    callers: list[int] = field(default_factory=list)
    """Where each function that runs was called."""
    own_calls: set[int] = field(default_factory=set)
    """Calls that were found to be of the script's own functions."""
    assigned: set[str] = field(default_factory=set)
    """Variables that the script gives a value somewhere."""
    named: dict[tuple[str, str], None] = field(default_factory=dict)
    """Fields that the script names, each with the name of what it holds them in."""
    persistent: Arr = field(default_factory=Arr)
    """What was put into the session anywhere in the script."""
    file: str | None = None
    """The included file that runs now."""
    programs: dict[str, Program] = field(default_factory=dict)
    opened: bool = False
    """Whether code that could not be read has run: variables that are not set here may be set there."""
    loops: int = 0
    """Loops that one is in."""
    loop_keys: dict[str, str] = field(default_factory=dict)
    globbed: bool = False
    """Whether a Perl glob was given another's name."""
    captured: dict[int, dict[str, Value]] = field(default_factory=dict)
    """Variables that a closure keeps, by the function's identity."""
    made_in: dict[int, set[tuple[int, ...]]] = field(default_factory=dict)
    """By which calls one came to where a closure was made, by the function's identity."""
    in_place: dict[int, bool] = field(default_factory=dict)
    """Whether a Perl sub changes its arguments in place, by its identity."""
    aliases: list[tuple[Expr, Expr, int]] = field(default_factory=list)
    """Places with two names (references), and the function that made them so, by identity."""
    later: list[tuple[Value, tuple[Value, ...], int]] = field(default_factory=list)
    """Functions that were handed over to be called at the end, with their arguments."""
    earnest: set[int] = field(default_factory=set)
    """Functions that were run as the script runs them, by identity: not only looked at."""
    unread: bool = False
    """Whether a file was included that was not read."""
    strange: bool = False
    """Whether an object was made of a class that nobody knows."""
    dynamic: bool = False
    """Whether a call was seen that may be of any function."""
    sides: dict[int, set[bool]] = field(default_factory=dict)
    """Of each condition that was come to, by identity: which of its sides were."""
    granted: frozenset[str] = frozenset()
    """What visits before this have put into the session behind a login, and nowhere else."""
    encoded: dict[tuple[str, str], Taint] = field(default_factory=dict)
    """By the identity of encoded data that visits have kept, and the encoder: the data itself."""
    grants: dict[str, bool] = field(default_factory=dict)
    """What this visit puts into the session, and whether always behind a login."""
    asked: bool = False
    """Whether the script has read anything of the request."""
    assigning: Assigning = field(init=False)
    autoloading: Autoloading = field(init=False)
    callables: Callables = field(init=False)
    calls: Calls = field(init=False)
    coding: Coding = field(init=False)
    commanding: Commanding = field(init=False)
    comparing: Comparing = field(init=False)
    conditions: Conditions = field(init=False)
    delivery: Delivery = field(init=False)
    evaluating: Evaluating = field(init=False)
    expressions: Expressions = field(init=False)
    filing: Filing = field(init=False)
    frames: Frames = field(init=False)
    guarding: Guarding = field(init=False)
    handles: Handles = field(init=False)
    including: Including = field(init=False)
    instances: Instances = field(init=False)
    invoking: Functions = field(init=False)
    knowing: Knowing = field(init=False)
    looping: Loops = field(init=False)
    mailers: Mailers = field(init=False)
    mails: Mails = field(init=False)
    matching: Matching = field(init=False)
    meanings: Meanings = field(init=False)
    methods: Methods = field(init=False)
    objects: Objects = field(init=False)
    narrowing: Narrowing = field(init=False)
    properties: Properties = field(init=False)
    references: References = field(init=False)
    remembering: Remembering = field(init=False)
    shelling: Shelling = field(init=False)
    special: Special = field(init=False)
    storing: Storing = field(init=False)
    strings: Strings = field(init=False)
    unknowing: Unread = field(init=False)
    variables: Variables = field(init=False)
    walking: Walking = field(init=False)

    @cached_property
    def traits(self) -> Traits:
        """How the script's language behaves."""
        return self.tables.traits

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Functions and methods that the tables know."""
        names = set(self.known_apart)
        for mailer in self.tables.mailers:
            names.update((*mailer.sets, *mailer.made_by, *mailer.gives))
            names.update(one.partition(":")[0] for one in mailer.sends)
        return frozenset(names)

    @cached_property
    def known_apart(self) -> frozenset[str]:
        """The same, but for those of objects that gather a mail."""
        tables = self.tables
        names = set[str]()
        for known in (tables.sources, tables.sinks, tables.guards, tables.sanitisers, tables.through, tables.meanings):
            names.update(known)
        return frozenset(names | tables.harmless | tables.getters)

    def step(self, cost: int = 1) -> None:
        """Count a step; one that goes through much counts for more.

        Raises:
            OutOfStepsError: There were too many.
        """
        self.limits.steps -= cost
        if self.limits.steps < 0:
            raise OutOfStepsError

    def learn(self, program: Program, file: str | None) -> None:
        """Take up the functions and classes of a file, and which variables it sets."""
        for statement in nested(program.body):
            match statement:
                case Define(function=function):
                    self.functions.setdefault(function.name, function)
                    self.files[id(function)] = file
                case Class(name=name):
                    self.classes.setdefault(name, statement)
        self.assigned |= assigned_names(program.body)
        self.named.update(dict.fromkeys(named_fields(program.body)))
        for gap in program.lost:
            self.report.unclear(text("the parser was lost here"), gap.at, file)

    def source(self, source: Source, name: str, key: str | None, at: int) -> Str:
        """What comes in from a source."""
        identity = name if key is None else f"{name}[{key}]"
        ids = (identity,) if key is None else (name, identity)
        origin = Origin(name.lstrip("."), key, source.file)
        self.asked |= not source.file
        return Str((Taint(origin, source.powers, ids, (self.came(origin, at),)),))

    def outside(self, name: str, at: int) -> Str:
        """What other code gives, which may be anything: a parameter of a function that only others call."""
        origin = Origin(name, None, file=True)
        return Str((Taint(origin, Power.all(), (name,), (self.came(origin, at),)),))

    def came(self, origin: Origin, at: int) -> Step:
        """The first step of a way."""
        if origin.file:
            what = text("what {name} gives, which is not known here", name=origin.name)
        elif origin.field is not None:
            what = text("the field {field} of the request", field=Remote(origin.field))
        else:
            what = text("what the request holds in {name}", name=origin.name)
        return Step(at, what, self.file)

    def context(self, taint: Taint) -> str:
        """What tells data without a name apart: by which calls one came to where it is taken out of the request."""
        return "" if taint.origin.field is not None else "@" + ",".join(str(at) for at in self.callers)

    def folder(self) -> str:
        """Where the file that runs lies."""
        return posixpath.dirname(self.file or self.path) or "."
