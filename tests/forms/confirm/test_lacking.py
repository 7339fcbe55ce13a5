"""What an interpreter's complaint says that a script lacks, and the sentence that says it of a real run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.confirm.lacking import lack
from hiyari.forms.confirm.silence import words_of
from hiyari.forms.evidence import Proof
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site


@pytest.mark.parametrize(
    ("complaint", "says", "value"),
    [
        ("PHP Fatal error:  Uncaught Error: Call to undefined function mb_send_mail() in", "extension", "mbstring"),
        ("PHP Fatal error:  Uncaught Error: Call to undefined function Shop\\Mail\\mb_strlen()", "extension", "mbstring"),
        ('PHP Fatal error:  Uncaught Error: Class "NumberFormatter" not found in', "extension", "intl"),
        ("PHP Fatal error:  Uncaught Error: Class 'SQLite3' not found in", "extension", "sqlite3"),
        ("Can't locate MIME/Lite.pm in @INC (you may need to install", "module", "MIME::Lite"),
        ("ModuleNotFoundError: No module named 'flask'", "module", "flask"),
        ("in `require': cannot load such file -- mail (LoadError)", "module", "mail"),
        ("Error: Cannot find module 'nodemailer'", "module", "nodemailer"),
        ("PHP Fatal error:  Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in", "database", None),
        ("PHP Fatal error:  Uncaught PDOException: could not find driver in", "database", None),
        ("DBI connect('shop:localhost','shop',...) failed: Can't connect", "database", None),
        ("PHP Warning:  fopen(../log/a.txt): Failed to open stream: No such file or directory in", "open", "../log/a.txt"),
        ("PermissionError: [Errno 13] Permission denied: '/var/log/form.log'", "open", "/var/log/form.log"),
        ("OSError: [Errno 30] Read-only file system: 'count.txt'", "open", "count.txt"),
        ("Errno::EROFS: Read-only file system @ rb_sysopen - /srv/count.txt (", "open", "/srv/count.txt"),
        ("Error: EACCES: permission denied, open '/srv/count.txt'", "open", "/srv/count.txt"),
        ("/w/form.sh: 2: cannot create /srv/x: Read-only file system", "open", "/srv/x"),
        ("DBD::SQLite::db do failed: attempt to write a readonly database", "write", None),
    ],
)  # fmt: skip
def test_what_is_lacking(complaint: str, says: str, value: str | None) -> None:
    """Each complaint gives its sentence, with the name of what is lacking."""
    found = lack(complaint.encode())
    assert found is not None
    assert says in found.why.message
    if value is not None:
        assert value in {getattr(one, "raw", one) for one in found.why.params.values()}
    assert found.interpreter is (says == "module")


@pytest.mark.parametrize(
    "complaint",
    [
        "PHP Fatal error:  Uncaught Error: Call to undefined function eregi()",
        "PHP Warning:  fopen(a.txt): Failed to open stream: No such file or directory in\nCall to undefined function eregi()",
        "SyntaxError: Missing parentheses in call to 'print'",
        "sh: 1: ./convert: Permission denied",
        "",
    ],
)
def test_what_is_something_else(complaint: str) -> None:
    """Other complaints say nothing of the kind."""
    assert lack(complaint.encode()) is None


@given(st.binary(max_size=500))
def test_any_octets(octets: bytes) -> None:
    """Whatever a script says is read without an error."""
    lack(octets)
    assert len(words_of(octets)) <= 160


def test_the_words_of_a_page() -> None:
    """Of a page, its words are shown in its own character set, and not its scripts, its title and its choices."""
    page = "<html><head><meta charset=Shift_JIS><title>x</title><style>a{}</style></head><h1>エラー</h1><select><option>a</select><p>戻って  ください"
    assert words_of(page.encode("cp932")) == "エラー 戻って ください"
    assert words_of(b"Hello &amp; <b>goodbye</b>") == "Hello & goodbye"


@pytest.mark.parametrize(
    ("language", "source", "proof", "says"),
    [
        (Language.PHP, "<?php gone_send_mail(1); mail('a@example.jp', 'x', 'y');", Proof.BROKEN, "gone_send_mail"),
        (Language.PHP, "<?php imap_mail('a@example.jp', 'x', 'y');", Proof.SILENT, "php-imap"),
        (Language.PHP, "<?php $f = fopen('/srv/none/log', 'a'); fwrite($f, 'x'); mail('a@example.jp', 'x', 'y');", Proof.SILENT, "/srv/none/log"),
        (Language.PHP, "<?php header('Location: login.php'); exit; mail('a@example.jp', 'x', 'y');", Proof.SILENT, "login.php"),
        (Language.PHP, "<?php exit('<p>Please come back in office hours.'); mail('a@example.jp', 'x', 'y');", Proof.SILENT, "office hours"),
        (Language.PERL, "use Not::Here; open(M, '|/usr/sbin/sendmail -t');", Proof.BROKEN, "Not::Here"),
        (Language.SHELL, "exit 7; sendmail a@example.jp", Proof.SILENT, "7"),
    ],
)  # fmt: skip
def test_why_nothing_was_sent(site: Site, language: Language, source: str, proof: Proof, says: str) -> None:
    """A script that sends nothing says in one sentence why, as far as that shows."""
    confirmation = site.confirm(language, source, runs=8)
    assert confirmation.why is not None
    assert says in confirmation.why.message + " ".join(
        str(getattr(one, "raw", one)) for one in confirmation.why.params.values()
    )
    assert confirmation.proof is proof
