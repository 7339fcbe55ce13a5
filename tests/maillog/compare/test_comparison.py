"""Relays compared by facts: what is found, what is not, and what is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from hiyari.maillog.compare.asked import Span
from hiyari.maillog.compare.comparison import Comparison, compare, joined
from hiyari.maillog.compare.deciding import Answer
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from hiyari.model.inventory import Host
from hiyari.model.text import text
from tests.maillog.compare.mail import BEGUN, HOUR, MINUTE, Mail, noisy


def _compared(
    folder: Path, mail: Mail, span: Span | None = None, declared: Sequence[Host] = (), named: Sequence[str] = ()
) -> Comparison:
    write_facts(folder, {"deliveries": mail.rows})
    with open_facts(folder) as facts:
        return compare(facts, span or Span(), declared=declared, named=named)


def _blamed(comparison: Comparison) -> set[tuple[str, str, Fate]]:
    return {(one.contrast.host, one.contrast.destination, one.contrast.fate) for one in comparison.differences}


@pytest.mark.parametrize("seed", range(4))
def test_planted_differences_are_found_and_no_other(tmp_path: Path, seed: int) -> None:
    """Of a thousand destinations, exactly the five that refuse one relay are named."""
    mail, planted = noisy(seed, planted=5)
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", one, Fate.REFUSED) for one in planted}


@pytest.mark.parametrize("seed", range(10))
def test_where_nothing_differs_nothing_is_found(tmp_path: Path, seed: int) -> None:
    """A thousand destinations with the background of any log give no finding."""
    mail, _ = noisy(100 + seed)
    comparison = _compared(tmp_path, mail)
    assert comparison.decided.tests > 100
    assert comparison.differences == ()


def test_retries_of_one_message_are_one(tmp_path: Path) -> None:
    """One message that was refused or put off forty times proves nothing."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(40):
        mail.deferred("relay2", "a.example", BEGUN + number * HOUR, message=9001)
        mail.refused("relay2", "a.example", BEGUN + number * HOUR, message=9002)
    comparison = _compared(tmp_path, mail)
    assert comparison.differences == ()
    assert dict(comparison.sent["a.example", "relay2"].messages) == {Fate.DEFERRED: 1, Fate.REFUSED: 1}


def test_many_recipients_of_one_message_are_one(tmp_path: Path) -> None:
    """One message to fifty recipients that were all refused proves nothing."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for _ in range(50):
        mail.refused("relay2", "a.example", message=9001)
    assert _compared(tmp_path, mail).differences == ()


def test_greylisting_of_a_new_relay_is_normal(tmp_path: Path) -> None:
    """Forty messages that were put off first and accepted later are forty acceptances."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(40):
        key = mail.deferred("relay2", "a.example", BEGUN + number * MINUTE, "greylisting")
        mail.accepted("relay2", "a.example", BEGUN + number * MINUTE + 6 * MINUTE, message=key)
    comparison = _compared(tmp_path, mail)
    assert comparison.differences == ()
    assert comparison.sent["a.example", "relay2"].of(Fate.ACCEPTED) == 40


@pytest.mark.parametrize(("age", "found"), [(HOUR, set()), (12 * HOUR, {("relay2", "a.example", Fate.DEFERRED)})])
def test_only_young_greylisting_is_waited_for(tmp_path: Path, age: int, found: set[object]) -> None:
    """A message that is greylisted since an hour says nothing yet; one since half a day waits in vain."""
    mail = Mail()
    mail.many(300, "relay1", "a.example", begin=BEGUN - 300 * MINUTE)
    for number in range(10):
        mail.deferred("relay2", "a.example", BEGUN + number, "greylisting")
    mail.accepted("relay1", "b.example", BEGUN + age)
    assert _blamed(_compared(tmp_path, mail)) == found


def test_deferred_is_a_class_of_its_own(tmp_path: Path) -> None:
    """Mail that one relay cannot get rid of is deferred, not refused, however often it is tried."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        mail.deferred("relay2", "a.example", BEGUN + number * MINUTE, "rate", message=9000 + number // 2)
    comparison = _compared(tmp_path, mail)
    assert _blamed(comparison) == {("relay2", "a.example", Fate.DEFERRED)}
    (one,) = comparison.differences
    assert one.contrast.bad == 10
    assert one.attempts == {"deferred": 20}


def test_without_a_relay_the_operator_of_the_domain_counts(tmp_path: Path) -> None:
    """Where nobody was reached, the delivery belongs to whom the domain's other deliveries reached."""
    mail = Mail()
    for number in range(300):
        mail.accepted("relay1", "shop.example", BEGUN + number * MINUTE, provider="outlook")
    mail.accepted("relay1", "shop.example", provider="old.example")
    for number in range(9):
        mail.deferred("relay2", "shop.example", BEGUN + number, "network", relay=None, provider=None)
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", "outlook", Fate.DEFERRED)}


def test_unknown_users_are_not_blamed_on_the_relay(tmp_path: Path) -> None:
    """An equal share of unknown recipients is no difference; one that differs is named apart from refusals."""
    mail = Mail()
    for host, unknown in (("relay1", 4), ("relay2", 4)):
        mail.many(100, host, "same.example")
        mail.many(100, host, "list.example")
        for _ in range(unknown):
            mail.refused(host, "same.example", cause="address")
    for _ in range(40):
        mail.refused("relay2", "list.example", cause="mailbox_full")
        mail.refused("relay2", "list.example", cause="address")
    assert _blamed(_compared(tmp_path, mail)) == {("relay2", "list.example", Fate.ADDRESS)}


def test_a_small_difference_is_never_alike(tmp_path: Path) -> None:
    """Six refusals in three thousand are sure: too few for a near miss, and told as a small difference."""
    mail = Mail()
    mail.many(9000, "relay1", "big.example", apart=1)
    mail.many(3000, "relay2", "big.example", apart=3)
    for number in range(6):
        mail.refused("relay2", "big.example", BEGUN + number * 1500, "policy")
    comparison = _compared(tmp_path, mail)
    assert comparison.differences == ()
    assert [(one.contrast.host, one.contrast.bad) for one in comparison.slight] == [("relay2", 6)]
    assert [line.answer for line in comparison.lines] == [Answer.SLIGHT]


def test_more_differences_than_are_told_are_not_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs and is not looked into, because there is too much of it, is counted and different all the same."""
    monkeypatch.setattr("hiyari.maillog.compare.looking.MOST", 2)
    mail = Mail()
    for name in ("a.example", "b.example", "c.example"):
        mail.many(300, "relay1", name)
        for number in range(20):
            mail.refused("relay2", name, BEGUN + number)
    comparison = _compared(tmp_path, mail)
    assert (len(comparison.differences), comparison.beyond) == (2, 1)
    assert [line.answer for line in comparison.lines] == [Answer.DIFFERENT] * 3


def test_what_would_have_shown_is_known(tmp_path: Path) -> None:
    """Six refusals of a hundred may be chance; alike are only relays of which a small difference would have shown."""
    mail = Mail()
    mail.many(100, "relay1", "few.example")
    mail.many(94, "relay2", "few.example")
    for number in range(6):
        mail.refused("relay2", "few.example", BEGUN + number, "policy")
    for host in ("relay1", "relay2"):
        mail.many(400, host, "many.example")
    lines = {line.destination: line for line in _compared(tmp_path, mail).lines}
    assert (lines["few.example"].answer, lines["many.example"].answer) == (Answer.NONE_SEEN, Answer.ALIKE)
    assert lines["few.example"].seen == pytest.approx(0.13, abs=0.02)
    assert lines["many.example"].seen == pytest.approx(0.0225, abs=0.003)


def test_what_began_an_hour_ago_is_found_in_a_long_log(tmp_path: Path) -> None:
    """Twenty refusals at the end of five thousand acceptances: counted since the first of them."""
    mail = Mail()
    mail.many(5000, "relay1", "a.example")
    mail.many(4980, "relay2", "a.example")
    begun = BEGUN + 4980 * MINUTE
    for number in range(20):
        mail.refused("relay2", "a.example", begun + number * MINUTE, "blocklist", blocklist="bl.example")
    (one,) = _compared(tmp_path, mail).differences
    assert one.first_at == begun
    assert (one.during.bad, one.during.sent) == (20, 20)
    assert (one.other_during.bad, one.other_during.sent) == (0, 20)
    assert one.since == 0
    assert [share.blocklist for share in one.shares] == ["bl.example"]


def test_what_is_over_is_said_to_be(tmp_path: Path) -> None:
    """Acceptances after the last refusal are counted."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE)
    mail.many(30, "relay2", "a.example", begin=BEGUN + HOUR)
    (one,) = _compared(tmp_path, mail).differences
    assert one.since == 30
    assert one.last_at == BEGUN + 19 * MINUTE


def test_relays_of_different_times_are_marked(tmp_path: Path) -> None:
    """Where one relay stopped before the other began, the difference says so."""
    mail = Mail()
    mail.many(300, "relay1", "a.example", begin=BEGUN - 999 * HOUR)
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE)
    (one,) = _compared(tmp_path, mail).differences
    assert one.apart


def test_causes_have_their_shares_and_newest_line(tmp_path: Path) -> None:
    """Three causes at one destination: each with its part, the literal line, and the other's acceptance."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        cause = "spf" if number < 12 else "blocklist" if number < 19 else None
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE, cause, reply=f"550 no {number}")
    (one,) = _compared(tmp_path, mail).differences
    assert [(share.cause, share.messages, share.share) for share in one.shares] == [
        ("spf", 12, 0.6),
        ("blocklist", 7, 0.35),
        ("undefined", 1, 0.05),
    ]
    assert one.told[0].line is not None
    assert one.told[0].line.endswith("(550 no 11)")
    assert one.taken is not None
    assert one.taken.reply.startswith("250")


def test_of_three_relays_each_difference_is_told_once(tmp_path: Path) -> None:
    """One bad relay and two good ones are one difference, against both."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    mail.many(200, "relay3", "a.example")
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE)
    (one,) = _compared(tmp_path, mail).differences
    assert (one.contrast.host, one.contrast.other, one.peers) == ("relay2", "relay1", ("relay3",))


def test_only_the_time_asked_for_counts(tmp_path: Path) -> None:
    """What was refused before --since is not looked at."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    mail.many(100, "relay2", "a.example", begin=BEGUN + HOUR)
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE)
    assert _compared(tmp_path, mail).differences
    assert not _compared(tmp_path, mail, Span(since=BEGUN + HOUR)).differences


def test_filters_and_mailboxes_are_no_destinations(tmp_path: Path) -> None:
    """What stays on the host, or goes to a content filter, is not compared."""
    mail = Mail()
    mail.many(100, "relay1", "a.example")
    mail.many(100, "relay2", "a.example")
    for number in range(50):
        mail.refused("relay2", "b.example", BEGUN + number, way="filter")
        mail.accepted("relay1", "b.example", BEGUN + number, way="local")
    assert {destination for destination, _ in _compared(tmp_path, mail).sent} == {"a.example"}


def test_too_little_mail_is_an_answer(tmp_path: Path) -> None:
    """Two refusals of two prove nothing, and one more like them would."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    mail.many(4, "relay1", "new.example")
    mail.many(4, "relay2", "new.example")
    mail.many(2, "relay1", "one.example")
    for _ in range(2):
        mail.refused("relay2", "a.example")
    lines = {line.destination: line for line in _compared(tmp_path, mail).lines}
    assert {name: line.answer for name, line in lines.items()} == {
        "a.example": Answer.TOO_FEW,
        "new.example": Answer.TOO_FEW,
        "one.example": Answer.ONE_RELAY,
    }
    need = lines["a.example"].need
    assert need is not None
    assert (need.host, need.more, need.other_more) == ("relay2", 1, 0)
    assert need.suspect is not None
    assert (need.suspect.bad, need.suspect.accepted) == (2, 0)
    both = lines["new.example"].need
    assert both is not None
    assert both.more == both.other_more > 0


def test_what_was_said_to_be_needed_suffices(tmp_path: Path) -> None:
    """With exactly as many more refusals as were asked for, the difference is found among two hundred destinations."""
    mail, _ = noisy(1, 200)
    mail.many(30, "relay1", "a.example")
    mail.many(1, "relay2", "a.example")
    mail.refused("relay2", "a.example")
    before = _compared(tmp_path / "before", mail)
    need = next(line.need for line in before.lines if line.destination == "a.example")
    assert before.differences == ()
    assert need is not None
    assert 3 < need.more < 10
    for number in range(need.more):
        mail.refused("relay2", "a.example", BEGUN + number)
    assert _blamed(_compared(tmp_path / "after", mail)) == {("relay2", "a.example", Fate.REFUSED)}


def test_what_is_known_of_a_relay_is_joined(tmp_path: Path) -> None:
    """A sentence about the relay, by its full name, stands with the difference; the cause's own comes first."""
    mail = Mail()
    mail.many(300, "relay1", "a.example")
    for number in range(20):
        mail.refused("relay2", "a.example", BEGUN + number * MINUTE, "dmarc")
    spf, name, other = text("spf is missing"), text("no reverse name"), text("of another")
    known = {("relay2.example.jp", "ptr"): name, ("relay2.example.jp", "spf"): spf, ("relay1.example.jp", "spf"): other}
    (one,) = joined(_compared(tmp_path, mail), known).differences
    assert one.known == (("spf", spf), ("ptr", name))
    assert one.agreed == (spf,)
