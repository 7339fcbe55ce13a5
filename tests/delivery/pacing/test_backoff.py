"""What replies ask for, and how long is waited where they ask for nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.reason import Reason
from hiyari.delivery.pacing.backoff import retry_after, said


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4.2.0 <a@example.jp>: Recipient address rejected: Greylisted for 300 seconds", 300),
        ("4.7.1 Greylisting in action, please come back in 00:04:59", 299),
        ("4.7.1 Please try again in 5 minutes", 300),
        ("4.7.0 Try again after 1 hour", 3600),
        ("too fast, wait 30s", 30),
        ("Resend in 10 min", 600),
        ("come back 15 minutes later", 900),
        ("4.3.2 retry after 90 secs", 90),
        ("try again in 400000 hours", 86400),
        ("blocked for 3 days", 86400),
        ("4.7.28 Our system has detected an unusual rate of unsolicited mail", None),
        ("5.7.1 client host [192.0.2.30] blocked", None),
        ("4.2.2 quota of 100 MB exceeded", None),
        ("Service unavailable in 2026", None),
        ("", None),
    ],
)
def test_what_real_replies_ask_for(text: str, seconds: float | None) -> None:
    """A time with its unit is read in the usual wordings, never more than a day; other numbers are no times."""
    assert said(text) == seconds


def test_each_time_longer() -> None:
    """Without a word from the server the waits double, from what suits the reason to four hours."""
    waits = [retry_after(Reason.SYSTEM, attempts) for attempts in range(1, 9)]
    assert waits == [300, 600, 1200, 2400, 4800, 9600, 14400, 14400]
    assert retry_after(Reason.NETWORK, 1) == 60
    assert retry_after(Reason.MAILBOX_FULL, 1) == 3600
    assert retry_after(Reason.SYSTEM, 10**9) == 14400


def test_a_server_that_always_asks_for_a_second() -> None:
    """What is asked for is kept at first; then our own patience is longer."""
    text = "450 try again in 1 second"
    assert [retry_after(Reason.RATE, attempts, text) for attempts in (1, 4, 11, 40)] == [1, 8, 1024, 14400]
    assert retry_after(Reason.GREYLISTED, 2, "450 try again in 600 seconds") == 600


@given(st.text(), st.sampled_from(list(Reason)), st.integers(-5, 10**6))
def test_any_text(text: str, reason: Reason, attempts: int) -> None:
    """Whatever the reply: at least a second, at most a day."""
    assert 1 <= retry_after(reason, attempts, text) <= 86400
