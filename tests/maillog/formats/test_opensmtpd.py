"""OpenSMTPD."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import opensmtpd
from tests.maillog.formats.listening import cases, compare, hear


@pytest.mark.parametrize("log", cases("opensmtpd"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Each line is told as the calls that stand beside it."""
    compare(log, hear(opensmtpd.programs(), log.read_text(encoding="utf-8").splitlines()))
