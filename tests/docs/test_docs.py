"""The documentation says what the program does."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hiyari.carriers.knowledge import knowledge
from hiyari.cli.exit import MEANING
from hiyari.cli.main import COMMANDS, main
from hiyari.delivery import campaign_file
from hiyari.delivery.campaign_file import parse_campaign
from hiyari.delivery.message.tokens import LONGEST_TOKEN
from hiyari.delivery.pacing.limits import CHANGEABLE
from hiyari.model import inventory_file
from tests.docs.generate import DOCS, pages

README = (DOCS.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(pages()))
def test_generated_pages_are_current(name: str) -> None:
    """Rules and help texts in the docs are those of the program; `script/docs` writes them anew."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def test_the_readme_names_every_exit_code_and_command() -> None:
    """No exit code and no command is missing from the README."""
    assert all(re.search(rf"^\| {code.value} \|", README, re.MULTILINE) for code in MEANING)
    assert all(f"hiyari {name}" in README for name in COMMANDS)


def settings_of(reader: ModuleType) -> set[str]:
    """Every key that a reader of a TOML file asks for."""
    source = Path(inspect.getfile(reader)).read_text(encoding="utf-8")
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"string", "needed", "many", "one_or_many", "flag", "day", "word", "number", "moment"}
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_every_setting_is_documented() -> None:
    """Every key that the inventory's reader asks for stands in the reference, under its table."""
    reference = (DOCS / "inventory.md").read_text(encoding="utf-8")
    keys = settings_of(inventory_file)
    assert {"egress", "servers", "lifetime", "until"} <= keys
    tables = {*inventory_file._MANY, *inventory_file._ONE}
    assert not {key for key in keys - tables if f"`{key}`" not in reference}
    assert all(f"[{key}]" in reference for key in tables)


def test_every_setting_of_a_campaign_is_documented() -> None:
    """Every key that the campaign's reader asks for stands in the reference; limits with their bounds."""
    reference = (DOCS / "campaign.md").read_text(encoding="utf-8")
    keys = settings_of(campaign_file)
    assert {"name", "egress", "begin", "port", "off_because"} <= keys
    assert not {key for key in keys if f"| `{key}` |" not in reference}
    assert all(f"## [{table}" in reference for table in campaign_file._TABLES)
    for key, (least, most) in CHANGEABLE.items():
        assert f"| `{key}` | {least} to {most} |" in reference
    assert all(f"`{provider}`" in reference for provider in knowledge().providers)
    assert f"{64 - 1 - LONGEST_TOKEN} characters may stand before it" in reference


def test_the_campaign_that_is_shown_is_one() -> None:
    """The example of the reference is read without a complaint."""
    shown = re.findall(r"```toml\n(.*?)```", (DOCS / "campaign.md").read_text(encoding="utf-8"), re.DOTALL)
    assert parse_campaign("\n".join(shown), Path("campaign.toml"), knowledge()).name == "prize-2026"


def test_the_readmes_inventory_is_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The inventory shown in the README passes `config check`."""
    shown = "\n".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
    path = tmp_path_factory.mktemp("readme") / "hiyari.toml"
    path.write_text(shown, encoding="utf-8")
    assert main(["config", "check", "--config", str(path)]) == 0


ZONE = """$ORIGIN example.jp.
$TTL 3600
@ IN SOA ns1 postmaster 1 7200 900 604800 300
@ NS ns1
@ MX 10 relay1
@ TXT "v=spf1 ip4:203.0.113.11 -all"
relay1 A 203.0.113.11
"""


SHOWN = re.findall(r"^\$ script/hiyari (.*)$", README, re.MULTILINE)
LOGS = [line for line in SHOWN if "/tmp/night" in line]  # noqa: S108 - as the README has it
FORMS = [line for line in SHOWN if line.startswith("forms ") and line not in LOGS]
CAMPAIGN = [line for line in SHOWN if line.partition(" ")[0] in {"send", "ledger", "pace"}]


def test_the_readmes_campaign_can_be_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """From the README alone: the example is served, shown, sent by its digest, and every address can be explained."""
    folder = tmp_path / "example"
    program = [sys.executable, "-c", "import hiyari.cli.main as m; m.entry()"]
    command = [*program, "demo", "campaign", "--serve", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as lab:  # noqa: S603 - our own
        try:
            while not (folder / "campaign.toml").exists():
                assert lab.poll() is None
                time.sleep(0.05)
            monkeypatch.setenv("HIYARI_CONFIG", str(folder / "hiyari.toml"))
            digest = ""
            for line in CAMPAIGN:
                words = line.replace("/tmp/example", str(folder)).replace("DIGEST", digest).split()  # noqa: S108
                assert main(words) in {0, 1}, line
                shown = capfd.readouterr().out
                found = re.search(r"--digest ([0-9a-f]{12})", shown)
                digest = found[1] if found else digest
            assert "ezweb" in shown or "au" in shown
        finally:
            lab.terminate()


def test_the_readmes_logs_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """From the README alone: the night is played, traced to its form, summed up and asked; the form is judged."""
    monkeypatch.setenv("HIYARI_CONFIG", str(tmp_path / "hiyari.toml"))
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    shown = ""
    for line in LOGS + FORMS:
        arguments = shlex.split(line.replace("/tmp/night", str(tmp_path)))  # noqa: S108
        if arguments[0] == "demo":
            monkeypatch.delenv("HIYARI_CONFIG")
        assert main(arguments) in {0, 1, 3}, line
        monkeypatch.setenv("HIYARI_CONFIG", str(tmp_path / "hiyari.toml"))
        shown += capfd.readouterr().out
    assert all(one in shown for one in ("LOG301", "/cgi-bin/old/contact.cgi", "LOG101", "dest-7.example", "REMOVE"))


@pytest.mark.parametrize(
    "words", [line for line in SHOWN if line not in CAMPAIGN + LOGS + FORMS and "--serve" not in line]
)
def test_the_readmes_commands_run(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command line that the README shows is one, and ends with a verdict; zone files stand for DNS."""
    monkeypatch.chdir(tmp_path)
    Path("example.jp.zone").write_text(ZONE)
    Path("hiyari.toml").write_text(re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0])
    arguments = shlex.split(words)
    if arguments[0] == "doctor":
        arguments += ["--resolver", "127.0.0.1:9", "--timeout", "0.2"]
    if arguments[0] in {"check", "plan", "spf", "init"}:
        arguments += ["--offline", "--zone", "example.jp.zone"]
    assert main(arguments) in {0, 1, 3}


@pytest.mark.parametrize("arguments", [["explain", "SPF101"], ["explain", "exit-codes"], ["rules"], ["--version"]])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_needs_no_network_works_in_both_languages(
    arguments: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Explaining and listing exit 0 and say something in either language."""
    assert main(["--lang", language, *arguments]) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_is_in_the_readers_language(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Usage, options and the command's own words are Japanese with --lang ja, and English again afterwards."""
    assert main(["--lang", "ja", name, "--help"]) == 0
    assert capsys.readouterr().out.startswith("使い方: hiyari")
    assert main(["--lang", "en", name, "--help"]) == 0
    assert capsys.readouterr().out.isascii()
