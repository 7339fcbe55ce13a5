"""Dovecot, saslauthd and Cyrus."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import dovecot
from tests.maillog.formats.listening import cases, compare, hear


@pytest.mark.parametrize("log", cases("dovecot"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """A failed login is told once, with the account and address that are the client's."""
    compare(log, hear(dovecot.PROGRAMS, log.read_text(encoding="utf-8").splitlines()))
