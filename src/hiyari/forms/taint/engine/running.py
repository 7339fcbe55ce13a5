"""Runs a lowered program: the script itself, then the functions that nothing in it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

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
from hiyari.forms.taint.engine.given import Given
from hiyari.forms.taint.engine.guarding import Guarding
from hiyari.forms.taint.engine.handles import Handles
from hiyari.forms.taint.engine.including import Including
from hiyari.forms.taint.engine.instances import Instances
from hiyari.forms.taint.engine.knowing import Knowing
from hiyari.forms.taint.engine.looking import calls, every
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
from hiyari.forms.taint.engine.remembering import MOST_VISITS, Remembering, shape
from hiyari.forms.taint.engine.report import Place, Report
from hiyari.forms.taint.engine.run import MOST_STEPS, Limits, Run, nested
from hiyari.forms.taint.engine.sending import Sending
from hiyari.forms.taint.engine.shelling import Shelling
from hiyari.forms.taint.engine.special import Special
from hiyari.forms.taint.engine.state import State, Thing
from hiyari.forms.taint.engine.storing import Storing
from hiyari.forms.taint.engine.strings import Strings
from hiyari.forms.taint.engine.uncalled import maybe_called
from hiyari.forms.taint.engine.unread import Unread
from hiyari.forms.taint.engine.values import SOMETHING, Arr, Ref, Value
from hiyari.forms.taint.engine.variables import Variables
from hiyari.forms.taint.engine.verdicts import Verdict, verdict
from hiyari.forms.taint.engine.walking import Walking
from hiyari.forms.taint.engine.work import MOST_WORK, Left, OutOfStepsError, allowance
from hiyari.forms.taint.ir import Call, Class, Const, Define, Do, Function, Include, Param, Program, Var
from hiyari.forms.taint.tables import Role, Tables
from hiyari.model.text import text

_MANY: Final = text("the script has more ways through it than are followed")
_LARGE: Final = text("the script puts more together than is followed")


def run_program(
    program: Program,
    tables: Tables,
    source: bytes,
    *,
    path: str,
    include: Callable[[str], bytes | None],
    lower: Callable[[bytes], Program],
) -> Verdict:
    """What a program can do, as far as it can be followed."""
    prepared = partial(_prepared, program, tables, source, path=path, include=include, lower=lower)
    run = prepared()
    if not Sending(run).look(program.body).sends:
        return verdict(run.report)
    _main(run, program, MOST_WORK)
    before = Arr()
    for _ in range(MOST_VISITS - 1):
        kept = run.persistent
        if kept == Arr() or shape(kept) == shape(before):
            break
        granted = frozenset(name for name, behind in run.grants.items() if behind)
        encoded = run.encoded
        run = prepared()
        run.persistent, run.granted, run.encoded = kept, granted, encoded
        before = kept
        _main(run, program, MOST_WORK // 2)
    _uncalled(run, program)
    maybe_called(run, program)
    run.unknowing.settle()
    _unseen(run, program)
    return verdict(run.report)


def _prepared(
    program: Program,
    tables: Tables,
    source: bytes,
    *,
    path: str,
    include: Callable[[str], bytes | None],
    lower: Callable[[bytes], Program],
) -> Run:
    run = Run(tables=tables, path=path, report=Report(source), include=include, lower=lower)
    run.assigning = Assigning(run)
    run.autoloading = Autoloading(run)
    run.callables = Callables(run)
    run.calls = Calls(run)
    run.coding = Coding(run)
    run.commanding = Commanding(run)
    run.comparing = Comparing(run)
    run.conditions = Conditions(run)
    run.delivery = Delivery(run)
    run.evaluating = Evaluating(run)
    run.expressions = Expressions(run)
    run.filing = Filing(run)
    run.frames = Frames(run)
    run.guarding = Guarding(run)
    run.handles = Handles(run)
    run.including = Including(run)
    run.instances = Instances(run)
    run.invoking = Functions(run)
    run.knowing = Knowing(run)
    run.looping = Loops(run)
    run.mailers = Mailers(run)
    run.mails = Mails(run)
    run.matching = Matching(run)
    run.meanings = Meanings(run)
    run.methods = Methods(run)
    run.narrowing = Narrowing(run)
    run.objects = Objects(run)
    run.properties = Properties(run)
    run.references = References(run)
    run.remembering = Remembering(run)
    run.shelling = Shelling(run)
    run.storing = Storing(run)
    run.strings = Strings(run)
    run.unknowing = Unread(run)
    run.variables = Variables(run)
    run.walking = Walking(run)
    run.special = Special(run)  # gathers what others know, and so comes last
    run.learn(program, None)
    return run


def _main(run: Run, program: Program, work: int) -> None:
    with allowance(work) as left:
        try:
            for state in run.walking.block(program.body, State()):
                run.handles.flush_all(state)
                run.remembering.leave(state)
        except OutOfStepsError:
            run.report.bounded = True
            run.report.unclear(_MANY)
        _tell_cut(run, left)


def _tell_cut(run: Run, left: Left) -> None:
    if left.cut:
        run.report.bounded = True
        run.report.unclear(_LARGE)


@dataclass(frozen=True, slots=True)
class _Uncalled:
    function: Function
    framework: bool


def _uncalled(run: Run, program: Program) -> None:
    """Functions that nothing here calls. Methods of a class whose base stands elsewhere are called by a framework."""
    library = program.exports or all(
        isinstance(one, Define | Class | Include) or _declares(one) for one in program.body
    )
    found: list[_Uncalled] = []
    for statement in nested(program.body):
        if isinstance(statement, Class):
            framework = any(base not in run.classes for base in statement.bases)
            found.extend(
                _Uncalled(one.function, framework)
                for one in statement.body
                if isinstance(one, Define) and id(one.function) not in run.called
            )
        elif isinstance(statement, Define) and statement.function.owner is None:
            package = run.classes.get(statement.function.name.rpartition("::")[0])
            framework = package is not None and not run.tables.controllers.isdisjoint(package.bases)
            found.append(_Uncalled(statement.function, framework))
    run.limits = Limits(steps=MOST_STEPS // 2)
    sending = Sending(run)
    with allowance(MOST_WORK // 2) as left:
        for one in found:
            if id(one.function) not in run.called and sending.may(one.function):
                _call(run, one, library=library)
        _tell_cut(run, left)


def _declares(statement: object) -> bool:
    return isinstance(statement, Do) and isinstance(statement.value, Call) and statement.value.name == "define"


def _call(run: Run, uncalled: _Uncalled, *, library: bool) -> None:
    function = uncalled.function
    run.report.reached = uncalled.framework
    before = len(run.report.mails)
    state = State()
    this = None
    if function.owner is not None:
        state.things[-1] = Thing(function.owner, function.at)
        this = Ref(-1)
    call = Call(function.at, function.name)
    try:
        given = [Given(_given(run, one, function.at)) for one in function.params]
        for one, _ in run.invoking.invoke(function, given, state, call, this):
            run.handles.flush_all(one)
    except OutOfStepsError:
        run.report.bounded = True
        run.report.reached |= library
        run.report.unclear(_MANY)
    run.report.reached = True
    if function.params:
        run.earnest.discard(id(function))  # what it is given was not known: who else calls it is asked later
    made = run.report.mails[before:]
    if not uncalled.framework and library and any(mail.found or mail.recipients or mail.unclear for mail in made):
        why = text("only other files call {function}()", function=function.name)
        run.report.unclear(why, function.at)


def _given(run: Run, parameter: Param, at: int) -> Value:
    """What other code gives a function: anything, or what the parameter's class holds."""
    return SOMETHING if parameter.type in run.tables.types else run.outside(parameter.name, at)


def _unseen(run: Run, program: Program) -> None:
    """Calls that send mail and were never come to."""
    run.report.reached = False
    seen = {place.at for place in run.report.places}
    for call in calls(program.body):
        sink = run.tables.sinks.get(call.name)
        if sink is None or call.at in seen or call.at in run.own_calls or call.name in run.functions:
            continue
        if sink.opens and not _looks_like_mail(call):
            continue
        if set(sink.roles.values()) <= {Role.SHELL, Role.ARGV} and not _looks_like_mail(call):
            continue
        run.report.saw(Place(call.at, sink.name))
    run.report.reached = True


def _looks_like_mail(call: Call) -> bool:
    """Whether a command that was not run has to do with mail."""
    if call.name == "open" and not any(
        isinstance(node, Const) and b"|" in (node.value or b"") for node in every(call.args)
    ):
        return False
    for node in every(call.args):
        match node:
            case Const(value=bytes() as value) if b"mail" in value.lower() or b"-t" in value.split():
                return True
            case Var(name=name) if "mail" in name.lower():
                return True
            case _:
                pass
    return False
