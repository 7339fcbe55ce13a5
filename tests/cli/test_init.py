"""`hiyari init` and `hiyari doctor`: what is seen is written down, what is not is said."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.cli.main import main
from hiyari.cli.this_machine import parse_settings
from hiyari.dns.answer import Question
from hiyari.dns.records import Host, RdType
from hiyari.dns.server import DnsServer
from hiyari.dns.zone import RrSet, Zones, make_zone
from hiyari.model.inventory_file import parse_inventory
from hiyari.model.written import parse_name
from hiyari.preflight.first_inventory import Seen, SeenHost, first_inventory

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
@ MX 10 mx1
@ MX 20 mx2.example.com.
@ TXT "v=spf1 ip4:203.0.113.11 ip4:203.0.113.40 ip6:2001:db8::/64 -all"
ns1 A 127.0.0.1
mx1 A 203.0.113.11
"""


@pytest.fixture
def zone(tmp_path: Path) -> str:
    """A zone file with two exchanges, one of them elsewhere."""
    path = tmp_path / "example.jp.zone"
    path.write_text(ZONE)
    return str(path)


def test_what_is_seen_becomes_an_inventory(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exchanges become hosts, SPF networks of nobody and lost answers stand as comments, and the file is right."""
    assert main(["init", "--offline", "--zone", zone, "example.jp"]) == 0
    written = capsys.readouterr().out
    inventory = parse_inventory(written, "hiyari.toml")
    assert [host.name for host in inventory.hosts] == ["mx1.example.jp", "mx2.example.com"]
    assert inventory.hosts[0].egress == (ip_address("203.0.113.11"),)
    assert "#   ip4:203.0.113.40 (example.jp)" in written
    assert "#   mx2.example.com A" in written


def test_a_file_is_never_overwritten(zone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time is exit 2, and the file is as it was."""
    path = tmp_path / "hiyari.toml"
    arguments = ["init", "--offline", "--zone", zone, "--write", str(path), "example.jp"]
    assert main(arguments) == 0
    path.write_text("mine")
    assert main(arguments) == 2
    assert path.read_text() == "mine"
    assert "exists already" in capsys.readouterr().err


NAMES = st.text("abcdefgh-", min_size=1, max_size=8).map(lambda label: f"{label}.example.jp").filter(parse_name)
HOSTS = st.builds(
    SeenHost,
    name=NAMES,
    role=st.sampled_from(["relay", "mx"]),
    egress=st.lists(st.ip_addresses(), max_size=3).map(tuple),
    source=st.text(max_size=20),
    helo=st.none() | NAMES,
)


@given(hosts=st.lists(HOSTS, max_size=5), loose=st.lists(st.text(max_size=30), max_size=3), lost=st.lists(st.text()))
def test_whatever_is_seen_can_be_read_again(hosts: list[SeenHost], loose: list[str], lost: list[str]) -> None:
    """Hostile comments, hosts seen twice and addresses of two hosts still make an inventory without problems."""
    seen = Seen(
        domains=(("example.jp", "x\ny"),),
        hosts=tuple(hosts),
        loose=tuple(loose),
        lost=tuple(lost),
        queue_lifetime=432000,
    )
    inventory = parse_inventory(first_inventory(seen), "hiyari.toml")
    assert {host.name for host in inventory.hosts} == {host.name for host in hosts}


def test_postconf_is_read() -> None:
    """Names and values are taken apart; what is empty is not set."""
    settings = parse_settings(
        "myhostname = relay1.example.jp\nsmtp_bind_address =\nmaximal_queue_lifetime = 5d\nrubbish\n"
    )
    assert settings == {"myhostname": "relay1.example.jp", "maximal_queue_lifetime": "5d"}


@contextmanager
def serving(zones: Zones) -> Iterator[str]:
    """A name server in a thread of its own, for commands that run a loop themselves."""
    ready, stop = threading.Event(), threading.Event()
    where: list[str] = []

    async def serve() -> None:
        async with DnsServer(zones) as server:
            where.append(str(server.address))
            ready.set()
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait(5)
    try:
        yield where[0]
    finally:
        stop.set()
        thread.join(5)


def test_a_resolver_that_answers_is_a_pass_and_silence_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One question decides; a resolver that refuses or is silent is unknown with exit 3, never fine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HIYARI_CONFIG", raising=False)
    at = datetime.now(UTC)
    names = RrSet(records=(Host("a.root-servers.example"),), ttl=60, of="root")
    root = make_zone("", {Question("", RdType.NS): names}, "root")
    with serving(Zones([root], at)) as server:
        assert main(["doctor", "--resolver", server]) == 0
    with serving(Zones([], at)) as server:
        assert main(["doctor", "--resolver", server, "--format", "json", "--timeout", "0.3"]) == 3
    shown = capsys.readouterr().out
    looks = json.loads(shown[shown.index("{") :])["looks"]
    assert [one["verdict"] for one in looks if one["about"] == "resolver"] == ["unknown"]


def test_a_broken_inventory_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The doctor says which line is wrong, and exits 1."""
    path = tmp_path / "hiyari.toml"
    path.write_text('[[host]]\nnmae = "x"\n')
    assert main(["doctor", "--config", str(path), "--resolver", "127.0.0.1:1", "--timeout", "0.2"]) == 1
    assert f"{path}:1: " in capsys.readouterr().out
