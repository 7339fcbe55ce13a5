"""Recordings are read as the mail programs would have read them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.mails import Mail, addresses, decodings, mails, marks, split
from hiyari.forms.confirm.recorded import Call, Ran, Transaction, read_answer


def called(*argv: bytes, data: bytes = b"") -> Mail:
    """The one mail of a call of the stub."""
    (mail,) = mails(Ran(ended="exit", status=0, calls=(Call(argv=argv, data=data),)))
    return mail


def recipients(mail: Mail) -> list[tuple[bytes, str]]:
    """Who gets it."""
    return [(one.address, one.where) for one in mail.recipients]


MESSAGE = (
    b"To: a@example.jp, B <b@example.jp>\nCc: c@example.jp\r\nBcc:\n d@example.jp\nSubject: x\n\nTo: e@example.jp\n"
)


def test_sendmail_t_reads_the_header() -> None:
    """With -t the recipients stand in To, Cc and Bcc, also on folded lines, and never in the body."""
    mail = called(b"/usr/sbin/sendmail", b"-oi", b"-t", data=MESSAGE)
    assert recipients(mail) == [
        (b"a@example.jp", "To"),
        (b"b@example.jp", "To"),
        (b"c@example.jp", "Cc"),
        (b"d@example.jp", "Bcc"),
    ]
    assert mail.body == b"To: e@example.jp\n"


def test_sendmail_without_t_reads_its_arguments() -> None:
    """Without -t the header's addresses get nothing."""
    mail = called(
        b"/usr/lib/sendmail",
        b"-f",
        b"from@example.jp",
        b"--",
        b"-X/tmp/cqb",
        b"a@example.jp,b@example.jp",
        data=MESSAGE,
    )
    assert recipients(mail) == [
        (b"-X/tmp/cqb", "command line"),
        (b"a@example.jp", "command line"),
        (b"b@example.jp", "command line"),
    ]
    assert mail.options == (b"-ffrom@example.jp",)


def test_a_value_is_no_option() -> None:
    """What stands in the place of an option's value is no option."""
    assert called(b"sendmail", b"-f", b"-X/tmp/cqb", b"-t").options == (b"-f-X/tmp/cqb", b"-t")
    assert called(b"sendmail", b"-t", b"-X/tmp/cqb").options == (b"-t", b"-X/tmp/cqb")


def test_mail_knows_no_header() -> None:
    """mail(1) takes its recipients from the command line, and its input is all body."""
    mail = called(
        b"/hiyari/bin/mail", b"-s", b"Hello\nBcc: x@example.jp", b"-c", b"c@example.jp", b"a@example.jp", data=MESSAGE
    )
    assert recipients(mail) == [(b"a@example.jp", "command line"), (b"c@example.jp", "Cc")]
    assert mail.header.startswith(b"Subject: Hello\nBcc: x@example.jp\n")
    assert mail.body == MESSAGE


def test_an_smtp_transaction_has_an_envelope() -> None:
    """By SMTP the recipients are those of RCPT, whatever the header says."""
    transaction = Transaction(
        sender=b"FROM:<>", recipients=(b"TO:<a@example.jp> NOTIFY=NEVER", b"to: b@example.jp"), data=MESSAGE
    )
    (mail,) = mails(Ran(ended="exit", status=0, smtp=(transaction,)))
    assert recipients(mail) == [(b"a@example.jp", "envelope"), (b"b@example.jp", "envelope")]


def test_marks_are_no_mail() -> None:
    """A mark that ran is told by its number."""
    ran = Ran(ended="exit", status=0, calls=(Call(argv=(b"/m/h",), data=b""), Call(argv=(b"/m/X",), data=b"")))
    assert marks(ran) == {7}
    assert len(mails(ran)) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b'"cqb@hiyari.invalid, x" <owner@example.jp>', (b"owner@example.jp",)),
        (b"cqb@hiyari.invalid <owner@example.jp>", (b"owner@example.jp",)),
        (b"cqb@hiyari.invalid, owner <owner@example.jp>", (b"cqb@hiyari.invalid", b"owner@example.jp")),
        (b"owner@example.jp (cqb@hiyari.invalid, x)", (b"owner@example.jp",)),
        (b"group: a@example.jp, b@example.jp;", (b"a@example.jp", b"b@example.jp")),
        (b"x cqb@hiyari.invalid", (b"x cqb@hiyari.invalid",)),
    ],
)
def test_names_and_comments_are_no_addresses(value: bytes, expected: tuple[bytes, ...]) -> None:
    """Quoted names, comments and groups are read as RFC 5322 has them."""
    assert addresses(value) == expected


def test_encodings_are_seen_through() -> None:
    """Text in Base64 and quoted-printable is found."""
    assert any(b"hiyaritoken" in one for one in decodings(base64.b64encode("これは hiyaritoken".encode())))
    assert any(b"token=1" in one for one in decodings(b"tok=65n=3D1"))


@given(st.binary(max_size=400))
def test_any_octets_are_read(octets: bytes) -> None:
    """Nothing that a script can mail makes the reading fail, and header and body lose nothing but line breaks."""
    header, body = split(octets)
    assert len(header) + len(body) <= len(octets)
    assert header + octets[len(header) :] == octets
    list(decodings(octets))
    called(b"sendmail", b"-t", octets, data=octets)
    assert addresses(octets) == addresses(octets)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=9).map(lambda x: repr(x).encode()),
    )
)
def test_no_rubbish_is_an_answer(line: bytes) -> None:
    """A line that the supervisor did not write is no answer, and no error."""
    assert read_answer(line) is None


def test_an_answer_is_read() -> None:
    """A whole answer comes back as values."""
    line = b'{"ended":"exit","status":0,"out":"YQ==","err":"","calls":[{"argv":["Yg=="],"data":"Yw=="}],"smtp":[],"wants_tls":true}'
    assert read_answer(line) == Ran(
        ended="exit", status=0, out=b"a", calls=(Call(argv=(b"b",), data=b"c"),), wants_tls=True
    )  # fmt: skip
    assert read_answer(line.replace(b'"Yg=="', b"7")) is None
    assert read_answer(line.replace(b"[]", b"[7]")) is None
