"""``hiyari forms scan`` end to end, on the lab's web host: files, configuration, access log and mail log."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hiyari.cli.main import main
from hiyari.lab.website import logged
from hiyari.lab.website_files import NEW_FORM, OLD_FORM, SiteFiles, write_site

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE = "http://www.example.jp/contact/"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SiteFiles:
    """The lab's site with an inventory, and two months of an access log in which the new form is used."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("HIYARI_CONFIG", raising=False)
    files = write_site(tmp_path)
    (tmp_path / "hiyari.toml").write_text(
        f"""
[[host]]
name = "www.example.jp"
role = "web"
egress = ["203.0.113.31"]

[[webroot]]
host = "www.example.jp"
path = "{files.root}"
url = "http://www.example.jp/"
server_config = "{files.configuration}"
access_log = "{tmp_path}/access.log"
""",
        "utf-8",
    )
    now = datetime.now(UTC).replace(microsecond=0)
    lines = []
    for day in range(60, 0, -1):
        at = (now - timedelta(days=day)).timestamp()
        lines.append(logged(at, "192.0.2.7", "GET /contact/", "200 300", "-", BROWSER))
        lines.append(logged(at + 40, "192.0.2.7", f"POST {NEW_FORM}", "200 40", PAGE, BROWSER))
    (tmp_path / "access.log").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return files


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().out.split())


def test_the_forgotten_form_is_to_be_removed_and_the_used_one_is_kept(
    site: SiteFiles, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing links to the old form and nobody uses it; the new one is linked, used, and without a fault."""
    assert main(["forms", "scan"]) == 1
    said = _said(capsys)
    assert f"REMOVE {site.file_of(OLD_FORM)} Nothing links to it, nobody uses it, and strangers can send mail" in said
    assert f"KEEP {site.file_of(NEW_FORM)} It is used, and no way to abuse it was found." in said
    assert "1 REMOVE · 1 KEEP" in said


def test_the_evidence_names_field_line_and_sink(site: SiteFiles, capsys: pytest.CaptureFixture[str]) -> None:
    """``--show`` tells how a visitor's value comes to the recipient, and who asked for the file."""
    assert main(["forms", "scan", "--show", str(site.file_of(OLD_FORM))]) == 1
    said = _said(capsys)
    assert "URL: http://www.example.jp/cgi-bin/old/contact.cgi" in said
    assert "RECIPIENT: a visitor chooses whom it mails" in said
    lines = site.file_of(OLD_FORM).read_text("utf-8").splitlines()
    sink = next(number for number, line in enumerate(lines, 1) if line.startswith("open(MAIL"))
    assert f"It sends mail by open() (line {sink})." in said
    assert "Nothing links to it." in said
    assert "The access log shows no use since" in said


def test_without_a_log_nothing_is_called_unused(site: SiteFiles, capsys: pytest.CaptureFixture[str]) -> None:
    """The same form is mended, not removed, as long as nobody knows whether it is used."""
    assert main(["forms", "scan", str(site.cgi), "--config", os.devnull, "--format", "json"]) == 1
    value = json.loads(capsys.readouterr().out)
    (file,) = value["scan"]["files"]
    assert file["action"] == "fix"
    assert file["use"]["since"] is None
    assert "No access log" in file["use"]["why"]


@pytest.mark.usefixtures("site")
def test_json_holds_all_five_kinds_of_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs get everything that a person gets, as values."""
    assert main(["forms", "scan", "--format", "json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert value["command"] == "forms scan"
    assert value["summary"]["remove"] == 1
    old = next(one for one in value["scan"]["files"] if one["action"] == "remove")
    assert old["reading"]["abilities"] == ["header", "recipient"]
    assert old["links"]["linked"] == "no"
    assert old["use"]["uses"] == 0
    assert old["mail"]["messages"] is None
    assert {one["rule"] for one in value["findings"] if one["verdict"] == "near_miss"} == {"WEB101", "WEB102", "WEB105"}


def test_sarif_names_file_line_and_the_way_of_the_value(site: SiteFiles, capsys: pytest.CaptureFixture[str]) -> None:
    """An editor or a review shows the finding at its line, with the flow through the source."""
    assert main(["forms", "scan", "--format", "sarif"]) == 1
    run = json.loads(capsys.readouterr().out)["runs"][0]
    result = next(one for one in run["results"] if one["ruleId"] == "WEB101" and one["kind"] == "fail")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "cgi-bin/old/contact.cgi", "uriBaseId": "HERE"}
    lines = Path(site.file_of(OLD_FORM)).read_text("utf-8").splitlines()
    assert "MAIL" in lines[place["region"]["startLine"] - 1]
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert len(steps) >= 2


@pytest.mark.usefixtures("site")
def test_a_folder_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong name is said with what to do, and is a usage error."""
    assert main(["forms", "scan", "/no/such/folder"]) == 2
    assert "/no/such/folder does not exist. Name the folder of a web site." in capsys.readouterr().err


@pytest.mark.usefixtures("site")
def test_a_site_without_mail_is_fine_and_one_that_cannot_be_read_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file that sends mail is the best answer; a file that was not read makes it unknown."""
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "index.html").write_text("<p>Hello</p>", "utf-8")
    assert main(["forms", "scan", str(empty), "--config", os.devnull]) == 0
    os.mkfifo(empty / "queue")
    capsys.readouterr()
    assert main(["forms", "scan", str(empty), "--config", os.devnull]) == 3
    assert "1 thing was not read, and may hide a form" in _said(capsys)
