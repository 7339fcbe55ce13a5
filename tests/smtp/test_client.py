"""The client machine, read like a transcript: what the server says, what the client says, what is known then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.smtp.client import Client, stuff
from hiyari.smtp.events import (
    Broken,
    Credentials,
    Ended,
    Envelope,
    Event,
    Manner,
    Obstacle,
    Prompted,
    Ready,
    Replied,
    Tls,
    TlsWanted,
)
from hiyari.smtp.reply import Phase, ReplyError

ENVELOPE = Envelope(
    reverse_path="info@example.jp",
    recipients=("a@example.net", "b@example.net"),
    content=b"Subject: x\r\n\r\n.dot\r\n",
)
PLAIN = Manner(helo="relay1.example.jp")


class Dialogue:
    """A client and what it said last."""

    def __init__(self, manner: Manner = PLAIN) -> None:
        self.client = Client(manner)
        self.events: list[Event] = []

    def hears(self, *lines: str) -> str:
        """Hand it lines of the server; returns what it says to them."""
        self.events += self.client.receive("".join(f"{line}\r\n" for line in lines).encode())
        return self.client.output().decode()

    def begins(self, envelope: Envelope = ENVELOPE) -> str:
        self.client.begin(envelope)
        return self.client.output().decode()

    def finishes(self) -> str:
        body, end = self.client.finish()
        self.client.ending()
        return (body + end).decode()

    @property
    def last(self) -> Event:
        return self.events[-1]


def test_a_whole_transaction() -> None:
    """Each reply brings the next command, one refused recipient does not stop the other, and dots are stuffed."""
    one = Dialogue()
    assert one.hears("220 ready") == "EHLO relay1.example.jp\r\n"
    assert one.hears("250-mx", "250 ENHANCEDSTATUSCODES") == ""
    assert one.last == Ready()
    assert one.begins() == "MAIL FROM:<info@example.jp>\r\n"
    assert one.hears("250 ok") == "RCPT TO:<a@example.net>\r\n"
    assert one.hears("550 5.1.1 User unknown") == "RCPT TO:<b@example.net>\r\n"
    refused = one.last
    assert isinstance(refused, Replied)
    assert (refused.recipient, refused.reply.phase, refused.reply.enhanced) == ("a@example.net", Phase.RCPT, "5.1.1")
    assert one.hears("250 ok") == "DATA\r\n"
    assert one.hears("354 go") == ""
    assert one.last == Prompted(recipients=("b@example.net",))
    assert one.finishes() == "Subject: x\r\n\r\n..dot\r\n.\r\n"
    assert one.client.phase is Phase.FINAL_DOT
    one.hears("250 taken")
    assert one.last == Ended()
    one.client.quit()
    assert one.client.output() == b"QUIT\r\n"
    one.hears("221 bye")
    assert one.client.done
    assert one.client.close() == []


def test_pipelined_commands_go_out_together_and_replies_find_their_recipient() -> None:
    """With PIPELINING one write carries MAIL, every RCPT and DATA, and the replies are told apart (RFC 2920)."""
    one = Dialogue()
    one.hears("220 x", "250-x", "250 PIPELINING")
    assert one.begins() == (
        "MAIL FROM:<info@example.jp>\r\nRCPT TO:<a@example.net>\r\nRCPT TO:<b@example.net>\r\nDATA\r\n"
    )
    one.hears("250 ok", "250 ok", "450 4.2.0 greylisted", "354 go")
    said = [(e.recipient, e.reply.phase) for e in one.events if isinstance(e, Replied)][2:]
    assert said == [
        (None, Phase.MAIL),
        ("a@example.net", Phase.RCPT),
        ("b@example.net", Phase.RCPT),
        (None, Phase.DATA),
    ]
    assert one.last == Prompted(recipients=("a@example.net",))


def test_when_everybody_is_refused_a_pipelined_data_carries_nothing() -> None:
    """354 with no recipient left is ended by an empty message, and the transaction with RSET before the next."""
    one = Dialogue()
    one.hears("220 x", "250-x", "250 PIPELINING")
    one.begins()
    assert one.hears("250 ok", "550 no", "550 no", "354 go") == ".\r\n"
    assert not any(isinstance(event, Prompted) for event in one.events)
    one.hears("554 no valid recipients")
    assert one.last == Ended()
    assert one.begins() == "RSET\r\n"
    assert one.hears("250 ok").startswith("MAIL FROM:")


def test_no_recipient_left_means_no_data() -> None:
    """When every recipient is refused, DATA is never said."""
    one = Dialogue()
    one.hears("220 x", "250 x")
    one.begins()
    one.hears("250 x")
    one.hears("550 no")
    assert one.hears("550 no") == ""
    assert one.last == Ended()


def test_a_chunk_is_sent_whole_and_not_stuffed() -> None:
    """With CHUNKING the content is one last chunk of its own length (RFC 3030), once the recipients are known."""
    one = Dialogue()
    one.hears("220 x", "250-x", "250-PIPELINING", "250 CHUNKING")
    assert "DATA" not in one.begins()
    one.hears("250 ok", "250 ok", "250 ok")
    assert one.finishes() == "BDAT 20 LAST\r\nSubject: x\r\n\r\n.dot\r\n"
    one.hears("250 ok")
    assert one.last == Ended()


def test_a_connection_lost_after_the_dot_is_its_own_event() -> None:
    """Nothing says whether a message was delivered whose answer was lost after the final dot (RFC 1047)."""
    one = Dialogue()
    one.hears("220 x", "250 x")
    one.begins()
    for line in ("250 x", "250 x", "250 x"):
        one.hears(line)
    one.hears("354 x")
    one.finishes()
    assert one.client.close() == [Broken(phase=Phase.FINAL_DOT)]


def test_a_connection_lost_before_the_dot_delivered_nothing() -> None:
    """The phase of a break between 354 and the dot is not that of the dot."""
    one = Dialogue()
    one.hears("220 x", "250-x", "250 PIPELINING")
    one.begins()
    one.hears("250 x", "250 x", "250 x", "354 x")
    assert one.client.close() == [Broken(phase=Phase.CONTENT)]


def test_421_ends_the_connection_wherever_it_comes() -> None:
    """RFC 5321 section 3.8: the server may say 421 to any command, and nothing was delivered before the dot."""
    for said in (["250 x"], ["250 x", "250 x"]):
        one = Dialogue()
        one.hears("220 x", "250-x", "250 PIPELINING")
        one.begins()
        one.hears(*said, "421 4.3.2 closing")
        assert one.last == Ended()
        assert one.client.done


def test_tls_forgets_what_was_said_before() -> None:
    """After STARTTLS the extensions are asked for anew (RFC 3207 section 4.2)."""
    one = Dialogue(Manner(helo="h", tls=Tls.MUST))
    one.hears("220 x")
    assert one.hears("250-x", "250-PIPELINING", "250 STARTTLS") == "STARTTLS\r\n"
    one.hears("220 go")
    assert one.last == TlsWanted()
    one.client.secured()
    assert one.client.output() == b"EHLO h\r\n"
    one.hears("250 x")
    assert not one.client.extensions.pipelining
    assert one.last == Ready()


@pytest.mark.parametrize("more", [b"250 injected\r\n", b"25"])
def test_nothing_said_before_tls_is_believed_after_it(more: bytes) -> None:
    """Octets behind the reply to STARTTLS are an attack (CVE-2011-0411) and end the connection."""
    one = Dialogue(Manner(helo="h", tls=Tls.MAY))
    one.hears("220 x", "250-x", "250 STARTTLS")
    with pytest.raises(ReplyError):
        one.client.receive(b"220 go\r\n" + more)


def test_where_tls_must_be_nothing_is_sent_without_it() -> None:
    """A server that offers no STARTTLS, or refuses it, hears QUIT and no address."""
    one = Dialogue(Manner(helo="h", tls=Tls.MUST))
    one.hears("220 x")
    assert one.hears("250 x") == "QUIT\r\n"
    other = Dialogue(Manner(helo="h", tls=Tls.MUST))
    other.hears("220 x", "250-x", "250 STARTTLS")
    assert other.hears("454 not now") == "QUIT\r\n"


def test_a_password_is_said_only_where_it_is_safe() -> None:
    """AUTH PLAIN and LOGIN over a private way; never in the clear elsewhere (RFC 4954 section 4)."""
    key = Credentials(user="u", password="p")
    assert Dialogue(Manner(helo="h", credentials=key)).hears("220 x", "250-x", "250 AUTH PLAIN") == "EHLO h\r\nQUIT\r\n"
    one = Dialogue(Manner(helo="h", credentials=key, private=True))
    one.hears("220 x")
    assert one.hears("250-x", "250 AUTH=LOGIN PLAIN") == "AUTH PLAIN AHUAcA==\r\n"
    one.hears("235 ok")
    assert one.last == Ready()
    two = Dialogue(Manner(helo="h", credentials=key, private=True))
    two.hears("220 x")
    assert two.hears("250-x", "250 AUTH LOGIN") == "AUTH LOGIN\r\n"
    assert two.hears("334 VXNlcm5hbWU6") == "dQ==\r\n"
    assert two.hears("334 UGFzc3dvcmQ6") == "cA==\r\n"
    assert "secret" not in repr(Credentials(user="u", password="secret"))


def test_an_ancient_server_is_greeted_with_helo() -> None:
    """A server that does not know EHLO hears HELO, and is offered no extension."""
    one = Dialogue()
    one.hears("220 x")
    assert one.hears("502 what") == "HELO relay1.example.jp\r\n"
    one.hears("250-x", "250 PIPELINING")
    assert one.last == Ready()
    assert not one.client.extensions.pipelining


def test_what_a_server_cannot_take_is_seen_before_it_is_asked() -> None:
    """SIZE, 8BITMIME and SMTPUTF8 are looked at before MAIL, and used where they are offered."""
    one = Dialogue()
    one.hears("220 x", "250-x", "250 SIZE 30")
    big = Envelope(reverse_path="", recipients=("a@b.jp",), content=b"x" * 31)
    assert one.client.obstacle(big) is Obstacle.TOO_BIG
    eight = Envelope(reverse_path="", recipients=("a@b.jp",), content="あ\r\n".encode())
    assert one.client.obstacle(eight) is Obstacle.NEEDS_8BITMIME
    local = Envelope(reverse_path="", recipients=("あ@b.jp",), content=b"x\r\n")
    assert one.client.obstacle(local) is Obstacle.NEEDS_SMTPUTF8
    able = Dialogue()
    able.hears("220 x", "250-x", "250-SIZE", "250-8BITMIME", "250 SMTPUTF8")
    assert able.begins(eight) == "MAIL FROM:<> BODY=8BITMIME\r\n"
    able.hears("550 x")
    assert able.begins(local) == "RSET\r\n"
    assert able.hears("250 x") == "MAIL FROM:<> SMTPUTF8\r\n"


@pytest.mark.parametrize("junk", [b"hello\r\n", b"9" * 5000, b"250-x\r\n" * 200, b"25\r\n", b"\r\n"])
def test_what_is_no_reply_is_refused(junk: bytes) -> None:
    """Lines without a code, without an end, or without number are an error, not a reply."""
    with pytest.raises(ReplyError):
        Client(PLAIN).receive(junk)


@pytest.mark.parametrize("address", ["a@example.net>\r\nRCPT TO:<b@example.net", "a b@example.net", "<>", "a\x00@b.jp"])
def test_an_address_cannot_carry_a_command(address: str) -> None:
    """CR, LF, spaces and brackets in an address never reach the wire."""
    one = Dialogue()
    one.hears("220 x", "250 x")
    with pytest.raises(ValueError, match="SMTP command"):
        one.client.begin(Envelope(reverse_path="", recipients=(address,), content=b""))


@given(st.lists(st.sampled_from([b"a", b".", b"\r\n", b"..", b"\r\n."]), max_size=12))
def test_stuffed_content_ends_once_and_comes_back(parts: list[bytes]) -> None:
    """However dots and line ends are mixed, the end mark stands at the end only, and unstuffing gives the content."""
    content = b"".join(parts)
    wire = b"\r\n" + stuff(content)
    assert wire.find(b"\r\n.\r\n") == len(wire) - 5
    unstuffed = wire[:-3].replace(b"\r\n.", b"\r\n")[2:]
    assert unstuffed in {content, content + b"\r\n"}


CODES = st.sampled_from(["220", "250", "354", "421", "450", "550", "554", "334", "235", "500"])


@given(st.lists(CODES, max_size=14), st.booleans(), st.booleans())
def test_content_is_never_sent_without_a_prompt_and_a_promise(
    codes: list[str], pipelining: bool, chunking: bool
) -> None:
    """Whatever a server answers, the content leaves only after `Prompted`, and a break says what is known."""
    one = Dialogue()
    one.hears("220 x", "250-x", *(["250-PIPELINING"] if pipelining else []), "250 " + ("CHUNKING" if chunking else "X"))
    one.begins()
    dot = False
    for code in codes:
        if one.client.done:
            break
        try:
            said = one.hears(f"{code} x")
        except ReplyError:
            one.client.close()
            break
        assert "Subject" not in said
        if one.events and isinstance(one.last, Prompted) and one.client.phase is Phase.CONTENT:
            one.finishes()
            dot = True
        if one.client.phase is Phase.IDLE:
            break
    broken = [event for event in one.client.close() if isinstance(event, Broken)]
    if broken and broken[0].phase is Phase.FINAL_DOT:
        assert dot
