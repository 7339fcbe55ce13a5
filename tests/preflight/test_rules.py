"""Every rule fires, passes and is unknown where it should be."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from hiyari.model.inventory import Ignore
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight import rules
from hiyari.preflight.check import judges
from tests.preflight.worlds import findings

RELAY = "relay2 A 203.0.113.12\n"
CASES = [
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 -all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 ~all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 ?all"', "", NearMiss),
    ("SPF101", "", "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 foo -all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.12 -all"', "", Pass),
    ("SPF101", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF201", '@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 ip4:1.2.3 -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 include:example.jp -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 include:ns1.example.jp -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 a a a a a a a a a a a -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 a:x.example.jp a:y.example.jp a:z.example.jp -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 a:relay2.example.jp -all"', "", Pass),
    ("SPF201", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF301", '@ TXT "v=spf1 all"', "", NearMiss),
    ("SPF301", '@ TXT "v=spf1 ip4:0.0.0.0/0 -all"', "", NearMiss),
    ("SPF301", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF301", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("DNS103", "", "", Pass),
    ("SPF302", '@ TXT "v=spf1 ptr -all"', "", NearMiss),
    ("SPF302", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF302", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF303", '@ TXT "v=spf1 -all ip4:203.0.113.12"', "", NearMiss),
    ("SPF303", '@ TXT "v=spf1 ip4:203.0.113.12 -all exp=x.example.jp"', "", Pass),
    ("SPF303", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("MX103", "@ MX 10 nowhere", "", NearMiss),
    ("MX103", "@ MX 10 alias\nalias CNAME relay2", "", NearMiss),
    ("MX103", "@ MX 10 relay2", "", Pass),
    ("MX103", "@ MX 10 mx.example.com.", "", Unknown),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.11 -all"', "", NearMiss),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', "", Pass),
    ("RLY101", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("RLY201", "", "12 PTR relay2.example.jp.", Pass),
    ("RLY201", "", "12 PTR other.example.jp.", NearMiss),
    ("RLY201", "", "11 PTR relay1.example.jp.", NearMiss),
    ("RLY201", "", "12 PTR relay2.example.com.", Unknown),
    ("RLY201", "", "", Unknown),
]


@pytest.mark.parametrize(("rule", "forward", "reverse", "verdict"), CASES)
async def test_a_rule_tells_the_three_apart(rule: str, forward: str, reverse: str, verdict: type[Verdict]) -> None:
    """Near miss, pass and unknown, each on a case of its own."""
    egress = ("203.0.113.12", "203.0.113.11") if rule == "RLY101" else ("203.0.113.12",)
    found = await findings(f"{RELAY}{forward}\n", reverse, egress)
    assert isinstance(found[rule][0].verdict, verdict)


@pytest.mark.parametrize(("name", "verdict"), [("gone.example.jp", NearMiss), ("example.com", Unknown)])
async def test_a_domain_that_does_not_exist_is_no_pass(name: str, verdict: type[Verdict]) -> None:
    """NXDOMAIN is a near miss, and a domain that nobody was asked about is unknown."""
    found = await findings(RELAY, domain=name)
    assert isinstance(found["DNS103"][0].verdict, verdict)


async def test_an_ignored_near_miss_is_gone_until_its_day() -> None:
    """An ignore counts up to and with its last day, for its own object only."""
    name = "relay2.example.jp 203.0.113.12 example.jp"
    for until, count in ((date(2026, 11, 1), 1), (date(2026, 10, 31), 2)):
        ignore = Ignore(rule="SPF101", object=name, reason="moved next week", until=until)
        assert len((await findings(RELAY, ignores=(ignore,)))["SPF101"]) == count


def test_every_rule_is_complete() -> None:
    """Each file of the folder holds one rule with its own id, four chapters and a reference; each has a case here."""
    files = {path.stem.upper() for path in Path(rules.__path__[0]).glob("*.py")} - {"__INIT__"}
    assert files == {one.rule.id for one in judges()} == {case[0] for case in CASES}
    for one in judges():
        rule = one.rule
        assert re.fullmatch("[A-Z]{2,3}[0-9]{3}", rule.id)
        assert all((rule.title, rule.symptom, rule.cause, rule.fix, rule.lesson, rule.references))
