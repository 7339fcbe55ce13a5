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


def test_verdict() -> None:
    """A task's line gives the queue id, the client, the sender and the action."""
    line = cases("rspamd-file")[0].read_text(encoding="utf-8").splitlines()[0]
    assert rspamd.verdict(line) == rspamd.Verdict(
        message_id="m1@example.net",
        qid="4XyZ12abcd",
        address="2001:db8::9",
        user=None,
        sender="dave@example.net",
        action="reject",
    )
    assert rspamd.verdict("<94f35e>; lua; dmarc.lua:411: skip DMARC checks") is None
