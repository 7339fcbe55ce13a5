"""Rules are found by their place: every file of a folder holds a ``RULE`` and the ``judge`` beside it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, TypeVar

from hiyari.model.finding import Finding
from hiyari.model.rule import Rule

F = TypeVar("F")
"""The facts that the rules of one folder look at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Generic[F]):
    """One rule file."""

    rule: Rule
    judge: Callable[[F], Iterable[Finding]]


def judges_in(folder: ModuleType) -> tuple[Judge[Any], ...]:
    """Every rule of a package, by id."""
    modules = (
        importlib.import_module(f"{folder.__name__}.{one.name}") for one in pkgutil.iter_modules(folder.__path__)
    )
    found = (Judge(rule=module.RULE, judge=module.judge) for module in modules)
    return tuple(sorted(found, key=lambda one: one.rule.id))
