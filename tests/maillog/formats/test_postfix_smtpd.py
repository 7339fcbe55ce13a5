"""Postfix's lines about who comes, who is refused and who cannot log in, hard ones by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.postfix_envelope import envelope
from tests.maillog.formats.test_postfix_delivery import read

_ENVELOPE = "from=<b@example.org> to=<u@example.com> proto=ESMTP helo=<mail.example.org>"


def smtpd(said: str, program: str = "postfix/smtpd") -> Any:
    """The facts of a line of smtpd that is understood."""
    facts = read(said, program=program)
    assert facts.strange == []
    return facts


def reject(said: str, program: str = "postfix/smtpd") -> dict[str, Any]:
    """The one refusal of a line."""
    (row,) = smtpd(said, program).rows["rejects"]
    return row


@pytest.mark.parametrize(
    ("said", "client", "address", "sasl", "parent"),
    [
        ("in.example.jp[192.0.2.10]", "in.example.jp", "192.0.2.10", None, None),
        ("unknown[2001:db8::1]", None, "2001:db8::1", None, None),
        ("unknown[unknown]", None, None, None, None),
        ("x[192.0.2.1], sasl_method=PLAIN, sasl_username=taro", "x", "192.0.2.1", "taro", None),
        ("x[192.0.2.1], sasl_method=LOGIN, sasl_username=taro@example.jp, sasl_sender=hanako", "x", "192.0.2.1",
         "taro@example.jp", None),
        ("x[192.0.2.1], sasl_username=taro, orig_queue_id=4AB99, orig_client=y[198.51.100.9]", "x", "192.0.2.1",
         "taro", "4AB99"),
        ("localhost[127.0.0.1], orig_queue_id=4AB99, orig_client=y[198.51.100.9]", "localhost", "127.0.0.1", None,
         "4AB99"),
        ("localhost[127.0.0.1], orig_client=y[198.51.100.9]", "y", "198.51.100.9", None, None),
        ("localhost[127.0.0.1], orig_queue_id=NOQUEUE, orig_client=y[198.51.100.9]", "localhost", "127.0.0.1", None,
         None),
    ],
)  # fmt: skip
def test_clients(said: str, client: str | None, address: str | None, sasl: str | None, parent: str | None) -> None:
    """By name or without, logged in or not, from a filter that names the message before or only its client."""
    (row,) = smtpd(f"4AB12: client={said}").rows["messages"]
    found = row["origin"], row["client"], row["address"], row["sasl"], row["parent"]
    assert found == ("network", client, address, sasl, parent)


def test_a_client_of_a_proxy_is_no_message() -> None:
    """Before the queue a filter has no queue id."""
    assert smtpd("NOQUEUE: client=in.example.jp[192.0.2.10]").rows["messages"] == []


@pytest.mark.parametrize("program", ["postfix/smtpd", "postfix/submission/smtpd", "postfix-in/smtps/smtpd"])
def test_a_refusal_has_all_its_words(program: str) -> None:
    """Every column of what a line says, whichever instance and service says it."""
    reply = "554 5.7.1 <u@Example.com>: Relay access denied"
    row = reject(
        f"NOQUEUE: reject: RCPT from unknown[198.51.100.9]: {reply}; from=<b@example.org> to=<u@Example.com> "
        "proto=ESMTP helo=<mail.example.org>",
        program,
    )
    assert {key: value for key, value in row.items() if key not in {"at", "line", "cause"}} == {
        "host": "relay1", "program": "smtpd", "stage": "RCPT", "queue_id": None, "client": None,
        "address": "198.51.100.9", "helo": "mail.example.org", "sender": "b@example.org", "recipient": "u@Example.com",
        "domain": "example.com", "code": 554, "enhanced": "5.7.1", "outcome": "refused", "blocklist": None,
        "reply": reply,
    }  # fmt: skip


@pytest.mark.parametrize(
    "helo",
    [
        "x> ; from=<boss@example.jp> to=<all@example.jp> proto=ESMTP helo=<y",
        "; from=<boss@example.jp> to=<u@example.com> proto=ESMTP helo=<mail.example.org",
        "; from=<boss@example.jp",
        ">",
        "> proto=SMTP helo=<",
        '"',
        "[192.0.2.1]",
        "",
        ": 250 2.0.0 ok",
    ],
)
@pytest.mark.parametrize("program", ["postfix/smtpd", "postfix/postscreen"])
def test_a_helo_name_cannot_forge_an_envelope(helo: str, program: str) -> None:
    """It is the client's own word and comes last: nothing in it moves what stands before it."""
    reply = "554 5.7.1 <u@example.com>: Relay access denied"
    row = reject(
        f"NOQUEUE: reject: RCPT from x[198.51.100.9]:4711: {reply}; from=<b@example.org> to=<u@example.com> "
        f"proto=ESMTP helo=<{helo}>",
        program,
    )
    found = row["sender"], row["recipient"], row["helo"], row["reply"]
    assert found == ("b@example.org", "u@example.com", helo, reply)


@pytest.mark.parametrize(
    "helo", ["; from=<boss@example.jp> to=<all@example.jp> proto=ESMTP helo=<y", "a>b", "<", "bad helo"]
)
def test_a_helo_name_that_is_refused_stands_in_the_reply_too(helo: str) -> None:
    """The reply begins with it, and still no envelope is found within."""
    reply = f"450 4.7.1 <{helo}>: Helo command rejected: Host not found"
    row = reject(
        f"NOQUEUE: reject: RCPT from x[198.51.100.9]: {reply}; from=<b@example.org> to=<u@example.com> proto=SMTP "
        f"helo=<{helo}>"
    )
    assert (row["sender"], row["recipient"], row["helo"], row["reply"]) == (
        "b@example.org",
        "u@example.com",
        helo,
        reply,
    )
    assert row["outcome"] == "deferred"


@pytest.mark.parametrize(
    "local",
    [
        '"; from=<boss@example.jp> to=<all@example.jp> proto=ESMTP helo=<y"',
        '"x>: why; from=<boss@example.jp> to=<x> proto=ESMTP helo=<y"',
        '"\\">; from=<"',
    ],
)
def test_a_recipient_cannot_forge_an_envelope(local: str) -> None:
    """A quoted address stands in the reply and in the envelope, and is an address in both."""
    reply = f"554 5.7.1 <{local}@example.com>: Relay access denied"
    row = reject(
        f"NOQUEUE: reject: RCPT from x[198.51.100.9]: {reply}; from=<b@example.org> to=<{local}@example.com> "
        "proto=ESMTP helo=<h>"
    )
    found = row["sender"], row["recipient"], row["helo"], row["reply"]
    assert found == ("b@example.org", f"{local}@example.com", "h", reply)


@pytest.mark.parametrize(
    ("said", "stage", "code", "sender", "recipient", "helo"),
    [
        ("CONNECT from x[198.51.100.9]: 554 5.7.1 <x[198.51.100.9]>: Client host rejected: no; proto=SMTP", "CONNECT",
         554, None, None, None),
        ("HELO from x[198.51.100.9]: 504 5.5.2 <x>: Helo command rejected: no; proto=SMTP helo=<x>", "HELO", 504, None,
         None, "x"),
        ("MAIL from x[198.51.100.9]: 550 5.7.1 <b@example.org>: no; from=<b@example.org> proto=ESMTP helo=<h>", "MAIL",
         550, "b@example.org", None, "h"),
        ("VRFY from x[198.51.100.9]: 550 5.1.1 <u>: no; to=<u> proto=SMTP helo=<h>", "VRFY", 550, None, None, None),
        ("RCPT from x[198.51.100.9]: 450 4.2.0 <u@example.com>: later; from=<> to=<u@example.com> proto=ESMTP helo=<h>",
         "RCPT", 450, "", "u@example.com", "h"),
        ("DATA from x[198.51.100.9]: 550 5.5.3 <DATA>: Data command rejected; from=<b@c.example> proto=ESMTP helo=<h>",
         "DATA", 550, "b@c.example", None, "h"),
        (f"END-OF-MESSAGE from x[198.51.100.9]: 554 5.7.1 <END-OF-MESSAGE>: rejected; {_ENVELOPE}", "END-OF-MESSAGE",
         554, "b@example.org", "u@example.com", "mail.example.org"),
        (f"RCPT from x[198.51.100.9]: 554 5.7.1 Client [198.51.100.9] blocked using bl.example; see it; {_ENVELOPE}", "RCPT", 554, "b@example.org", "u@example.com",
         "mail.example.org"),
    ],
)  # fmt: skip
def test_every_stage(
    said: str, stage: str, code: int, sender: str | None, recipient: str | None, helo: str | None
) -> None:
    """From the connection to the end of the message, with as much of an envelope as there is then."""
    row = reject(f"NOQUEUE: reject: {said}")
    found = row["stage"], row["code"], row["sender"], row["recipient"], row["helo"], row["address"]
    assert found == (stage, code, sender, recipient, helo, "198.51.100.9")


def test_a_milter_refuses_a_message_that_has_an_id() -> None:
    """Its refusal names the message, and the message ends."""
    said = "4AB12: milter-reject: END-OF-MESSAGE from x[198.51.100.9]: 5.7.1 Blocked; " + _ENVELOPE
    facts = read(said, program="postfix/cleanup")
    (row,) = facts.rows["rejects"]
    assert (row["queue_id"], row["stage"], row["enhanced"]) == ("4AB12", "END-OF-MESSAGE", "5.7.1")
    assert (row["sender"], row["recipient"], row["helo"]) == ("b@example.org", "u@example.com", "mail.example.org")
    assert facts.strange == []
    early = reject("NOQUEUE: milter-reject: MAIL from x[198.51.100.9]: 451 4.7.1 later; from=<a@b.example> proto=ESMTP")
    assert (early["queue_id"], early["sender"], early["outcome"]) == (None, "a@b.example", "deferred")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("NOQUEUE: reject_warning: RCPT from x[198.51.100.9]: 554 5.7.1 <u@example.com>: no; ", "warned"),
        ("NOQUEUE: warn: RCPT from x[198.51.100.9]: <u@example.com>: Recipient address; ", "warned"),
        ("4AB12: hold: RCPT from x[198.51.100.9]: <u@example.com>: Recipient address; ", "held"),
        ("4AB12: discard: RCPT from x[198.51.100.9]: <u@example.com>: Recipient address; ", "discarded"),
    ],
)
def test_what_is_not_refused_and_not_delivered_as_usual(said: str, outcome: str) -> None:
    """Held, discarded and only warned of: each with the envelope, and none of it a refusal."""
    row = reject(said + _ENVELOPE)
    assert row["outcome"] == outcome
    assert row["address"] == "198.51.100.9"
    assert row["recipient"] is not None


@pytest.mark.parametrize(
    "said",
    [
        "NOQUEUE: filter: RCPT from x[198.51.100.9]: <x[198.51.100.9]>: Client host triggers FILTER smtp:[a]; from=<>",
        "connect from unknown[198.51.100.9]",
        "disconnect from x[198.51.100.9] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4",
        "lost connection after AUTH from unknown[198.51.100.9]",
        "timeout after END-OF-MESSAGE from unknown[198.51.100.9]",
        "too many errors after RCPT from unknown[198.51.100.9]",
        "improper command pipelining after EHLO from unknown[198.51.100.9]: QUIT",
        "SSL_accept error from unknown[198.51.100.9]: lost connection",
        "Anonymous TLS connection established from x[198.51.100.9]: TLSv1.3 with cipher X",
    ],
)
def test_what_is_no_refusal_is_understood(said: str) -> None:
    """Sessions, and actions that let the mail in, refuse nothing."""
    assert smtpd(said).rows["rejects"] == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("unknown[198.51.100.9]: SASL LOGIN authentication failed: authentication failure",
         (None, "198.51.100.9", "LOGIN", "authentication failure", None)),
        ("x[198.51.100.9]: SASL PLAIN authentication failed: UGFzc3dvcmQ6, sasl_username=taro@example.jp",
         ("x", "198.51.100.9", "PLAIN", "UGFzc3dvcmQ6", "taro@example.jp")),
        ("x[198.51.100.9]: SASL CRAM-MD5 authentication failed", ("x", "198.51.100.9", "CRAM-MD5", None, None)),
        ("x[198.51.100.9]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=a, sasl_username=b",
         ("x", "198.51.100.9", "LOGIN", "(reason unavailable)", "a, sasl_username=b")),
    ],
)  # fmt: skip
def test_failed_logins(said: str, found: tuple[str | None, ...]) -> None:
    """With and without a reason and the account, which is the client's own word and comes last."""
    facts = smtpd(f"warning: {said}")
    (row,) = facts.rows["logins"]
    assert (row["client"], row["address"], row["method"], row["reason"], row["account"]) == found
    assert facts.rows["notices"] == []


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        ("warning: hostname x does not resolve to address 198.51.100.9", "warning"),
        ("fatal: open database /etc/aliases.db: No such file", "fatal"),
        ("error: open database", "error"),
        ("panic: vstring_extend: bad", "panic"),
    ],
)
def test_complaints_are_notices(said: str, severity: str) -> None:
    """What a server says about itself, by how bad it is."""
    (row,) = smtpd(said).rows["notices"]
    assert (row["severity"], row["said"]) == (severity, said.partition(": ")[2])


@pytest.mark.parametrize(
    "said",
    [
        "CONNECT from [198.51.100.9]:4711 to [192.0.2.1]:25",
        "PASS NEW [198.51.100.9]:4711",
        "PASS OLD [198.51.100.9]:4711",
        "PREGREET 14 after 0.04 from [198.51.100.9]:4711: EHLO [x]\\r\\n",
        "DNSBL rank 6 for [198.51.100.9]:4711",
        "HANGUP after 0.2 from [198.51.100.9]:4711 in tests before SMTP handshake",
        "COMMAND PIPELINING from [198.51.100.9]:4711 after EHLO: x",
        "COMMAND TIME LIMIT from [198.51.100.9]:4711 after CONNECT",
        "ALLOWLISTED [198.51.100.9]:4711",
        "cache /var/lib/postfix/postscreen_cache.db full cleanup: retained=3 dropped=1 entries",
        "DISCONNECT [198.51.100.9]:4711",
        "NOQUEUE: reject: CONNECT from [198.51.100.9]:4711: all server ports busy",
    ],
)
def test_postscreen_is_understood(said: str) -> None:
    """What it says of a client before it lets it in."""
    assert read(said, program="postfix/postscreen").strange == []


def test_postscreen_refuses() -> None:
    """A refusal of postscreen has its port left out and its envelope kept."""
    row = reject(
        "NOQUEUE: reject: RCPT from [198.51.100.9]:4711: 550 5.7.1 Service unavailable; client [198.51.100.9] blocked "
        "using bl.example; from=<b@example.org>, to=<u@example.com>, proto=ESMTP, helo=<h>",
        "postfix/postscreen",
    )
    assert (row["program"], row["client"], row["address"]) == ("postscreen", None, "198.51.100.9")
    assert (row["sender"], row["recipient"], row["helo"]) == ("b@example.org", "u@example.com", "h")
    assert row["blocklist"] is not None


_WORDS = st.sampled_from(
    ["; from=<", "> to=<", "> proto=ESMTP", " helo=<", ">", "<", '"', "\\", "554 5.7.1 ", ": ", "a@b", "[", "]", "x",
     ", "]
)  # fmt: skip


@given(said=st.lists(_WORDS | st.text(max_size=3)).map("".join))
def test_any_text_has_an_envelope_or_none(said: str) -> None:
    """Nothing raises, and the reply is always the beginning of what was said."""
    reply, *words = envelope(said)
    assert said.startswith(reply)
    assert all(word is None or word in said for word in words)
    read(f"NOQUEUE: reject: RCPT from x[1]: {said}", said, f"4AB12: client={said}", program="postfix/smtpd")


@given(helo=st.lists(_WORDS | st.text(max_size=3)).map("".join).filter(lambda word: "\n" not in word))
def test_any_helo_name_leaves_the_envelope_alone(helo: str) -> None:
    """Whatever a client calls itself, the sender is who it is."""
    said = f"554 5.7.1 <u@example.com>: no; from=<b@example.org> to=<u@example.com> proto=ESMTP helo=<{helo}>"
    assert envelope(said) == ("554 5.7.1 <u@example.com>: no", "b@example.org", "u@example.com", helo)


@pytest.mark.parametrize("unit", ["; from=<", "; from=<>", '"', '"\\', "; from=<a> to=<", "<", "[", "x", " helo=<"])
def test_long_lines_take_linear_time(unit: str) -> None:
    """A line of 64 KiB that repeats what divides fields is read; were that quadratic, this test would not end."""
    long = unit * (65_536 // len(unit))
    before = ("", "NOQUEUE: reject: RCPT from x[1]: 554 5.7.1 <", "4AB12: client=", "warning: x[1]: SASL LOGIN ")
    assert read(*(f"{one}{long}" for one in before), program="postfix/smtpd").lines == len(before)
