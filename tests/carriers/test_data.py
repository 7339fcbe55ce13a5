"""What is known of destinations: whole, with sources, and read as the carriers mean it at each date."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import KnowledgeError, knowledge, parse_provider
from hiyari.carriers.provider import About, Limits
from hiyari.carriers.reason import Reason

NOW = datetime(2026, 11, 25, tzinfo=UTC)
OLD = datetime(2024, 6, 1, tzinfo=UTC)
BETWEEN = datetime(2025, 3, 1, tzinfo=UTC)


def test_every_limit_has_a_value_and_a_source() -> None:
    """No provider has a number that comes from nowhere."""
    for provider in knowledge().providers.values():
        for one in fields(Limits):
            limit = getattr(provider.limits, one.name)
            assert limit.source, (provider.id, one.name)
            assert limit.value >= 0


@pytest.mark.parametrize(
    "name", ["docomo", "au", "softbank", "rakuten", "yahoo-jp", "gmail", "outlook", "icloud", "other"]
)
def test_the_provider_is_there(name: str) -> None:
    """Each destination that is promised has a file."""
    assert knowledge().provider(name).id == name


@pytest.mark.parametrize("name", ["docomo", "au", "softbank", "rakuten"])
def test_carriers_get_one_recipient_at_a_time(name: str) -> None:
    """Nothing can change that."""
    provider = knowledge().provider(name)
    assert provider.carrier
    assert provider.limits.recipients.value == 1


@pytest.mark.parametrize(
    ("domain", "provider"),
    [
        ("docomo.ne.jp", "docomo"), ("mopera.net", "docomo"), ("ezweb.ne.jp", "au"), ("a.ezweb.ne.jp", "au"),
        ("biz.au.com", "au"), ("uqmobile.jp", "au"), ("x.ido.ne.jp", "au"), ("softbank.ne.jp", "softbank"),
        ("i.softbank.jp", "softbank"), ("d.vodafone.ne.jp", "softbank"), ("jp-q.ne.jp", "softbank"),
        ("ymobile.ne.jp", "softbank"), ("pdx.ne.jp", "softbank"), ("rakumail.jp", "rakuten"), ("gmail.com", "gmail"),
    ],
)  # fmt: skip
def test_domains_lead_to_their_provider(domain: str, provider: str) -> None:
    """As a hint, where no exchanger can be asked."""
    found = knowledge().by_domain(domain)
    assert found is not None
    assert found.id == provider


def test_a_domain_that_only_looks_like_one_does_not() -> None:
    """A label more, or another top, is somebody else."""
    for domain in ("notdocomo.ne.jp", "docomo.ne.jp.example.com", "mineo.jp", "gmail.co"):
        assert knowledge().by_domain(domain) is None


@pytest.mark.parametrize(
    ("provider", "phase", "code", "said", "at", "reason", "about"),
    [
        ("docomo", "rcpt", 550, "Unknown user a@docomo.ne.jp", NOW, Reason.USER_UNKNOWN, About.RECIPIENT),
        ("docomo", "final dot", 550, "Unknown user a@docomo.ne.jp", OLD, Reason.FILTERED, About.NAMED),
        ("docomo", "final dot", 550, "Unknown user a@docomo.ne.jp", BETWEEN, Reason.UNDEFINED, About.NAMED),
        ("docomo", "final dot", 550, "Unknown user a@docomo.ne.jp", NOW, Reason.USER_UNKNOWN, About.NAMED),
        ("docomo", "rcpt", 552, "Too much mail data a@docomo.ne.jp", NOW, Reason.MAILBOX_FULL, About.NAMED),
        ("docomo", "rcpt", 554, "Transaction failed", NOW, Reason.RATE, About.TRANSACTION),
        ("au", "rcpt", 550, "<a@ezweb.ne.jp>: User unknown", NOW, Reason.USER_UNKNOWN, About.RECIPIENT),
        ("au", "final dot", 550, ": User unknown", NOW, Reason.FILTERED, About.RECIPIENT),
        ("softbank", "rcpt", 550, "Invalid recipient: <a@i.softbank.jp>", NOW, Reason.USER_UNKNOWN, About.RECIPIENT),
        ("rakuten", "rcpt", 550, "User not found", NOW, Reason.USER_UNKNOWN, About.RECIPIENT),
        ("other", "rcpt", 450, "4.2.0 greylisted, try later", NOW, Reason.GREYLISTED, About.RECIPIENT),
        ("other", "rcpt", 250, "", NOW, Reason.UNDEFINED, About.TRANSACTION),
    ],
)
def test_replies_are_read_as_the_carriers_mean_them(
    provider: str, phase: str, code: int, said: str, at: datetime, reason: Reason, about: About
) -> None:
    """The same words mean another thing in another phase, from another carrier, or at another date."""
    known = knowledge()
    meaning = known.read(known.provider(provider), phase, code, said, at)
    assert (meaning.reason, meaning.about) == (reason, about)


@given(
    st.sampled_from(sorted(knowledge().providers)),
    st.integers(200, 599),
    st.one_of(
        st.text(max_size=2000), st.sampled_from(["a" * 5000, "user " * 500, "<" * 3000, "too many " * 400, "@a" * 900])
    ),
)
def test_no_reply_is_too_hostile_to_be_read(provider: str, code: int, said: str) -> None:
    """Whatever a server says has a meaning, if only *undefined*."""
    known = knowledge()
    assert isinstance(known.read(known.provider(provider), "rcpt", code, said, NOW).reason, Reason)


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"limits": {"speed": {"value": 1, "source": "x"}}},
        {"limits": {"interval": {"value": 1, "source": ""}}},
    ],
)
def test_a_malformed_file_is_refused(change: dict[str, object]) -> None:
    """An unknown key, an unknown limit and a value without a source."""
    base = {"id": "other", "name": "x", "limits": {one.name: {"value": 1, "source": "x"} for one in fields(Limits)}}
    with pytest.raises(KnowledgeError):
        parse_provider({"id": "x", "name": "x", **change}, base, "x.toml")
