"""What a check says of a value that is one of several fields: nothing of the fields, but what is held was checked.

``$from = $_POST['mail'] ?: $_POST['email']`` may be either; a pattern that ``$from`` matches says nothing of
``$_POST['mail']``, which may be the other. So the variable that was looked at is narrowed where it stands. A function
that checks its argument leaves a proof under the joint name of the fields, by which its caller's variable is narrowed.
Failing: where a check is done on a copy, the first variable stays as it was, which alarms, and hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from hiyari.forms.taint.engine.choices import checked
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import Barrier, Taint, Value, mapped, taints_of, weakened
from hiyari.forms.taint.engine.work import spend
from hiyari.forms.taint.ir import Assign, Bind, Expr, Item, Member, Var

if TYPE_CHECKING:
    from hiyari.forms.taint.engine.given import Given


class Narrowing:
    """Keeps what checks show of a value: of the data in it where that is certain, else of the place that holds it."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def proven(self, value: Value, place: Expr | None, barrier: Barrier, state: State) -> None:
        """A check has shown something of a value, which stands in a place where one is known."""
        for taint in checked(value):
            state.prove(taint.ids[-1], barrier)
        joint = self._joint(value)
        if joint is None:
            return
        state.prove(joint, barrier)
        self._narrow(value, place, [barrier], state)

    def handed(self, given: Iterable[Given], before: State, after: State) -> None:
        """A function that was given a variable may have checked it."""
        for one in given:
            joint = None if one.expr is None else self._joint(one.value)
            if joint is not None and (barriers := after.proofs.get(joint)):
                known = before.proofs.get(joint) or ()
                self._narrow(one.value, one.expr, [each for each in barriers if each not in known], after)

    @staticmethod
    def _joint(value: Value) -> str | None:
        """The name of a value that is one of several fields; None where all are in it for certain."""
        if not value.tainted:
            return None
        sure = {id(taint) for taint in checked(value)}
        doubtful = dict.fromkeys(taint.ids[-1] for taint in taints_of(value) if id(taint) not in sure)
        if not doubtful:
            return None
        spend(len(doubtful))
        return "either#" + sha256("\0".join(doubtful).encode("utf-8", "surrogatepass")).hexdigest()

    def _narrow(self, value: Value, place: Expr | None, barriers: list[Barrier], state: State) -> None:
        match place:
            case Bind(assign=Assign(target=(Var() | Item() | Member()) as target)):
                place = target
            case Var() | Item() | Member():
                pass
            case _:
                return
        if not barriers or state.end is not None:
            return

        def change(taint: Taint) -> Taint:
            for barrier in barriers:
                taint = weakened(taint, barrier)
            return taint

        self.run.assigning.assign(place, mapped(value, change), state)
