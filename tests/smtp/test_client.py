"""The client machine, read like a transcript: what the server says, what the client says, what is known then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.smtp.client import Broken, Client, Envelope, Replied, stuff
from hiyari.smtp.reply import Phase, ReplyError

ENVELOPE = Envelope(
    helo="relay1.example.jp",
    reverse_path="info@example.jp",
    recipients=("a@example.net", "b@example.net"),
    content=b"Subject: x\r\n\r\n.dot\r\n",
)


def _say(client: Client, line: str) -> tuple[str, list[object]]:
    events, out = client.receive(line.encode() + b"\r\n")
    return out.decode(), list(events)


def test_a_whole_transaction() -> None:
    """Each reply brings the next command, one refused recipient does not stop the other, and dots are stuffed."""
    client = Client(ENVELOPE)
    assert _say(client, "220 ready")[0] == "EHLO relay1.example.jp\r\n"
    assert client.receive(b"250-mx\r\n250-PIPE")[1] == b""
    assert client.receive(b"LINING\r\n250 SIZE\r\n")[1] == b"MAIL FROM:<info@example.jp>\r\n"
    assert _say(client, "250 ok")[0] == "RCPT TO:<a@example.net>\r\n"
    out, events = _say(client, "550 5.1.1 User unknown")
    assert out == "RCPT TO:<b@example.net>\r\n"
    assert isinstance(event := events[0], Replied)
    assert (event.recipient, event.reply.phase, event.reply.enhanced) == ("a@example.net", Phase.RCPT, "5.1.1")
    assert _say(client, "250 ok")[0] == "DATA\r\n"
    assert _say(client, "354 go")[0] == "Subject: x\r\n\r\n..dot\r\n.\r\n"
    assert client.phase is Phase.FINAL_DOT
    assert _say(client, "250 taken")[0] == "QUIT\r\n"
    assert _say(client, "221 bye")[0] == ""
    assert client.done
    assert client.close() == ()


def test_no_recipient_left_means_no_data() -> None:
    """When every recipient is refused, DATA is never said."""
    client = Client(ENVELOPE)
    for line in ("220 x", "250 x", "250 x", "550 no"):
        _say(client, line)
    assert _say(client, "550 no")[0] == "QUIT\r\n"


def test_a_connection_lost_after_the_dot_is_its_own_event() -> None:
    """Nothing says whether a message was delivered whose answer was lost after the final dot (RFC 1047)."""
    client = Client(ENVELOPE)
    for line in ("220 x", "250 x", "250 x", "250 x", "250 x", "354 x"):
        _say(client, line)
    assert client.close() == (Broken(phase=Phase.FINAL_DOT),)


@pytest.mark.parametrize("junk", [b"hello\r\n", b"9" * 5000, b"250-x\r\n" * 200, b"25\r\n", b"\r\n"])
def test_what_is_no_reply_is_refused(junk: bytes) -> None:
    """Lines without a code, without an end, or without number are an error, not a reply."""
    with pytest.raises(ReplyError):
        Client(ENVELOPE).receive(junk)


@pytest.mark.parametrize("address", ["a@example.net>\r\nRCPT TO:<b@example.net", "a b@example.net", "<>"])
def test_an_address_cannot_carry_a_command(address: str) -> None:
    """CR, LF, spaces and brackets in an address never reach the wire."""
    with pytest.raises(ValueError, match="SMTP command"):
        Client(Envelope(helo="h", reverse_path="", recipients=(address,), content=b""))


@given(st.lists(st.sampled_from([b"a", b".", b"\r\n", b"..", b"\r\n."]), max_size=12))
def test_stuffed_content_ends_once_and_comes_back(parts: list[bytes]) -> None:
    """However dots and line ends are mixed, the end mark stands at the end only, and unstuffing gives the content."""
    content = b"".join(parts)
    wire = b"\r\n" + stuff(content)
    assert wire.find(b"\r\n.\r\n") == len(wire) - 5
    unstuffed = wire[:-3].replace(b"\r\n.", b"\r\n")[2:]
    assert unstuffed in {content, content + b"\r\n"}
