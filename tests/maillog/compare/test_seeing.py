"""What would have shown: the smallest difference that is significant with the mail that there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.compare.asked import Sent
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.fisher import fisher
from hiyari.maillog.compare.seeing import _least, least_seen, percent


def _sent(accepted: int, refused: int = 0, deferred: int = 0) -> Sent:
    return Sent(messages={Fate.ACCEPTED: accepted, Fate.REFUSED: refused, Fate.DEFERRED: deferred})


@given(st.integers(1, 400), st.integers(0, 400), st.integers(1, 400), st.sampled_from([0.005, 1e-4, 1e-6]))
def test_it_is_the_smallest(sent: int, other_bad: int, other_good: int, level: float) -> None:
    """With so many bad messages the difference is significant, with one less it is not; None where all would not do."""
    other = other_bad + other_good
    least = _least(sent, other_bad, other_good, level)
    if least is None:
        assert fisher(sent, 0, other_bad, other_good) > level or other_bad * sent // other == sent
        return
    bad = round((least + other_bad / other) * sent)
    assert 0 < least <= 1
    assert fisher(bad, sent - bad, other_bad, other_good) <= level
    assert bad - 1 <= other_bad * sent // other or fisher(bad - 1, sent - bad + 1, other_bad, other_good) > level


@pytest.mark.parametrize(
    ("each", "share"), [(12, 1.0), (50, 0.38), (100, 0.2), (200, 0.105), (425, 0.0494), (1000, 0.021), (10_000, 0.0021)]
)
def test_more_mail_shows_less(each: int, share: float) -> None:
    """What shows with as many messages from each relay at one in a million; the table in docs/log-compare.md."""
    assert least_seen(_sent(each), _sent(each), 1e-6) == pytest.approx(share, abs=0.0005)


def test_the_worse_direction_and_fate_count() -> None:
    """It is what would have shown whichever relay were the worse, and whether it were refused or put off."""
    small, large = _sent(50), _sent(5000)
    assert least_seen(small, large, 1e-4) == least_seen(large, small, 1e-4)
    assert least_seen(small, large, 1e-4) == max(_least(50, 0, 5000, 1e-4) or 0, _least(5000, 0, 50, 1e-4) or 0)
    plain, deferring = least_seen(small, large, 1e-4), least_seen(small, _sent(2500, deferred=2500), 1e-4)
    assert plain is not None
    assert deferring is not None
    assert deferring > plain


def test_nothing_shows_without_mail() -> None:
    """Where not even a refusal of everything is significant, there is no such share."""
    assert least_seen(_sent(3), _sent(3), 1e-4) is None
    assert least_seen(_sent(0), _sent(3000), 1e-4) is None
    assert least_seen(_sent(300), _sent(0, refused=300), 1e-4) is None


@pytest.mark.parametrize(
    ("share", "shown"), [(0.05, "5"), (0.0475, "4.8"), (0.0021, "0.3"), (0.1201, "13"), (1, "100")]
)
def test_a_share_is_never_shown_smaller_than_it_is(share: float, shown: str) -> None:
    """Rounding goes up."""
    assert percent(share) == shown
