"""What a reply's text is made of, in the forms in which mail systems write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.replies.parts import Split, split_reply, take_apart
from hiyari.smtp.reply import Phase

POSTFIX = "host mx.example.net[192.0.2.1] said: "


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("250 2.0.0 Ok: queued as 4C1ABF1234", Split(250, "2.0.0", None)),
        (f"{POSTFIX}550 5.7.23 no (in reply to RCPT TO command)", Split(550, "5.7.23", "rcpt")),
        (
            f"{POSTFIX}550-5.7.26 not 550 5.7.26 at all (in reply to end of DATA command)",
            Split(550, "5.7.26", "final dot"),
        ),
        (f"{POSTFIX}450 busy (in reply to MAIL FROM command)", Split(450, None, "mail")),
        ("host mx.example.net[2001:db8::1] refused to talk to me: 554 go away", Split(554, None, "connect")),
        ("connect to mx.example.net[192.0.2.3]:25: Connection timed out", Split(None, None, "connect")),
        ("lost connection with mx.example.net[192.0.2.3] while sending RCPT TO", Split(None, None, "rcpt")),
        (
            "conversation with mx.example.net[192.0.2.3] timed out while sending end of data -- message may be sent",
            Split(None, None, "final dot"),
        ),
        (
            "H=mx.b.example [192.0.2.1]: SMTP error from remote mail server after RCPT TO:<a@a.example>: 550 5.1.1 no",
            Split(550, "5.1.1", "rcpt"),
        ),
        (
            "SMTP error from remote mail server after pipelined end of data: host mx.b.example [192.0.2.1]: 451 later",
            Split(451, None, "final dot"),
        ),
        ("553 sorry, that domain isn't in my list (#5.7.1)", Split(553, "5.7.1", None)),
        ("550 #5.1.1 no such user", Split(550, "5.1.1", None)),
        ("5.7.1 Spam message rejected", Split(None, "5.7.1", None)),
        ("[{LED=550 5.1.10 RecipNotFound};{MSG=};{FQDN=mx.example.net}]", Split(550, "5.1.10", None)),
        ("550 see 5.1.2.3", Split(550, None, None)),
        ("554 5.7.1", Split(554, "5.7.1", None)),
        ("mumble", Split(None, None, None)),
        ("", Split(None, None, None)),
    ],
)
def test_the_outside(text: str, split: Split) -> None:
    """Code, enhanced status code and phase are found wherever a mail system puts them, and nowhere else."""
    assert split_reply(text) == split


@pytest.mark.parametrize(
    ("text", "host", "address", "said"),
    [
        (f"{POSTFIX}550 5.7.23 no (in reply to RCPT TO command)", "mx.example.net", "192.0.2.1", "no"),
        (f"{POSTFIX}550-5.7.26 one 550-5.7.26 two 550 5.7.26 three", "mx.example.net", "192.0.2.1", "one two three"),
        ("550-one\\n550-two\\n550 three", None, None, "one two three"),
        ("550-one\r\n550 two", None, None, "one two"),
        (
            "host lmtp.example.net[private/dovecot-lmtp] said: 452 4.2.2 full",
            "lmtp.example.net",
            "private/dovecot-lmtp",
            "full",
        ),
        ("connect to mx.example.net[192.0.2.3]:25: Connection refused", "mx.example.net", "192.0.2.3", None),
        ("550 call 550 now", None, None, "call now"),
    ],
)
def test_the_inside(text: str, host: str | None, address: str | None, said: str | None) -> None:
    """Host and address are told, and what was said is one line without the code that each line repeats."""
    parts = take_apart(text)
    assert (parts.host, parts.address, parts.said) == (host, address, said if said is not None else text)


@given(st.text(max_size=300) | st.text('25 .-<>()#"\\nhostsaid:', max_size=300))
def test_any_text(text: str) -> None:
    """Whatever is written, the parts are in it, and a phase is one that SMTP has."""
    parts = take_apart(text)
    assert parts.host is None or parts.host in text
    assert parts.code is None or str(parts.code) in text
    assert parts.phase is None or parts.phase in {one.value for one in Phase}
    assert split_reply(text)[:2] == (parts.code, parts.enhanced) or text[:1].isdigit()
