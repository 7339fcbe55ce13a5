"""``hiyari forms remove``: the plan is shown first, and only its digest moves anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from hiyari.lab.website_files import OLD_FORM
from tests.cli.forms.yard import Yard, visits


def test_the_plan_tells_everything_and_moves_nothing(yard: Yard) -> None:
    """Where it lies, its URL, why it may go, who used it, what it is, where it goes, and the command to do it."""
    said = yard.forms("remove", yard.old)
    assert said.code == 0
    assert said.out.splitlines()[2] == str(yard.old)
    assert "URL: http://www.example.jp/cgi-bin/old/contact.cgi" in said.words
    assert "REMOVE: Nothing links to it, nobody uses it, and strangers can send mail" in said.words
    assert "The access log shows no use since" in said.words
    assert f"{yard.old.stat().st_size} bytes, owner {yard.old.owner()}:{yard.old.group()}, mode 0755" in said.words
    assert f"Removed files are kept in {yard.kept}, with a manifest." in said.words
    assert said.command == ["forms", "remove", "--digest", said.digest[:12], str(yard.old)]
    assert yard.old.exists()
    assert not yard.kept.exists()


def test_the_shown_command_does_it(yard: Yard) -> None:
    """The file is moved, both servers' rules are printed, and the way back."""
    octets = yard.old.read_bytes()
    said = yard.remove(yard.old)
    assert not yard.old.exists()
    assert [one.read_bytes() for one in yard.kept.glob("*/files/0")] == [octets]
    assert f"{yard.old} was moved." in said.words
    assert '    Redirect gone "/cgi-bin/old/contact.cgi"\n' in said.out
    assert '    location = "/cgi-bin/old/contact.cgi" { return 410; }\n' in said.out
    assert "virtual host of www.example.jp, then reload it: apachectl configtest && apachectl graceful" in said.words
    assert "server block of www.example.jp, before other locations, then reload it: nginx -t && nginx -s" in said.words
    assert said.command == ["forms", "undo", next(one.name for one in yard.kept.iterdir() if one.is_dir())]


def test_the_command_repeats_what_was_given(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever copies it gets the same plan: options, folders with blanks, a name that looks like an option."""
    name = yard.old.rename(yard.old.with_name("-f it's.cgi"))
    monkeypatch.chdir(name.parent)
    configuration = yard.folder / "apache 2.conf"
    configuration.write_bytes(yard.files.configuration.read_bytes())
    given = [
        "--root", str(yard.files.root), "--server-config", str(configuration),
        "--access-log", str(yard.folder / "access.log"), "--unused-days", "40", "--config", os.devnull,
        "--to", str(yard.folder / "kept here"), "--although-use-unknown",
    ]  # fmt: skip
    said = yard.forms("remove", *given, "--", name.name)
    assert said.code == 0, said.err
    assert said.command[-2:] == ["--", name.name]
    assert sorted(said.command[2:-4]) == sorted(given)
    done = yard.run(*said.command)
    assert done.code == 0, done.err
    assert not name.exists()
    assert done.command[:4] == ["forms", "undo", "--from", str(yard.folder / "kept here")]
    assert yard.run(*yard.run(*done.command).command).code == 0
    assert name.exists()


@pytest.mark.parametrize("octets", [b"\x82\xb1\x82\xf1.cgi", b"a\n7b.cgi", "お問い合わせ.cgi".encode()])
def test_names_of_any_octets(yard: Yard, octets: bytes) -> None:
    """Shift_JIS, a line break, UTF-8: shown printably, moved and put back by the shown commands."""
    name = yard.old.with_name(os.fsdecode(octets))
    yard.old.rename(name)
    value = yard.forms("remove", "--format", "json", str(name)).json
    (file,) = value["plan"]["files"]
    told = unquote_to_bytes(file["path_octets"]) if "path_octets" in file else file["path"].encode()
    assert told == os.fsencode(name)
    shown = yard.forms("remove", str(name))
    assert all(line.isprintable() for line in shown.out.splitlines())
    assert "undo" in _shell(yard, shown.out)
    assert not name.exists()
    _shell(yard, yard.forms("undo").out)
    assert name.exists()


def _shell(yard: Yard, shown: str) -> str:
    """Give the shown command as bash reads it; what it answered."""
    line = next(line for line in shown.splitlines() if line.startswith("    hiyari "))
    read = subprocess.run(  # noqa: S603 - what was shown
        ["/bin/bash", "-c", f"hiyari() {{ printf '%s\\0' \"$@\"; }}; {line.strip()}"], capture_output=True, check=True
    )
    said = yard.run(*(os.fsdecode(one) for one in read.stdout.split(b"\0")[:-1]))
    assert said.code == 0, said.err
    return said.out


def test_json_holds_plan_and_outcome(yard: Yard) -> None:
    """The envelope of all commands, with what a program needs to go on."""
    value = yard.forms("remove", yard.old, "--format", "json").json
    assert (value["hiyari"], value["command"], value["findings"]) == (1, "forms remove", [])
    assert value["summary"] == {
        "files": 1,
        "obstacles": 0,
        "digest": value["plan"]["digest"][:12],
        "done": None,
    }
    (file,) = value["plan"]["files"]
    assert (file["action"], file["because"], file["mode"]) == ("remove", "unused", "0755")
    assert file["url"] == f"http://www.example.jp{OLD_FORM}"
    done = yard.forms("remove", yard.old, "--format", "json", "--digest", value["plan"]["digest"]).json
    assert done["summary"]["done"] == 1
    assert done["removal"]["state"] == "removed"
    assert done["removal"]["files"][0]["path"] == str(yard.old)
    assert done["rules"][0]["apache"] == f'Redirect gone "{OLD_FORM}"\n'
    assert done["undo"] == f"hiyari forms undo {done['removal']['id']}"


def test_what_else_breaks_is_told(yard: Yard) -> None:
    """A page that links to the file, a script that includes it, and another copy of it are named before it goes."""
    twin = yard.old.with_name("contact2.cgi")
    twin.write_bytes(yard.old.read_bytes())
    other = yard.files.root / "order.php"
    other.write_text("<?php\ninclude 'contact/send.php';\n")
    said = yard.forms("remove", yard.old, yard.new, "--although-used", "--although-use-unknown")
    assert said.code == 0, said.err
    assert f"Files with the same content stay: {twin}" in said.words
    assert f"Pages link to it. Take the links out: {yard.files.root}/contact/index.html:4" in said.words
    assert f"{other}:2 includes it, and may fail without it." in said.words
    assert "It goes although it is used: --although-used says so." in said.words


def test_hosts_have_rules_of_their_own(yard: Yard) -> None:
    """The same path on another host is another page: its lines name the virtual host that they are for."""
    other = yard.folder / "shop"
    (other / "cgi").mkdir(parents=True)
    (other / "cgi" / "mail.php").write_text("<?php mail($_POST['to'], 'x', 'y');\n")
    inventory = yard.folder / "hiyari.toml"
    log = f'access_log = "{yard.folder}/access.log"'
    inventory.write_text(
        f'{inventory.read_text()}\n[[webroot]]\nhost = "www.example.jp"\npath = "{other}"\n'
        f'url = "https://shop.example.jp/"\n{log}\n'
    )
    said = yard.forms("remove", yard.old, other / "cgi" / "mail.php", "--although-used", "--although-use-unknown")
    assert said.code == 0, said.err
    done = yard.run(*said.command)
    assert done.code == 0, done.err
    before, _, after = done.out.partition("virtual host of shop.example.jp")
    assert '"/cgi-bin/old/contact.cgi"' in before
    assert '"/cgi/mail.php"' not in before
    assert '"/cgi/mail.php"' in after


def test_logs_that_tell_of_no_use_for_days_are_asked_by_unused_days(yard: Yard) -> None:
    """The same number decides in the scan and in the removal."""
    (yard.folder / "access.log").write_text("".join(f"{line}\n" for line in visits(days=20)))
    assert yard.forms("remove", yard.old).code == 4
    assert yard.forms("remove", yard.old, "--unused-days", "15").code == 0
    assert Path(yard.old).exists()


def test_a_file_with_a_url_of_its_own(yard: Yard) -> None:
    """An alias for a single file makes its folder no web root, and the file can be removed all the same."""
    lonely = yard.folder / "lonely" / "mail.cgi"
    lonely.parent.mkdir()
    lonely.write_bytes(yard.old.read_bytes())
    lonely.chmod(0o755)
    with yard.files.configuration.open("a") as stream:
        stream.write(f'ScriptAlias /mail "{lonely}"\n')
    done = yard.remove(lonely)
    assert not lonely.exists()
    assert '    Redirect gone "/mail"\n' in done.out


def test_a_symbolic_link_is_moved_itself(yard: Yard) -> None:
    """What it leads to stays, which is told before."""
    link = yard.old.with_name("contact.pl")
    link.symlink_to(yard.old.name)
    shown = yard.forms("remove", link)
    assert f"{link} is a symbolic link: what it leads to stays, {yard.old.name}." in shown.words
    assert yard.run(*shown.command).code == 0
    assert (link.is_symlink(), yard.old.exists()) == (False, True)
