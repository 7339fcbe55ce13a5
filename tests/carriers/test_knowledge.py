"""What is shipped about providers: complete, with sources, and found by exchanger and by domain."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from importlib import resources
from typing import Any

import pytest

from hiyari.carriers.knowledge import KnowledgeError, knowledge, parse_provider
from hiyari.carriers.provider import Limits, Provider
from hiyari.smtp.reply import Phase

KNOWN = knowledge()
PROVIDERS = sorted(KNOWN.providers.values(), key=lambda one: one.id)
FOLDER = resources.files("hiyari.carriers") / "data"


def _document(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def test_every_file_is_a_provider() -> None:
    """Each file of the folder is loaded, under the id that is its name."""
    names = {one.name.removesuffix(".toml") for one in FOLDER.iterdir() if one.name.endswith(".toml")}
    assert names == set(KNOWN.providers)
    assert {"docomo", "au", "softbank", "rakuten", "yahoo-jp", "gmail", "outlook", "icloud", "other"} <= names


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.id)
def test_every_value_has_a_source(provider: Provider) -> None:
    """Each limit and each meaning of a reply says where it comes from; a lane can always send something."""
    for one in fields(Limits):
        limit = getattr(provider.limits, one.name)
        assert len(limit.source.strip()) > 3
        assert limit.value >= 0
    assert min(provider.limits.connections.value, provider.limits.messages.value, provider.limits.recipients.value) >= 1
    assert provider.limits.avoid_before.value + provider.limits.avoid_after.value < 60
    assert 0 < provider.limits.unknown_budget.value < 0.5
    assert all(len(rule.source.strip()) > 3 for rule in provider.replies)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda one: one.id)
def test_every_rule_can_fit(provider: Provider) -> None:
    """Its phases are phases, its codes are refusals, and its first day lies before its last."""
    for rule in provider.replies:
        assert rule.phases <= {phase.value for phase in Phase}
        assert all(400 <= code < 600 for code in rule.codes)
        assert rule.since is None or rule.until is None or rule.since < rule.until


def test_carriers_get_one_recipient_at_a_time() -> None:
    """One reply, one recipient: the carriers are those that condemn a whole transaction for one address."""
    carriers = {one.id for one in PROVIDERS if one.carrier}
    assert carriers == {"docomo", "au", "softbank", "rakuten"}
    assert all(KNOWN.providers[one].limits.recipients.value == 1 for one in carriers)
    assert all(KNOWN.providers[one].folds_case for one in carriers)


_REGIONS = "dhtckrnsq"
_DOMAINS = {
    "docomo": ["docomo.ne.jp", "mopera.net", "mopera.ne.jp"],
    "au": [
        *("ezweb.ne.jp", "a2.ezweb.ne.jp", "biz.ezweb.ne.jp", "x.biz.ezweb.ne.jp", "augps.ezweb.ne.jp", "au.com"),
        *("biz.au.com", "uqmobile.jp", "ido.ne.jp", "x.ido.ne.jp", "x.y.ido.ne.jp", "sky.tkk.ne.jp", "sky.tkc.ne.jp"),
        *("sky.tu-ka.ne.jp", "x.sky.dtg.ne.jp", "email.sky.cdp.ne.jp", "email.sky.kdp.ne.jp", "email.sky.tdp.ne.jp"),
    ],
    "softbank": [
        *("softbank.ne.jp", "i.softbank.jp", "disney.ne.jp", "disneymobile.ne.jp", "vertuclub.ne.jp"),
        *("vodafone.ne.jp", *(f"{one}.vodafone.ne.jp" for one in _REGIONS), *(f"jp-{one}.ne.jp" for one in _REGIONS)),
        *("ymobile.ne.jp", "ymobile1.ne.jp", "y-mobile.ne.jp", "yahoo.ne.jp", "willcom.com", "wcm.ne.jp", "pdx.ne.jp"),
        *("di.pdx.ne.jp", "dj.pdx.ne.jp", "dk.pdx.ne.jp", "wm.pdx.ne.jp", "emnet.ne.jp", "emobile.ne.jp"),
        "emobile-s.ne.jp",
    ],
    "rakuten": ["rakumail.jp"],
    "yahoo-jp": ["yahoo.co.jp"],
    "gmail": ["gmail.com"],
}


@pytest.mark.parametrize(("provider", "domain"), [(one, name) for one, names in _DOMAINS.items() for name in names])
def test_a_domain_leads_to_its_provider(provider: str, domain: str) -> None:
    """Every domain that the carriers have given out belongs to the one that has it now."""
    found = KNOWN.by_domain(domain)
    assert found is not None
    assert found.id == provider


@pytest.mark.parametrize("domain", ["mineo.jp", "notdocomo.ne.jp", "x.docomo.ne.jp", "jp-z.ne.jp", "ne.jp", "jp", ""])
def test_a_name_that_looks_like_one_is_none(domain: str) -> None:
    """An MVNO, a part of a name and a name below an exact one are not the carrier's."""
    assert KNOWN.by_domain(domain) is None


@pytest.mark.parametrize(
    ("host", "provider"),
    [
        ("mfsmax.docomo.ne.jp", "docomo"),
        ("MFSMAX.docomo.ne.jp.", "docomo"),
        ("lsean.ezweb.ne.jp", "au"),
        ("msmx.au.com", "au"),
        ("mail-rakumail-jp.gslb.rmb-ss.jp", "rakuten"),
        ("mx1.mail.yahoo.co.jp", "yahoo-jp"),
        ("aspmx.l.google.com", "gmail"),
        ("example-jp.mail.protection.outlook.com", "outlook"),
        ("docomo.ne.jp.example.org", None),
        ("xdocomo.ne.jp", None),
        ("", None),
    ],
)
def test_an_exchanger_leads_to_its_provider(host: str, provider: str | None) -> None:
    """By whole labels from the right, whatever the case and with or without the last dot."""
    found = KNOWN.by_exchanger(host)
    assert (found.id if found else None) == provider


def test_no_domain_belongs_to_two() -> None:
    """Two files never claim one name."""
    for names in (
        [name for one in PROVIDERS for name in one.domains],
        [n for one in PROVIDERS for n in one.exchangers],
    ):
        assert len(names) == len(set(names))


def test_an_id_without_a_file_is_other() -> None:
    """Lanes of other destinations carry their exchangers' group behind a colon."""
    assert KNOWN.provider("other:mx.example.net") is KNOWN.other
    assert KNOWN.provider("gone") is KNOWN.other


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "blue"},
        {"limits": {"speed": {"value": 1, "source": "x"}}},
        {"limits": {"interval": {"value": 1, "source": ""}}},
        {"limits": {"interval": {"value": "fast", "source": "x"}}},
        {"limits": {"interval": {"value": 1}}},
        {"reply": [{"pattern": "x", "reason": "spam", "about": "sender", "source": ""}]},
        {"reply": [{"pattern": "x", "reason": "sapm", "about": "sender", "source": "x"}]},
        {"reply": [{"pattern": "x", "reason": "spam", "about": "us", "source": "x"}]},
        {"reply": [{"pattern": "(", "reason": "spam", "about": "sender", "source": "x"}]},
        {"reply": [{"pattern": "x", "reason": "spam", "about": "sender", "source": "x", "since": "2025"}]},
        {"reply": [{"pattern": "x", "reason": "spam", "about": "sender", "source": "x", "colour": 1}]},
        {"reply": [{"reason": "spam", "about": "sender", "source": "x"}]},
        {"name": None},
    ],
)
def test_a_malformed_file_is_refused(change: dict[str, Any]) -> None:
    """A mistake is told with the file's name, and never read as something else."""
    base = _document("other")
    good = {"id": "example", "name": "Example"}
    assert parse_provider(good, base, "example.toml").limits == KNOWN.other.limits
    bad = {key: value for key, value in {**good, **change}.items() if value is not None}
    with pytest.raises(KnowledgeError, match=r"^example\.toml: "):
        parse_provider(bad, base, "example.toml")
