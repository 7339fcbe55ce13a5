"""`hiyari pace` from the command line: lanes, limits with their sources, and what the ledger knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.main import main
from hiyari.delivery.pacing.explain import limit_lines
from tests.written_ledger import every_state

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
@ MX 10 mx1.docomo.ne.jp.
own MX 10 mx1.mail
nobody MX 0 .
"""
CAMPAIGN = """name = "prizes"
consent = "customers of the shop"
[recipients]
file = "prizes.csv"
address = "mail"
[message]
from = "Prize office <prize@example.jp>"
subject = "Hello"
text = "prizes.txt"
[envelope]
reverse_path = "bounce@example.jp"
[route]
kind = "direct"
helo = "bulk.example.jp"
egress = ["203.0.113.11"]
[unsubscribe]
mailto = "leave@example.jp"
[window]
hours = "09:00-20:00"
zone = "Asia/Tokyo"
[pace.docomo]
per_minute = 7
"""


@pytest.fixture
def zone(tmp_path: Path) -> list[str]:
    """Options that answer from a zone file, and nobody else."""
    path = tmp_path / "example.jp.zone"
    path.write_text(ZONE)
    return ["--zone", str(path), "--offline"]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ledger and no inventory of this machine counts."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "none" / "state.db"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def explain(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Run ``hiyari pace explain`` and read its JSON."""
    code = main(["pace", "explain", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def recognised(value: dict[str, Any]) -> tuple[str, str]:
    """The lane, and by what."""
    return value["summary"]["lane"], value["summary"]["recognised_by"]


def test_every_limit_has_value_unit_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever the provider, each limit is shown with its value in a unit and the place that it comes from."""
    for provider in knowledge().providers.values():
        assert main(["pace", "explain", provider.id]) == 0
        told = capsys.readouterr().out
        flat = " ".join(told.split())
        for line in limit_lines(provider.limits):
            assert line.label.message in flat
            assert f"source: {' '.join(line.source.split())}" in flat
        assert all(len(line) <= 80 for line in told.splitlines())


def test_exchangers_decide_and_the_domain_is_a_hint(zone: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A domain whose MX is a carrier's is in its lane; a name on a list that cannot be asked is a hint, exit 3."""
    code, value = explain(capsys, "taro@example.jp", *zone)
    assert (code, *recognised(value)) == (0, "docomo", "exchanger")
    code, value = explain(capsys, "a..b@docomo.ne.jp", *zone)
    assert (code, *recognised(value)) == (3, "docomo", "domain")
    code, value = explain(capsys, "own.example.jp", *zone)
    assert (code, *recognised(value)) == (
        0,
        "other:mail.example.jp",
        "nothing",
    )
    assert main(["pace", "explain", "a@docomo.ne.jp", *zone]) == 3
    assert "could not be found out" in capsys.readouterr().out


def test_a_domain_without_mail_is_said(zone: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A null MX is told for certain, and is not taken for something unknown."""
    code, value = explain(capsys, "nobody.example.jp", *zone)
    assert (code, value["summary"]["takes_mail"]) == (0, False)


def test_a_campaign_changes_limits_and_names_itself(
    zone: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit of the campaign's file stands with that file as its source, and its quiet hours are shown."""
    path = tmp_path / "prizes.toml"
    path.write_text(CAMPAIGN)
    code, value = explain(capsys, "taro@example.jp", "--campaign-file", str(path), *zone)
    assert code == 0
    assert value["limits"]["per_minute"]["value"] == 7
    assert value["limits"]["per_minute"]["source"].startswith(str(path))
    assert value["limits"]["messages"]["folklore"]
    assert main(["pace", "explain", "docomo", "--campaign-file", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Daily from 09:00 until 20:00 (Asia/Tokyo)" in told


def test_the_ledger_adds_history_and_the_last_alarm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers, unknown users and the last alarm of the lane are told with their numbers, without making a ledger."""
    _, value = explain(capsys, "docomo")
    assert value["ledger"] is None
    assert not (tmp_path / "none").exists()
    every_state(tmp_path).engine.dispose()
    _, value = explain(capsys, "docomo", "--state", str(tmp_path / "state.db"))
    assert value["ledger"]["answered"] == 3
    assert value["ledger"]["unknown"] == 2
    assert value["ledger"]["last_alarm"]["results"] == 40
    main(["pace", "explain", "docomo", "--state", str(tmp_path / "state.db")])
    assert "21 of 40 answers of docomo said unknown" in capsys.readouterr().out


def test_the_list_fits_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    """Every provider has its line in 80 columns, `other` last."""
    assert main(["pace", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    found = [line.split()[0] for line in lines[1 : 1 + len(knowledge().providers)]]
    assert sorted(found) == sorted(knowledge().providers)
    assert found[-1] == "other"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x y"], "is no address, no domain, and no provider"),
        (["a@b@c"], "is no address, no domain, and no provider"),
        (["\x1b[2J"], "is no address, no domain, and no provider"),
        (["docomo", "--state", "/nonexistent/state.db"], "There is no ledger at /nonexistent/state.db"),
        (["docomo", "--campaign-file", "/nonexistent.toml"], "/nonexistent.toml"),
        (["a@example.jp", "--offline"], "--offline leaves nobody to ask"),
    ],
)
def test_bad_input_gets_a_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a person can get wrong exits 2 with a sentence that shows no control character."""
    assert main(["pace", "explain", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "\x1b" not in said
