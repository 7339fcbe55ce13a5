from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.maillog.baseline.alarm import Alarm, What
from hiyari.maillog.baseline.counted import Answered, Sent
from hiyari.maillog.baseline.series import REST, Series, Way
from hiyari.maillog.baseline.site import MOST_HOSTS
from hiyari.maillog.baseline.week import MICROSECONDS, WEEK
from tests.maillog.baseline.mail import INJECTORS, START, copied, learned_site, sent, told, usual


def _keys(alarms: Sequence[Alarm]) -> set[tuple[str, str, str, str, int]]:
    return {one.key for one in alarms}


def test_a_user_who_never_sent_is_told_with_the_first_message() -> None:
    """A user id that is new on its host is told at once, with the queue id to look at; the second message is not."""
    site = learned_site()
    first = sent(9, 1, "relay1", "uid:1001", queue_id="4F2B1", sender="x@example.jp", domain="example.com")
    (alarm,) = told(site, [first, sent(9, 2, "relay1", "uid:1001")])
    assert (alarm.what, alarm.host, alarm.name) == (What.NEW, "relay1", "uid:1001")
    assert alarm.examples.queue_ids == ("4F2B1",)
    assert alarm.examples.senders == ("x@example.jp",)


def test_a_newcomer_that_floods_is_told_again() -> None:
    """A stolen account is not safe behind its first alarm: what it sends later is told by its volume."""
    site = learned_site()
    guest = [sent(9, one / 50, "relay1", "account:guest") for one in range(1500)]
    assert [(one.what, one.observed) for one in told(site, guest[:1])] == [(What.NEW, 1)]
    again = told(copied(site), guest[1:])
    assert [(one.what, one.observed, one.again) for one in again] == [
        (What.NEW, 10, True),
        (What.NEW, 100, True),
        (What.NEW, 1000, True),
    ]
    assert len({one.key for one in again}) == 3


def test_a_flood_that_grows_tenfold_in_its_hour_is_told_again() -> None:
    """What was told at its first messages is told again at ten times as many, so that the number does not freeze."""
    site = learned_site()
    flood = [sent(10, 10 + one / 20, "relay1", "uid:48") for one in range(600)]
    first, second = [one for one in told(site, [*usual(10, "calm"), *flood]) if one.hour == START + 10]
    assert second.observed >= 10 * first.observed
    assert (first.again, second.again) == (False, True)


def test_a_flood_that_becomes_worse_in_a_later_hour_is_told_while_it_runs() -> None:
    """Message by message, too: an open alarm does not grow along with what it should be compared with."""
    site = learned_site()
    mail = [sent(10, 10 + one / 2, "relay1", "uid:48") for one in range(60)]
    mail += [sent(11, 10 + one / 40, "relay1", "uid:48") for one in range(600)]
    assert [one.hour - START for one in told(site, [*usual(10, "calm"), *mail])] == [10, 11]


def test_an_account_is_known_on_every_relay_and_a_user_id_on_its_own() -> None:
    """Known accounts may come by any relay; the same number of a user id on another host is somebody else."""
    site = learned_site()
    mail = [sent(9, 1, "relay3", "account:info@example.jp"), sent(9, 2, "relay3", "uid:48")]
    assert [(one.what, one.name) for one in told(site, mail)] == [(What.NEW, "uid:48")]


def test_mail_to_our_own_mailboxes_makes_nobody_known_or_new() -> None:
    """Who only sends inside is no newcomer, and is one when the first message goes outside."""
    site = learned_site()
    inside = Sent(at=(START + 9) * MICROSECONDS, host="relay1", injector="uid:7", way=Way.INSIDE, recipients=1)
    assert not told(site, [inside])
    assert [one.what for one in told(site, [sent(9, 5, "relay1", "uid:7")])] == [What.NEW]


@pytest.mark.parametrize(("each", "all_of_it"), [(0.2, False), (0.02, True)])
def test_a_flood_is_told_while_its_hour_still_runs(each: float, all_of_it: bool) -> None:
    """What is too many for a whole hour is told as soon as the hour before is over, or the count says so."""
    site = learned_site()
    flood = [sent(10, 1 + one * each, "relay1", "uid:48", queue_id=f"Q{one}") for one in range(150)]
    alarms = told(site, [*usual(10, "calm"), *flood, sent(10, 45, "relay1", INJECTORS[1])])
    (alarm,) = [one for one in alarms if one.hour == START + 10]
    assert (alarm.what, alarm.so_far) == (What.MORE, True)
    assert alarm.observed > alarm.high
    assert (alarm.observed == 150) is all_of_it
    assert len(alarm.examples.queue_ids) == 5


def test_a_flood_over_two_hours_is_told_once() -> None:
    """What was told after its first messages is not called worse because the hour went on like that."""
    site = learned_site()
    flood = [sent(2, 30 + one * 0.3, "relay1", "uid:48") for one in range(200)]
    assert [one.what for one in told(site, [*flood, sent(3, 50, "relay1", INJECTORS[1])])] == [What.MORE]


def test_a_log_that_stops_is_a_silence() -> None:
    """With no line at all, only the clock of who follows the log can tell: every series that always sends is told."""
    site = learned_site(base=30.0)
    assert not told(site, list(usual(10, "alive", 30.0)))
    alarms = [alarm for hour in range(10, 40) for alarm in site.tick((START + hour) * MICROSECONDS)]
    assert {(one.host, one.name) for one in alarms} == {
        (host, name) for host in ("relay1", "relay2") for name in INJECTORS
    }
    assert {one.what for one in alarms} == {What.SILENCE}
    assert all(one.expected > 30 for one in alarms)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(5, 60))
def test_the_order_within_an_hour_does_not_matter(chance: object, burst: int) -> None:
    """Rows of one hour in any order give the same alarms: a log's lines come as the queue manager gets to them."""
    mail = [*usual(30, "order"), *(sent(20, one % 50, "relay2", "uid:48") for one in range(burst))]
    mail += [sent(12, 30, "relay1", "uid:99"), sent(25, 3, "relay2", "account:new@example.jp")]
    by_hour: dict[int, list[Sent]] = {}
    for one in mail:
        by_hour.setdefault(one.at // MICROSECONDS, []).append(one)
    shuffled = []
    for hour in sorted(by_hour):
        chance.shuffle(by_hour[hour])  # type: ignore[attr-defined]
        shuffled += by_hour[hour]
    straight = told(learned_site(), sorted(mail, key=lambda one: one.at))
    assert _keys(told(learned_site(), shuffled)) == _keys(straight)
    assert {What.NEW} <= {one.what for one in straight}


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(0, 400), max_size=4), st.integers(20, 80))
def test_a_restart_at_any_point_changes_nothing(stops: set[int], burst: int) -> None:
    """Written down and read again after any row, a site tells exactly the alarms that one process tells."""
    mail = [*usual(24, "restart"), *(sent(20, one % 50, "relay2", "uid:48", queue_id=str(one)) for one in range(burst))]
    mail += [sent(22, 30, "relay1", "uid:99"), sent(26, 0, "relay1", "uid:48"), sent(26, 0, "relay2", "uid:48")]
    mail.sort(key=lambda one: one.at)
    answers = [Answered(at=one.at, host=one.host, provider="gmail", refused=one.host == "relay2") for one in mail]
    whole, parts = learned_site(), learned_site()
    straight, broken = [], []
    for place, (one, answer) in enumerate(zip(mail, answers, strict=True)):
        if place in stops:
            parts = copied(parts)
        for site, found in ((whole, straight), (parts, broken)):
            site.answered(answer)
            found += list(site.take(one))
    assert broken == straight
    assert {What.MORE, What.NEW, What.PEER} <= {one.what for one in straight}
    assert parts == whole


def test_late_lines_are_allowed_for_some_minutes_and_then_counted_apart() -> None:
    """Four minutes after its end an hour still takes lines in; later ones are counted as late, and judged by nobody."""
    site = learned_site()
    told(site, [sent(3, 10, "relay1", "uid:48"), sent(4, 3, "relay1", "uid:48"), sent(3, 59, "relay1", "uid:48")])
    assert site.late == 0
    assert site.buckets["relay1"][START + 3][Series("relay1", "uid:48", Way.OUTSIDE)].count == 2
    told(site, [sent(4, 6, "relay1", "uid:48"), sent(3, 59, "relay1", "uid:48")])
    assert site.late == 1


def test_a_line_from_the_future_does_not_end_the_present() -> None:
    """A wrong clock on one line, years ahead, is not believed where the time is known."""
    site = learned_site()
    list(site.tick(START * MICROSECONDS))
    told(site, [sent(0, 5, "relay1", "uid:48"), sent(50_000, 0, "relay1", "uid:48"), sent(0, 6, "relay1", "uid:48")])
    assert (site.ahead, site.late) == (1, 0)


def test_each_host_has_its_own_time() -> None:
    """Logs that are read one after the other are not late: a relay's hours are driven by its own lines."""
    site = learned_site()
    told(site, [sent(hour, 1, "relay1", "uid:48") for hour in range(48)])
    told(site, [sent(hour, 1, "relay2", "uid:48") for hour in range(48)])
    assert site.late == 0


def test_a_million_inventions_do_not_grow_the_state() -> None:
    """Hosts, clients and senders that somebody invents are counted together beyond a fixed number."""
    site = learned_site()
    for one in range(3000):
        told(site, [sent(1, one % 60, f"host{one}", f"account:{one}@example.jp", sender=f"{one}@x", domain=f"d{one}")])
        told(site, [sent(1, one % 60, "relay1", f"network:10.{one % 256}.{one // 256}.0/24", sender=f"{one}@x")])
    assert len(site.clocks) <= MOST_HOSTS
    assert site.crowded > 0
    assert len(site.tracks) <= 6 + MOST_HOSTS
    rest = site.buckets["relay1"][START + 1][Series("relay1", REST, Way.OUTSIDE)]
    assert rest.count == 3000
    assert len(rest.examples.senders) == 50


def test_after_a_month_without_lines_counting_begins_anew() -> None:
    """A log that is taken up again a year later costs no year of empty hours, and raises no silence for it."""
    site = learned_site(base=30.0)
    told(site, [sent(0, 1, "relay1", "uid:48")])
    later = sent(60 * WEEK, 1, "relay1", "uid:48")
    assert not told(site, [later])
    assert site.clocks["relay1"].open == START + 60 * WEEK


@pytest.mark.parametrize("recipients", [49, 400])
def test_a_small_account_that_sends_far_more_than_ever_is_told(recipients: int) -> None:
    """An account without a series of its own is judged by its own greatest hour, and never below fifty."""
    site = learned_site()
    account = "account:small@example.jp"
    site.known.take(START - WEEK, Series("relay1", account, Way.OUTSIDE), 3)
    site.known.injectors[account].told, site.known.injectors[account].due = True, 0
    alarms = told(site, [sent(9, one / 10, "relay1", account) for one in range(recipients)])
    assert [(one.what, one.name) for one in alarms] == ([(What.SURGE, account)] if recipients >= 50 else [])
