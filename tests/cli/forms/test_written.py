"""Files with hostile names: commands to copy still name them, and other programs can read what is written."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from hiyari.cli.main import main

ABUSABLE = b'<?php mail($_POST["to"], "Hello", "text");'
NAMES = (b"\x1b]0;pwn\x07.php", b"\x8f\x89\x82\xdf.php", b"two\nlines 'and' $quotes.php", b"{0} {path}.php")


@pytest.fixture(params=NAMES, ids=ascii)
def named(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose only form has such a name."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(tmp_path)
    site = tmp_path / "site"
    site.mkdir()
    form = site / os.fsdecode(request.param)
    form.write_bytes(ABUSABLE)
    return form


def _scanned(form: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    assert main(["forms", "scan", str(form.parent), "--config", os.devnull, *more]) == 1
    return capsys.readouterr().out


def _meant(command: str) -> list[bytes]:
    """The words of a command, as a shell understands them."""
    words = subprocess.run(  # noqa: S603 - what is tested
        ["/bin/bash", "-c", f"printf '%s\\0' {command}"], check=True, capture_output=True, timeout=10
    ).stdout
    return words.split(b"\0")[:-1]


def test_the_command_to_copy_names_the_file(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command that a scan tells to give names the very file, in one printable line."""
    value = json.loads(_scanned(named, capsys, "--format", "json"))
    steps = [one["next"] for one in value["findings"] if one["verdict"] == "near_miss"]
    assert steps
    for step in steps:
        assert step.isprintable()
        assert os.fsencode(named) in _meant(step[step.index("hiyari forms") :])
    for said in (_scanned(named, capsys), _scanned(named, capsys, "--show", str(named))):
        assert "\x1b" not in said
        joined = " ".join(said.split())
        command = joined[joined.rindex("hiyari forms") :]
        assert os.fsencode(named) in _meant(command)


def test_a_long_name_is_not_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command to copy is whole, however long a quoted name gets."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    form = tmp_path / os.fsdecode(b"\x8f" * 200 + b".php")
    form.write_bytes(ABUSABLE)
    value = json.loads(_scanned(form, capsys, "--format", "json"))
    step = next(one["next"] for one in value["findings"] if one["verdict"] == "near_miss")
    assert os.fsencode(form) in _meant(step[step.index("hiyari forms") :])


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_other_programs_can_read_it(named: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written is UTF-8, and holds no lone surrogate, escaped or not."""
    value = json.loads(_scanned(named, capsys, "--format", form))
    json.dumps(value, ensure_ascii=False).encode("utf-8")


def test_the_exact_octets_stand_beside_the_name(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no UTF-8 has a second key that tells its octets, and another name has none."""
    (file,) = json.loads(_scanned(named, capsys, "--format", "json"))["scan"]["files"]
    if "path_octets" in file:
        assert unquote_to_bytes(file["path_octets"]) == os.fsencode(named)
    else:
        assert file["path"] == str(named)
    assert ("path_octets" in file) is not _is_utf8(os.fsencode(named))


def _is_utf8(octets: bytes) -> bool:
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_no_message_of_sarif_holds_a_placeholder(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Braces of names are doubled in messages (SARIF 3.11.5), and titles of rules have none."""
    (run,) = json.loads(_scanned(named, capsys, "--format", "sarif"))["runs"]
    messages = list(_messages(run))
    assert messages
    for one in messages:
        rest = one.replace("{{", "").replace("}}", "")
        assert "{" not in rest
        assert "}" not in rest
    for rule in run["tool"]["driver"]["rules"]:
        assert "{" not in rule["shortDescription"]["text"]
    if b"{0}" in os.fsencode(named):
        assert any("{{0}} {{path}}.php" in one for one in messages)


def _messages(value: Any) -> list[str]:
    match value:
        case dict():
            own = [value["text"]] if isinstance(value.get("text"), str) else []
            return own + [said for one in value.values() for said in _messages(one)]
        case list():
            return [said for one in value for said in _messages(one)]
        case _:
            return []


@pytest.mark.parametrize("named", [NAMES[3]], indirect=True)
def test_no_column_is_told_in_another_unit(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place in SARIF is a whole line: columns would be counted in octets, before which Japanese may stand."""
    named.write_bytes('<?php $t = $_POST["to"]; /* 宛先 */ mail($t, "Hello", "text");'.encode())
    (run,) = json.loads(_scanned(named, capsys, "--format", "sarif"))["runs"]
    assert '"startLine": 1' in json.dumps(run)
    assert "startColumn" not in json.dumps(run)


@pytest.mark.parametrize("named", [NAMES[3]], indirect=True)
def test_a_state_that_is_not_there_yet_is_an_empty_one(
    named: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scan needs no state database; one that is named and not there is said, and not made."""
    place = tmp_path / "new.db"
    assert main(["forms", "scan", str(named.parent), "--config", os.devnull, "--state", str(place)]) == 1
    said = capsys.readouterr()
    assert f"There is no state database at {place} yet: no run in the sandbox is known." in said.err
    assert "ledger" not in said.err + said.out
    assert not place.exists()


def test_sarif_keeps_the_rules_that_its_schema_has(named: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Levels for what fails alone, rules by their place, absolute base addresses with a slash, the reader's language."""
    main(["--lang", "ja", "forms", "scan", str(named.parent), "--config", os.devnull, "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert (run["language"], driver["language"]) == ("ja", "ja")
    assert all(base["uri"].startswith("file:///") and base["uri"].endswith("/") for base in _bases(run))
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    assert run["results"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["kind"] in {"fail", "open", "pass"}
        assert result.get("level", "none") == "none" or result["kind"] == "fail"
        for location in result["locations"]:
            region = location.get("physicalLocation", {}).get("region", {"startLine": 1})
            assert region["startLine"] >= 1
        for flow in result.get("codeFlows", []):
            assert all(thread["locations"] for thread in flow["threadFlows"])


def _bases(run: dict[str, Any]) -> list[dict[str, str]]:
    return list(run["originalUriBaseIds"].values())
