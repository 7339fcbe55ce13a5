"""Rspamd, through syslog and in its own log."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats import rspamd
from tests.maillog.formats.listening import cases, compare, hear, hear_front


@pytest.mark.parametrize("log", cases("rspamd"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Lines through syslog are understood, and its troubles told."""
    compare(log, hear(rspamd.PROGRAMS, log.read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("log", cases("rspamd-file"), ids=lambda log: log.stem)
def test_its_own_log(log: Path) -> None:
    """The lines of its own log are read the same."""
    compare(log, hear_front(rspamd.RspamdFront, log.read_text(encoding="utf-8").splitlines()))
