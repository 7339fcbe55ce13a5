"""Functions that nothing was seen to call, although something may: by their name, by PHP's own rules, by chance.

They are run with arguments and properties that are not known; what they send is never a finding of its own, but a blind
spot: whether it is sent is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.looking import every, every_but
from hiyari.forms.taint.engine.naming import name_of
from hiyari.forms.taint.engine.report import Place
from hiyari.forms.taint.engine.run import MOST_STEPS, Limits, Run
from hiyari.forms.taint.engine.sending import Sending
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.values import Ref
from hiyari.forms.taint.engine.work import MOST_WORK, OutOfStepsError, allowance
from hiyari.forms.taint.ir import Call, Choice, Class, Const, Function, If, Item, Lambda, Member, Program
from hiyari.model.text import Text, text

MOST: Final = 60
"""Functions that are tried."""
_LONGEST: Final = 100
_COMMON: Final = (
    "send",
    "to",
    "create",
    "data",
    "end",
    "write",
    "run",
    "exec",
    "call",
    "queue",
    "raw",
    "mail",
    "ready",
)
"""Names of too many other things to know a sending method by."""
_METHODS: Final = """
    __construct __destruct __call __callstatic __get __set __isset __unset __tostring __invoke __sleep __wakeup
    __serialize __unserialize __clone offsetget offsetset getiterator current next rewind valid jsonserialize handle
    AUTOLOAD DESTROY method_missing respond_to_missing? to_s call __getattr__ __getattribute__ __getitem__ __setattr__
    __aenter__ __aexit__ __aiter__ __anext__ __setitem__ __delitem__ __delattr__ __set__ __get__ __set_name__ __new__
    __init__ __eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __radd__ __iadd__ __sub__ __mul__ __mod__ __or__ __and__
    __xor__ __rshift__ __lshift__ __truediv__ __floordiv__ __matmul__ __pow__ __len__ __bool__ __contains__ __hash__
    __format__ __int__ __index__ __neg__ __invert__ __missing__ __class_getitem__ __post_init__ __await__ __reversed__
    __enter__ __exit__ __del__ __iter__ __next__ __str__ __repr__ __init_subclass__ toString then
"""
_BY_ITSELF: Final = frozenset(_METHODS.split())
"""Methods that are called without their name."""


def maybe_called(run: Run, program: Program) -> None:
    """Run what may be called, and remember what it sends as something that may be sent."""
    _as_values(run, program)
    waiting = list(_uncalled(run, program))
    if not waiting:
        return
    names = set(_mentioned(run, program))
    sending = Sending(run)
    run.limits = Limits(steps=MOST_STEPS // 2)
    run.report.maybe = text("whether this is run is not known: what calls it was not followed")
    try:
        with allowance(MOST_WORK // 2):
            for function in [one for one in waiting if sending.may(one)][:MOST]:
                why = _why(run, function, names)
                if why is not None and id(function) not in run.earnest:
                    run.report.maybe = why
                    _run(run, function)
    except OutOfStepsError:
        run.report.unclear(text("the script has more ways through it than are followed"))
    finally:
        run.report.maybe = None


def _as_values(run: Run, program: Program) -> None:
    """Methods that send, taken as values (``const send = transport.sendMail``): who calls them is not followed."""
    names = {name.rpartition(".")[2]: sink.name for name, sink in run.tables.sinks.items() if "." in name}
    for mailer in run.tables.mailers:
        names |= {name.partition(":")[0].rpartition(".")[2]: mailer.name for name in mailer.sends}
    for common in _COMMON:
        names.pop(common, None)
    for node in every(program.body):
        name = _member_name(node)
        if isinstance(node, Item) and not run.traits.elements_are_methods:
            continue  # an element of a list or mapping, and no method
        if isinstance(node, Member | Item) and name is not None and (sends := names.get(name)) is not None:
            run.report.saw(Place(node.at, sends))
            what = text("{name} is used as a value here, and may be called where it was not followed", name=name)
            run.report.unclear(what, node.at)


def _member_name(node: object) -> str | None:
    match node:
        case Member(name=name):
            return name
        case Item(key=Const(value=bytes() as name)):
            return name.decode("utf-8", "replace")
        case _:
            return None


def _uncalled(run: Run, program: Program) -> Iterator[Function]:
    """Named functions that were not run in earnest, and functions without a name that nobody called."""
    for function in run.functions.values():
        if id(function) not in run.earnest:
            yield function
    for node in every(program.body):
        if isinstance(node, Lambda) and id(node.function) not in run.earnest:
            yield node.function


def _never(run: Run) -> Callable[[object], object]:
    """What tells the side of a node that never runs: its condition was come to, and is never true, or always."""

    def side(node: object) -> object:
        sides: set[bool] | frozenset[bool] = run.sides.get(id(node), frozenset())
        if len(sides) != 1:
            return None
        match node:
            case If(then=then, otherwise=otherwise):
                return otherwise if True in sides else then
            case Choice(yes=yes, no=no):
                return no if True in sides else yes
            case _:
                return None

    return side


def _mentioned(run: Run, program: Program) -> Iterator[str]:
    """Names that occur as strings, as methods that were not found, and as members; what never runs names nothing."""
    for node in every_but(program.body, _never(run)):
        match node:
            case Const(value=bytes() as value) if len(value) < _LONGEST:
                written = run.tables.name(name_of(value))
                yield written.rpartition("::")[2].rpartition(".")[2]
            case Call(name=name, at=at) if at not in run.own_calls:
                yield name.rpartition(".")[2]
            case Member(name=name):
                yield run.tables.name(name)
            case _:
                pass


def _why(run: Run, function: Function, names: set[str]) -> Text | None:
    last = function.name.rpartition(".")[2].rpartition("::")[2]
    if not function.name:
        return text("whether this function without a name is called was not found out")
    if last in names:
        return text("{function}() is named elsewhere, and may be called; how was not followed", function=last)
    if function.owner is not None and last in _BY_ITSELF:
        return text("{function}() is called by the language itself; when was not followed", function=last)
    if run.dynamic or run.opened:
        return text("{function}() may be called by code that was not understood", function=last)
    return None


def _run(run: Run, function: Function) -> None:
    state, this = State(), None
    if function.owner is not None:
        held = {node.name for node in every(_class_of(run, function.owner)) if isinstance(node, Member)}
        fields = tuple((name, run.outside(name, function.at)) for name in sorted(held)[:_LONGEST])
        state.things[-1] = replace(Thing(function.owner, function.at), fields=fields)
        this = Ref(-1)
    if not function.name:
        state.variables["<any>"] = run.outside("a variable from outside", function.at)
    given = [Given(run.outside(parameter.name, function.at)) for parameter in function.params]
    run.earnest.add(id(function))
    for one, _ in run.invoking.invoke(function, given, state, Call(function.at, function.name), this):
        run.handles.flush_open(one)


def _class_of(run: Run, name: str) -> Class | None:
    return run.classes.get(name)
