"""A scan reads every script that may send, also those whose mail stands in what they include, and drops none in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.forms.evidence import Ability, Linked, MailFacts, Scan
from hiyari.forms.inventory.site import Site, WebRootAt
from hiyari.forms.scanning import Around, Beside, judged, look, urls_of
from tests.forms.making import NO_LOG, NOW

LIBRARY = "<?php function send_it($t){ mail($t, 's', 'b'); }"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A web root."""
    made = tmp_path / "www"
    made.mkdir()
    return made


def _scan(root: Path, around: Around | None = None) -> Scan:
    found = look(Site.of([WebRootAt(path=str(root))], None), around, processes=1)
    return judged(found, Beside(use=lambda _: NO_LOG, mail=lambda _: MailFacts(messages=None)), NOW)


def _abusable(scan: Scan) -> set[str]:
    reading = {Path(one.evidence.file.path).name: one.evidence.reading for one in scan.files}
    return {name for name, one in reading.items() if Ability.RECIPIENT in one.abilities}


def test_a_form_whose_mail_stands_in_a_library_is_found(root: Path) -> None:
    """The script holds no word of mail, and mails by what it includes."""
    (root / "lib.php").write_text(LIBRARY, "utf-8")
    (root / "form.php").write_text("<?php include 'lib.php'; send_it($_POST['to']);", "utf-8")
    assert _abusable(_scan(root)) == {"form.php"}


def test_a_library_outside_the_web_root_is_read(root: Path) -> None:
    """Where a library ought to lie it hides nothing."""
    library = root.parent / "send.php"
    library.write_text(LIBRARY, "utf-8")
    (root / "form.php").write_text(f"<?php require '{library}'; send_it($_POST['to']);", "utf-8")
    assert _abusable(_scan(root)) == {"form.php"}


IN_TWO_FILES = {
    "form.cgi": (
        "#!/usr/bin/perl\nuse lib 'lib'; use Post; use CGI;\nPost::post(CGI->new->param('to'));\n",
        "lib/Post.pm",
        "package Post;\nsub post { open(M, '|/usr/sbin/sendmail -t'); print M \"To: $_[0]\\n\\nx\"; close M; }\n1;\n",
    ),
    "form.py": (
        "import cgi\nfrom lib import post\npost.post(cgi.FieldStorage().getfirst('to'))\n",
        "lib/post.py",
        "import smtplib\ndef post(to):\n    smtplib.SMTP('localhost').sendmail('a@example.jp', [to], 'x')\n",
    ),
    "form.rb": (
        "require 'cgi'\nrequire_relative 'lib/post'\npost(CGI.new['to'])\n",
        "lib/post.rb",
        "def post(to)\n  IO.popen('/usr/sbin/sendmail -t', 'w') { |m| m.puts \"To: #{to}\\n\\nx\" }\nend\n",
    ),
    "form.sh": (
        '#!/bin/sh\n. ./lib/post.sh\npost "$QUERY_STRING"\n',
        "lib/post.sh",
        'post() { printf "To: %s\\n\\nx" "$1" | /usr/sbin/sendmail -t; }\n',
    ),
    "form.js": (
        "const { post } = require('./lib/post');\nrequire('express')().get('/', (q, r) => post(q.query.to));\n",
        "lib/post.js",
        (
            "const t = require('nodemailer').createTransport({});\n"
            "exports.post = (to) => t.sendMail({ to, from: 'a@example.jp', text: 'x' });\n"
        ),
    ),
}


@pytest.mark.parametrize("name", IN_TWO_FILES)
def test_a_form_in_two_files_is_found_in_every_language(root: Path, name: str) -> None:
    """The script without a word of mail is the form, and what it loads is no orphan."""
    form, library, sends = IN_TWO_FILES[name]
    (root / "lib").mkdir()
    (root / "index.html").write_text(f'<a href="{name}">x</a>', "utf-8")
    (root / name).write_text(form, "utf-8")
    (root / library).write_text(sends, "utf-8")
    scan = _scan(root)
    by_name = {Path(one.evidence.file.path).name: one.evidence for one in scan.files}
    assert name in by_name
    assert by_name[name].reading.abilities or by_name[name].reading.blind
    assert by_name[Path(library).name].links.linked is not Linked.NO


def test_a_function_that_takes_the_request_itself_is_found_at_its_caller(root: Path) -> None:
    """The library reads the request and mails; whoever includes and calls it is the form."""
    (root / "lib.inc").write_text("<?php function m(){ mail($_POST['to'], 's', 'b'); }", "utf-8")
    (root / "form.php").write_text("<?php include 'lib.inc'; m();", "utf-8")
    assert "form.php" in _abusable(_scan(root))


def test_includes_are_followed_to_their_end(root: Path) -> None:
    """However long the chain of includes is, the script at its end is read."""
    (root / "c0.php").write_text("<?php function f0($t){ mail($t, 's', 'b'); }", "utf-8")
    for number in range(1, 6):
        before = number - 1
        code = f"<?php include 'c{before}.php'; function f{number}($t){{ f{before}($t); }}"
        (root / f"c{number}.php").write_text(code, "utf-8")
    (root / "form.php").write_text("<?php include 'c5.php'; f5($_GET['t']);", "utf-8")
    assert "form.php" in _abusable(_scan(root))


def test_every_one_of_many_includers_is_read(root: Path) -> None:
    """There is no number of scripts from which on they are left out."""
    (root / "lib.php").write_text(LIBRARY, "utf-8")
    names = {f"form{number}.php" for number in range(120)}
    for name in names:
        (root / name).write_text("<?php require 'lib.php'; send_it($_GET['t']);", "utf-8")
    assert _abusable(_scan(root)) == names


def test_cron_tables_that_cannot_be_read_make_nothing_an_orphan(root: Path) -> None:
    """What may be started by a table that this user may not see is not called unlinked."""
    (root / "form.php").write_text("<?php mail($_POST['to'], 's', 'b');", "utf-8")
    seen = _scan(root).files[0].evidence.links.linked
    hidden = _scan(root, Around(closed=("/var/spool/cron/crontabs",))).files[0].evidence.links
    assert (seen, hidden.linked) == (Linked.NO, Linked.UNKNOWN)
    assert hidden.why is not None


def test_a_site_that_is_only_one_folder_has_no_orphans(root: Path) -> None:
    """Where only the folder of a named file is looked at, what links to it is not known."""
    (root / "form.php").write_text("<?php mail($_POST['to'], 's', 'b');", "utf-8")
    assert _scan(root, Around(alone=True)).files[0].evidence.links.linked is Linked.UNKNOWN


def test_a_file_that_only_speaks_of_mail_is_counted(root: Path) -> None:
    """It was read closely and nothing was found: the reader hears of how many there are."""
    (root / "text.php").write_text("<?php echo 'Send us mail() today';", "utf-8")
    scan = _scan(root)
    assert (scan.files, scan.quiet) == ((), 1)


def test_addresses_without_a_configuration_are_paths(root: Path) -> None:
    """A log may name the site by any of its names; a use too few would have a form removed."""
    (root / "form.php").write_text("<?php mail($_POST['to'], 's', 'b');", "utf-8")
    site = Site.of([WebRootAt(path=str(root), url="http://www.example.jp/")], None)
    found = look(site, processes=1)
    assert urls_of(site, found.files) == {"/form.php": str(root / "form.php")}


def test_several_processes_find_what_one_finds(root: Path) -> None:
    """How many processes share the work changes nothing: not the readings, not the links, not what was passed over."""
    for number in range(30):
        (root / f"form{number}.php").write_text(f"<?php mail($_POST['to{number}'], 's', 'b');")
        (root / f"page{number}.html").write_text(
            f'<a href="form{number - 1}.php">x</a><a href="page{number + 1}.html">'
        )
    site = Site.of([WebRootAt(path=str(root))], None)
    one, several = look(site, processes=1), look(site, processes=3)
    assert one.files == several.files
    assert one.closer == several.closer
    assert (one.skipped, one.looked, one.quiet) == (several.skipped, several.looked, several.quiet)
    assert [one.graph.facts(file.path) for file in one.files] == [several.graph.facts(file.path) for file in one.files]
