"""Postfix's lines about deliveries, hard ones by name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.formats.postfix_delivery import next_hop
from tests.world.reading import Facts, read_lines

_TIMES = "delay=1.5, delays=0.1/0.2/0.3/0.9"
_SENT = f"relay=mx.example.com[192.0.2.7]:25, {_TIMES}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F1)"


def read(*said: str, program: str = "postfix/smtp") -> Facts:
    """The facts of lines of one program."""
    facts = Facts()
    read_lines([f"Nov 26 19:48:25 relay1 {program}[7]: {words}" for words in said], facts, 2026)
    return facts


def delivery(said: str, program: str = "postfix/smtp") -> dict[str, Any]:
    """The one delivery of a line that is understood."""
    facts = read(f"4AB12: {said}", program=program)
    assert facts.strange == []
    (row,) = facts.rows["deliveries"]
    return row


def test_a_delivery_has_all_its_words() -> None:
    """Every column of what a line says."""
    row = delivery(f"to=<Taro@Example.COM>, orig_to=<staff>, {_SENT}")
    assert {key: value for key, value in row.items() if key not in {"message", "at"}} == {
        "host": "relay1", "queue_id": "4AB12", "program": "smtp", "way": "outside", "recipient": "Taro@Example.COM",
        "domain": "example.com", "original": "staff", "relay": "mx.example.com", "relay_address": "192.0.2.7",
        "port": 25, "provider": "example.com", "status": "sent", "outcome": "accepted", "code": 250,
        "enhanced": "2.0.0", "cause": None, "blocklist": None, "reply": "250 2.0.0 Ok: queued as 9F1",
        "delay_ms": 1500, "queued_as": "9F1", "line": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "local",
    [
        '"a>, relay=evil.example[198.51.100.1]:25, delay=1, delays=1/1/1/1, dsn=2.0.0, status=sent (250 ok"',
        '"a, orig_to=<b"',
        '"a\\">, relay=x"',
        '"a\\\\"',
        '"\\"\\"\\"> "',
        '" "',
        "a+b=c",
        "日本",
    ],
)
def test_a_quoted_recipient_cannot_forge_a_relay(local: str) -> None:
    """Between quotes everything is the address, as RFC 5321 has it."""
    row = delivery(f"to=<{local}@example.com>, {_SENT}")
    assert (row["recipient"], row["relay"], row["domain"]) == (f"{local}@example.com", "mx.example.com", "example.com")
    row = delivery(f"to=<b@example.com>, orig_to=<{local}@example.jp>, {_SENT}")
    assert (row["original"], row["relay"]) == (f"{local}@example.jp", "mx.example.com")


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.7.1 no, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as FORGED)",
        "550 5.7.1 > to=<x@example.org>, relay=evil[198.51.100.1]:25, delay=1, delays=1, dsn=2.0.0, status=sent (",
        "550 5.7.1 )), status=sent ((250",
        '550 5.7.1 "unbalanced',
        "550 5.7.1 status=deferred",
    ],
)
def test_a_reply_cannot_forge_a_status(reply: str) -> None:
    """What the other host says is the last thing in the line, and decides nothing before it."""
    said = f"host mx.example.com[192.0.2.7] said: {reply}"
    row = delivery(
        f"to=<a@example.com>, relay=mx.example.com[192.0.2.7]:25, {_TIMES}, dsn=5.7.1, status=bounced ({said})"
    )
    assert (row["status"], row["outcome"], row["relay"]) == ("bounced", "refused", "mx.example.com")
    assert (row["reply"], row["code"], row["enhanced"], row["queued_as"]) == (said, 550, "5.7.1", None)


def test_a_reply_without_its_end_is_a_delivery() -> None:
    """Daemons cut long lines: what is left of the reply is the reply."""
    whole = f"to=<a@example.com>, relay=mx.example.com[192.0.2.7]:25, {_TIMES}, dsn=5.7.1, status=bounced"
    for said, reply in (("(host mx said: 550 5.7.1 no", "host mx said: 550 5.7.1 no"), ("(", ""), ("", "")):
        row = delivery(f"{whole} {said}".rstrip())
        assert (row["outcome"], row["reply"]) == ("refused", reply)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("sent", "accepted"),
        ("deferred", "deferred"),
        ("bounced", "refused"),
        ("expired", "refused"),
        ("SOFTBOUNCE", "deferred"),
    ],
)
def test_every_status_has_an_outcome(status: str, outcome: str) -> None:
    """Also the one that soft_bounce writes in capital letters."""
    row = delivery(f"to=<a@example.com>, relay=none, {_TIMES}, dsn=4.4.1, status={status} (why)")
    assert (row["status"], row["outcome"]) == (status, outcome)


@pytest.mark.parametrize("status", ["deliverable", "undeliverable"])
def test_a_probe_is_no_delivery(status: str) -> None:
    """An address verification is understood, and no message is behind it."""
    facts = read(f"4AB12: to=<a@example.com>, relay=none, {_TIMES}, dsn=2.1.5, status={status} (250 ok)")
    assert (facts.strange, facts.rows["deliveries"]) == ([], [])


def test_a_status_that_is_not_known_is_strange() -> None:
    """It is counted and shown, not guessed at."""
    assert len(read(f"4AB12: to=<a@example.com>, relay=none, {_TIMES}, dsn=2.1.5, status=eaten (by ants)").strange) == 1


@pytest.mark.parametrize(
    ("said", "delay", "enhanced"),
    [
        (f"relay=none, {_TIMES}, dsn=4.4.1, status=deferred (x)", 1500, "4.4.1"),
        (f"relay=none, conn_use=3, {_TIMES}, dsn=4.4.1, status=deferred (x)", 1500, "4.4.1"),
        ("relay=none, delay=0, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)", 0, "4.4.1"),
        ("relay=none, delay=432000, delays=1/2/3/4, dsn=4.4.1, status=deferred (x)", 432_000_000, "4.4.1"),
        ("relay=none, delay=0.0005, delays=0/0/0/0, dsn=4.4.1, status=deferred (x)", 1, "4.4.1"),
        ("relay=none, delay=12, status=deferred (x)", 12_000, None),
        ("relay=none, delay=12, dsn=4.4.1, status=deferred (x)", 12_000, "4.4.1"),
    ],
)
def test_delays_of_every_postfix(said: str, delay: int, enhanced: str | None) -> None:
    """With and without ``delays`` (2.3), fractions (2.4), ``dsn`` and a connection that is used again."""
    row = delivery(f"to=<a@example.com>, {said}")
    assert (row["delay_ms"], row["enhanced"]) == (delay, enhanced)


@pytest.mark.parametrize(
    ("hop", "found"),
    [
        ("MX.Example.com[192.0.2.7]:25", ("mx.example.com", "192.0.2.7", 25)),
        ("mx.example.com[2001:db8::7]:2525", ("mx.example.com", "2001:db8::7", 2525)),
        ("127.0.0.1[127.0.0.1]:10024", ("127.0.0.1", "127.0.0.1", 10024)),
        ("none", (None, None, None)),
        ("local", (None, None, None)),
        ("host.example.com[private/dovecot-lmtp]", ("host.example.com", "private/dovecot-lmtp", None)),
        ("mx[192.0.2.7]:99999999", ("mx", "192.0.2.7", None)),
        ("mx[192.0.2.7]:²", ("mx", "192.0.2.7", None)),
        ("[", (None, None, None)),
        ("]:", ("]:", None, None)),
    ],
)
def test_next_hops(hop: str, found: tuple[str | None, str | None, int | None]) -> None:
    """Hosts, addresses of both kinds, sockets, and nonsense."""
    assert next_hop(hop) == found


@pytest.mark.parametrize(
    ("program", "named"),
    [
        ("postfix/smtp", "smtp"),
        ("postfix/relay/smtp", "smtp"),
        ("postfix-out/smtp", "smtp"),
        ("postfix-out/slow/smtp", "smtp"),
        ("postfix/lmtp", "lmtp"),
        ("postfix/pipe", "pipe"),
        ("postfix/local", "local"),
        ("postfix/virtual", "virtual"),
        ("postfix/error", "error"),
        ("postfix/retry", "retry"),
        ("postfix/discard", "discard"),
        ("postfix/relay", "relay"),
    ],
)
def test_every_agent_of_every_instance(program: str, named: str) -> None:
    """An instance has a name of its own (syslog_name), and so has a service of master.cf."""
    assert (
        delivery(f"to=<a@example.com>, relay=none, {_TIMES}, dsn=2.0.0, status=sent (ok)", program)["program"] == named
    )


def test_local_delivery_that_forwards_names_the_new_message() -> None:
    """``forwarded as`` is a message of its own, whose parent is this one."""
    facts = read(
        f"4AB12: to=<a@example.com>, relay=local, {_TIMES}, dsn=2.0.0, status=sent (forwarded as 4AB99)",
        program="postfix/local",
    )
    found = {row["queue_id"]: (row["origin"], row["parent"]) for row in facts.rows["messages"]}
    assert found == {"4AB12": ("unknown", None), "4AB99": ("forward", "4AB12")}


@pytest.mark.parametrize(
    ("said", "notices"),
    [
        ("connect to mx.example.com[192.0.2.7]:25: Connection timed out", 0),
        ("Trusted TLS connection established to mx.example.com[192.0.2.7]:25: TLSv1.3 with cipher X", 0),
        ("4AB12: host mx.example.com[192.0.2.7] said: 450 4.7.1 later (in reply to RCPT TO command)", 0),
        ("4AB12: lost connection with mx.example.com[192.0.2.7] while sending RCPT TO", 0),
        ("4AB12: Cannot start TLS: handshake failure", 0),
        ("warning: no MX host for example.com has a valid address record", 1),
        ("fatal: unknown service: smtp/tcp", 1),
        ("4AB12: warning: malformed domain name in resource data", 1),
    ],
)
def test_what_is_said_beside_deliveries_is_understood(said: str, notices: int) -> None:
    """Sessions, and warnings, which are notices."""
    facts = read(said)
    assert (facts.strange, len(facts.rows["notices"]), facts.rows["deliveries"]) == ([], notices, [])


def test_a_repeated_line_is_as_many_deliveries() -> None:
    """``message repeated 3 times`` stands for three lines."""
    said = f"4AB12: to=<a@example.com>, relay=none, {_TIMES}, dsn=4.4.1, status=deferred (timed out)"
    assert len(read(said, f"message repeated 3 times: [ {said}]").rows["deliveries"]) == 4
    assert read("message repeated 3 times: [ something else]").missed == 1
    assert len(read(f"message repeated 999999999 times: [ {said}]").rows["deliveries"]) == 1000


_PIECES = (
    "to=<", "a@b", ">", '"', "\\", ", orig_to=<", ", relay=", "x[1]:25", ", delay=", "1", ".5", ", delays=1", "x",
    ", dsn=5.7.1", ", status=", "sent", " (", ")", "4AB12: ", ": ", ", conn_use=2", "²", "\n",
)  # fmt: skip
_FUZZ = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4)).map("".join)


@given(said=_FUZZ)
def test_any_text_is_read_without_complaint(said: str) -> None:
    """Nothing raises; what is not understood is counted."""
    facts = read(f"4AB12: to=<{said}", said.replace("\n", " "))
    assert facts.lines == 2


@pytest.mark.parametrize(
    "unit",
    ['"', '\\"', '"a" ', ">, orig_to=<", ", relay=", "to=<", ", status=sent (", "(", "x, delay=1", "1" * 9, '">'],
)
def test_long_lines_take_linear_time(unit: str) -> None:
    """A line of 64 KiB that repeats what divides fields is read; were that quadratic, this test would not end."""
    long = unit * (65_536 // len(unit))
    words = [f"4AB12: {before}{long}{after}" for before in _BEFORE for after in ("", ">", _SENT, ")")]
    assert read(*words).lines == len(words)


_BEFORE = ("", "to=<", "to=<a>, orig_to=<", "to=<a>, relay=", f"to=<a>, {_SENT[:-1]}", "to=<a>, relay=x, delay=1")
