"""Exchange's message tracking log."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.formats.exchange import ExchangeFront
from tests.maillog.formats.listening import cases, compare, hear_front


@pytest.mark.parametrize("log", cases("exchange"), ids=lambda log: log.stem)
def test_golden(log: Path) -> None:
    """Each row is told as the calls that stand beside it."""
    compare(log, hear_front(ExchangeFront, log.read_text(encoding="utf-8").splitlines()))


def test_recognised() -> None:
    """It is recognised by its first lines, with a byte order mark or without, and another CSV is not."""
    head = cases("exchange")[0].read_text(encoding="utf-8").splitlines()
    assert ExchangeFront.recognise(head[:3])
    assert ExchangeFront.recognise(head[4:6])
    assert not ExchangeFront.recognise(["#Log-type: SMTP Receive Protocol Log", "#Fields: date-time,connector-id"])
    assert not ExchangeFront.recognise(["a,b,c"])
