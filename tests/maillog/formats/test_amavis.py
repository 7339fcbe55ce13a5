"""Amavis."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import amavis
from tests.maillog.formats.listening import cases, compare, hear


@pytest.mark.parametrize("log", cases("amavis"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Subjects are told of the message that amavis names, and of no other."""
    compare(log, hear(amavis.PROGRAMS, log.read_text(encoding="utf-8").splitlines()))
