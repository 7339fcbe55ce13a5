"""No octets make reading a bounce raise, run away, or grow beyond its bounds."""

from __future__ import annotations

import string
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.address import parse_address
from hiyari.delivery.bounce.bounce import Kind
from hiyari.delivery.bounce.dsn import MOST_RECIPIENTS, read_report
from hiyari.delivery.bounce.match import find_claim, find_unsubscribe
from hiyari.delivery.bounce.meaning import judge
from hiyari.delivery.bounce.read import read_notice
from hiyari.delivery.bounce.reply_text import read_reply
from hiyari.delivery.message.tokens import Purpose, make_token, read_token
from hiyari.smtp.mail import MOST_OCTETS, parse_date, parts, split
from tests.delivery.bounce.golden import FOLDER

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CASES = [path.read_bytes() for path in sorted(FOLDER.glob("*.eml"))]
PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=b\n",
        b'Content-Type: text/plain; charset="punycode"\n',
        b"Content-Type: message/delivery-status\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Subject: =?iso-2022-jp?B?!!!?=\n",
        b"Subject: =?x?Q?=FF?= =?\n",
        b"Date: Tue, 99 Nov 99999 10:00:00 +9999\n",
        b"Final-Recipient: utf-8; \\x{110000}\\x{D800}@example.com\n",
        b"Final-Recipient: rfc822; a@example.com\n",
        b"Action: failed\n",
        b"Status: 5.1.1\n",
        b"\n",
        b"--b\n",
        b"--b--\n",
        b"\x1b$B",
        b"\xff\x00\r",
        b"<a@example.com>: 550",
        b"This is the mail system at host x\n",
        b"From: MAILER-DAEMON\n",
    ]
)


def _read(octets: bytes) -> Kind:
    notice = read_notice(octets)
    assert len(notice.statements) <= MOST_RECIPIENTS
    find_claim(notice, (), b"k" * 32)
    find_unsubscribe(notice, b"k" * 32)
    for statement in notice.statements:
        judge(statement, notice, knowledge(), NOW)
        assert len(statement.said) <= 2000
        for address in (statement.recipient, statement.original):
            assert address is None or parse_address(address) is not None
            (address or "").encode("utf-8")
        statement.said.encode("utf-8")
    notice.subject.encode("utf-8")
    return notice.kind


@given(st.binary(max_size=2000))
def test_any_octets_are_read(octets: bytes) -> None:
    """Whatever comes is some kind of message."""
    _read(octets)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40).map(b"".join))
def test_any_order_of_pieces_is_read(octets: bytes) -> None:
    """Reports without order, encodings that lie, boundaries that never end."""
    _read(octets)


@given(st.sampled_from(CASES), st.data())
def test_a_spoiled_case_is_read(octets: bytes, data: st.DataObject) -> None:
    """A real bounce with a part cut out, and another put in."""
    start = data.draw(st.integers(0, len(octets)))
    end = data.draw(st.integers(start, min(start + 200, len(octets))))
    _read(octets[:start] + data.draw(st.binary(max_size=30)) + octets[end:])


@given(st.text(max_size=300))
def test_any_diagnostic_is_read(text: str) -> None:
    """Replies, reports and dates in any characters."""
    read_reply(text)
    read_report(text)
    parse_date(text)


DEEP = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(5000))
BOMBS = {
    "blank lines": b"From: MAILER-DAEMON@x\n\n" + b"\n" * MOST_OCTETS,
    "deep parts": DEEP,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
    "many recipients": b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
    + b"Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n\n" * 50_000,
    "many fields": b"".join(b"X-%d: y\n" % number for number in range(500_000)) + b"\nx",
    "one long line": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"<a@b" * 2_000_000,
    "brackets": b"From: MAILER-DAEMON@x\nContent-Type: text/html\n\n" + b"<" * 5_000_000,
    "spaces": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + (b" " * 990 + b"x y\n") * 5000,
    "addresses": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\ncould not be delivered\n"
    + b"<a@example.com>\n" * 400_000,
    "codes": b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"550 550 550 550 a@a a@a\n" * 300_000,
    "a header without end": b"Subject: " + b"x" * MOST_OCTETS,
    "folded for ever": b"Subject: x\n" + b" y\n" * 1_000_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?x?= " * 500_000,
    "longer than is read": b"From: x\n\n" + b"x" * (MOST_OCTETS + 1),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_message_that_was_made_to_hurt_is_read(name: str) -> None:
    """Every bound holds: parts, depth, recipients, lines, fields. A test that ran away would never end."""
    _read(BOMBS[name])
    header, body = split(BOMBS[name][:MOST_OCTETS])
    assert len(parts(header, body)) <= 50


def test_what_is_left_out_is_said() -> None:
    """A notice tells that there is more than was read."""
    assert read_notice(BOMBS["longer than is read"]).cut
    assert read_notice(BOMBS["many recipients"]).cut
    assert not read_notice(CASES[0]).cut


@given(st.text(string.ascii_letters + string.digits + "-@+<>", max_size=60))
def test_a_token_is_not_made_without_the_key(written: str) -> None:
    """Nothing that is written at random names a delivery, also behind a genuine beginning."""
    assert read_token(b"k" * 32, Purpose.BOUNCE, written) is None
    genuine = make_token(b"another key of a site", Purpose.BOUNCE, "abcdefgh", 7)
    assert read_token(b"k" * 32, Purpose.BOUNCE, genuine + written) is None
