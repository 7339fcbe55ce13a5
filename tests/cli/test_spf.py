"""`hiyari spf` from the command line: exit codes, sentences and the trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hiyari.cli.main import main

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
@ TXT "v=spf1 ip4:203.0.113.11 include:_spf.example.com -all"
"""


@pytest.fixture
def zone(tmp_path: Path) -> str:
    """A zone file whose include lies outside it."""
    path = tmp_path / "example.jp.zone"
    path.write_text(ZONE)
    return str(path)


def test_pass_is_zero_and_names_the_term(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An authorised address exits 0, and the text shows which term matched."""
    assert main(["spf", "example.jp", "--ip", "203.0.113.11", "--zone", zone, "--offline"]) == 0
    assert "match: ip4:203.0.113.11" in capsys.readouterr().out


def test_what_was_not_asked_is_unknown(zone: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An include outside the given files is temperror and exit 3, never fail."""
    arguments = ["spf", "example.jp", "--ip", "203.0.113.12", "--zone", zone, "--offline", "--format", "json"]
    assert main(arguments) == 3
    assert json.loads(capsys.readouterr().out)["result"] == "temperror"


def test_the_planned_state_can_be_asked(zone: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --planned the new relay passes by the plan's record, and the trace says that it comes from the plan."""
    Path(zone).write_text(ZONE.replace(" include:_spf.example.com", ""))
    inventory = tmp_path / "hiyari.toml"
    inventory.write_text(
        '[[domain]]\nname = "example.jp"\n[[host]]\nname = "r.example.jp"\nrole = "relay"\negress = ["203.0.113.12"]\n'
        'state = "planned"\n'
    )
    arguments = ["spf", "example.jp", "--ip", "203.0.113.12", "--zone", zone, "--offline", "--config", str(inventory)]
    assert main(arguments) == 1
    assert main([*arguments, "--planned"]) == 0
    assert "(plan, plan)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["spf", "example.jp", "--ip", "203.0.113.300"], "not an IP address"),
        (["spf", "http://example.jp", "--ip", "203.0.113.1"], "not a domain name"),
        (["spf", "example.jp", "--ip", "203.0.113.1", "--zone", "/nonexistent"], "cannot be read"),
        (["spf", "example.jp", "--ip", "203.0.113.1", "--offline"], "leaves nobody to ask"),
        (["spf", "example.jp", "--ip", "203.0.113.1", "--resolver", "a:b:c:99999"], "not the address of a server"),
        (["spf", "example.jp"], "--ip"),
        (["sfp"], "sfp"),
    ],
)
def test_a_mistake_gets_one_sentence(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every mistake on the command line exits 2 with a sentence on stderr and nothing on stdout."""
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert not shown.out


def test_a_broken_zone_file_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A syntax error in a zone file is exit 2 with file and line."""
    path = tmp_path / "broken.zone"
    path.write_text(ZONE + "@ MX ten relay1\n")
    assert main(["spf", "example.jp", "--ip", "203.0.113.1", "--zone", str(path), "--offline"]) == 2
    assert "broken.zone:6" in capsys.readouterr().err
