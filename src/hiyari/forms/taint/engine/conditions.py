"""What tests prove: each parts the ways into those on which it holds and those on which it does not."""

from __future__ import annotations

import re
from typing import Final

from hiyari.forms.taint.engine.choices import checked, truth
from hiyari.forms.taint.engine.given import Ways
from hiyari.forms.taint.engine.merging import merged
from hiyari.forms.taint.engine.run import Run
from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import (
    EMPTY,
    TRUE,
    Arr,
    Barrier,
    OneOf,
    Options,
    Str,
    Taint,
    Unknown,
    Value,
    leaves,
    tainted,
    taints_of,
)
from hiyari.forms.taint.ir import (
    Both,
    Call,
    Choice,
    Either,
    Expr,
    If,
    Item,
    Not,
    Test,
    Var,
)
from hiyari.forms.taint.tables import NONE, Power
from hiyari.model.text import Remote, text

_ACCOUNT: Final = re.compile(
    r"user|usr|login|logged|auth(?!or(?!i[sz]))|admin|member|account|(?<![a-z])uid|staff|(?<![a-z])role|signed",
    re.IGNORECASE,
)
_OF_A_FORM: Final = re.compile(
    r"name|mail|addr|text|body|message|comment|subject|title|phone|tel(?![a-z])|zip|kana|input|form|post", re.IGNORECASE
)
"""What a form has fields for: a key with one of these may hold what a visitor wrote on the page before."""

YES: Value = TRUE
NO: Value = EMPTY


class Conditions:
    """Takes states over and gives those that are left on each side."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def branch(self, expr: Expr, state: State) -> tuple[list[State], list[State]]:
        """The ways on which an expression is true (ways that ended among them), and those on which it is not."""
        trues: list[State] = []
        falses: list[State] = []
        for one, value in self.run.expressions.ways(expr, state):
            if one.end is not None:
                trues.append(one)
                continue
            yes, no = self.split(value, one, _looked_at(expr))
            trues.extend(yes)
            falses.extend(no)
        return merged(trues), merged(falses)

    def branch_of(self, node: If | Choice, state: State) -> tuple[list[State], list[State]]:
        """The same, of a statement's or expression's condition: which of its sides was come to is remembered."""
        trues, falses = self.branch(node.condition, state)
        self.run.sides.setdefault(id(node), set()).update(
            side for side, ways in ((True, trues), (False, falses)) if ways
        )
        return trues, falses

    def ways(self, expr: Expr, state: State) -> Ways:
        """What a test or a logical operator gives on each way."""
        match expr:
            case Not(value=inner):
                trues, falses = self.branch(inner, state)
                return [(one, NO) for one in trues] + [(one, YES) for one in falses]
            case Both(left=left, right=right):
                return self._logical(left, right, state, further=True)
            case Either(left=left, right=right):
                return self._logical(left, right, state, further=False)
            case Test():
                return self.run.comparing.ways(expr, state)
            case _:
                return [(state, self.run.expressions.value(expr, state))]

    def _logical(self, left: Expr, right: Expr, state: State, *, further: bool) -> Ways:
        made: Ways = []
        waiting: list[State] = []
        for one, value in self.run.expressions.ways(left, state):
            if one.end is not None:
                made.append((one, value))
                continue
            yes, no = self.split(value, one, _looked_at(left))
            waiting.extend(yes if further else no)
            made.extend((each, NO if further else self._truthy(value)) for each in (no if further else yes))
        for one in merged(waiting):
            made.extend(self.run.expressions.ways(right, one) if one.end is None else [(one, NO)])
        return made

    @staticmethod
    def _truthy(value: Value) -> Value:
        """A value of which is known that it is true: constants that are not, are left out."""
        if isinstance(value, Str) and len(value.pieces) == 1 and isinstance(value.pieces[0], Options):
            kept = tuple(choice for choice in value.pieces[0].choices if truth(Str(choice)) is not False)
            if len(kept) == 1:
                return Str(kept[0])
            if kept:
                return Str((Options(kept, value.pieces[0].weight),))
        return value

    def split(self, value: Value, state: State, place: Expr | None = None) -> tuple[list[State], list[State]]:
        """The ways on which a value is true and on which it is not; it was made of what stands in a place."""
        known = self.truth(value, state)
        if known is True:
            self._holds(value, state, place)
            return [state], []
        if known is False:
            return [], [state]
        other = state.copy()
        self._holds(value, state, place)
        self._fails(value, other)
        return [state], [other]

    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true on this way."""
        found = truth(value)
        if found is None and isinstance(value, Str) and len(value.pieces) == 1:
            only = value.pieces[0]
            if isinstance(only, Taint):
                identity = only.ids[-1]
                if identity in state.known:
                    return state.known[identity] not in {b"", b"0"}
                return state.truths.get(identity)
            if isinstance(only, Unknown) and only.tag is not None:
                return state.truths.get(only.tag)
        return found

    def _holds(self, value: Value, state: State, place: Expr | None = None) -> None:
        """A value turned out to be true."""
        self.validated(value, state, place)
        if isinstance(place, Item):
            self._chosen(place, state)
        match value:
            case Str(pieces=(Taint(ids=ids),)):
                state.truths[ids[-1]] = True
            case Str(pieces=pieces):
                for piece in leaves(pieces):
                    if isinstance(piece, Unknown) and piece.tag is not None:
                        state.truths[piece.tag] = True
                        self.account(piece.tag, state)
            case OneOf(values=values):
                for one in values:
                    if isinstance(one, Str):
                        self._holds(one, state)
            case _:
                pass

    def _chosen(self, place: Item, state: State) -> None:
        """``if (!$list[$key]) exit``: what is there was put there by the script, and so the key is one of its own."""
        if not isinstance(place.base, Var) or not isinstance(place.key, Var):
            return
        held = self.run.expressions.value(place.base, state)
        if not isinstance(held, Arr) or held.rest is not None or held.names is not None or not held.items:
            return
        key = self.run.expressions.value(place.key, state)
        if tainted(key) and not tainted(held):
            why = text("it is one of a list that the script holds")
            self.run.narrowing.proven(key, place.key, Barrier(place.at, why, Power.all(), self.run.file), state)

    def account(self, tag: str, state: State) -> None:
        """A session that names an account belongs to somebody who has logged in."""
        name = tag.partition(":")[2]
        key, granted = name.replace(":", "."), name.partition(":")[2] in self.run.granted
        if not tag.startswith("session") or not (granted or _ACCOUNT.search(key)):
            return
        if granted or not _OF_A_FORM.search(key):
            self.login(state, 0)
        elif state.login is None:
            named = Remote(key)
            what = text("whether {name} in the session is a login, or what a form put there, is not known", name=named)
            state.login = Barrier(0, what, NONE, self.run.file)

    def login(self, state: State, at: int) -> None:
        """This way goes on only for somebody who has logged in. A barrier that takes nothing may be none."""
        if state.login is None or not state.login.takes:
            state.login = Barrier(at, text("the script asks for a login before"), Power.all(), self.run.file)

    @staticmethod
    def _fails(value: Value, state: State) -> None:
        match value:
            case Str(pieces=(Unknown(tag=str() as tag),)):
                state.truths[tag] = False
            case Str(pieces=(Taint(validated=(_, *_)),)):
                pass  # what a filter gave is false, what it was given need not be
            case Str(pieces=(Taint(ids=ids),)):
                state.truths[ids[-1]] = False
                state.known[ids[-1]] = b""
            case Str(pieces=(Options(choices=choices),)):
                for choice in choices:  # a field that a loop has put into a mapping, or did not: either way it is empty
                    match choice:
                        case (Taint(ids=ids),) if "[*" in ids[-1]:
                            state.truths[ids[-1]] = False
                            state.known[ids[-1]] = b""
                        case _:
                            pass
            case _:
                pass

    # Tests with two sides

    def validated(self, value: Value, state: State, place: Expr | None = None) -> None:
        """A result that only a good value can have."""
        for barrier in dict.fromkeys(barrier for taint in taints_of(value) for barrier in taint.validated):
            if all(barrier in taint.validated for taint in taints_of(value)):
                self.run.narrowing.proven(value, place, barrier, state)
                continue
            for taint in checked(value):
                if barrier in taint.validated:
                    state.prove(taint.ids[-1], barrier)


def _looked_at(expr: Expr) -> Expr | None:
    """What a function that checks is given."""
    return expr.args[0].value if isinstance(expr, Call) and expr.args else expr
