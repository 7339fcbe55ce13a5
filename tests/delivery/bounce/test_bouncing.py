"""What a bounce does to the ledger: only what it proves, and never anything that sends again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hiyari.delivery.ledger.states import Move
from hiyari.delivery.message.tokens import Purpose, make_token
from tests.delivery.bounce.desk import KEY, NOW, SENT, Desk, make_desk, report

ACCEPTED = ("accepted", "yes", "good", True)
UNCERTAIN = ("uncertain", "may be", "unknown", True)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Row 3 is uncertain, row 5 waits, the others are accepted."""
    return make_desk(tmp_path / "state.db")


def test_an_unknown_user_is_refused_and_the_promise_released(desk: Desk) -> None:
    """Found by the address that it was sent to; it says that nothing was delivered, and that the address is bad."""
    assert desk.doing(report("taro@docomo.ne.jp", "smtp; 550 Unknown user taro@docomo.ne.jp"), desk.verp(1)) == [
        "REFUSED"
    ]
    assert desk.state(1) == ("refused", "no", "bad", False)
    assert desk.delivery(1).due_us is None
    assert desk.events(1)[-1] == "bounced"


def test_the_same_bounce_changes_nothing_the_second_time(desk: Desk) -> None:
    """It is already known, however it comes."""
    octets = report("taro@docomo.ne.jp", to=desk.verp(1))
    assert desk.doing(octets) == ["REFUSED"]
    before = desk.delivery(1)
    assert desk.doing(octets) == desk.doing(octets, desk.verp(1)) == ["KNOWN"]
    assert desk.delivery(1) == before


def test_a_bounce_is_found_by_the_message_that_came_back(desk: Desk) -> None:
    """The token stands in our Message-ID, in a report as in a text."""
    message_id = f"<{make_token(KEY, Purpose.BOUNCE, desk.token, 2)}@example.jp>"
    effect = desk.take(report("hanako@ezweb.ne.jp", returned=message_id)).effects[0]
    assert (effect.doing.name, effect.how and effect.how.name) == ("REFUSED", "MESSAGE_ID")
    message_id = f"<{make_token(KEY, Purpose.BOUNCE, desk.token, 4)}@example.jp>"
    octets = f"""From: MAILER-DAEMON@example.net
Date: Tue, 10 Nov 2026 01:00:00 +0000

Hi. This is the qmail-send program at example.net.

<"a..b"@docomo.ne.jp>:
203.0.113.9 does not like recipient.
Remote host said: 550 Unknown user a..b@docomo.ne.jp

--- Below this line is a copy of the message.

Message-ID: {message_id}
"""
    assert desk.doing(octets.encode()) == ["REFUSED"]
    assert desk.state(4) == ("refused", "no", "bad", False)


@pytest.mark.parametrize("spoiled", ["aaaaaaaaaa", "unsubscribe"])
def test_a_forged_token_is_not_taken(desk: Desk, spoiled: str) -> None:
    """Neither one without the key nor one that was made for another purpose names a delivery."""
    genuine = make_token(KEY, Purpose.UNSUBSCRIBE if spoiled == "unsubscribe" else Purpose.BOUNCE, desk.token, 1)
    token = genuine if spoiled == "unsubscribe" else genuine[:-10] + spoiled
    octets = report("somebody@example.net", to=f"bounce+{token}@example.jp", returned=f"<{token}@example.jp>")
    assert desk.doing(octets) == ["UNMATCHED"]
    assert desk.state(1) == ACCEPTED


def test_a_bounce_without_token_is_weak(desk: Desk) -> None:
    """Recipient and time find the delivery, but anybody can write that: the promise holds, the address is doubted."""
    assert desk.doing(report("taro@docomo.ne.jp", "smtp; 550 Unknown user taro@docomo.ne.jp")) == ["REFUSED"]
    assert desk.state(1) == ("refused", "may be", "doubted", True)
    late = report("hanako@ezweb.ne.jp", at="Tue, 08 Dec 2026 01:00:00 +0000")
    assert desk.doing(late, now=NOW + timedelta(days=30)) == ["UNMATCHED"]
    assert desk.state(2) == ACCEPTED


def test_quotes_and_case_of_an_address_do_not_hide_it(desk: Desk) -> None:
    """The recipient key decides, as everywhere in the ledger."""
    assert desk.doing(report("A..B@docomo.ne.jp"), desk.verp(4)) == ["REFUSED"]


def test_contradicting_tokens_are_no_evidence(desk: Desk) -> None:
    """The address says row 1 and the Message-ID says row 2: then nobody knows."""
    message_id = f"<{make_token(KEY, Purpose.BOUNCE, desk.token, 2)}@example.jp>"
    assert desk.doing(report("taro@docomo.ne.jp", returned=message_id), desk.verp(1)) == ["CONTRADICTION"]
    assert (desk.state(1), desk.state(2)) == (ACCEPTED, ACCEPTED)


def test_another_address_is_evidence_about_nobody(desk: Desk) -> None:
    """A genuine token does not make a bounce about somebody else be about the delivery."""
    assert desk.doing(report("else@example.net"), desk.verp(1)) == ["SOMEBODY_ELSE"]
    assert desk.state(1) == ACCEPTED


def test_the_address_in_the_carriers_text_decides(desk: Desk) -> None:
    """Docomo refuses all for one that it names: the others may have it, and are not touched."""
    words = """This is the mail system at host relay1.example.jp.

<taro@docomo.ne.jp>: host mfsmax.docomo.ne.jp[203.0.113.9] said: 550 Unknown user
    b@docomo.ne.jp (in reply to end of DATA command)
"""
    octets = report("taro@docomo.ne.jp", "smtp; 550 Unknown user b@docomo.ne.jp", words=words)
    assert desk.doing(octets, desk.verp(1)) == ["SOMEBODY_ELSE"]
    assert desk.state(1) == ACCEPTED


def test_one_of_several_that_is_not_named_is_nobody(desk: Desk) -> None:
    """Au's filter refuses a whole transaction for one recipient: with two of them nobody knows whose it is."""
    octets = report("hanako@ezweb.ne.jp,other@ezweb.ne.jp", "smtp; 550 : User unknown", to=desk.verp(2))
    effects = desk.take(octets).effects
    assert [(one.doing.name, one.whom and one.whom.name) for one in effects] == [
        ("SOMEBODY_ELSE", "ONE_OF_SEVERAL"),
        ("SOMEBODY_ELSE", "OTHER"),
    ]
    assert desk.state(2) == ACCEPTED


def test_unknown_after_the_content_is_an_alarm_rather_than_a_fact(desk: Desk) -> None:
    """The address was taken at RCPT, so that it is doubted and not bad."""
    words = """This is the mail system at host relay1.example.jp.

<taro@docomo.ne.jp>: host mfsmax.docomo.ne.jp[203.0.113.9] said: 550 Unknown user
    taro@docomo.ne.jp (in reply to end of DATA command)
"""
    octets = report("taro@docomo.ne.jp", "smtp; 550 Unknown user taro@docomo.ne.jp", words=words)
    assert desk.doing(octets, desk.verp(1)) == ["REFUSED"]
    assert desk.state(1) == ("refused", "no", "doubted", False)


def test_a_filter_says_nothing_about_the_address(desk: Desk) -> None:
    """Au without an address is a filter, whatever its words; with the address it is an unknown user."""
    assert desk.doing(report("hanako@ezweb.ne.jp", "smtp; 550 : User unknown"), desk.verp(2)) == ["REFUSED"]
    assert desk.state(2) == ("refused", "no", "good", False)
    assert desk.delivery(2).reason == "filtered"


def test_a_forward_that_failed_may_hide_a_delivery(desk: Desk) -> None:
    """The mailbox itself may have it: the promise holds, and the address keeps its standing."""
    octets = report("target@example.net", original="jiro@example.com")
    assert desk.doing(octets, desk.verp(3)) == ["REFUSED"]
    assert desk.state(3) == ("refused", "may be", "unknown", True)


def test_a_forward_that_shows_only_in_the_text_is_one_too(desk: Desk) -> None:
    """The address in a text about a recipient is where ours leads to."""
    octets = report("jiro@example.com", "smtp; 550 5.1.1 <target@example.net>: User unknown")
    assert desk.doing(octets, desk.verp(3)) == ["REFUSED"]
    assert desk.state(3) == ("refused", "may be", "unknown", True)


def test_a_bounce_that_names_nobody_keeps_the_promise(desk: Desk) -> None:
    """The token says whose it is; that nothing forwarded is not said."""
    octets = report("x", "smtp; 550 5.1.1 User unknown").replace(b"Final-Recipient: rfc822; x\n", b"")
    assert desk.doing(octets, desk.verp(1)) == ["REFUSED"]
    assert desk.state(1)[3] is True


def test_a_delay_changes_nothing(desk: Desk) -> None:
    """It may be delivered yet."""
    octets = report("taro@docomo.ne.jp", "smtp; 450 4.2.2 mailbox full", action="delayed")
    assert desk.doing(octets, desk.verp(1)) == ["WARNING"]
    assert desk.state(1) == ACCEPTED


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_success_confirms_what_was_uncertain(desk: Desk, action: str) -> None:
    """With our token it is evidence; without it anybody can claim it."""
    octets = report("jiro@example.com", "smtp; 250 ok", action=action)
    assert desk.doing(octets) == ["WEAK"]
    assert desk.state(3) == UNCERTAIN
    assert desk.doing(octets, desk.verp(3)) == ["CONFIRMED"]
    assert desk.state(3) == ("accepted", "yes", "good", True)
    assert desk.doing(octets, desk.verp(3)) == ["KNOWN"]


def test_what_was_never_sent_is_not_touched(desk: Desk) -> None:
    """A bounce about a delivery that waits changes nothing; neither does success."""
    assert desk.doing(report("waiting@example.com"), desk.verp(5)) == ["STATE"]
    assert desk.doing(report("waiting@example.com", action="delivered"), desk.verp(5)) == ["STATE"]
    assert desk.state(5)[0] == "waiting"
    assert desk.events(5) == []


def test_an_old_bounce_says_nothing_about_a_new_attempt(desk: Desk) -> None:
    """A person had it sent again; the first attempt's bounce, read once more, does not refuse the second."""
    octets = report("taro@docomo.ne.jp")
    later = SENT + timedelta(days=1)
    assert desk.doing(octets, desk.verp(1)) == ["REFUSED"]
    desk.move(1, Move.QUEUED_AGAIN, later)
    assert desk.doing(octets, desk.verp(1)) == ["KNOWN"]
    desk.move(1, Move.INTENDED, later)
    desk.move(1, Move.ACCEPTED, later)
    assert desk.doing(octets, desk.verp(1)) == ["KNOWN"]
    assert desk.doing(report("taro@docomo.ne.jp", "smtp; 550 5.1.1 No such user"), desk.verp(1)) == ["EARLIER"]
    assert desk.state(1)[0] == "accepted"
    newer = report("taro@docomo.ne.jp", at="Wed, 11 Nov 2026 01:00:00 +0000")
    assert desk.doing(newer, desk.verp(1)) == ["REFUSED"]


def test_a_token_of_another_ledger_is_matched_with_nobody(desk: Desk) -> None:
    """Not even by recipient and time: it is genuine, and about a delivery that is not here."""
    token = make_token(KEY, Purpose.BOUNCE, desk.token, 999)
    assert desk.doing(report("taro@docomo.ne.jp"), f"bounce+{token}@example.jp") == ["UNMATCHED"]
    assert desk.state(1) == ACCEPTED


def test_two_statements_about_one_delivery_are_one_event(desk: Desk) -> None:
    """The second sees what the first did, within the same transaction."""
    assert desk.doing(report("taro@docomo.ne.jp,taro@docomo.ne.jp"), desk.verp(1)) == ["REFUSED", "KNOWN"]
    assert desk.events(1).count("bounced") == 1


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    """It says what would be done, as often as it is asked."""
    dry = Desk(desk.engine, desk.token, replace(desk.bounces, writes=False))
    for _ in range(2):
        assert dry.doing(report("taro@docomo.ne.jp"), desk.verp(1)) == ["REFUSED"]
    assert desk.state(1) == ACCEPTED


def test_unsubscribe_mails_are_known_by_their_own_token(desk: Desk) -> None:
    """A bounce's token does not unsubscribe anybody, and an unsubscribe token names the delivery."""
    genuine = make_token(KEY, Purpose.UNSUBSCRIBE, desk.token, 2)
    taken = desk.take(f"From: h@ezweb.ne.jp\nSubject: {genuine}\n\n".encode())
    assert taken.unsubscribed is not None
    assert taken.unsubscribed.address == "hanako@ezweb.ne.jp"
    other = make_token(KEY, Purpose.BOUNCE, desk.token, 2)
    assert not desk.take(f"From: h@ezweb.ne.jp\nSubject: {other}\n\n".encode()).asks
