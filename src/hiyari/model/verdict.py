"""The three answers a check can give. `match` over them with `assert_never`, so that none can be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from hiyari.model.cause import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """It was looked at and is as it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """It was looked at and will hurt somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """It could not be found out. Rendered, counted and returned apart from `Pass` and `NearMiss`, everywhere."""

    cause: Cause


Verdict: TypeAlias = Pass | NearMiss | Unknown
