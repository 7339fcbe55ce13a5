"""``hiyari log compare`` from its command line to what a person reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.compare import Wanted, command, run
from hiyari.cli.render.fold import columns
from hiyari.cli.sources import SourceOptions
from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from hiyari.maillog.compare.asked import Span
from hiyari.maillog.store.facts_folder import open_facts, write_facts
from hiyari.model.error import UserError
from tests.maillog.compare.mail import BEGUN, MINUTE, Mail

_INVENTORY = """
[[domain]]
name = "example.jp"

[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["192.0.2.11"]
peer_group = "out"

[[host]]
name = "relay2.example.jp"
role = "relay"
egress = ["192.0.2.12"]
peer_group = "out"
"""
_ZONE = """$ORIGIN example.jp.
$TTL 300
@ IN SOA ns postmaster 1 7200 900 604800 300
@ NS ns
@ MX 10 relay1
@ TXT "v=spf1 ip4:192.0.2.11 -all"
ns A 192.0.2.53
relay1 A 192.0.2.11
relay2 A 192.0.2.12
"""
_REVERSE = """$ORIGIN 2.0.192.in-addr.arpa.
$TTL 300
@ IN SOA ns.example.jp. postmaster.example.jp. 1 7200 900 604800 300
@ NS ns.example.jp.
11 PTR relay1.example.jp.
12 PTR relay2.example.jp.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Facts in which Outlook refuses relay2 and two more destinations are not worth a word."""
    mail = Mail()
    for number in range(300):
        mail.accepted("relay1", "shop.example", BEGUN + number * MINUTE, provider="outlook")
    for number in range(20):
        mail.refused("relay2", "shop.example", BEGUN + number * MINUTE, provider="outlook")
    for host in ("relay1", "relay2", "web"):
        mail.many(400, host, "日本語.example")
        mail.many(70, host, "some.example")
    mail.many(200, "relay1", "few.example")
    mail.refused("relay2", "few.example")
    write_facts(tmp_path / "facts", {"deliveries": mail.rows})
    (tmp_path / "hiyari.toml").write_text(_INVENTORY)
    (tmp_path / "example.jp.zone").write_text(_ZONE)
    (tmp_path / "reverse.zone").write_text(_REVERSE)
    return tmp_path


def _run(folder: Path, *more: str) -> int:
    arguments = ["--facts", str(folder / "facts"), "--config", str(folder / "hiyari.toml"), *more]
    return int(command.main(arguments, standalone_mode=False))


def test_what_check_knows_stands_in_the_same_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reply says SPF, and the check over the inventory agrees: one sentence has both."""
    zones = tuple(str(folder / name) for name in ("example.jp.zone", "reverse.zone"))
    sources = SourceOptions(resolvers=(), timeout=1.0, zones=zones, offline=True)
    with open_facts(folder / "facts") as facts:
        assert run(facts, load_inventory(str(folder / "hiyari.toml")), Span(), Wanted(sources=sources)) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Outlook.com, Microsoft 365 refuses 20 of 20 messages from relay2, and 0 of 300 from relay1" in shown
    assert (
        "Reasons given: SPF; and hiyari check finds that 192.0.2.12 (relay2.example.jp) may not send for example.jp."
        in shown
    )
    assert "web" not in shown


def test_it_begins_with_the_summary(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First who and how many, then what is not known yet, then the findings."""
    _run(folder, "--no-check")
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.startswith("relay1, relay2, 2026-11-18 ")
    assert (
        "a difference at 1 of 3 destinations that can be compared. At 1 no difference is seen, but there is not"
        in shown
    )
    assert "enough mail yet to see one of 5 %. 1 destination has not had enough mail" in shown
    assert "few.example did not take 1 of 1 from relay2. 2 more like them would prove it." in shown
    assert shown.index("would prove it") < shown.index("near miss LOG101")


def test_without_dns_the_comparison_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where DNS cannot be asked, one sentence says so and the finding is the same."""
    assert _run(folder, "--resolver", "not an address") == 1
    captured = capsys.readouterr()
    assert "compared without it" in captured.err
    assert "LOG101" in captured.out
    assert "hiyari check finds" not in captured.out


def test_the_table_fits_into_eighty_columns(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every destination has a line with each relay's counts and the answer; wide characters count as two columns."""
    monkeypatch.setenv("COLUMNS", "80")
    _run(folder, "--no-check", "--all")
    lines = capsys.readouterr().out.splitlines()
    assert max(columns(line) for line in lines) <= 80
    at = next(number for number, line in enumerate(lines) if line.startswith("Messages accepted/deferred/refused"))
    shown = [line.split() for line in lines[at + 2 :]]
    assert shown == [
        ["日本語.example", "400/0/0", "400/0/0", "alike:", "2.5", "%", "would", "show"],
        ["Outlook.com,", "Microsoft", "365", "300/0/0", "0/0/20", "different"],
        ["few.example", "200/0/0", "0/0/1", "relay2:", "2", "more"],
        ["some.example", "70/0/0", "70/0/0", "none", "seen:", "15", "%", "would", "show"],
    ]


def test_json_has_the_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The envelope holds the finding, the counts of answers, and with --all each destination with messages by fate."""
    assert _run(folder, "--no-check", "--all", "--format", "json") == 1
    value = json.loads(capsys.readouterr().out)
    assert (value["hiyari"], value["command"]) == (1, "log compare")
    assert {
        name: value["summary"][name] for name in ("different", "slight", "alike", "none_seen", "too_few", "one_relay")
    } == {
        "different": 1,
        "alike": 1,
        "none_seen": 1,
        "slight": 0,
        "too_few": 1,
        "one_relay": 0,
    }
    assert value["findings"][0]["params"]["provider"] == "outlook"
    alike, different, few, unseen = value["destinations"]
    assert (different["destination"], different["answer"], different["detectable"]) == ("outlook", "different", None)
    assert different["hosts"]["relay2"]["refused"] == 20
    assert few["more"] == {"relay1": 0, "relay2": 2}
    assert (alike["answer"], unseen["answer"]) == ("alike", "none_seen")
    assert 0 < alike["detectable"] <= 0.05 < unseen["detectable"] < 0.2


@pytest.mark.parametrize(("form", "code"), [("markdown", 1), ("nagios", 2), ("junit", 1)])
def test_every_format_works(folder: Path, capsys: pytest.CaptureFixture[str], form: str, code: int) -> None:
    """The other renderers show the finding, and nagios has its own exit codes."""
    assert _run(folder, "--no-check", "--format", form) == code
    assert "Outlook.com, Microsoft 365 refuses 20 of 20 messages" in capsys.readouterr().out


def test_exit_codes_follow_the_options(folder: Path) -> None:
    """--exit-zero is 0 whatever is found; hosts that are alike are 0."""
    assert _run(folder, "--no-check", "--exit-zero") == 0
    assert _run(folder, "--no-check", "--hosts", "relay1,web") == 0


def test_unknown_hosts_are_one_sentence(folder: Path) -> None:
    """A host that is not in the logs is named, with those that are."""
    with pytest.raises(UserError) as raised:
        _run(folder, "--hosts", "relay1,relay9")
    assert raised.value.problems[0].params["host"] == "relay9"


def test_the_first_accident_is_found_in_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From log files to findings: the destinations that refuse the new relay, and no other."""
    written = write_logs(LogPlan(), tmp_path)
    arguments = ["--no-check", "--format", "json", str(written.mail_log)]
    assert command.main(arguments, standalone_mode=False) == 1
    value = json.loads(capsys.readouterr().out)
    bad = [one for one in value["findings"] if one["verdict"] == "near_miss"]
    found = {(one["rule"], one["params"]["provider"], one["params"]["host"]) for one in bad}
    assert found == {("LOG101", name, "relay2") for name in ("gmail", "dest-7.example", "dest-11.example")}
    assert {one["params"]["cause"] for one in bad} == {"spf"}
