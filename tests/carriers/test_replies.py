"""What real replies mean, at the dates at which they meant it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import knowledge
from hiyari.carriers.provider import About
from hiyari.carriers.reason import Reason

KNOWN = knowledge()
TODAY = datetime(2026, 11, 1, tzinfo=UTC)
RCPT, DOT, CONNECT = "rcpt", "final dot", "connect"


@pytest.mark.parametrize(
    ("provider", "phase", "code", "said", "reason", "about"),
    [
        ("docomo", RCPT, 550, "Unknown user a@docomo.ne.jp", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("docomo", DOT, 550, "Unknown user a@docomo.ne.jp", Reason.USER_UNKNOWN, About.NAMED),
        ("docomo", DOT, 552, "Too much mail data a@docomo.ne.jp", Reason.MAILBOX_FULL, About.NAMED),
        ("docomo", RCPT, 552, "Too many recipients", Reason.RATE, About.SENDER),
        ("docomo", DOT, 554, "Transaction failed", Reason.RATE, About.TRANSACTION),
        ("docomo", "content", 500, "Line Too Long", Reason.SYNTAX, About.TRANSACTION),
        ("docomo", DOT, 504, "Command parameter not implemented", Reason.SYNTAX, About.TRANSACTION),
        ("au", RCPT, 550, "<a@ezweb.ne.jp>: User unknown", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("au", DOT, 550, ": User unknown", Reason.FILTERED, About.RECIPIENT),
        ("au", DOT, 550, "<a@ezweb.ne.jp>: User unknown", Reason.USER_UNKNOWN, About.NAMED),
        ("au", RCPT, 554, "<a@ezweb.ne.jp>: Relay access denied", Reason.SYNTAX, About.RECIPIENT),
        ("softbank", RCPT, 550, "Invalid recipient: <a@i.softbank.jp>", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("softbank", DOT, 550, "Invalid recipient: <a@i.softbank.jp>", Reason.USER_UNKNOWN, About.NAMED),
        ("softbank", "mail", 553, "bounce.example.jp does not exist", Reason.REJECTED, About.SENDER),
        ("softbank", CONNECT, 421, "", Reason.UNDEFINED, About.TRANSACTION),
        ("rakuten", RCPT, 550, "User not found", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("yahoo-jp", CONNECT, 421, "4.7.0 [TSS04] Messages temporarily deferred", Reason.RATE, About.SENDER),
        (
            "outlook",
            "mail",
            550,
            "5.7.1 Unfortunately, messages from [192.0.2.1] (S3150)",
            Reason.BLOCKED,
            About.SENDER,
        ),
    ],
)
def test_the_carriers_words(provider: str, phase: str, code: int, said: str, reason: Reason, about: About) -> None:
    """Each documented reply is read as it is documented, in the phase in which it comes."""
    meaning = KNOWN.read(KNOWN.provider(provider), phase, code, said, TODAY)
    assert (meaning.reason, meaning.about) == (reason, about)
    assert meaning.source


@pytest.mark.parametrize(
    ("year", "month", "day", "reason"),
    [
        (2004, 12, 22, Reason.FILTERED),
        (2025, 2, 12, Reason.FILTERED),
        (2025, 2, 13, Reason.UNDEFINED),
        (2025, 3, 11, Reason.UNDEFINED),
        (2025, 3, 12, Reason.USER_UNKNOWN),
        (2030, 1, 1, Reason.USER_UNKNOWN),
    ],
)
def test_docomo_changed_its_meaning(year: int, month: int, day: int, reason: Reason) -> None:
    """A reply after the dot is read by its own date; at every date it is about the named address alone."""
    at = datetime(year, month, day, tzinfo=UTC)
    meaning = KNOWN.read(KNOWN.provider("docomo"), DOT, 550, "Unknown user a@docomo.ne.jp", at)
    assert (meaning.reason, meaning.about) == (reason, About.NAMED)
    at_rcpt = KNOWN.read(KNOWN.provider("docomo"), RCPT, 550, "Unknown user a@docomo.ne.jp", at)
    assert at_rcpt.reason is Reason.USER_UNKNOWN


@pytest.mark.parametrize(
    ("code", "said", "reason"),
    [
        (550, "5.1.1 <a@example.net>: Recipient address rejected: User unknown in local table", Reason.USER_UNKNOWN),
        (550, "5.1.1 The email account that you tried to reach does not exist", Reason.USER_UNKNOWN),
        (550, "5.2.1 The email account that you tried to reach is disabled", Reason.SUSPENDED),
        (552, "5.2.2 The recipient's inbox is out of storage space", Reason.MAILBOX_FULL),
        (450, "4.2.0 <a@example.net>: Recipient address rejected: Greylisted", Reason.GREYLISTED),
        (554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", Reason.BLOCKED),
        (550, "5.7.26 Unauthenticated email from example.jp is not accepted", Reason.AUTHENTICATION),
        (550, "5.7.1 SPF check failed for example.jp", Reason.AUTHENTICATION),
        (421, "4.7.0 Too many connections from your host", Reason.RATE),
        (552, "5.3.4 Message size exceeds fixed maximum message size", Reason.TOO_BIG),
        (554, "5.7.1 Message rejected as spam", Reason.SPAM),
        (550, "5.1.8 Sender address rejected: Domain not found", Reason.REJECTED),
        (550, "<b@example.jp>: Sender address rejected: unknown user", Reason.REJECTED),
        (550, "Domain of sender address b@example.jp does not exist", Reason.REJECTED),
        (550, "Sender verify failed: no such user", Reason.REJECTED),
        (554, "5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", Reason.BLOCKED),
        (451, "4.3.0 Temporary lookup failure", Reason.SYSTEM),
        (554, "5.7.1 <a@example.net>: Relay access denied", Reason.POLICY),
        (550, "mumble", Reason.UNDEFINED),
    ],
)
def test_the_words_of_others(code: int, said: str, reason: Reason) -> None:
    """The usual wordings of common receivers; what nobody knows stays undefined."""
    assert KNOWN.read(KNOWN.other, RCPT, code, said, TODAY).reason is reason


@pytest.mark.parametrize(
    "local", ["spam", "greylist", "mailbox.full", "over-quota", "blocked.by.rbl", "slow+dkim.fail"]
)
@pytest.mark.parametrize("provider", ["other", "gmail", "softbank"])
def test_a_name_is_no_reason(local: str, provider: str) -> None:
    """What somebody is called does not change what is said of him."""
    said = f"5.1.1 <{local}@example.net>: User unknown"
    assert KNOWN.read(KNOWN.provider(provider), RCPT, 550, said, TODAY).reason is Reason.USER_UNKNOWN


@pytest.mark.parametrize(
    ("said", "addresses"),
    [
        ("Unknown user a..b@docomo.ne.jp", ("a..b@docomo.ne.jp",)),
        ('<"a..b"@docomo.ne.jp>: unknown', ('"a..b"@docomo.ne.jp',)),
        ("from <x@example.jp> to <y@example.net>.", ("x@example.jp", "y@example.net")),
        ("to:a@example.net,b@example.net", ("a@example.net", "b@example.net")),
        ("see https://example.net/ for @ and a@", ()),
    ],
)
def test_the_addresses_of_a_text(said: str, addresses: tuple[str, ...]) -> None:
    """All of them, in their order, without what stands around them."""
    meaning = KNOWN.read(KNOWN.other, RCPT, 550, said, TODAY)
    assert meaning.addresses == addresses
    assert meaning.named == (addresses[0] if addresses else None)


@given(
    st.sampled_from(sorted(KNOWN.providers)),
    st.sampled_from([RCPT, DOT, CONNECT, "data", "nonsense"]),
    st.integers(200, 599),
    st.text(max_size=300) | st.text('@<>:. a"5', max_size=300),
)
def test_any_text(provider: str, phase: str, code: int, said: str) -> None:
    """Whatever a server says has a meaning, undefined at worst, and what is known has a source."""
    meaning = KNOWN.read(KNOWN.provider(provider), phase, code, said, TODAY)
    assert bool(meaning.source) or meaning.reason is Reason.UNDEFINED
    assert all(one in said for one in meaning.addresses)
