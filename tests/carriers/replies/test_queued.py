"""The next queue id in a reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.replies.queued import queued_as


@pytest.mark.parametrize(
    ("text", "queue_id"),
    [
        ("250 2.0.0 Ok: queued as 4C1ABF1234", "4C1ABF1234"),
        ("250 2.0.0 Ok: queued as 4XyZ2p1Qd7zB9rT", "4XyZ2p1Qd7zB9rT"),
        ("250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4C1ABF1234", "4C1ABF1234"),
        ("250 OK id=1tFabc-000001-AB", "1tFabc-000001-AB"),
        ("250 OK id=1tFabc-00000001abc-0abc", "1tFabc-00000001abc-0abc"),
        ("250 2.0.0 4AQJmc3x012345 Message accepted for delivery", "4AQJmc3x012345"),
        ("Sent (4AQJmc3x012345 Message accepted for delivery)", "4AQJmc3x012345"),
        ("250 2.0.0 7d3c1d2e Message accepted for delivery", "7d3c1d2e"),
        (
            "250 2.6.0 <a@example.jp> [InternalId=12345678, Hostname=ex1.example.jp] Queued mail for delivery",
            "12345678",
        ),
        ("250 Message Queued (0F4B8E2E-1111-2222-3333-444455556666.1)", "0F4B8E2E-1111-2222-3333-444455556666.1"),
        ("250 2.0.0 Message queued with id 2d1d8f00.", "2d1d8f00"),
        ("250 2.0.0 OK  1732612345 d2e1a72fcca58-7d0b8f1a2b3si1234567.12 - gsmtp", None),
        ("250 ok 1732612345 qp 12345", None),
        ("250 2.0.0 <taro@example.jp> k2hXJd8aRmexBQAA Saved", None),
        ("250 Ok 0100018f-1111-2222-3333-444455556666-000000", None),
        ("250 2.7.0 Ok, discarded, id=12345-01 - spam", None),
        ("550 5.7.1 not queued as spam!", None),
        ("", None),
    ],
)
def test_queue_ids(text: str, queue_id: str | None) -> None:
    """What the next server writes in its own log is found; what only looks like it is not."""
    assert queued_as(text) == queue_id


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """A queue id is a part of the text."""
    found = queued_as(f"queued as {text}")
    assert found is None or found in text
