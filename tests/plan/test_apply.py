"""`hiyari plan` and `hiyari apply` against real Knot DNS: what is shown is done, once, and seen on every server."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import dns.message
import dns.query
import pytest

from hiyari.cli.main import main
from hiyari.dns.authority import Authorities
from hiyari.dns.live import Live
from hiyari.dns.tsig import TsigKey
from hiyari.dns.update import UpdateState, send_update
from hiyari.model.clock import system_clock
from hiyari.model.inventory import ServerAddress
from hiyari.model.plan import RrsetEdit
from hiyari.preflight.published import watch
from tests.knot import KEY, SECRET, Knot, free_port, knot

ZONE = """$ORIGIN example.jp.
$TTL 300
@ IN SOA ns1 postmaster 1 7200 900 604800 60
@ NS ns1
@ MX 10 relay1
@ TXT "verification=1"
@ TXT "v=spf1 ip4:203.0.113.11 -all"
ns1 A 127.0.0.1
relay1 A 203.0.113.11
"""
REVERSE = """$ORIGIN 113.0.203.in-addr.arpa.
$TTL 300
@ IN SOA ns1.example.jp. postmaster.example.jp. 1 7200 900 604800 60
@ NS ns1.example.jp.
11 PTR relay1.example.jp.
"""
INVENTORY = """
[[domain]]
name = "example.jp"
[[zone]]
name = "example.jp"
primary = "{primary}"
servers = [{servers}]
key_file = "key.conf"
[[zone]]
name = "113.0.203.in-addr.arpa"
primary = "{primary}"
servers = ["{primary}"]
key_file = "key.conf"
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.11"]
[[host]]
name = "relay2.example.jp"
role = "relay"
egress = ["203.0.113.12"]
state = "planned"
"""
ZONES = {"example.jp": ZONE, "113.0.203.in-addr.arpa": REVERSE}
Cli = Callable[..., tuple[int, str, str]]


def inventory(folder: Path, primary: ServerAddress, *others: ServerAddress, key: str = KEY, mode: int = 0o600) -> Path:
    """An inventory with its key beside it."""
    (folder / "key.conf").write_text(key)
    (folder / "key.conf").chmod(mode)
    path = folder / "hiyari.toml"
    servers = ", ".join(f'"{server}"' for server in (primary, *others))
    path.write_text(INVENTORY.format(primary=primary, servers=servers))
    return path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Knot]:
    """A primary with both zones."""
    with knot(tmp_path / "primary", ZONES) as running:
        yield running


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command; returns exit code, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def planned(cli: Cli, path: Path, server: ServerAddress) -> str:
    """The digest of the present plan."""
    code, out, err = cli("plan", "--config", str(path), "--resolver", str(server), "--format", "json")
    assert code == 0, (out, err)
    return str(json.loads(out)["digest"])


def txt(server: ServerAddress) -> list[str]:
    """The TXT records that a server shows for example.jp."""
    query = dns.message.make_query("example.jp", "TXT")
    reply = dns.query.udp(query, str(server.address), timeout=2, port=server.port)
    return sorted(record.to_text() for rrset in reply.answer for record in rrset)


def test_what_the_plan_shows_is_published_and_seen(cli: Cli, server: Knot, tmp_path: Path) -> None:
    """The SPF edit, the address and the reverse name are in DNS afterwards; the TXT beside them is untouched."""
    path = inventory(tmp_path, server.address)
    digest = planned(cli, path, server.address)
    code, out, err = cli("apply", "--digest", digest, "--config", str(path), "--resolver", str(server.address))
    assert (code, err) == (0, "")
    assert "example.jp TXT: shown by" in out
    expected = ['"v=spf1 ip4:203.0.113.11 ip4:203.0.113.12 -all"', '"verification=1"']
    assert txt(server.address) == expected
    code, out, _ = cli("plan", "--config", str(path), "--resolver", str(server.address), "--format", "json")
    assert code == 0
    assert json.loads(out)["summary"]["dns_changes"] == 0


def test_a_digest_is_good_once(cli: Cli, server: Knot, tmp_path: Path) -> None:
    """After the world has moved the old digest is refused with exit 4, and nothing is changed."""
    path = inventory(tmp_path, server.address)
    digest = planned(cli, path, server.address)
    arguments = ("apply", "--digest", digest, "--config", str(path), "--resolver", str(server.address))
    assert cli(*arguments)[0] == 0
    before = txt(server.address)
    code, _, err = cli(*arguments)
    assert code == 4
    assert "Nothing was changed" in err
    assert txt(server.address) == before


def test_what_is_not_known_is_not_acted_upon(cli: Cli, server: Knot, tmp_path: Path) -> None:
    """A domain whose answers are lost makes apply refuse with exit 4, unless that is accepted by name."""
    path = inventory(tmp_path, server.address)
    path.write_text(f'{path.read_text()}\n[[domain]]\nname = "example.com"\n')
    common = ("--config", str(path), "--resolver", str(server.address))
    code, out, _ = cli("plan", *common, "--format", "json")
    assert code == 3
    digest = json.loads(out)["digest"]
    before = txt(server.address)
    code, _, err = cli("apply", "--digest", digest, *common)
    assert code == 4
    assert "--accept-unknown" in err
    assert txt(server.address) == before
    assert cli("apply", "--digest", digest, "--accept-unknown", *common)[0] == 0


def test_a_wrong_key_changes_nothing(cli: Cli, server: Knot, tmp_path: Path) -> None:
    """A primary that does not know the key refuses, exit 5, and the zone is as it was."""
    path = inventory(tmp_path, server.address, key=KEY.replace("hiyari", "another"))
    digest = planned(cli, path, server.address)
    before = txt(server.address)
    code, _, err = cli("apply", "--digest", digest, "--config", str(path), "--resolver", str(server.address))
    assert code == 5
    assert "Nothing was changed" in err
    assert txt(server.address) == before


def test_a_secret_open_to_everybody_is_not_used(cli: Cli, server: Knot, tmp_path: Path) -> None:
    """The key file's mode is looked at before anything is sent."""
    path = inventory(tmp_path, server.address, mode=0o644)
    digest = planned(cli, path, server.address)
    code, _, err = cli("apply", "--digest", digest, "--config", str(path), "--resolver", str(server.address))
    assert code == 2
    assert "chmod 600" in err


async def test_a_zone_that_moved_is_left_alone(server: Knot) -> None:
    """The primary compares what the plan saw with what it has, and changes nothing where they differ."""
    edit = RrsetEdit(
        zone="example.jp",
        name="example.jp",
        rdtype="TXT",
        before=('"v=spf1 -all"',),
        after=('"v=spf1 +all"',),
        remembered=300,
        ttl=300,
    )
    before = txt(server.address)
    key = TsigKey(name="hiyari", algorithm="hmac-sha256", secret=base64.b64decode(SECRET))
    result = await send_update("example.jp", (edit,), server.address, key, 5.0)
    assert result.state is UpdateState.MOVED
    assert txt(server.address) == before


async def test_silence_is_not_taken_for_removed(server: Knot) -> None:
    """A record that was taken away is seen to be gone only by a server that says so, not by one that is not there."""
    gone = RrsetEdit(zone="example.jp", name="none.example.jp", rdtype="TXT", before=(), after=(), remembered=1, ttl=1)
    nobody = ServerAddress(address=ip_address("127.0.0.1"), port=free_port("127.0.0.1"))
    source = Live([server.address], clock=system_clock)
    authorities = Authorities(source, system_clock, declared={"example.jp": (server.address, nobody)}, timeout=0.3)
    (seen,) = await watch((gone,), authorities, clock=system_clock, longest=0)
    assert seen.shown == (str(server.address),)
    assert len(seen.behind) == 1


def test_a_secondary_that_is_behind_is_named(cli: Cli, tmp_path: Path) -> None:
    """A server that got no NOTIFY still shows the old record: exit 5, and the sentence names it."""
    host = "127.0.0.2"
    with (
        knot(tmp_path / "primary", ZONES) as primary,
        knot(tmp_path / "second", {"example.jp": ""}, host=host, primary=primary.address) as second,
    ):
        path = inventory(tmp_path, primary.address, second.address)
        digest = planned(cli, path, primary.address)
        code, _, err = cli(
            "apply", "--digest", digest, "--config", str(path), "--resolver", str(primary.address), "--wait", "1"
        )
        assert code == 5
        assert f"{second.address} still shows something else for example.jp TXT" in err
        assert txt(primary.address) != txt(second.address)
