"""What replies mean, with the lists and addresses that they name."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.replies import japanese, line, lists, mask, named, parts, plain, queued
from hiyari.carriers.replies import read as read_module
from hiyari.carriers.replies.advice import Advice
from hiyari.carriers.replies.cause import Cause, Outcome
from hiyari.carriers.replies.read import read_reply
from tests.carriers.replies.known import KNOWN, Known
from tests.carriers.test_patterns import _effort


@pytest.mark.parametrize("known", KNOWN, ids=lambda one: one.text[:60])
def test_known_replies(known: Known) -> None:
    """Each reply of the yardstick has the cause and the blocklist that its receiver documents, and a source."""
    found = read_reply(known.text)
    assert (found.cause, found.blocklist) == (known.cause, known.blocklist)
    assert found.source
    assert found.understood


def test_the_listed_address() -> None:
    """The address of ours that a text names is told: not the relay's, not a list's answer, not a number."""
    assert _listed("550 5.7.1 Client host [192.0.2.7] blocked using zen.spamhaus.org; 127.0.0.4") == "192.0.2.7"
    assert _listed("550 :127.0.0.4:Client host 192.0.2.7 blocked using bl.spamcop.net") == "192.0.2.7"
    assert _listed("host mx.example[198.51.100.1] said: 550 5.7.1 listed at bl.spamcop.net") is None
    assert _listed("554 5.7.1 [2001:db8::25] blocked using zen.spamhaus.org") == "2001:db8::25"
    assert _listed("554 5.7.1 Sender address [a@Example.jp] blocked using dbl.spamhaus.org") == "example.jp"
    assert _listed("554 5.7.1 blocked using bl.spamcop.net (version 999.1.1.1)") is None
    assert _listed("550 5.1.1 192.0.2.7 user unknown") is None


def _listed(text: str) -> str | None:
    return read_reply(text).listed_address


def test_the_page() -> None:
    """The page that the text names is told, else the list's own; a page of another kind of address is not one."""
    found = read_reply("550 5.7.1 [192.0.2.7] blocked using zen.spamhaus.org, see https://www.example.net/why?ip=1.")
    assert found.link == "https://www.example.net/why?ip=1"
    assert read_reply("550 5.7.1 [192.0.2.7] blocked using zen.spamhaus.org").link == "https://check.spamhaus.org/"
    assert read_reply("550 5.7.1 see javascript:alert(1)").link is None


@pytest.mark.parametrize(
    "name",
    [
        "spam",
        "greylist",
        "blocked.by.rbl",
        "zen.spamhaus.org",
        "spf.fail",
        "dkim-invalid",
        "user.unknown",
        "mailbox.full",
        "tss04",
        "s3150",
        "virus",
        "spamcop",
    ],
)
@pytest.mark.parametrize(
    ("frame", "cause"),
    [
        ("550 5.1.1 <{}@example.jp>: Recipient address rejected: User unknown", Cause.ADDRESS),
        ("550 Unknown user {}@example.jp", Cause.ADDRESS),
        ("550 {}@example.jp: user unknown", Cause.ADDRESS),
        ('550 <"{} house"@example.jp>: no such user', Cause.ADDRESS),
        ("452 4.2.2 <{}@example.jp> mailbox full", Cause.MAILBOX_FULL),
        ("550 5.1.1 <a@{}.example>: User unknown", Cause.ADDRESS),
        ("host {}.example.net[192.0.2.1] said: 552 5.3.4 Message size exceeds fixed limit", Cause.SIZE),
        ("connect to {}.example.net[192.0.2.1]:25: Connection timed out", Cause.NETWORK),
        ("Host or domain name not found. Name service error for name={}.example type=MX: Host not found", Cause.DNS),
    ],
)
def test_a_name_is_no_cause(frame: str, name: str, cause: Cause) -> None:
    """What a recipient or a host is called never decides what is said of it, and never is a blocklist."""
    found = read_reply(frame.format(name))
    assert (found.cause, found.blocklist, found.listed_address) == (cause, None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("550 zen.spamhaus.org.example says no", None),
        ("550 mail.spamhaus.example says no", None),
        ("550 spamcop-mx.example.net says no", None),
        ("550 listed at zen.spamhaus.org.", "Spamhaus ZEN"),
        ("550 see www.spamhaus.org/query/ip/192.0.2.1", "Spamhaus"),
        ("550 (zen.spamhaus.org)", "Spamhaus ZEN"),
        ("550 blocked by spamhaus.", "Spamhaus"),
    ],
)
def test_a_list_is_named_as_a_whole(text: str, name: str | None) -> None:
    """A zone inside of a longer host name, or a word inside of any, names no list."""
    assert read_reply(text).blocklist == name


@pytest.mark.parametrize("name", ["spam", "greylist", "rbl", "virus"])
def test_a_name_without_a_domain_is_no_cause(name: str) -> None:
    """A recipient who is named by the local part alone is one, too."""
    for frame in (
        'unknown user: "{}"',
        "550 User {} is unknown",
        "550 Mailbox {} does not exist",
        "550 No such user {}",
    ):
        assert read_reply(frame.format(name)).cause is Cause.ADDRESS, frame


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("250 2.0.0 Ok: queued as 4C1", Outcome.ACCEPTED),
        ("250 2.1.5 spam accepted anyway, listed at zen.spamhaus.org", Outcome.ACCEPTED),
        ("450 4.7.1 mumble", Outcome.DEFERRED),
        ("550 mumble", Outcome.REFUSED),
        ("5.7.1 mumble", Outcome.REFUSED),
        ("4.7.1 mumble", Outcome.DEFERRED),
        ("connect to mx.example[192.0.2.1]:25: No route to host", Outcome.DEFERRED),
        ("Name service error for name=example.net type=MX: Host not found, try again", Outcome.DEFERRED),
        ("Name service error for name=example.net type=MX: Host not found", Outcome.REFUSED),
        ('unknown user: "taro"', Outcome.REFUSED),
        ("mumble", Outcome.UNKNOWN),
        ("", Outcome.UNKNOWN),
    ],
)
def test_the_outcome(text: str, outcome: Outcome) -> None:
    """A code decides, then an enhanced status code, then what is known of the words; otherwise it is unknown."""
    found = read_reply(text)
    assert found.outcome is outcome
    if outcome is Outcome.ACCEPTED:
        assert (found.cause, found.blocklist) == (Cause.UNDEFINED, None)


def test_what_nobody_knows_is_undefined() -> None:
    """A text without known words has no cause and no source, and the advice is to ask."""
    found = read_reply("550 mumble mumble")
    assert (found.cause, found.source, found.advice) == (Cause.UNDEFINED, "", Advice.ASK_POSTMASTER)
    assert not found.understood


@pytest.mark.parametrize(
    ("day", "cause"),
    [
        (date(2024, 6, 1), Cause.POLICY),
        (date(2025, 2, 20), Cause.UNDEFINED),
        (date(2025, 4, 1), Cause.ADDRESS),
        (None, Cause.ADDRESS),
    ],
)
def test_a_provider_changes_its_meaning(day: date | None, cause: Cause) -> None:
    """What a provider's own file says is used with the day on which the reply came; without one, what holds now."""
    text = "550 Unknown user taro@docomo.ne.jp (in reply to end of DATA command)"
    assert read_reply(text, relay="mfsmax.docomo.ne.jp", on=day).cause is cause


@pytest.mark.parametrize(
    "text", [one.text for one in KNOWN if not re.search("said:|in reply|while |\\\\[$]B", one.text)]
)
def test_the_case_does_not_matter(text: str) -> None:
    """Shouted, a reply means the same."""
    assert read_reply(text).cause is read_reply(text.upper()).cause


@given(st.integers(0, 255), st.sampled_from("abcdefgh"))
def test_a_masked_reply_is_read_once(number: int, letter: str) -> None:
    """What differs only in names and numbers is one entry of the memory, and still has its own address."""
    text = f"550 5.7.1 <{letter}@example.jp>: Client host [192.0.2.{number}] blocked using bl.spamcop.net"
    known = read_module._judge.cache_info().currsize
    read_reply("550 5.7.1 <x@example.jp>: Client host [198.51.100.1] blocked using bl.spamcop.net")
    found = read_reply(text)
    assert read_module._judge.cache_info().currsize <= known + 1
    assert (found.blocklist, found.listed_address) == ("SpamCop", f"192.0.2.{number}")


@given(
    st.text(max_size=300) | st.text('@<>:. a"5[]$B()/', max_size=300),
    st.sampled_from(["", "550 ", "host a said: 450 "]),
)
def test_any_text(text: str, head: str) -> None:
    """Whatever is said has a reading: undefined at worst, and what is known has a source."""
    found = read_reply(head + text)
    assert bool(found.source) == (found.cause is not Cause.UNDEFINED)
    assert found.listed_address is None or found.cause is not Cause.ADDRESS


_LONG = 65536


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "@",
        "<",
        "<a",
        '"a',
        "1.",
        "a.",
        "550 ",
        "550-",
        "a@",
        "\\x8a",
        "?$B",
        "$B!!",
        "user ",
        "https://",
        "(in reply to ",
        "host a[",
        ": ",
        "spf ",
        "not ",
    ],
)
def test_hostile_texts_end(unit: str) -> None:
    """A text of 64 KiB of what patterns begin with is read to an end; the shape of the patterns bounds the time."""
    for head in ("", "550 ", "host mx[1] said: 550 5.7.1 ", "connect to "):
        found = read_reply(head + unit * (_LONG // len(unit)))
        assert found.outcome in set(Outcome)


@pytest.mark.parametrize(
    "pattern",
    [
        value
        for module in (parts, mask, plain, japanese, lists, read_module, queued, line, named)
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ],
    ids=lambda one: one.pattern[:40],
)
def test_the_patterns_of_the_code_are_bounded(pattern: re.Pattern[str]) -> None:
    """None of them has a repetition without a bound, and none nests its repetitions without end."""
    assert _effort(pattern.pattern).scans == 0


@pytest.mark.parametrize("name", ["spam", "virus", "greylist me", "over quota"])
def test_what_stands_in_brackets_is_a_name(name: str) -> None:
    """Postfix writes names in brackets, with or without a domain and with spaces in them."""
    for frame in ("554 5.7.1 <{}>: Access denied", "554 5.7.1 <{}@example.jp>: Access denied"):
        assert read_reply(frame.format(name)).cause is Cause.POLICY


def test_a_lists_answer_is_no_address() -> None:
    """127.0.0.x is what a list answers."""
    assert _listed("550 5.7.1 127.0.0.4 was answered by bl.spamcop.net for 192.0.2.7") == "192.0.2.7"


def test_the_phase_decides() -> None:
    """Microsoft's 5.4.1 is about the recipient at RCPT TO, and about a rule elsewhere."""
    text = "550 5.4.1 Recipient address rejected: Access denied. [EX1.example] (in reply to {} command)"
    assert read_reply(text.format("RCPT TO")).cause is Cause.ADDRESS
    assert read_reply(text.format("end of DATA")).cause is Cause.POLICY


def test_long_texts_are_not_kept() -> None:
    """What is remembered is cut before: two texts that differ only beyond the cut are one."""
    read_reply("550 " + "x" * parts.MOST)
    hits = read_module._read.cache_info().hits
    read_reply("550 " + "x" * parts.MOST + "y" * _LONG)
    assert read_module._read.cache_info().hits == hits + 1
