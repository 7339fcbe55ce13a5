"""Every rule fires, passes and is unknown where it should be."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hiyari.model.inventory import HostState, Ignore
from hiyari.model.verdict import NearMiss, Pass, Unknown, Verdict
from hiyari.preflight import rules
from hiyari.preflight.check import judges
from tests.preflight.worlds import called, findings, on_servers

RELAY = "relay2 A 203.0.113.12\n"
SIX = "2001:db8::12"
BIG = " ".join(f"ip4:198.51.{number}.0/24" for number in range(25))
CASES = [
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 -all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 ~all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.11 ?all"', "", NearMiss),
    ("SPF101", "", "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 foo -all"', "", NearMiss),
    ("SPF101", '@ TXT "v=spf1 ip4:203.0.113.12 -all"', "", Pass),
    ("SPF101", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF102", '@ TXT "v=spf1 ip4:203.0.113.12 -all"', "", NearMiss),
    ("SPF102", f'@ TXT "v=spf1 ip4:203.0.113.12 ip6:{SIX} -all"', "", Pass),
    ("SPF102", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF102", '@ TXT "v=spf1 ip4:203.0.113.12 include:example.com -all"', "", Unknown),
    ("SPF201", '@ TXT "v=spf1 ip4:1.2.3 -all"', "", NearMiss),
    ("SPF201", f'@ TXT "v=spf1 include:{"x" * 64}.example.jp -all"', "", NearMiss),
    ("SPF201", '@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"', "", Pass),
    ("SPF201", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF202", '@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ~all"', "", NearMiss),
    ("SPF202", '@ TXT "v=spf1 -all"\n@ TXT "v=spf2.0/pra -all"', "", Pass),
    ("SPF202", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF203", '@ TXT "v=spf1 a a a a a a a a a a a -all"', "", NearMiss),
    ("SPF203", '@ TXT "v=spf1 a a a a a a a a a a -all"', "", Pass),
    ("SPF203", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF204", '@ TXT "v=spf1 a:x.example.jp a:y.example.jp a:z.example.jp -all"', "", NearMiss),
    ("SPF204", '@ TXT "v=spf1 a:x.example.jp a:y.example.jp -all"', "", Pass),
    ("SPF204", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF205", '@ TXT "v=spf1 include:ns1.example.jp -all"', "", NearMiss),
    ("SPF205", '@ TXT "v=spf1 redirect=ns1.example.jp"', "", NearMiss),
    ("SPF205", '@ TXT "v=spf1 include:s.example.jp -all"\ns TXT "v=spf1 -all"', "", Pass),
    ("SPF205", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF206", '@ TXT "v=spf1 include:example.jp -all"', "", NearMiss),
    ("SPF206", '@ TXT "v=spf1 include:s.example.jp -all"\ns TXT "v=spf1 redirect=example.jp"', "", NearMiss),
    ("SPF206", '@ TXT "v=spf1 a:example.jp -all"', "", Pass),
    ("SPF206", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF207", '@ TXT "v=spf1 mx -all"\n' + "\n".join(f"@ MX 10 m{n}" for n in range(11)), "", NearMiss),
    ("SPF207", '@ TXT "v=spf1 mx -all"\n' + "\n".join(f"@ MX 10 m{n}" for n in range(10)), "", Pass),
    ("SPF207", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF208", '@ TXT "v=spf1 a a a a a a a a -all"\n@ A 203.0.113.9', "", NearMiss),
    ("SPF208", '@ TXT "v=spf1 a:x.example.jp a:y.example.jp -all"', "", NearMiss),
    ("SPF208", '@ TXT "v=spf1 a a a a a a a -all"\n@ A 203.0.113.9', "", Pass),
    ("SPF208", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF209", f'@ TXT "v=spf1 {BIG[:220]}" "{BIG[220:]} -all"', "", NearMiss),
    ("SPF209", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF301", '@ TXT "v=spf1 all"', "", NearMiss),
    ("SPF301", '@ TXT "v=spf1 ip4:0.0.0.0/0 -all"', "", NearMiss),
    ("SPF301", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF301", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF302", '@ TXT "v=spf1 ptr -all"', "", NearMiss),
    ("SPF302", '@ TXT "v=spf1 -all"', "", Pass),
    ("SPF302", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF303", '@ TXT "v=spf1 -all ip4:203.0.113.12"', "", NearMiss),
    ("SPF303", '@ TXT "v=spf1 ip4:203.0.113.12 -all exp=x.example.jp"', "", Pass),
    ("SPF303", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF304", '@ TXT "v=spf1 a:relay2.example.jp -all"', "", Pass),
    ("SPF304", '@ TXT "v=spf1 a:relay2.example.jp -all"\nrelay2 A 203.0.113.99', "", Pass),
    ("SPF304", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF305", '@ TXT "v=spf1 ip4:203.0.113.11 ~all"', "", NearMiss),
    ("SPF305", '@ TXT "v=spf1 ip4:203.0.113.11 ?all"', "", NearMiss),
    ("SPF305", '@ TXT "v=spf1 ip4:203.0.113.11 -all"', "", Pass),
    ("SPF305", '@ TXT "v=spf1 include:example.com ~all"', "", Unknown),
    ("SPF306", '@ TXT "v=spf1 ip4:203.0.113.12 -all"\n@ TXT "v=spf1 -all"', "", NearMiss),
    ("SPF306", '@ TXT "v=spf1 a a a a a a a a a a a ip4:203.0.113.12 -all"\n@ A 203.0.113.9', "", NearMiss),
    ("SPF306", '@ TXT "v=spf1 mx -all"\n@ MX 10 relay2', "", Pass),
    ("SPF306", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("SPF307", '@ TXT "v=spf1 ip4:203.0.113.12 -all"\n@ MX 0 .', "", NearMiss),
    ("SPF307", '@ TXT "v=spf1 -all"\n@ MX 0 .', "", Pass),
    ("SPF307", '@ TXT "v=spf1 ip4:203.0.113.12 -all"', "", Pass),
    ("SPF307", "@ MX", "", Unknown),
    ("DNS103", "", "", Pass),
    ("MX101", "@ MX 10 alias\nalias CNAME relay2", "", NearMiss),
    ("MX101", "@ MX 10 relay2", "", Pass),
    ("MX101", "@ MX 10 mx.example.com.", "", Unknown),
    ("MX102", "@ MX 10 192.0.2.1.", "", NearMiss),
    ("MX102", "@ MX 10 relay2", "", Pass),
    ("MX102", "@ MX", "", Unknown),
    ("MX103", "@ MX 10 nowhere", "", NearMiss),
    ("MX103", "@ MX 10 relay2", "", Pass),
    ("MX103", "@ MX 10 mx.example.com.", "", Unknown),
    ("MX105", "@ MX 0 .\n@ MX 10 relay2", "", NearMiss),
    ("MX105", "@ MX 0 .", "", Pass),
    ("MX105", "@ MX", "", Unknown),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.11 -all"', "", NearMiss),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', "12 PTR r.example.com.\n11 PTR r.example.com.", Unknown),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', "12 PTR relay2.example.jp.\n11 PTR relay2.example.jp.", Pass),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', "", Unknown),
    ("RLY101", '@ TXT "v=spf1 a:o.example.jp ip4:203.0.113.11 -all"\no A 203.0.113.12', "", NearMiss),
    ("RLY101", '@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', "12 PTR relay2.example.jp.", NearMiss),
    ("RLY101", '@ TXT "v=spf1 include:example.com -all"', "", Unknown),
    ("RLY201", "", "12 PTR relay2.example.jp.", Pass),
    ("RLY201", "", "11 PTR relay1.example.jp.", NearMiss),
    ("RLY201", "", "", Unknown),
    ("RLY202", "", "12 PTR relay2.example.jp.", Pass),
    ("RLY202", "", "12 PTR other.example.jp.", NearMiss),
    ("RLY202", "", "11 PTR relay1.example.jp.", Pass),
    ("RLY202", "", "12 PTR relay2.example.com.", Unknown),
    ("RLY203", "", "", Pass),
    ("RLY203", "-", "", NearMiss),
    ("RLY203", "?", "", Unknown),
    ("RLY204", "", "", Pass),
    ("RLY204", "!", "", NearMiss),
    ("RLY204", "?", "", Unknown),
]
"""Rule, records of the zone, records of the reverse zone, verdict. ``-`` leaves relay2 without an address, ``!`` gives
it another one, ``?`` and ``@ MX`` ask about a domain that lies outside the zones."""


def arguments(rule: str, forward: str, reverse: str) -> dict[str, Any]:
    """What a case says in short."""
    egress = {"RLY101": ("203.0.113.12", "203.0.113.11"), "SPF102": ("203.0.113.12", SIX)}.get(rule, ("203.0.113.12",))
    world: dict[str, Any] = {"forward": f"{RELAY}{forward}\n", "reverse": reverse, "egress": egress}
    if rule == "RLY101":
        world["forward"] = f"relay2 A 203.0.113.12\nrelay2 A 203.0.113.11\n{forward}\n"
    if forward in {"-", "!"}:
        world["forward"] = "relay2 A 203.0.113.99\n" if forward == "!" else 'relay2 TXT "nothing"\n'
    if forward == "?":
        world |= {"forward": RELAY, "helo": "relay2.example.com"}
    if forward == "@ MX":
        world |= {"forward": RELAY, "domain": "example.com"}
    if rule == "SPF304":
        world["state"] = HostState.PLANNED
    return world


@pytest.mark.parametrize(("rule", "forward", "reverse", "verdict"), CASES)
async def test_a_rule_tells_the_three_apart(rule: str, forward: str, reverse: str, verdict: type[Verdict]) -> None:
    """Near miss, pass and unknown, each on a case of its own."""
    found = await findings(**arguments(rule, forward, reverse))
    assert isinstance(found[rule][0].verdict, verdict)


async def test_a_name_in_spf_has_two_clocks() -> None:
    """A planned host whose name stands in SPF with another address is remembered for that address's TTL."""
    zone = 'relay2 A 203.0.113.99\n@ TXT "v=spf1 a:relay2.example.jp -all"\n'
    (finding,) = (await findings(zone, state=HostState.PLANNED))["SPF304"]
    assert isinstance(finding.verdict, NearMiss)
    assert finding.params["ttl"] == 3600


FIRST = '@ TXT "v=spf1 ip4:203.0.113.12 -all"\n'
SECOND = '@ TXT "v=spf1 -all"\n'


@pytest.mark.parametrize(
    ("one", "other", "verdicts"),
    [
        ((FIRST, 1), (FIRST, 1), {"DNS101": Pass, "DNS102": Pass}),
        ((FIRST, 2), (SECOND, 1), {"DNS101": NearMiss, "DNS102": NearMiss}),
        ((FIRST, 1), (SECOND, 1), {"DNS101": NearMiss, "DNS102": Pass}),
        ((FIRST, 1), None, {"DNS101": Unknown, "DNS102": Unknown}),
    ],
)
async def test_every_authoritative_server_is_compared(
    one: tuple[str, int], other: tuple[str, int] | None, verdicts: dict[str, type[Verdict]]
) -> None:
    """Real servers with the same, another, or no answer: each is told apart."""
    found = await on_servers(one, other)
    assert {rule: type(found[rule][0].verdict) for rule in verdicts} == verdicts


@pytest.mark.parametrize(
    ("greeting", "verdict"),
    [("220 mx ready", Pass), ("554 no service", NearMiss), ("", Unknown), (None, NearMiss)],
)
async def test_an_exchange_is_called(greeting: str | None, verdict: type[Verdict]) -> None:
    """A greeting passes, an error and a refused connection are near misses, silence is unknown."""
    (finding,) = await called(greeting)
    assert isinstance(finding.verdict, verdict)


@pytest.mark.parametrize(("name", "verdict"), [("gone.example.jp", NearMiss), ("example.com", Unknown)])
async def test_a_domain_that_does_not_exist_is_no_pass(name: str, verdict: type[Verdict]) -> None:
    """NXDOMAIN is a near miss, and a domain that nobody was asked about is unknown."""
    found = await findings(RELAY, domain=name)
    assert isinstance(found["DNS103"][0].verdict, verdict)


async def test_one_finding_names_every_identity_of_a_domain() -> None:
    """MAIL FROM and header From share one finding; the HELO name has its own, and all objects differ."""
    found = (await findings(RELAY))["SPF101"]
    assert [finding.params["identities"] for finding in found] == [("mail-from", "header-from"), ("helo",)]
    assert len({finding.object for finding in found}) == 2
    (domain, _) = (await findings(RELAY, domain="relay2.example.jp"))["SPF101"]
    assert domain.object == "relay2.example.jp 203.0.113.12 relay2.example.jp"


async def test_an_ignored_near_miss_is_gone_until_its_day() -> None:
    """An ignore counts up to and with its last day, for its own object only."""
    name = "relay2.example.jp 203.0.113.12 example.jp"
    for until, count in ((date(2026, 11, 1), 1), (date(2026, 10, 31), 2)):
        ignore = Ignore(rule="SPF101", object=name, reason="moved next week", until=until)
        assert len((await findings(RELAY, ignores=(ignore,)))["SPF101"]) == count


def test_every_rule_is_complete() -> None:
    """Each file of the folder holds one rule with its own id, four chapters and a reference; each has a case here."""
    files = {path.stem.upper() for path in Path(rules.__path__[0]).glob("*.py")} - {"__INIT__"}
    assert files == {one.rule.id for one in judges()} == {case[0] for case in CASES} | {"DNS101", "DNS102", "MX104"}
    for one in judges():
        rule = one.rule
        assert re.fullmatch("[A-Z]{2,3}[0-9]{3}", rule.id)
        assert all((rule.title, rule.symptom, rule.cause, rule.fix, rule.lesson, rule.references))
