"""The walk names every regular file, says what it passed over, and opens nothing that could wait."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hiyari.forms.evidence import Runs, Shown, Skipped, WebFile
from hiyari.forms.inventory.mounts import parse_mounts
from hiyari.forms.inventory.placing import WebRootAt
from hiyari.forms.inventory.reading import NotRead, first_bytes, read_file
from hiyari.forms.inventory.site import Site
from hiyari.forms.inventory.walking import Limits, walk
from hiyari.forms.language import Language
from hiyari.locale.translate import Translator

PHP = b"<?php mail('office@example.jp', 'x', $_POST['text']);\n"


def a_site(root: Path) -> Site:
    """A root whose server's configuration is not known."""
    return Site.of([WebRootAt(path=str(root), url="https://www.example.jp/")], None)


def walked(root: Path, limits: Limits | None = None) -> tuple[dict[str, WebFile], dict[str, str]]:
    """What the walk yields, by the path below the root."""
    files, skipped = {}, {}
    for one in walk(a_site(root), limits=limits):
        name = os.path.relpath(one.path, root)
        if isinstance(one, Skipped):
            skipped[name] = Translator("en").render(one.why)
        else:
            assert name not in files
            files[name] = one
    return files, skipped


def plant(root: Path, **files: bytes) -> None:
    """Write files; two underscores stand for a slash, one for a dot."""
    for name, content in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def test_everything_is_named_in_a_stable_order(tmp_path: Path) -> None:
    """Files come before folders, by name; images and files without an ending too."""
    plant(tmp_path, b_html=b"x", a_php=PHP, z__c_jpg=b"\xff\xd8", z__d=b"", m__e_php=PHP)
    first = [one.path for one in walk(a_site(tmp_path))]
    assert [os.path.relpath(path, tmp_path) for path in first] == ["a.php", "b.html", "m/e.php", "z/c.jpg", "z/d"]
    assert first == [one.path for one in walk(a_site(tmp_path))]


def test_pipes_and_sockets_are_told_and_never_opened(tmp_path: Path) -> None:
    """A FIFO that nobody writes to, a socket and a link to a device hold nothing up."""
    os.mkfifo(tmp_path / "wait.php")
    (tmp_path / "null.php").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket is short
        try:
            one.bind("talk.cgi")
        finally:
            os.chdir(here)
        files, skipped = walked(tmp_path)
    assert not files
    assert set(skipped) == {"wait.php", "talk.cgi", "null.php"}
    for name in skipped:
        assert "never opened" in skipped[name]
    with pytest.raises(NotRead):
        read_file(str(tmp_path / "wait.php"), 100)
    with pytest.raises(NotRead):
        first_bytes("/dev/zero", 10)


def test_links_are_followed_once(tmp_path: Path) -> None:
    """Circles end; a folder with two names is read by its own; what lies outside is read; dead links hide nothing."""
    outside = tmp_path / "outside"
    root = tmp_path / "root"
    plant(root, real__form_php=PHP)
    plant(outside, other_php=PHP)
    (root / "a-name").symlink_to(root / "real")
    (root / "circle").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "self").symlink_to("self")
    (root / "dead.php").symlink_to("nowhere")
    (root / "form.txt").symlink_to("real/form.php")
    files, skipped = walked(root)
    assert set(files) == {"real/form.php", "out/other.php", "form.txt"}
    assert files["form.txt"].language is Language.PHP
    assert files["form.txt"].runs is Runs.NO
    assert "dead.php" not in skipped
    assert "circle" in skipped["self"]
    site = a_site(root)
    assert site.path_of("/a-name/form.php") == str(root / "real/form.php")
    assert read_file(str(root / "form.txt"), 1000) == PHP


def test_a_link_above_the_root_is_told_and_not_followed(tmp_path: Path) -> None:
    """A link to the whole system would have the whole system walked; the reader hears of it instead."""
    root = tmp_path / "www"
    plant(root, form_php=PHP)
    (root / "all").symlink_to("/")
    (root / "up").symlink_to(tmp_path)
    files, skipped = walked(root)
    assert set(files) == {"form.php"}
    assert set(skipped) == {"all", "up"}
    assert all("above the web root" in why for why in skipped.values())


def test_names_of_any_bytes_are_kept(tmp_path: Path) -> None:
    """Shift_JIS, line feeds and percent signs in names survive, also in the URL and back."""
    names = ["問合せ.php".encode("cp932"), b"two\nlines.php", b"100%25.php", b"a b?c#d.php", "é.php".encode()]
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(PHP)
    site = a_site(tmp_path)
    found = [one for one in walk(site) if isinstance(one, WebFile)]
    assert {os.fsencode(one.path).rpartition(b"/")[2] for one in found} == set(names)
    for one in found:
        assert one.url is not None
        assert one.url.isascii()
        assert site.path_of(one.url) == one.path
        assert site.path_of_decoded(f"/{Path(one.path).name}") == one.path
        assert read_file(one.path, 1000) == PHP


def test_the_first_octets_tell_what_the_name_does_not(tmp_path: Path) -> None:
    """Languages come from the #! line or PHP's tag, through env and past a byte order mark."""
    scripts = {
        "a.cgi": (b"#!/usr/bin/perl -wT\n", Language.PERL),
        "b.cgi": (b"#!/usr/bin/env -S python3 -u\n", Language.PYTHON),
        "c": (b"#!/bin/busybox sh\n", Language.SHELL),
        "d.pl": (b"#!/usr/bin/php\n<?php", Language.PHP),
        "e.html": (b"<html><body><?php echo 1 ?>", Language.PHP),
        "f.inc": (b"\xef\xbb\xbf<?\n$a=1;", Language.PHP),
        "g.html": (b"<?xml version='1.0'?><html>", None),
        "h.rb": (b"puts 1", Language.RUBY),
        "i.txt": (b"#!/usr/local/bin/ruby25\n", Language.RUBY),
        "j.php.bak": (b"<?php", Language.PHP),
        "k.pl.20090301": (b"use strict;", Language.PERL),
        "l.js": (b"", Language.JAVASCRIPT),
        "m.jpg": (b"<?php", None),
        "n.txt": (b"plain", None),
        "o.cgi": (b"#!C:\\perl\\bin\\perl.exe\r\n", Language.PERL),
        "p.cgi": (b"#!/usr/bin/awk -f\n", None),
    }
    for name, (content, _) in scripts.items():
        (tmp_path / name).write_bytes(content)
    files, _ = walked(tmp_path)
    assert {name: one.language for name, one in files.items()} == {name: one for name, (_, one) in scripts.items()}


def test_copies_are_marked(tmp_path: Path) -> None:
    """Names and folders that say "copy" mark scripts; a number does only beside the first."""
    copies = [
        *("contact.php.bak", "contact.php~", "contact.php.1", "contact.cgi.old", "contact.php.orig", "contact_old.php"),
        *("contact-20090301.php", "contact.php.20090301", "_contact.php", "contact2.php", "contact (1).php"),
        *("old/x.php", "backup/x.php", "20090301/x.php", "old/deep/x.php", "site_bak/x.php", "contact - Copy.php"),
        *("contact のコピー.php", "copy of contact.php"),
    ]
    originals = [
        "contact.php",
        "form1.php",
        "html5.php",
        "bold.php",
        "backups.html",
        "news/x.php",
        "feedback.php",
        "temple/x.php",
    ]
    for name in (*copies, *originals):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PHP)
    files, _ = walked(tmp_path)
    assert {name for name, one in files.items() if one.copy} == set(copies)


def test_without_configuration_the_unknown_is_said(tmp_path: Path) -> None:
    """PHP's endings run; a cgi-bin runs what is executable; everything else that could run is unknown."""
    plant(tmp_path, a_php=PHP, a_php_bak=PHP, a_inc=PHP, a_html=b"<html>", a_css=b"x", x_cgi=b"#!/bin/sh\n")
    plant(tmp_path, **{"cgi-bin__x_cgi": b"#!/bin/sh\n", "cgi-bin__y_cgi": b"#!/bin/sh\n", "cgi-bin__z_cgi": b"echo\n"})
    for name in ("x.cgi", "z.cgi"):
        (tmp_path / "cgi-bin" / name).chmod(0o755)
    plant(tmp_path, off__p_php=PHP, off___htaccess=b"")
    (tmp_path / "off/.htaccess").write_text("php_flag engine off\n")
    files, _ = walked(tmp_path)
    assert {name: one.runs for name, one in files.items() if "htaccess" not in name} == {
        "a.php": Runs.YES,
        "a.php.bak": Runs.UNKNOWN,
        "a.inc": Runs.UNKNOWN,
        "a.html": Runs.NO,
        "a.css": Runs.NO,
        "x.cgi": Runs.UNKNOWN,
        "cgi-bin/x.cgi": Runs.YES,
        "cgi-bin/y.cgi": Runs.NO,
        "cgi-bin/z.cgi": Runs.NO,
        "off/p.php": Runs.UNKNOWN,
    }
    assert {name for name, one in files.items() if one.shown is not Shown.UNKNOWN and one.language} == {
        "a.php",
        "cgi-bin/x.cgi",
    }


def test_a_htaccess_keeps_nobody_out_of_a_server_that_may_not_read_it(tmp_path: Path) -> None:
    """Without the server's configuration a denial and a password are told of, and believed by nobody."""
    plant(tmp_path, denied__a_php=PHP, member__a_php=PHP)
    (tmp_path / "denied/.htaccess").write_text("Require all denied\n")
    (tmp_path / "member/.htaccess").write_text("AuthType Basic\nAuthName x\nRequire valid-user\n")
    files, _ = walked(tmp_path)
    denied, member = files["denied/a.php"], files["member/a.php"]
    assert (denied.runs, denied.shown) == (Runs.UNKNOWN, Shown.UNKNOWN)
    assert (member.runs, member.guarded) == (Runs.YES, None)
    assert "need a password. But it is said in a .htaccess" in Translator("en").render(member.because)


def test_what_only_its_owner_may_read_is_not_said_to_be_shown(tmp_path: Path) -> None:
    """Whether the server may read it depends on its user; what everybody may read is sent."""
    plant(tmp_path, a_pl_txt=b"#!/usr/bin/perl\n", b_pl_txt=b"#!/usr/bin/perl\n")
    (tmp_path / "b.pl.txt").chmod(0o600)
    files, _ = walked(tmp_path)
    assert [files[name].shown for name in ("a.pl.txt", "b.pl.txt")] == [Shown.YES, Shown.UNKNOWN]


def test_scripts_in_archives_are_told(tmp_path: Path) -> None:
    """Zip and tar files with scripts are named with some of them; damaged and harmless ones are told or not."""
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as one:
        one.writestr("old/contact.php", "x")
        one.writestr("logo.jpg", "x")
    with tarfile.open(tmp_path / "site.tar.gz", "w:gz") as two:
        info = tarfile.TarInfo("cgi-bin/form.cgi")
        two.addfile(info, io.BytesIO())
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as three:
        three.writestr("logo.jpg", "x")
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 and no end")
    (tmp_path / "broken.tgz").write_bytes(b"\x1f\x8b\x08rubbish")
    files, skipped = walked(tmp_path)
    assert len(files) == 5
    assert "contact.php" in skipped["site.zip"]
    assert "form.cgi" in skipped["site.tar.gz"]
    assert "photos.zip" not in skipped
    assert "damaged" in skipped["broken.zip"]
    assert "damaged" in skipped["broken.tgz"]


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    """A packed gigabyte is left at the bound, and a zip that claims a huge directory is not read."""
    info = tarfile.TarInfo("zeros")
    info.size = 64 << 20
    with tarfile.open(tmp_path / "bomb.tar.gz", "w:gz", compresslevel=1) as one:
        one.addfile(info, io.BytesIO(bytes(info.size)))
    (tmp_path / "huge.zip").write_bytes(b"PK\5\6" + bytes(8) + (1 << 30).to_bytes(4, "little") + bytes(6))
    _, skipped = walked(tmp_path)
    assert "too large" in skipped["bomb.tar.gz"]
    assert "too large" in skipped["huge.zip"]


def test_bounds_are_told(tmp_path: Path) -> None:
    """More files than the limit, and deeper folders, end with a word."""
    for number in range(20):
        (tmp_path / f"{number}.txt").write_bytes(b"")
    (tmp_path / "d" / "e" / "f").mkdir(parents=True)
    files, skipped = walked(tmp_path, Limits(files=10))
    assert len(files) < 11
    assert "after 10 files" in skipped["."]
    assert "more than 1 deep" in walked(tmp_path, Limits(depth=1))[1]["d/e"]


def test_what_is_gone_or_large_is_a_reason(tmp_path: Path) -> None:
    """A missing root is told; a file that is larger than was asked for is refused, not cut."""
    _, skipped = walked(tmp_path / "none")
    assert "It is not there" in skipped["."]
    (tmp_path / "big").write_bytes(bytes(101))
    with pytest.raises(NotRead):
        read_file(str(tmp_path / "big"), 100)
    assert len(read_file(str(tmp_path / "big"), 101)) == 101
    assert len(first_bytes(str(tmp_path / "big"), 7)) == 7
    with pytest.raises(NotRead):
        read_file(str(tmp_path), 100)


AS_NOBODY = """
import json, os, sys
from hiyari.forms.inventory.walking import walk
from hiyari.forms.inventory.site import Site
from hiyari.forms.inventory.placing import WebRootAt
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
found = list(walk(Site.of([WebRootAt(path=sys.argv[1])], None)))
print(json.dumps([[type(one).__name__, os.path.relpath(one.path, sys.argv[1]), getattr(one, "runs", None)] for one in found]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user, and only root may")
def test_closed_files_and_folders_are_told(tmp_path: Path) -> None:
    """A user who may not read a file or folder hears so of each, and the walk goes on."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.name.startswith(("pytest-", "popen-", "test_")):
            folder.chmod(0o755)
    root = tmp_path / "www"
    plant(root, closed_cgi=b"#!/bin/sh\n", open_php=PHP, shut__x_php=PHP, last__y_php=PHP)
    (root / "closed.cgi").chmod(0o700)
    (root / "shut").chmod(0o700)
    output = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", AS_NOBODY, str(root)], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    assert json.loads(output) == [
        ["WebFile", "closed.cgi", "unknown"],
        ["WebFile", "open.php", "yes"],
        ["WebFile", "last/y.php", "yes"],
        ["Skipped", "shut", None],
    ]


def test_file_systems_of_the_kernel_are_known_by_their_mounts() -> None:
    """Mountinfo names places and kinds; a blank in a place is written in octal."""
    table = (
        "24 29 0:22 / /proc rw,nosuid - proc proc rw\n"
        "30 29 8:1 / /srv rw - ext4 /dev/sda1 rw\n"
        "31 29 0:9 / /srv/my\\040www/proc rw shared:1 master:2 - proc proc rw\n"
        "rubbish\n"
    )
    assert parse_mounts(table) == {"/proc": "proc", "/srv/my www/proc": "proc"}
