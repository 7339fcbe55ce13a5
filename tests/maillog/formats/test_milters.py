"""Milters and policy servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import milters
from tests.maillog.formats.listening import cases, compare, hear


@pytest.mark.parametrize("log", cases("milters"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Their lines are understood and told only where they are troubles."""
    compare(log, hear(milters.PROGRAMS, log.read_text(encoding="utf-8").splitlines()))
