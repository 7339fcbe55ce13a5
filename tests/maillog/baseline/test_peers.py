from math import exp, log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.baseline.alarm import What
from hiyari.maillog.baseline.budget import budget
from hiyari.maillog.baseline.counted import Answered
from hiyari.maillog.baseline.peers import Difference, Missing, Peers, Tally, counts_against, e_value, missing
from hiyari.maillog.baseline.week import MICROSECONDS
from tests.maillog.baseline.mail import MINUTE, START, learned_site

GROUP = ("relay1", "relay2")
THRESHOLD = budget(30, 20).peers


def _binomial(count: int, share: float, chance: Random) -> int:
    return sum(chance.random() < share for _ in range(count))


def _hours(shares: tuple[float, float], hours: int, messages: int, seed: str, since: int = 0) -> list[Difference]:
    chance, peers, found = Random(seed), Peers(), []
    for hour in range(hours):
        counts = {}
        for host, share in zip(GROUP, shares, strict=True):
            bad = _binomial(messages, share if hour >= since else shares[0], chance)
            counts[host, "gmail"] = Tally(messages - bad, bad)
        found += list(peers.close(hour, GROUP, counts, THRESHOLD))
    return found


@given(st.integers(0, 6), st.integers(0, 6), st.floats(0.01, 0.5), st.floats(0.01, 0.9))
def test_an_e_value_is_fair(mine: int, theirs: int, share: float, truth: float) -> None:
    """If both are refused alike, the mean of the e-value is at most one, whatever was guessed and however many came."""
    mean = 0.0
    for a in range(mine + 1):
        for b in range(theirs + 1):
            ways = _choose(mine, a) * _choose(theirs, b)
            mass = ways * truth ** (a + b) * (1 - truth) ** (mine + theirs - a - b)
            if mine + theirs:
                mean += mass * exp(e_value(Tally(mine - a, a), Tally(theirs - b, b), share))
    assert mean <= 1 + 1e-9


def _choose(n: int, k: int) -> int:
    found = 1
    for one in range(k):
        found = found * (n - one) // (one + 1)
    return found


def test_a_relay_that_is_refused_is_told_within_hours_and_once() -> None:
    """Eight of ten refused on one relay only: one alarm, of that relay, within three hours."""
    (alarm,) = _hours((0.02, 0.8), 130, 10, "refused", since=100)
    assert (alarm.host, alarm.provider) == ("relay2", "gmail")
    assert alarm.hour <= 103
    assert alarm.bad > 10
    assert alarm.peers == ("relay1",)


@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.9])
def test_what_both_are_refused_is_no_difference(share: float) -> None:
    """A provider that refuses both relays alike, however much, is not told in half a year."""
    assert not _hours((share, share), 4000, 10, f"alike {share}")


def test_a_clump_of_refusals_in_one_hour_is_not_enough() -> None:
    """One hour multiplies the wealth by fifty at most: a single campaign of bad mail is no difference of relays."""
    peers = Peers()
    for hour in range(50):
        counts = {("relay1", "gmail"): Tally(20, 0), ("relay2", "gmail"): Tally(20, 0 if hour != 40 else 200)}
        assert not list(peers.close(hour, GROUP, counts, THRESHOLD))
    assert peers.pairs["relay2", "gmail"].wealth < log(THRESHOLD)


@pytest.mark.parametrize(
    ("outcome", "cause", "enhanced", "against"),
    [
        ("accepted", None, None, False),
        ("refused", "spf", "5.7.23", True),
        ("refused", "address", "5.1.1", None),
        ("refused", "mailbox_full", "5.2.2", None),
        ("refused", None, "5.1.1", None),
        ("deferred", "greylisting", "4.7.1", None),
        ("deferred", "rate", "4.7.28", True),
        ("deferred", "system", "4.3.2", None),
        ("refused", "blocklist", None, True),
    ],
)
def test_only_what_is_about_the_relay_counts(
    outcome: str, cause: str | None, enhanced: str | None, against: bool | None
) -> None:
    """A full mailbox or a wrong address says nothing about the relay that the mail left by."""
    assert counts_against(outcome, cause, enhanced) is against


@pytest.mark.parametrize("logged", [("relay1", "relay2"), ("relay1.example.jp", "relay2.example.jp")])
@pytest.mark.parametrize("named", [("relay1", "relay2"), ("relay1.example.jp", "relay2.example.jp")])
def test_peers_are_found_however_the_log_and_the_inventory_name_them(
    logged: tuple[str, str], named: tuple[str, str]
) -> None:
    """Sixty hours in which one relay is refused everything are one alarm, with full or short names on each side."""
    site, found = learned_site(), []
    site.groups = (named,)
    for hour in range(60):
        at = (START + hour) * MICROSECONDS
        for host in logged:
            site.answered(Answered(at=at, host=host, provider="gmail", refused=host == logged[1], messages=10))
            found += list(site.passed(host, at))
    (alarm,) = [one for one in found if one.what is What.PEER]
    assert (alarm.host, alarm.peers) == (named[1], (named[0],))
    assert alarm.hour < START + 5


def test_the_hour_waits_for_every_peer_by_any_name() -> None:
    """An hour is not compared before the log of each peer has passed it, whatever the log calls the peer."""
    site = learned_site()
    site.groups = (("relay1.example.jp", "relay2.example.jp"),)
    for host, hours in (("relay2", 1), ("relay1", 30)):
        for hour in range(hours):
            at = (START + hour) * MICROSECONDS
            site.answered(Answered(at=at, host=host, provider="gmail", refused=False))
            list(site.passed(host, at + 10 * MINUTE))
    assert site.compared == 0
    assert sorted(site.answers) == list(range(START, START + 30))


def test_a_declared_peer_that_no_log_names_is_missing() -> None:
    """Peers without a log are named, and so are those that two hosts of the log might be."""
    groups = (("relay1.example.jp", "relay2.example.jp"), ("mx", "mx3"))
    seen = ("relay1", "mx.example.jp", "mx.example.com", "mx3.example.jp")
    assert missing(groups, seen) == (
        Missing("relay2.example.jp", ()),
        Missing("mx", ("mx.example.com", "mx.example.jp")),
    )
