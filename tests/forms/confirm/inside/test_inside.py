"""The sandbox's own SMTP sink and names, without I/O, and its oldest Python."""

from __future__ import annotations

import ast
from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.inside.names import answer
from hiyari.forms.confirm.inside.sink import Conversation

QUESTION = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x04mail\x07example\x00\x00%c\x00\x01"


def test_a_message_is_taken() -> None:
    """A client that logs in and sends is believed, and its message is kept without its password."""
    talk = Conversation()
    talk.receive(
        b"EHLO a\r\nAUTH LOGIN\r\nZm9ybQ==\r\nc2VjcmV0\r\nMAIL FROM:<a@example.jp>\r\nRCPT TO:<b@example.jp>\r\nDATA\r\n"
    )
    talk.receive(b"Subject: x\r\n\r\n..dot\r\n.")
    assert talk.taken == []
    talk.receive(b"\r\nQUIT\r\n")
    (message,) = talk.taken
    assert message.recipients == [b"TO:<b@example.jp>"]
    assert message.data == b"Subject: x\r\n\r\n.dot\r\n"
    assert talk.closed
    assert b"235 " in talk.out
    assert b"354 " in talk.out


def test_plain_login_with_its_password() -> None:
    """AUTH PLAIN with an initial response is one line, without one it is two."""
    for lines in (b"AUTH PLAIN AGEAYg==\r\nNOOP\r\n", b"AUTH PLAIN\r\nAGEAYg==\r\nNOOP\r\n"):
        talk = Conversation()
        talk.receive(lines)
        assert talk.out.endswith(b"235 2.7.0 Accepted\r\n250 2.0.0 Ok\r\n")


def test_tls_is_refused_and_remembered() -> None:
    """A client that wants TLS where there is none is told no."""
    talk = Conversation()
    talk.receive(b"EHLO a\r\nSTARTTLS\r\n")
    assert (talk.wants_tls, talk.starts_tls) == (True, False)
    assert b"250-STARTTLS" not in talk.out
    assert b"454 4.7.0" in talk.out


def test_tls_is_begun() -> None:
    """What a client sends in plain together with STARTTLS is forgotten, and TLS is offered once."""
    talk = Conversation(offers_tls=True)
    talk.receive(b"EHLO a\r\nSTARTTLS\r\nMAIL FROM:<a@example.jp>\r\n")
    assert talk.starts_tls
    assert talk.out.endswith(b"250 8BITMIME\r\n220 2.0.0 Go ahead\r\n")
    talk.secured()
    talk.out = b""
    talk.receive(b"EHLO a\r\n")
    assert b"STARTTLS" not in talk.out
    assert talk.out.count(b"\r\n") == 4


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=300),
            st.sampled_from([b"DATA\r\n", b"MAIL\n", b"RCPT TO:<a>\r\n", b".\r\n", b"AUTH\r\n"]),
        ),
        max_size=20,
    )
)
def test_any_client_is_endured(pieces: list[bytes]) -> None:
    """Whatever a client sends, in whatever pieces, is answered or ignored within bounds."""
    talk = Conversation()
    for piece in pieces:
        talk.receive(piece)
    assert len(talk.taken) <= len(pieces)
    assert len(talk._buffer) <= 4096


def test_every_name_is_here() -> None:
    """An A question is answered with 127.0.0.1, an MX question with the name itself, any other with nothing."""
    address = answer(QUESTION % 1)
    exchange = answer(QUESTION % 15)
    nothing = answer(QUESTION % 28)
    assert address is not None
    assert address.endswith(b"\x00\x04\x7f\x00\x00\x01")
    assert exchange is not None
    assert exchange.endswith(b"\x00\x04\x00\x0a\xc0\x0c")
    assert nothing is not None
    assert nothing[6:8] == b"\x00\x00"


@given(st.binary(max_size=80))
def test_what_is_no_question_gets_no_answer(octets: bytes) -> None:
    """Rubbish is answered with an answer or not at all, never with an error."""
    reply = answer(octets)
    assert reply is None or reply[:2] == octets[:2]


def test_it_runs_on_old_pythons() -> None:
    """What runs inside is Python 3.9: it parses as that, and imports nothing but the standard library."""
    for item in (resources.files("hiyari.forms.confirm") / "inside").iterdir():
        if item.name.endswith(".py"):
            tree = ast.parse(item.read_text("utf-8"), feature_version=(3, 9))
            names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 0}
            assert not {name for name in names if name and name.startswith("hiyari")}
