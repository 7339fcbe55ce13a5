from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.baseline import known
from hiyari.maillog.baseline.known import Known, News, name_of
from hiyari.maillog.baseline.series import Series, Way, injector, network_of
from hiyari.maillog.baseline.week import WEEK


def _account(number: int) -> Series:
    return Series("relay1", f"account:{number}@example.jp", Way.OUTSIDE)


def _site(newcomers: int, recipients: int) -> Known:
    """Four weeks in which so many accounts came after the first week, each with so many recipients."""
    found = Known()
    found.take(0, _account(0), 5)
    for one in range(newcomers):
        found.take(WEEK + 1 + one, _account(one + 1), recipients)
    found.settle(0, 4 * WEEK)
    return found


def test_where_nobody_comes_the_first_message_is_told() -> None:
    """At a quiet site one recipient of one newcomer is an alarm, once; those of the past are known."""
    site = _site(1, 10)
    told = site.take(5 * WEEK, _account(99), 1)
    assert told is not None
    assert (told.news, told.observed) == (News.NEW, 1)
    assert site.take(5 * WEEK, _account(99), 1) is None
    assert site.take(5 * WEEK, _account(1), 40) is None


def test_where_somebody_comes_every_day_only_more_than_ever_is_told() -> None:
    """At a site with newcomers every day, one is told when it sends twice what any of them did on its first day."""
    site = _site(20, 10)
    assert site.take(5 * WEEK, _account(99), 20) is None
    assert site.take(5 * WEEK + 1, _account(99), 1) is not None


def test_a_newcomer_s_first_day_ends() -> None:
    """Where many come, later days are measured by the day: as much on two days as is told on one is no news."""
    site = _site(20, 10)
    assert site.take(5 * WEEK, _account(99), 5) is None
    assert site.take(5 * WEEK + 24, _account(99), 36) is None
    told = site.take(5 * WEEK + 24, _account(99), 1)
    assert told is not None
    assert (told.news, told.since, told.observed) == (News.NEW, 5 * WEEK, 42)


def test_a_newcomer_s_volume_is_told_in_steps_until_it_has_a_history() -> None:
    """Who is new is told again at 10, 100 and 1000 recipients since the first, each once, and after 14 days no more."""
    site = _site(1, 10)
    told = [site.take(5 * WEEK + one // 100, _account(99), 1) for one in range(2000)]
    assert [one.observed for one in told if one is not None] == [1, 10, 100, 1000]
    assert [one.news for one in told if one is not None] == [News.NEW, *[News.GROWN] * 3]
    assert site.take(7 * WEEK, _account(99), 20_000) is None or site.surge <= 20_000
    later = site.take(7 * WEEK + 1, _account(98), 3)
    assert later is not None
    assert site.take(9 * WEEK + 1, _account(98), 40) is None


def test_who_was_there_while_it_was_learned_has_no_steps() -> None:
    """An account of the history is judged by that, however lately it came, and not as a newcomer."""
    site = _site(1, 10)
    assert all(site.take(4 * WEEK + one, _account(1), 4) is None for one in range(100))


def test_no_more_are_remembered_than_there_is_room_for() -> None:
    """Beyond the limit newcomers are not remembered, and that is known."""
    site = Known()
    for number in range(known.MOST_KNOWN + 5):
        site.injectors.setdefault(str(number), known.Injector(first=0, last=0))
    assert site.take(1, _account(1), 1) is None
    assert site.full


@given(st.text(max_size=30), st.text(max_size=30))
def test_an_injector_s_name_tells_its_kind(account: str, address: str) -> None:
    """Whatever stands in a log, the name that is made of it leads back to its kind, and is not endless."""
    for one in (
        injector("network", None, None, account, address),
        injector("local", 48, None, None, None),
        injector("local", None, account, None, None),
        injector("network", None, None, None, address),
        injector("bounce", None, None, None, None),
        injector(None, None, None, None, None, forwarded=True),
    ):
        series = Series("relay1", one, Way.OUTSIDE)
        assert series.origin.value == one.partition(":")[0]
        assert len(one) < 220
        assert name_of(series)


def test_clients_are_networks() -> None:
    """A /24 or a /48 is one client; a mapped address is what it maps; loopback is a kind of its own."""
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("::ffff:192.0.2.77") == "192.0.2.0/24"
    assert network_of("127.0.0.1") == network_of("::1") == "localhost"
    assert network_of("unknown") == "unknown"
