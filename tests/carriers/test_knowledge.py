"""What is known of destinations: each value has a source, each reply its meaning at its date, no text hurts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as patterns  # type: ignore[attr-defined]
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import MOST_TEXT, Knowledge, KnowledgeError, knowledge, parse_provider
from hiyari.carriers.provider import OTHER, About, Provider, ReplyRule
from hiyari.carriers.reason import Reason
from hiyari.smtp.reply import Phase

KNOWN: Final = knowledge()
PROVIDERS: Final = sorted(KNOWN.providers)
NOW: Final = datetime(2026, 11, 25, tzinfo=UTC)
_BASE: Final = tomllib.loads((resources.files("hiyari.carriers") / "data" / "other.toml").read_text("utf-8"))


def rules() -> Iterator[tuple[str, ReplyRule]]:
    """Every rule with its provider."""
    for provider in PROVIDERS:
        yield from ((provider, one) for one in KNOWN.providers[provider].replies)


def test_every_file_is_a_provider() -> None:
    """Each file loads, is named after its id, and none is left out."""
    folder = resources.files("hiyari.carriers") / "data"
    assert sorted(one.name.removesuffix(".toml") for one in folder.iterdir()) == PROVIDERS
    assert {"au", "docomo", "gmail", "icloud", "other", "outlook", "rakuten", "softbank", "yahoo-jp"} <= set(PROVIDERS)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_value_has_a_source(provider: str) -> None:
    """No number and no meaning stands there without saying where it comes from."""
    one = KNOWN.providers[provider]
    assert all(getattr(one.limits, name).source.strip() for name in one.limits.__slots__)
    assert all(rule.source.strip() for rule in one.replies)


@pytest.mark.parametrize("provider", [one for one in PROVIDERS if KNOWN.providers[one].carrier])
def test_carriers_get_one_recipient_in_a_transaction(provider: str) -> None:
    """One reply must be about one person."""
    assert KNOWN.providers[provider].limits.recipients.value == 1


def test_names_belong_to_one_provider() -> None:
    """No domain and no exchanger is claimed twice."""
    for names in (
        [n for p in PROVIDERS for n in getattr(KNOWN.providers[p], kind)] for kind in ("domains", "exchangers")
    ):
        assert len(names) == len(set(names))


@pytest.mark.parametrize(("provider", "rule"), tuple(rules()))
def test_every_rule_can_be_met(provider: str, rule: ReplyRule) -> None:
    """Phases are those of a session, codes are refusals, and what has an end begins before it."""
    assert rule.phases <= set(Phase), provider
    assert all(400 <= code < 600 for code in rule.codes)
    assert rule.since is None or rule.until is None or rule.since < rule.until


def _widths(parsed: Any, *, inside: bool = False) -> Iterator[str]:  # the tree has no public type
    """What may take long: a repetition in a repetition, and more than one without an end in a row."""
    endless = 0
    for op, value in parsed:
        if op in {ops.MAX_REPEAT, ops.MIN_REPEAT}:
            _, most, inner = value
            if inside and most > 1:
                yield "a repetition in a repetition"
            endless += most == ops.MAXREPEAT
            yield from _widths(inner, inside=most > 1)
        elif op is ops.SUBPATTERN:
            yield from _widths(value[-1], inside=inside)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _widths(branch, inside=inside)
    if endless > 2:
        yield "three repetitions without an end"


@pytest.mark.parametrize(("provider", "rule"), tuple(rules()))
def test_no_pattern_can_run_away(provider: str, rule: ReplyRule) -> None:
    """No repetition stands in another: the time is a power of the text's length, and the text has an end."""
    assert not list(_widths(patterns.parse(rule.pattern.pattern))), provider
    assert ".*" not in rule.pattern.pattern


def test_the_check_of_patterns_sees_what_it_is_for() -> None:
    """The patterns that are known to run away are found."""
    for bad in ("(a+)+$", "(?:a|b*)*c", r"(\w+\s?)+x", "a*b*c*d"):
        assert list(_widths(patterns.parse(bad)))


_PIECES: Final = [
    "user",
    "unknown",
    "account is ",
    "<a@b.jp>",
    "@",
    "<",
    ">",
    ":",
    " ",
    "exceed",
    "rate",
    "message",
    "limit",
    "SPF",
    "host ",
    "blocked",
    "mailbox",
    "full",
    "5.7.1 ",
    "4.2.2",
    '"',
    "a@",
    "@a",
    "0",
    "\x00",
    "あ",
    "550 ",
    "rejected",
    "from",
    "too many ",
    "not ",
    "size",
    "storage",
    "insufficient",
    "quota",
    "#5.1.1",
    ".",
    "-",
]


@given(
    st.sampled_from(PROVIDERS),
    st.sampled_from(Phase),
    st.sampled_from([421, 450, 452, 500, 550, 552, 554, 571]),
    st.text(max_size=1500) | st.lists(st.sampled_from(_PIECES), max_size=300).map("".join),
)
def test_any_text_has_a_meaning(provider: str, phase: Phase, code: int, said: str) -> None:
    """A hostile text is read to its bound, and what is not known is undefined."""
    meaning = KNOWN.read(KNOWN.providers[provider], phase, code, said, NOW)
    assert isinstance(meaning.reason, Reason)
    assert meaning.source or meaning.reason is Reason.UNDEFINED
    assert all(len(one) <= 66 + 1 + 254 for one in meaning.addresses)


@pytest.mark.parametrize("piece", [*_PIECES, "exceedrate", "<@", "x@x.jp,", "a" * 64 + "@", '"' * 2, "SPF fai"])
def test_long_repetitions_are_read(piece: str) -> None:
    """A thousand characters and more of one piece come to an end at every provider, in every phase that has rules."""
    said = (piece * 5000)[: MOST_TEXT * 5]
    for provider in KNOWN.providers.values():
        for phase in (Phase.RCPT, Phase.FINAL_DOT):
            assert isinstance(KNOWN.read(provider, phase, 550, said, NOW).reason, Reason)


@pytest.mark.parametrize(
    ("provider", "phase", "code", "said", "on", "reason", "about"),
    [
        # docomo: the phase tells the truth, and the meaning after the dot has changed twice.
        ("docomo", Phase.RCPT, 550, "Unknown user a@docomo.ne.jp", "2008-01-01", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("docomo", Phase.RCPT, 550, "Unknown user a@docomo.ne.jp", "2026-11-25", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("docomo", Phase.FINAL_DOT, 550, "Unknown user a@docomo.ne.jp", "2025-02-12", Reason.FILTERED, About.NAMED),
        ("docomo", Phase.FINAL_DOT, 550, "Unknown user a@docomo.ne.jp", "2025-02-13", Reason.UNDEFINED, About.NAMED),
        ("docomo", Phase.FINAL_DOT, 550, "Unknown user a@docomo.ne.jp", "2025-03-11", Reason.UNDEFINED, About.NAMED),
        ("docomo", Phase.FINAL_DOT, 550, "Unknown user a@docomo.ne.jp", "2025-03-12", Reason.USER_UNKNOWN, About.NAMED),
        ("docomo", Phase.DATA, 550, "UNKNOWN USER a@docomo.ne.jp", "2025-02-12", Reason.FILTERED, About.NAMED),
        (
            "docomo",
            Phase.RCPT,
            552,
            "Too much mail data a@docomo.ne.jp",
            "2026-11-25",
            Reason.MAILBOX_FULL,
            About.NAMED,
        ),
        ("docomo", Phase.RCPT, 552, "Too many recipients", "2026-11-25", Reason.RATE, About.SENDER),
        ("docomo", Phase.FINAL_DOT, 554, "Transaction failed", "2026-11-25", Reason.RATE, About.TRANSACTION),
        ("docomo", Phase.FINAL_DOT, 500, "Line Too Long", "2026-11-25", Reason.SYNTAX, About.TRANSACTION),
        ("docomo", Phase.RCPT, 503, "Bad sequence", "2026-11-25", Reason.SYNTAX, About.TRANSACTION),
        (
            "docomo",
            Phase.FINAL_DOT,
            504,
            "Command parameter not implemented",
            "2026-11-25",
            Reason.SYNTAX,
            About.TRANSACTION,
        ),
        # au: nearly the same words with the opposite meaning; the address and the phase decide.
        ("au", Phase.RCPT, 550, "<a@ezweb.ne.jp>: User unknown", "2026-11-25", Reason.USER_UNKNOWN, About.RECIPIENT),
        ("au", Phase.FINAL_DOT, 550, ": User unknown", "2026-11-25", Reason.FILTERED, About.RECIPIENT),
        ("au", Phase.FINAL_DOT, 550, "<a@ezweb.ne.jp>: User unknown", "2026-11-25", Reason.USER_UNKNOWN, About.NAMED),
        ("au", Phase.RCPT, 554, "<a@docomo.ne.jp>: Relay access denied", "2026-11-25", Reason.SYNTAX, About.RECIPIENT),
        (
            "au",
            Phase.FINAL_DOT,
            550,
            "The user(s) account is disabled.",
            "2026-11-25",
            Reason.SUSPENDED,
            About.RECIPIENT,
        ),
        (
            "au",
            Phase.FINAL_DOT,
            550,
            "The user(s) account is temporarily limited.",
            "2026-11-25",
            Reason.SUSPENDED,
            About.RECIPIENT,
        ),
        (
            "au",
            Phase.FINAL_DOT,
            550,
            "The user(s) account is over quota",
            "2026-11-25",
            Reason.MAILBOX_FULL,
            About.RECIPIENT,
        ),
        # SoftBank and Y!mobile.
        (
            "softbank",
            Phase.RCPT,
            550,
            "Invalid recipient: <a@i.softbank.jp>",
            "2026-11-25",
            Reason.USER_UNKNOWN,
            About.RECIPIENT,
        ),
        (
            "softbank",
            Phase.FINAL_DOT,
            550,
            "Invalid recipient: <a@i.softbank.jp>",
            "2026-11-25",
            Reason.USER_UNKNOWN,
            About.NAMED,
        ),
        ("softbank", Phase.MAIL, 553, "bounce@example.jp does not exist", "2026-11-25", Reason.REJECTED, About.SENDER),
        ("softbank", Phase.RCPT, 421, "", "2026-11-25", Reason.UNDEFINED, About.TRANSACTION),
        ("rakuten", Phase.RCPT, 550, "User not found", "2026-11-25", Reason.USER_UNKNOWN, About.RECIPIENT),
        # J:COM has no file of its own.
        (
            OTHER,
            Phase.RCPT,
            550,
            "Invalid recipient: <a@jcom.home.ne.jp>",
            "2026-11-25",
            Reason.USER_UNKNOWN,
            About.RECIPIENT,
        ),
        (OTHER, Phase.RCPT, 421, "#4.4.2 Too many messages for this session", "2026-11-25", Reason.RATE, About.SENDER),
        # A block of our address, which others count as dead addresses.
        (
            "outlook",
            Phase.MAIL,
            550,
            "5.7.1 Unfortunately, messages from [203.0.113.11] weren't sent. (S3150)",
            "2026-11-25",
            Reason.BLOCKED,
            About.SENDER,
        ),
        (
            "outlook",
            Phase.FINAL_DOT,
            550,
            "5.7.515 Access denied, sending domain does not meet the level",
            "2026-11-25",
            Reason.AUTHENTICATION,
            About.SENDER,
        ),
        (
            "yahoo-jp",
            Phase.CONNECT,
            421,
            "4.7.0 [TSS04] Messages from 203.0.113.11 temporarily deferred",
            "2026-11-25",
            Reason.RATE,
            About.SENDER,
        ),
        (
            "gmail",
            Phase.FINAL_DOT,
            550,
            "5.7.26 This mail has been blocked because the sender is unauthenticated.",
            "2026-11-25",
            Reason.AUTHENTICATION,
            About.SENDER,
        ),
        (
            "gmail",
            Phase.RCPT,
            452,
            "4.2.2 The email account that you tried to reach is over quota.",
            "2026-11-25",
            Reason.MAILBOX_FULL,
            About.RECIPIENT,
        ),
        (
            "gmail",
            Phase.RCPT,
            550,
            "5.1.1 The email account that you tried to reach does not exist.",
            "2026-11-25",
            Reason.USER_UNKNOWN,
            About.RECIPIENT,
        ),
        (
            "gmail",
            Phase.FINAL_DOT,
            421,
            "4.7.28 Our system has detected an unusual rate of unsolicited mail",
            "2026-11-25",
            Reason.RATE,
            About.SENDER,
        ),
        (
            OTHER,
            Phase.RCPT,
            450,
            "4.2.0 <a@example.net>: Recipient address rejected: Greylisted",
            "2026-11-25",
            Reason.GREYLISTED,
            About.RECIPIENT,
        ),
        (OTHER, Phase.RCPT, 550, "entirely our own words", "2026-11-25", Reason.UNDEFINED, About.TRANSACTION),
    ],
)
def test_replies_are_read_as_documented(
    provider: str, phase: Phase, code: int, said: str, on: str, reason: Reason, about: About
) -> None:
    """The carriers' literal texts mean what their sources say, in their phase and on their day."""
    at = datetime.fromisoformat(f"{on}T12:00:00+00:00")
    meaning = KNOWN.read(KNOWN.providers[provider], phase, code, said, at)
    assert (meaning.reason, meaning.about) == (reason, about)


def test_the_address_in_a_reply_is_given_as_it_stands() -> None:
    """Irregular local parts are named whole, and several in their order."""
    said = 'Unknown user a..b@docomo.ne.jp, <.c@docomo.ne.jp> "d.."@docomo.ne.jp'
    meaning = KNOWN.read(KNOWN.providers["docomo"], Phase.RCPT, 550, said, NOW)
    assert meaning.addresses == ("a..b@docomo.ne.jp", ".c@docomo.ne.jp", '"d.."@docomo.ne.jp')
    assert meaning.named == "a..b@docomo.ne.jp"


@pytest.mark.parametrize("name", ["spam", "over.quota", "blocked.by.spamhaus", "5.7.26"])
def test_what_somebody_is_called_says_nothing(name: str) -> None:
    """An address that sounds like a reason is not one."""
    meaning = KNOWN.read(KNOWN.other, Phase.RCPT, 550, f"<{name}@example.jp>: unknown user", NOW)
    assert meaning.reason is Reason.USER_UNKNOWN


_DOMAINS: Final = {
    "docomo": "docomo.ne.jp mopera.net mopera.ne.jp",
    "au": "ezweb.ne.jp a.ezweb.ne.jp biz.ezweb.ne.jp a.biz.ezweb.ne.jp augps.ezweb.ne.jp au.com biz.au.com uqmobile.jp "
    "ido.ne.jp a.ido.ne.jp a.b.ido.ne.jp sky.tkk.ne.jp sky.tkc.ne.jp sky.tu-ka.ne.jp a.sky.dtg.ne.jp "
    "email.sky.cdp.ne.jp email.sky.kdp.ne.jp email.sky.tdp.ne.jp",
    "softbank": "softbank.ne.jp i.softbank.jp disney.ne.jp disneymobile.ne.jp vertuclub.ne.jp vodafone.ne.jp "
    + " ".join(f"{region}.vodafone.ne.jp jp-{region}.ne.jp" for region in "dhtcknsrq")
    + " ymobile.ne.jp ymobile1.ne.jp y-mobile.ne.jp yahoo.ne.jp willcom.com wcm.ne.jp pdx.ne.jp di.pdx.ne.jp"
    " dj.pdx.ne.jp dk.pdx.ne.jp wm.pdx.ne.jp emnet.ne.jp emobile.ne.jp emobile-s.ne.jp",
    "rakuten": "rakumail.jp",
}


@pytest.mark.parametrize(("provider", "domain"), [(p, d) for p, several in _DOMAINS.items() for d in several.split()])
def test_domains_lead_to_their_provider(provider: str, domain: str) -> None:
    """Every domain that a carrier gave out is known as its own."""
    found = KNOWN.by_domain(domain)
    assert found is not None
    assert found.id == provider


@pytest.mark.parametrize(
    "domain", ["mineo.jp", "example.jp", "xdocomo.ne.jp", "docomo.ne.jp.example.net", "ne.jp", "x.docomo.ne.jp", ""]
)
def test_other_domains_lead_nowhere(domain: str) -> None:
    """What only looks like a carrier's, or lies below it, is not taken for it."""
    assert KNOWN.by_domain(domain) is None


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("mfsmax.docomo.ne.jp", "docomo"),
        ("MFSMAX.docomo.ne.jp.", "docomo"),
        ("lsean.ezweb.ne.jp", "au"),
        ("msmx.au.com", "au"),
        ("mail-rakumail-jp.gslb.rmb-ss.jp", "rakuten"),
        ("gmail-smtp-in.l.google.com", "gmail"),
        ("example-jp.mail.protection.outlook.com", "outlook"),
        ("mx01.mail.icloud.com", "icloud"),
        ("mx1.mail.yahoo.co.jp", "yahoo-jp"),
        ("notdocomo.ne.jp", None),
        ("docomo.ne.jp.example.net", None),
    ],
)
def test_exchangers_lead_to_their_provider(host: str, provider: str | None) -> None:
    """The exchanger's name decides by whole labels, whatever its case."""
    found = KNOWN.by_exchanger(host)
    assert (found.id if found else None) == provider


def _document(**others: object) -> dict[str, Any]:
    return {"id": "x", "name": "X", **others}


@pytest.mark.parametrize(
    "document",
    [
        {"name": "X"},
        _document(speed=1),
        _document(limits={"speed": {"value": 1, "source": "x"}}),
        _document(limits={"interval": {"value": 1, "source": ""}}),
        _document(limits={"interval": {"value": 1}}),
        _document(reply=[{"pattern": "(", "reason": "rate", "about": "sender", "source": "x"}]),
        _document(reply=[{"pattern": "a", "reason": "mood", "about": "sender", "source": "x"}]),
        _document(reply=[{"pattern": "a", "reason": "rate", "about": "sender", "source": ""}]),
        _document(reply=[{"pattern": "a", "reason": "rate", "about": "sender", "source": "x", "since": "2025-01-01"}]),
        _document(reply=[{"pattern": "a", "reason": "rate", "about": "sender", "source": "x", "until_": 1}]),
    ],
)
def test_a_malformed_file_is_refused_with_its_name(document: dict[str, Any]) -> None:
    """A key that is unknown, a value without a source, and what is no pattern, reason or day."""
    with pytest.raises(KnowledgeError, match=r"^x\.toml: "):
        parse_provider(document, _BASE, "x.toml")


def test_a_new_provider_takes_the_rest_from_other() -> None:
    """What a file does not say is what holds for everybody."""
    limits = {"interval": {"value": 3, "source": "x"}}
    made = parse_provider(_document(limits=limits, domains=["x.example"]), _BASE, "x.toml")
    assert made.limits.interval.value == 3
    assert made.limits.retry == KNOWN.other.limits.retry
    alone: Provider | None = Knowledge([made, KNOWN.other]).by_domain("x.example")
    assert alone == made
