"""What one transaction proves about each recipient, read from transcripts with the real client machine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.reason import Reason
from hiyari.delivery.attribution import Outcome, unconnected
from hiyari.delivery.ledger.states import Delivered, Move, Standing
from hiyari.smtp.reply import Phase, Reply, ReplyError
from tests.delivery.transcript import CHUNKING, PIPELINING, TODAY, Transcript

A, B, C = "a@docomo.ne.jp", "b@docomo.ne.jp", "c@docomo.ne.jp"
AU = "a@ezweb.ne.jp"
NOT_DELIVERED = {Move.DEFERRED, Move.REFUSED, Move.RETRACTED}


def _summary(outcome: Outcome) -> tuple[Move, Reason, Standing]:
    return outcome.move, outcome.reason, outcome.standing


def test_a_reply_to_rcpt_is_about_its_recipient_alone() -> None:
    """A 550 at RCPT refuses that recipient; the other two get their message."""
    t = Transcript(to=[A, B, C])
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok"
    t >> f"RCPT TO:<{A}>" << "250 ok" >> f"RCPT TO:<{B}>" << f"550 Unknown user {B}" >> f"RCPT TO:<{C}>" << "250 ok"
    t >> "DATA" << "354 go" >> "." << "250 Requested mail action okay, completed"
    assert t.outcomes == {A: Move.ACCEPTED, B: Move.REFUSED, C: Move.ACCEPTED}
    assert _summary(t.results[B]) == (Move.REFUSED, Reason.USER_UNKNOWN, Standing.BAD)
    assert (t.results[B].delivered, t.results[B].phase) == (Delivered.NO, Phase.RCPT)
    assert t.results[B].calls_unknown
    assert t.results[A].standing is Standing.GOOD


@pytest.mark.parametrize(
    ("at", "reason", "standing"),
    [
        (datetime(2025, 2, 12, tzinfo=UTC), Reason.FILTERED, Standing.UNKNOWN),
        (datetime(2025, 2, 13, tzinfo=UTC), Reason.UNDEFINED, Standing.UNKNOWN),
        (datetime(2025, 3, 11, tzinfo=UTC), Reason.UNDEFINED, Standing.UNKNOWN),
        (datetime(2025, 3, 12, tzinfo=UTC), Reason.USER_UNKNOWN, Standing.DOUBTED),
        (TODAY, Reason.USER_UNKNOWN, Standing.DOUBTED),
    ],
)
def test_one_named_address_does_not_condemn_the_others(at: datetime, reason: Reason, standing: Standing) -> None:
    """A 550 after the dot that names b@ proves nothing about a@ and c@; what it says of b@ depends on its date."""
    t = Transcript(to=[A, B, C], at=at)
    t.taken() >> "." << f"550 Unknown user {B}"
    assert t.outcomes == {A: Move.UNPROVEN, B: Move.REFUSED, C: Move.UNPROVEN}
    assert t.results[A].delivered is Delivered.MAY_BE
    assert _summary(t.results[B]) == (Move.REFUSED, reason, standing)
    assert t.results[B].calls_unknown
    assert not t.results[A].calls_unknown


def test_a_refusal_that_names_nobody_is_about_the_only_recipient() -> None:
    """With one recipient *unknown user* can only mean that one; with two it may be either, and proves nothing."""
    t = Transcript(to=[A])
    t.taken() >> "." << "550 Unknown user"
    assert t.outcomes == {A: Move.REFUSED}
    t = Transcript(to=[A, B])
    t.taken() >> "." << "550 Unknown user"
    assert t.outcomes == {A: Move.UNPROVEN, B: Move.UNPROVEN}


def test_who_was_refused_before_is_not_whom_the_content_is_refused_for() -> None:
    """Of two recipients one is refused at RCPT: what is said of the content is about the other."""
    t = Transcript(to=[A, B])
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{A}>" << "550 Unknown user"
    t >> f"RCPT TO:<{B}>" << "250 ok" >> "DATA" << "354 go" >> "." << "552 Too much mail data"
    assert _summary(t.results[B]) == (Move.REFUSED, Reason.MAILBOX_FULL, Standing.UNKNOWN)


@pytest.mark.parametrize(
    ("phase", "said", "expected"),
    [
        ("rcpt", f"550 <{AU}>: User unknown", (Move.REFUSED, Reason.USER_UNKNOWN, Standing.BAD)),
        ("dot", "550 : User unknown", (Move.REFUSED, Reason.FILTERED, Standing.UNKNOWN)),
        ("dot", f"550 <{AU}>: User unknown", (Move.REFUSED, Reason.USER_UNKNOWN, Standing.DOUBTED)),
        ("dot", "550 <other@ezweb.ne.jp>: User unknown", (Move.UNPROVEN, Reason.UNDEFINED, Standing.UNKNOWN)),
    ],
)
def test_au_says_who_by_the_address_and_what_by_the_phase(
    phase: str, said: str, expected: tuple[Move, Reason, Standing]
) -> None:
    """With the address at RCPT it is unknown; without one after the dot a filter took it."""
    t = Transcript(to=[AU], provider="au")
    if phase == "rcpt":
        t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{AU}>" << said
    else:
        t.taken() >> "." << said
    assert _summary(t.results[AU]) == expected
    assert t.results[AU].calls_unknown is (expected[0] is Move.REFUSED)


def test_past_a_hundred_recipients_nobody_got_it() -> None:
    """The 554 of docomo for too many recipients delivers to nobody and blames nobody, at RCPT and after the dot."""
    t = Transcript(to=[A, B])
    t.taken() >> "." << "554 Transaction failed"
    assert {_summary(one) for one in t.results.values()} == {(Move.DEFERRED, Reason.RATE, Standing.UNKNOWN)}
    t = Transcript(to=[A, B])
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{A}>" << "250 ok"
    t >> f"RCPT TO:<{B}>" << "554 Transaction failed" >> "DATA"
    t.cut()
    assert _summary(t.results[B]) == (Move.DEFERRED, Reason.RATE, Standing.UNKNOWN)
    assert t.outcomes[A] is Move.DEFERRED


def _until(phase: Phase) -> Transcript:
    """A session in which the server owes the reply of this phase."""
    t = Transcript(to=[A, B])
    t.opened() >> "MAIL FROM:<bounce@example.jp>"
    if phase is Phase.MAIL:
        return t
    t << "250 ok" >> f"RCPT TO:<{A}>" << "250 ok" >> f"RCPT TO:<{B}>"
    if phase is Phase.RCPT:
        return t
    t << "250 ok" >> "DATA"
    if phase is Phase.DATA:
        return t
    t << "354 go"
    return t if phase is Phase.CONTENT else t >> "."


@pytest.mark.parametrize("phase", [Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.FINAL_DOT])
def test_421_delivers_nothing_and_blames_nobody(phase: Phase) -> None:
    """The server closes: everybody waits, with the reply that says so, and the lane is told that it is the server."""
    t = _until(phase) << "421 closing"
    assert t.client.done
    assert t.ended
    for outcome in t.results.values():
        assert _summary(outcome) == (Move.DEFERRED, Reason.SYSTEM, Standing.UNKNOWN)
        assert outcome.reply is not None
        assert (outcome.delivered, outcome.phase, outcome.reply.code) == (Delivered.NO, phase, 421)


@pytest.mark.parametrize(
    ("phase", "move", "delivered"),
    [
        (Phase.MAIL, Move.DEFERRED, Delivered.NO),
        (Phase.RCPT, Move.DEFERRED, Delivered.NO),
        (Phase.DATA, Move.DEFERRED, Delivered.NO),
        (Phase.CONTENT, Move.RETRACTED, Delivered.NO),
        (Phase.FINAL_DOT, Move.ANSWER_LOST, Delivered.MAY_BE),
    ],
)
def test_a_lost_connection_proves_what_its_phase_says(phase: Phase, move: Move, delivered: Delivered) -> None:
    """Until the end of the content nothing was delivered; after it nobody knows (RFC 1047)."""
    t = _until(phase).cut()
    for outcome in t.results.values():
        assert (outcome.move, outcome.delivered, outcome.reason) == (move, delivered, Reason.NETWORK)
        assert (outcome.phase, outcome.reply, outcome.standing) == (phase, None, Standing.UNKNOWN)


def test_a_garbled_answer_to_the_dot_is_no_answer() -> None:
    """What is no SMTP reply breaks the connection, and 3yz is no answer to a message: it may be delivered."""
    t = _until(Phase.FINAL_DOT)
    with pytest.raises(ReplyError):
        t << "delivered, more or less"
    assert set(t.cut().outcomes.values()) == {Move.ANSWER_LOST}
    assert set((_until(Phase.FINAL_DOT) << "354 go").outcomes.values()) == {Move.UNPROVEN}


def test_greylisting_waits_without_blame() -> None:
    """A greylisted recipient is deferred, at RCPT for one and after the dot for all."""
    t = Transcript(to=["a@example.net", "b@example.net"], provider="other")
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok"
    t >> "RCPT TO:<a@example.net>" << "450 4.2.0 Greylisted, try again in 300 seconds"
    t >> "RCPT TO:<b@example.net>" << "250 ok" >> "DATA" << "354 go" >> "." << "250 ok"
    assert _summary(t.results["a@example.net"]) == (Move.DEFERRED, Reason.GREYLISTED, Standing.UNKNOWN)
    assert t.outcomes["b@example.net"] is Move.ACCEPTED


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("451 Local error", (Move.DEFERRED, Reason.SYSTEM)),
        ("503 Bad sequence", (Move.DEFERRED, Reason.SYNTAX)),
        ("554 5.7.1 Policy", (Move.DEFERRED, Reason.POLICY)),
        ("550 Nothing that anybody knows", (Move.DEFERRED, Reason.UNDEFINED)),
        (f"550 Unknown user {A}", (Move.REFUSED, Reason.USER_UNKNOWN)),
    ],
)
def test_a_refusal_of_data_delays(said: str, expected: tuple[Move, Reason]) -> None:
    """No content was sent; only a reply that is about the recipient is more than a delay."""
    t = Transcript(to=[A])
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{A}>" << "250 ok" >> "DATA" << said
    outcome = t.results[A]
    assert (outcome.move, outcome.reason) == expected
    assert outcome.delivered is Delivered.NO


def test_a_refusal_of_data_that_names_one_delays_the_others() -> None:
    """Nothing was sent: who is not named is not uncertain, and waits."""
    t = Transcript(to=[A, B])
    t.opened() >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{A}>" << "250 ok"
    t >> f"RCPT TO:<{B}>" << "250 ok" >> "DATA" << f"550 Unknown user {B}"
    assert t.outcomes == {A: Move.DEFERRED, B: Move.REFUSED}


def test_pipelined_data_with_everybody_refused() -> None:
    """DATA was sent along, the server asks for a content that has no reader, and each keeps its own refusal."""
    t = Transcript(to=[A, B])
    t.opened(PIPELINING) >> "MAIL FROM:<bounce@example.jp>" >> f"RCPT TO:<{A}>" >> f"RCPT TO:<{B}>" >> "DATA"
    t << "250 ok" << f"550 Unknown user {A}" << "450 busy" << "354 go" >> "." << "554 no valid recipients"
    assert t.ended
    assert t.outcomes == {A: Move.REFUSED, B: Move.DEFERRED}


@pytest.mark.parametrize("ehlo", ["250 mx", PIPELINING, CHUNKING])
@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("550 5.1.8 Sender rejected", Reason.REJECTED),
        ("550 Unknown user bounce@example.jp", Reason.REJECTED),
        ("550 What nobody knows", Reason.REJECTED),
        ("451 What nobody knows", Reason.SYSTEM),
        ("554 5.7.1 Client host [192.0.2.1] blocked using bl.example", Reason.BLOCKED),
    ],
)
def test_a_refused_sender_is_no_recipients_fault(ehlo: str, said: str, reason: Reason) -> None:
    """Whatever is said to MAIL is about us, even where it sounds like an unknown user."""
    t = Transcript(to=[A])
    t.opened(ehlo) >> "MAIL FROM:<bounce@example.jp>" << said
    if ehlo == PIPELINING:
        t << "503 no sender" << "503 no recipients"
    assert t.ended
    assert _summary(t.results[A]) == (Move.DEFERRED, reason, Standing.UNKNOWN)
    assert not t.results[A].calls_unknown


def test_what_the_server_cannot_take_is_not_sent() -> None:
    """A message that is larger than SIZE allows is refused without a word to the server."""
    t = Transcript(to=[A], content=b"x" * 100)
    t.opened("250-mx\r\n250 SIZE 50")
    outcome = t.results[A]
    assert _summary(outcome) == (Move.REFUSED, Reason.TOO_BIG, Standing.UNKNOWN)
    assert (outcome.delivered, outcome.reply) == (Delivered.NO, None)


@pytest.mark.parametrize("ehlo", ["250 mx", CHUNKING])
def test_what_we_withheld_was_not_delivered(ehlo: str) -> None:
    """The promise is refused on our side: the 354 before it is no acceptance, and a refusal at RCPT stays one."""
    t = Transcript(to=[A, B])
    t.opened(ehlo) >> "MAIL FROM:<bounce@example.jp>" << "250 ok" >> f"RCPT TO:<{A}>" << "250 ok"
    t >> f"RCPT TO:<{B}>" << f"550 Unknown user {B}"
    if ehlo != CHUNKING:
        t >> "DATA" << "354 go"
    t.withhold()
    assert t.outcomes == {A: Move.DEFERRED, B: Move.REFUSED}
    assert t.results[A].delivered is Delivered.NO


@pytest.mark.parametrize(
    "said",
    [
        "550 5.7.1 bounce@example.jp is listed; write to postmaster@example.net",
        "552 5.3.4 Message too big, ask postmaster@example.net",
    ],
)
def test_a_reply_may_quote_us_or_a_postmaster(said: str) -> None:
    """An address that is nobody of this transaction does not make a refusal of the whole into a riddle."""
    t = Transcript(to=["a@example.net", "b@example.net"], provider="other")
    t.taken() >> "." << said
    assert set(t.outcomes.values()) <= NOT_DELIVERED


def test_the_named_one_may_stand_behind_our_own_address() -> None:
    """All addresses of the text are looked at: ours comes first, and b@ is meant."""
    t = Transcript(to=["a@example.net", "b@example.net"], provider="other")
    t.taken() >> "." << "550 mail from <bounce@example.jp> to <b@example.net>: no such user"
    assert t.outcomes == {"a@example.net": Move.UNPROVEN, "b@example.net": Move.REFUSED}


@pytest.mark.parametrize(
    ("to", "said", "provider"),
    [
        ('"a..b"@docomo.ne.jp', "550 Unknown user a..b@docomo.ne.jp", "docomo"),
        ("a..b@docomo.ne.jp", '550 Unknown user <"a..b"@docomo.ne.jp>', "docomo"),
        ("A.b.@docomo.ne.jp", "550 Unknown user a.b.@DOCOMO.NE.JP", "docomo"),
        ("-a@ezweb.ne.jp", "550 <-a@ezweb.ne.jp>: User unknown", "au"),
        ("Taro@example.net", "550 <taro@example.net>: no such user", "other"),
        ("太郎@example.net", "550 <太郎@example.net>: no such user", "other"),
    ],
)
def test_an_address_is_recognised_however_it_is_written(to: str, said: str, provider: str) -> None:
    """Quotes, case and the octets of UTF-8 do not hide who is named."""
    other = "z@" + to.rpartition("@")[2]
    t = Transcript(to=[to, other], provider=provider)
    ehlo = "250-mx\r\n250-SMTPUTF8\r\n250 8BITMIME"
    t.opened(ehlo) >> "MAIL FROM:<bounce@example.jp>..." << "250 ok"
    t >> f"RCPT TO:<{to}>" << "250 ok" >> f"RCPT TO:<{other}>" << "250 ok" >> "DATA" << "354 go" >> "." << said
    assert t.outcomes == {to: Move.REFUSED, other: Move.UNPROVEN}


def test_two_cases_may_be_two_people() -> None:
    """Where case is not known to be folded, the one that is written exactly so is meant."""
    t = Transcript(to=["Taro@example.net", "taro@example.net"], provider="other")
    t.taken() >> "." << "550 <taro@example.net>: no such user"
    assert t.outcomes == {"Taro@example.net": Move.UNPROVEN, "taro@example.net": Move.REFUSED}


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (None, Reason.NETWORK),
        (Reply(code=421, lines=("",), phase=Phase.CONNECT), Reason.SYSTEM),
        (Reply(code=554, lines=("Unknown user or host",), phase=Phase.CONNECT), Reason.SYSTEM),
        (Reply(code=421, lines=("Too many connections",), phase=Phase.CONNECT), Reason.RATE),
    ],
)
def test_no_connection_is_nobodys_fault(reply: Reply | None, reason: Reason) -> None:
    """A greeting that is no welcome delays, and is never about a recipient."""
    known = knowledge()
    outcome = unconnected(reply, Phase.CONNECT, known.provider("docomo"), known, TODAY)
    assert _summary(outcome) == (Move.DEFERRED, reason, Standing.UNKNOWN)
    assert outcome.delivered is Delivered.NO


_LINES = st.sampled_from(
    [
        "250 ok",
        "354 go",
        "421 bye",
        "450 busy",
        "451 4.7.1 Greylisted",
        "503 Bad sequence",
        "550 : User unknown",
        "550 User unknown",
        "552 Too much mail data",
        "554 Transaction failed",
        "554 5.7.1 Spam",
        *(f"550 Unknown user {one}" for one in (A, B, C, "x@docomo.ne.jp")),
        *(f"452 4.2.2 <{one}> over quota" for one in (A, B)),
    ]
)


def _play(script: list[str], ehlo: str, provider: str, day: int) -> Transcript:
    """The server says what the script says, and then nothing more."""
    t = Transcript(to=[A, B, C], provider=provider, at=datetime(2025, 2, day, tzinfo=UTC))
    t.opened(ehlo)
    for line in script:
        if t.ended or t.client.done:
            break
        if t.client.phase is Phase.CONTENT:
            t.finish()
        try:
            t << line
        except ReplyError:
            break
    return t if t.ended else t.cut()


_GOOD_SO_FAR = ["250 ok"] * 4 + ["354 go"]


@given(
    st.builds(lambda so_far, rest: _GOOD_SO_FAR[:so_far] + rest, st.integers(0, 5), st.lists(_LINES, max_size=6)),
    st.sampled_from(["250 mx", PIPELINING, CHUNKING]),
    st.sampled_from(["docomo", "au", "other"]),
    st.integers(1, 28),
)
def test_whatever_a_server_says(script: list[str], ehlo: str, provider: str, day: int) -> None:
    """Everybody gets one outcome; nobody is *not delivered* after the dot without a reply that is about them."""
    t = _play(script, ehlo, provider, day)
    results, final = t.results, t.transaction.final
    assert set(results) == {A, B, C}
    refused_at_rcpt = {
        one.recipient for one in t.transaction.replies if one.reply.phase is Phase.RCPT and one.reply.code >= 500
    }
    for recipient, outcome in results.items():
        if outcome.move is Move.REFUSED and outcome.phase is Phase.RCPT:
            assert recipient in refused_at_rcpt
        if outcome.move is Move.ACCEPTED:
            assert final is not None
            assert final.code == 250
        if outcome.delivered is Delivered.NO and outcome.phase is Phase.FINAL_DOT:
            assert outcome.reply is final
            assert final is not None
            others = {A, B, C} - {recipient}
            assert recipient in str(final) or not any(one in str(final) for one in others)
        if outcome.phase is Phase.FINAL_DOT and final is None:
            assert outcome.move is Move.ANSWER_LOST
