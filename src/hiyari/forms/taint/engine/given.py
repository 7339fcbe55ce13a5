"""What a call is given and what it gives: its arguments, and a value on each way through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiyari.forms.taint.engine.state import State
from hiyari.forms.taint.engine.values import Value
from hiyari.forms.taint.ir import Expr

Ways = list[tuple[State, Value]]
"""The ways through an expression that part, and what it gives on each of them."""

ANY_NAME: Final = "**"
"""The name of a mapping that is given for arguments by name, when its keys are not known."""


@dataclass(frozen=True, slots=True)
class Given:
    """An argument."""

    value: Value
    name: str | None = None
    expr: Expr | None = None
    spread: bool = False
    """Whether there may be any number of it."""
