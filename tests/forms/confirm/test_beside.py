"""Files that a script loads from outside its web root: which are shown, and which are said to be missing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.beside import beside, hidden, is_shown, needed
from hiyari.forms.confirm.sandbox import Shown

UNDEFINED = """PHP Warning:  include(/srv/lib/a.php): Failed to open stream: No such file or directory in /w/f.php on line 2
PHP Fatal error:  Uncaught Error: Call to undefined function post()"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose library lies beside its web root, with more that is nobody's business."""
    for name in ("htdocs/a/form.php", "lib/mail.php", "lib/deep/more.php", "other/secret.php", "lib/data.bin"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("require './deep/more.php';" if name == "lib/mail.php" else name)
    return tmp_path


def shown(site: Path, source: str, *declared: str) -> list[str]:
    """Which folders a script's includes make appear."""
    root = site / "htdocs"
    found = beside(source.encode(), str(root / "a/form.php"), str(root), [str(site / one) for one in declared])
    return [os.path.relpath(folder.path, site) for folder in found.folders]


@pytest.mark.parametrize(
    "source",
    [
        "require '{site}/lib/mail.php';",
        "require __DIR__ . '/../../lib/mail.php';",
        "require dirname(__FILE__, 3) . '/lib/mail.php';",
        "require $_SERVER['DOCUMENT_ROOT'] . '/../lib/mail.php';",
        "use lib '{site}/lib';",
        ". {site}/lib/mail.php",
        'sys.path.insert(0, "{site}/lib/")',
        "require '../../lib/deep/more.php'; require '../../lib/mail.php';",
    ],
)
def test_a_library_is_shown(site: Path, source: str) -> None:
    """The folder of an include is shown where it lies under a declared root, with the folders within it, else not."""
    source = source.replace("{site}", str(site))
    assert shown(site, source, "htdocs", "lib") == ["lib"]
    assert shown(site, source, "") == ["lib"]
    assert shown(site, source, "htdocs", "other") == []
    assert shown(site, source) == []


def test_nothing_else_is_shown(site: Path) -> None:
    """What is no script, is not there, is the root itself or leads out of the declared roots by a link is not shown."""
    (site / "lib" / "out").symlink_to(site / "other")
    for source in (
        f"{site}/lib/data.bin", f"{site}/lib/none.php", f"{site}/htdocs/a/form.php", f"'{site}/lib/out/secret.php'",
        "/etc/passwd", f"{site}/lib/../other/secret.php",
    ):  # fmt: skip
        assert shown(site, source, "htdocs", "lib") == []


def test_a_linked_library_is_where_the_script_looks(site: Path) -> None:
    """A declared folder that is reached by a link appears at the link's own path."""
    (site / "link").symlink_to(site / "lib")
    found = beside(f"{site}/link/mail.php".encode(), f"{site}/htdocs/a/form.php", f"{site}/htdocs", [f"{site}/lib"])
    assert found.folders[0] == Shown(source=os.path.realpath(site / "lib"), path=f"{site}/link")
    assert b"require './deep/more.php';" in found.parts


@pytest.mark.parametrize(
    ("complaint", "path"),
    [
        ("PHP Fatal error:  Uncaught Error: Failed opening required '/srv/lib/a.php' (include_path='.')", "/srv/lib/a.php"),
        (UNDEFINED, "/srv/lib/a.php"),
        ("PHP Warning:  require_once(../a.php): failed to open stream: No such file or directory in", "../a.php"),
        ("Can't locate /srv/lib/cgi-lib.pl at form.cgi line 2.", "/srv/lib/cgi-lib.pl"),
        ("Can't locate jcode.pl in @INC (@INC contains: /etc/perl) at form.cgi line 2.", "jcode.pl"),
        ("Can't locate ./lib/mail.pl in @INC (did you mean", "./lib/mail.pl"),
        ("FileNotFoundError: [Errno 2] No such file or directory: '/srv/form.ini'", "/srv/form.ini"),
        ("<internal:...>: in `require': cannot load such file -- /srv/lib/mail (LoadError)", "/srv/lib/mail"),
        ("Error: Cannot find module '../lib/mail'", "../lib/mail"),
        ("/w/form.sh: 2: .: cannot open /srv/lib/mail.sh: No such file", "/srv/lib/mail.sh"),
        ("/w/form.sh: line 2: /srv/lib/mail.sh: No such file or directory", "/srv/lib/mail.sh"),
        ("PHP Fatal error:  Uncaught Error: Call to undefined function eregi()", None),
        ("Can't locate CGI.pm in @INC (@INC contains: /etc/perl) at form.cgi line 2.", None),
        ("ModuleNotFoundError: No module named 'cgi'", None),
        ("cannot load such file -- mail (LoadError)", None),
        ("SyntaxError: Missing parentheses in call to 'print'", None),
    ],
)  # fmt: skip
def test_what_is_missing(complaint: str, path: str | None) -> None:
    """The file that a script would load is named in its interpreter's complaint; other complaints name none."""
    assert needed(complaint.encode()) == path


def test_a_module_in_a_folder_of_the_site(site: Path) -> None:
    """A missing module may lie in a folder that the script adds and that is not shown; else the interpreter lacks it."""
    source = f"use lib '/usr/share/perl5', '/nowhere/lib', '{site}/lib';".encode()
    lost = b"Can't locate My/Mail.pm in @INC (you may need to install"
    assert hidden(lost, source, (f"{site}/htdocs",)) == f"{site}/lib"
    assert hidden(lost, source, (f"{site}",)) is None
    assert hidden(b"syntax error", source, ()) is None


def test_what_is_shown_already() -> None:
    """A relative path counts from the script's folder."""
    assert is_shown("../inc/a.php", "/w/a", ("/w",))
    assert is_shown("a.php", "/w/a", ("/w",))
    assert not is_shown("../../inc/a.php", "/w/a", ("/w",))
    assert not is_shown("/wx/a.php", "/w/a", ("/w",))


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_octets(complaint: bytes, source: bytes) -> None:
    """Whatever a script holds or its interpreter says is read without an error, and nothing of the host is shown."""
    needed(complaint)
    hidden(complaint, source, ("/w",))
    assert beside(source, "/w/a.php", "/w", ()).folders == ()
