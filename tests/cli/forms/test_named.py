"""What a person types wrongly is refused before the scan, with one sentence; what the inventory names wrongly is unknown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.forms.yard import Yard


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("scan", ""), "An empty name was given."),
        (("confirm", ""), "An empty name was given."),
        (("undo", ""), "An empty name was given."),
        (("scan", "--url", ""), "--url is empty."),
        (("scan", "--state", ""), "--state is empty."),
        (("watch", "--config", ""), "--config is empty."),
        (("scan", "--access-log", ""), "--access-log is empty."),
        (("scan", "--show", ""), "--show is empty."),
        (("undo", "--from", ""), "--from is empty."),
        (("scan", "--url", "http://[::1"), '--url: "http://[::1" is no address of a web site.'),
        (("scan", "--url", "http://a:b/"), '--url: "http://a:b/" is no address of a web site.'),
        (("scan", "--access-log", "/none"), "/none does not exist."),
        (("scan", "--log", "/none"), "/none does not exist."),
        (("watch", "--server-config", "/none"), "/none, the web server's configuration, is not there or is no file."),
        (("watch", "--server-config", "."), "., the web server's configuration, is not there or is no file."),
    ],
)
def test_one_sentence(yard: Yard, words: tuple[str, ...], sentence: str) -> None:
    """A usage error that names what is wrong; nothing was scanned."""
    said = yard.forms(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(sentence)
    assert said.err.count("\n") == 1


def test_a_log_that_is_declared_and_not_there(yard: Yard) -> None:
    """The scan goes on without it, and the use of that site's files is unknown for this reason."""
    (yard.folder / "access.log").unlink()
    said = yard.forms("scan", "--format", "json")
    assert f"{yard.folder}/access.log does not exist." in said.err
    uses = [file["use"] for file in said.json["scan"]["files"]]
    assert all(use["since"] is None and "does not exist" in use["why"] for use in uses)
    assert {file["action"] for file in said.json["scan"]["files"]} == {"fix", "keep"}


def test_a_web_root_that_is_not_there(yard: Yard) -> None:
    """A disk that is not mounted is no clean site."""
    config = yard.folder / "hiyari.toml"
    config.write_text(re.sub("server_config.*", "", config.read_text("utf-8")).replace('/www"', '/gone"'), "utf-8")
    said = yard.forms("scan")
    assert said.code == 3
    assert "It is not there, or not any more." in said.words


@pytest.mark.parametrize(("form", "code"), [("text", 3), ("json", 3), ("nagios", 3), ("junit", 3)])
def test_an_empty_folder_is_not_fine(yard: Yard, tmp_path: Path, form: str, code: int) -> None:
    """Where no file lies, nothing was found out; a site whose files send no mail is fine in every format."""
    empty = tmp_path / "empty"
    empty.mkdir()
    words = ("scan", empty, "--config", "/dev/null", "--format", form)
    assert yard.forms(*words).code == code
    (empty / "index.html").write_text("<p>Hello</p>", "utf-8")
    assert yard.forms(*words).code == 0


def test_which_inventory_was_read(yard: Yard) -> None:
    """One in the working folder is taken without being named: every command says so, for people and for programs."""
    line = f"Inventory: {yard.folder}/hiyari.toml"
    old = yard.old
    for words in (("scan",), ("scan", "--show", old), ("watch",), ("remove", old)):
        assert line in yard.forms(*words).out.splitlines()
    for words in (("scan",), ("scan", "--show", old), ("watch",), ("remove", old), ("undo",)):
        assert yard.forms(*words, "--format", "json").json["inventory"] == f"{yard.folder}/hiyari.toml"
    (yard.folder / "hiyari.toml").unlink()
    said = yard.forms("scan", yard.files.root)
    assert "Inventory" not in said.out
    assert yard.forms("scan", yard.files.root, "--format", "json").json["inventory"] is None
