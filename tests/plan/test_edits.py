"""The edit finder: the smallest set of edits, proven, and a sentence where there is none."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.auth.spf.edit import Spot, network_terms, split_strings, with_addresses, without
from hiyari.auth.spf.evaluate import check_host
from hiyari.auth.spf.parse import parse
from hiyari.auth.spf.record import Record
from hiyari.auth.spf.result import Identity, IdentityKind, Result
from hiyari.dns.drive import run
from hiyari.dns.settle import settle
from hiyari.dns.zone import Only, Zones
from hiyari.dns.zonefile import parse_zone
from hiyari.locale.translate import Translator
from hiyari.model.inventory import Domain, Host, HostState, Inventory, Role
from hiyari.model.plan import Plan, RrsetEdit, Stage
from hiyari.preflight.planning.cover import smallest_cover
from hiyari.preflight.planning.draft import make_plan

AT = datetime(2026, 11, 1, tzinfo=UTC)
HEAD = "$TTL 3600\n@ IN SOA ns1 postmaster 7 7200 900 604800 300\n@ NS ns1\nns1 A 203.0.113.1\n"
FORWARD = "relay1 A 203.0.113.11\nrelay2 A 203.0.113.12\n"
REVERSE = "11 PTR relay1.example.jp.\n12 PTR relay2.example.jp.\n13 PTR relay1.example.jp.\n"


def host(number: int, state: HostState, role: Role = Role.RELAY, *addresses: str) -> Host:
    """A relay with the address 203.0.113.1N unless others are given."""
    name = f"relay{number}.example.jp"
    egress = tuple(ip_address(one) for one in addresses or (f"203.0.113.1{number}",))
    return Host(name=name, role=role, egress=egress, helo=name, peer_group="edge", state=state)


ACTIVE, PLANNED, RETIRING = HostState.ACTIVE, HostState.PLANNED, HostState.RETIRING


async def plan(records: str, *hosts: Host, domains: tuple[str, ...] = ("example.jp",), elsewhere: str = "") -> Plan:
    """The plan for these records of example.jp, and of example.com, which is somebody else's."""
    inventory = Inventory(path="", domains=tuple(Domain(name=name) for name in domains), hosts=hosts)
    zones = [
        parse_zone(f"$ORIGIN example.jp.\n{HEAD}{FORWARD}{records}\n", "example.jp.zone"),
        parse_zone(f"$ORIGIN 113.0.203.in-addr.arpa.\n{HEAD}{REVERSE}", "reverse.zone"),
        parse_zone(f"$ORIGIN example.com.\n{HEAD}{elsewhere}\n", "example.com.zone"),
    ]
    source = Only(Zones(zones, AT), AT)
    return await settle(lambda known: make_plan(inventory, known), source, AT)


def edited(made: Plan, stage: Stage = Stage.PREPARE) -> dict[str, str]:
    """The new TXT record by name, of one stage."""
    return {
        edit.name: " ".join(edit.after).replace('"', "")
        for of, edit in made.edits
        if of is stage and edit.rdtype == "TXT"
    }


TWO = (host(1, ACTIVE), host(2, PLANNED))


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ('@ TXT "v=spf1 ip4:203.0.113.11 -all"', {"example.jp": "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 -all"}),
        (
            '@ TXT "v=spf1 ip4:203.0.113.11 a:ns1.example.jp ~all exp=x.example.jp"',
            {"example.jp": "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 a:ns1.example.jp ~all exp=x.example.jp"},
        ),
        (
            '@ TXT "v=spf1 ip4:203.0.113.11 redirect=_spf.example.com"',
            {"example.jp": "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 redirect=_spf.example.com"},
        ),
        # A refusal before the place where a person would put it: it goes to the front.
        (
            '@ TXT "v=spf1 -ip4:203.0.113.12/31 ip4:203.0.113.11 -all"',
            {"example.jp": "v=spf1 ip4:203.0.113.12 -ip4:203.0.113.12/31 ip4:203.0.113.11 -all"},
        ),
        # The shared record is edited, in which its peer stands.
        (
            '@ TXT "v=spf1 include:_spf.example.jp -all"\n_spf TXT "v=spf1 ip4:203.0.113.11 -all"',
            {"_spf.example.jp": "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 -all"},
        ),
        # What lies outside our zones is never edited.
        (
            '@ TXT "v=spf1 include:_spf.example.com -all"',
            {"example.jp": "v=spf1 include:_spf.example.com ip4:203.0.113.12 -all"},
        ),
        # A network that covers it already, and a record with mx whose new MX is part of the plan: nothing to edit.
        ('@ TXT "v=spf1 ip4:203.0.113.8/29 -all"', {}),
        ('@ TXT "v=spf1 mx -all"\n@ MX 10 relay1', {}),
        # No record at all: a careful first one.
        ("", {"example.jp": "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 ~all"}),
    ],
)
async def test_the_least_edit_is_found(records: str, expected: dict[str, str]) -> None:
    """One record is edited, at the place where a person would look, and only where it must be."""
    made = await plan(records, *TWO, elsewhere='_spf TXT "v=spf1 ip4:203.0.113.11 -all"')
    assert (edited(made), made.obstacles) == (expected, ())
    assert {cast.after for cast in made.forecasts} <= {"pass", "none"}


async def test_a_shared_record_is_edited_once() -> None:
    """Three domains that include or redirect to one record need one edit; one that stands alone needs its own."""
    made = await plan(
        '@ TXT "v=spf1 include:_spf.example.jp -all"\na TXT "v=spf1 redirect=_spf.example.jp"\n'
        'b TXT "v=spf1 mx include:_spf.example.jp ~all"\n_spf TXT "v=spf1 ip4:203.0.113.11 -all"\n'
        'alone TXT "v=spf1 ip4:203.0.113.11 -all"',
        *TWO,
        domains=("example.jp", "a.example.jp", "b.example.jp", "alone.example.jp"),
    )
    assert set(edited(made)) == {"_spf.example.jp", "alone.example.jp"}


async def test_an_edit_that_would_hurt_somebody_is_not_made() -> None:
    """A shared record that another domain excludes is left alone, and the domain's own record is edited instead."""
    made = await plan(
        '@ TXT "v=spf1 include:_spf.example.jp -all"\n_spf TXT "v=spf1 ip4:203.0.113.11 -all"\n'
        'other TXT "v=spf1 ip4:203.0.113.11 -include:_spf.example.jp ip4:203.0.113.12 -all"',
        *TWO,
        domains=("example.jp", "other.example.jp"),
    )
    assert edited(made) == {"example.jp": "v=spf1 include:_spf.example.jp ip4:203.0.113.12 -all"}
    assert not made.obstacles


@pytest.mark.parametrize(
    ("records", "word"),
    [
        ('@ TXT "v=spf1 -all"\n@ TXT "v=spf1 ip4:203.0.113.11 -all"', "several SPF records"),
        ('@ TXT "v=spf1 ip4:203.0.113 -all"', "Mend that first"),
        ("@ CNAME www.example.com.", "is an alias"),
    ],
)
async def test_what_cannot_be_edited_is_in_the_way(records: str, word: str) -> None:
    """A broken or foreign record gets a sentence and no edit."""
    if "CNAME" in records:
        made = await plan("sub " + records[2:], *TWO, domains=("sub.example.jp",), elsewhere="www A 203.0.113.9")
    else:
        made = await plan(records, *TWO)
    assert edited(made) == {}
    assert any(word in Translator("en").render(one) for one in made.obstacles), made.obstacles


async def test_what_was_not_answered_is_unknown() -> None:
    """An include whose answer is lost leaves the plan unfinished, never an edit made on a guess."""
    made = await plan('@ TXT "v=spf1 include:_spf.example.net -all"', *TWO)
    assert (edited(made), bool(made.unknowns)) == ({}, True)


async def test_a_reverse_name_that_was_not_answered_is_unknown() -> None:
    """A lost PTR answer stands among the unknowns; no PTR is ordered on a guess."""
    made = await plan('@ TXT "v=spf1 ip4:198.51.100.5 -all"', host(2, PLANNED, Role.RELAY, "198.51.100.5"))
    shown = [Translator("en").render(one) for one in made.unknowns]
    assert any("5.100.51.198.in-addr.arpa PTR" in one for one in shown), shown
    assert "reverse dns" not in [step.kind for step in made.steps]


async def test_a_retiring_host_goes_last_and_only_its_own_terms() -> None:
    """Its address leaves the record after the queue lifetime; a network that covers others stays."""
    made = await plan(
        '@ TXT "v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 ip4:198.51.100.0/24 -all"\n@ MX 10 relay1\n@ MX 10 relay2',
        host(1, RETIRING),
        host(2, ACTIVE),
    )
    kinds = [step.kind for step in made.steps]
    assert edited(made, Stage.WITHDRAW) == {"example.jp": "v=spf1 ip4:203.0.113.12 ip4:198.51.100.0/24 -all"}
    assert [of for of, _ in made.edits] == [Stage.CLOSE, Stage.WITHDRAW]
    last = max(index for index, step in enumerate(made.steps) if isinstance(step.action, RrsetEdit))
    assert kinds.index("drain") < last


async def test_an_exchange_that_sends_by_mx_leaves_the_mx_last() -> None:
    """Where SPF lets a retiring host send only as an exchange, its MX record stays until its queue is empty."""
    made = await plan('@ TXT "v=spf1 mx -all"\n@ MX 10 relay1\n@ MX 10 relay2', host(1, RETIRING), host(2, ACTIVE))
    kinds = [step.stage or step.kind for step in made.steps]
    assert kinds.index("drain") < kinds.index(Stage.CLOSE)
    assert not made.obstacles
    direct = await plan(
        '@ TXT "v=spf1 ip4:203.0.113.11 mx -all"\n@ MX 10 relay1\n@ MX 10 relay2', host(1, RETIRING), host(2, ACTIVE)
    )
    kinds = [step.stage or step.kind for step in direct.steps]
    assert kinds.index(Stage.CLOSE) < kinds.index("drain") < kinds.index(Stage.WITHDRAW)


@pytest.mark.parametrize(("mx", "word"), [("@ MX 10 relay1", "cannot become an MX"), ("@ MX 0 .", "")])
async def test_a_host_without_address_or_beside_a_null_mx_is_no_exchange(mx: str, word: str) -> None:
    """No MX record is planned that leads to nothing, and none beside one that says that no mail is taken."""
    name = "nowhere.example.jp"
    new = Host(name=name, role=Role.MX, egress=(ip_address("203.0.113.12"),), helo="relay2.example.jp", state=PLANNED)
    made = await plan(f'@ TXT "v=spf1 ip4:203.0.113.8/29 -all"\n{mx}', host(1, ACTIVE), new)
    assert Stage.OPEN not in {of for of, _ in made.edits}
    assert word in " ".join(Translator("en").render(one) for one in made.obstacles)


async def test_the_last_mx_is_not_taken_away() -> None:
    """A retiring host that is the only exchange is in the way until another is declared."""
    made = await plan('@ TXT "v=spf1 mx ip4:203.0.113.12 -all"\n@ MX 10 relay1', host(1, RETIRING), host(2, ACTIVE))
    assert made.obstacles
    assert Stage.CLOSE not in {of for of, _ in made.edits}


async def test_the_middle_state_shows_both_answers() -> None:
    """While old and new may be cached, the new relay gets either; the old one passes throughout."""
    made = await plan('@ TXT "v=spf1 ip4:203.0.113.11 -all"', *TWO)
    casts = {cast.sender: cast for cast in made.forecasts}
    new = casts["relay2.example.jp 203.0.113.12 example.jp"]
    old = casts["relay1.example.jp 203.0.113.11 example.jp"]
    assert (new.now, set(new.during), new.after) == ("fail", {"fail", "pass"}, "pass")
    assert (old.now, old.during, old.after) == ("pass", ("pass",), "pass")


async def test_the_digest_moves_with_the_world_and_only_then() -> None:
    """The same inventory and records give the same digest; another record, or another include, gives another."""
    first = await plan('@ TXT "v=spf1 ip4:203.0.113.11 -all"', *TWO)
    again = await plan('@ TXT "v=spf1 ip4:203.0.113.11 -all"', *TWO)
    other = await plan('@ TXT "v=spf1 ip4:203.0.113.11 ~all"', *TWO)
    assert first.digest == again.digest != other.digest


ADDRESSES = st.lists(st.integers(0, 40).map(lambda n: IPv4Address(0xCB007100 + n)), min_size=1, max_size=12)
TERMS = st.lists(
    st.sampled_from(
        ["ip4:203.0.113.0/28", "-ip4:203.0.113.4", "a:ns1.example.jp", "ip4:198.51.100.7", "mx", "?ip6:::/0"]
    ),
    max_size=5,
)


@settings(deadline=None)
@given(addresses=ADDRESSES, terms=TERMS, spot=st.sampled_from(list(Spot)), end=st.sampled_from(["-all", "~all", ""]))
def test_an_edit_adds_exactly_the_addresses(
    addresses: list[IPv4Address], terms: list[str], spot: Spot, end: str
) -> None:
    """Whatever the record, nobody who passed fails, and nobody new passes but the addresses."""
    record = parse(" ".join(["v=spf1", *terms, *([end] if end else [])]).encode())
    assert isinstance(record, Record)
    changed = with_addresses(record, addresses, spot)
    after = parse(b"".join(split_strings(changed)))
    assert isinstance(after, Record)
    old, new = only(record), only(after)
    for number in range(44):
        address = IPv4Address(0xCB007100 + number)
        was, now = evaluate(old, address), evaluate(new, address)
        assert now == Result.PASS if was == Result.PASS else now in {was, Result.PASS}
        if now != was:
            assert address in addresses
        if spot is Spot.FRONT and address in addresses:
            assert now == Result.PASS


def only(record: Record) -> Only:
    """A zone with this record, an exchange and nothing else."""
    strings = " ".join(f'"{string.decode()}"' for string in split_strings(record.source))
    return Only(Zones([parse_zone(f"$ORIGIN example.jp.\n{HEAD}@ TXT {strings}\n@ MX 10 ns1\n", "z")], AT), AT)


def evaluate(zones: Only, address: IPv4Address) -> Result:
    """What a receiver says to mail for example.jp."""
    return run(check_host(Identity(kind=IdentityKind.MAIL_FROM, domain="example.jp"), address), zones).result


@given(ADDRESSES)
def test_network_terms_name_nobody_else(addresses: list[IPv4Address]) -> None:
    """Neighbours are put together, and what comes out covers the addresses and nothing more."""
    record = parse(" ".join(["v=spf1", *network_terms(addresses)]).encode())
    assert isinstance(record, Record)
    covered = {int(n) for n in addresses}
    total = sum(1 << (32 - term.bits) for term in record.directives)  # type: ignore[union-attr]
    assert total == len(covered)


def test_what_goes_out_leaves_the_rest_untouched() -> None:
    """Only whole terms of exactly the address or the name go; case and order of the others stay."""
    record = parse(
        b"v=spf1 IP4:203.0.113.11 ip4:203.0.113.0/24 a:relay1.example.jp A:ns1.example.jp -ip4:203.0.113.11 -all"
    )
    assert isinstance(record, Record)
    kept = without(record, [ip_address("203.0.113.11")], ["relay1.example.jp"])
    assert kept == "v=spf1 ip4:203.0.113.0/24 A:ns1.example.jp -ip4:203.0.113.11 -all"
    assert without(record, [ip_address("203.0.113.99")], []) is None


def test_long_records_are_cut_between_terms() -> None:
    """No string is longer than 255 octets, and each but the last ends with the space before a term."""
    source = "v=spf1 " + " ".join(f"ip4:203.0.113.{number}" for number in range(40)) + " -all"
    strings = split_strings(source)
    assert b"".join(strings) == source.encode()
    assert all(len(string) <= 255 for string in strings)
    assert all(string.endswith(b" ") for string in strings[:-1])


HELPS = st.dictionaries(
    st.sampled_from("abcdef"), st.sets(st.sampled_from("123456"), min_size=1, max_size=4), min_size=1, max_size=6
)


@given(HELPS)
def test_no_smaller_cover_exists(helps: dict[str, set[str]]) -> None:
    """Every domain is helped, and no set of fewer records helps all."""
    chosen, exact = smallest_cover(helps, dict.fromkeys("123456", 0))
    assert exact
    assert all(need & chosen for need in helps.values())
    for mask in range(1 << 6):
        some = {str(bit + 1) for bit in range(6) if mask >> bit & 1}
        if len(some) < len(chosen):
            assert not all(need & some for need in helps.values())
