"""Forms of several steps and several scripts, as they are usual in Japan: input, confirmation, sending."""

from __future__ import annotations

import pytest

from hiyari.forms.confirm.doors import doors
from hiyari.forms.confirm.leading import Place, place_of
from hiyari.forms.confirm.visit import Page, page_of
from hiyari.forms.evidence import Ability, Proof
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site
from tests.forms.confirm.test_confirm import abilities

INPUT = """<?php
session_start();
$_SESSION['token'] = bin2hex(random_bytes(8));
?><form action="confirm.php" method="post"><input type="hidden" name="token" value="<?= $_SESSION['token'] ?>">
<input name="email"><textarea name="text"></textarea><input type="submit" value="確認"></form>
"""
CONFIRM = """<?php
session_start();
if (!isset($_SESSION['token']) || $_POST['token'] !== $_SESSION['token']) { header('Location: input.php'); exit; }
if (!strpos($_POST['email'], '@')) exit('メールアドレスを入力してください');
$_SESSION['mail'] = $_POST;
?><p><?= htmlspecialchars($_POST['email']) ?></p><form action="input.php"><input type="submit" name="back" value="戻る"></form>
<form action="send.php" method="post"><input type="submit" value="送信"></form>
"""
SEND = """<?php
session_start();
if (!isset($_SESSION['mail'])) { header('Location: input.php'); exit; }
mail('office@example.jp', 'Form', $_SESSION['mail']['text'], 'From: ' . $_SESSION['mail']['email']);
$_SESSION = [];
header('Location: thanks.html');
"""


def test_a_form_of_three_scripts(site: Site) -> None:
    """The script that sends is reached through the two before it, with their token and their session."""
    site.write("input.php", INPUT)
    site.write("confirm.php", CONFIRM)
    confirmation = site.confirm(Language.PHP, SEND, "send.php", runs=60)
    assert abilities(confirmation) == {Ability.HEADER}, confirmation
    assert {one.field for one in confirmation.caught} == {"email"}


def test_a_redirect_to_the_script_that_sends(site: Site) -> None:
    """A first script that keeps what was written, and redirects to the one that mails it, is walked through."""
    site.write(
        "form.php",
        "<?php session_start(); if ($_POST) { $_SESSION['to'] = $_POST['to']; header('Location: /done.php?ok=1'); exit; }"
        "?><form method=post><input name=to></form>",
    )
    source = "<?php session_start(); if (!isset($_SESSION['to'], $_GET['ok'])) exit; mail($_SESSION['to'], 'Catalogue', 'Here');"
    assert abilities(site.confirm(Language.PHP, source, "done.php", runs=30)) == {Ability.RECIPIENT}


def test_a_step_in_the_query(site: Site) -> None:
    """An action with a query is sent with it."""
    source = (
        "<?php if (($_GET['mode'] ?? '') === 'go77') { mail($_POST['to'], 'x', $_POST['text']); exit; }"
        "?><form method=post action='?mode=go77'><input type=hidden name=x value=1><input name=to><input name=text></form>"
    )
    assert abilities(site.confirm(Language.PHP, source, "form.php", runs=30)) == {Ability.RECIPIENT}


def test_mail_of_a_script_before_it_is_not_its_own(site: Site) -> None:
    """What the scripts mail through which a visitor comes proves nothing of the one that is looked at."""
    site.write(
        "form.php",
        "<?php if ($_POST) { mail($_POST['to'], 'x', 'y'); header('Location: done.php'); exit; }?><form method=post><input name=to></form>",
    )
    confirmation = site.confirm(
        Language.PHP, "<?php if (0) mail('a@example.jp', 'x', 'y'); echo 'Thanks';", "done.php", runs=60
    )
    assert (confirmation.proof, confirmation.mails) == (Proof.SILENT, 0)


def test_a_session_beside_the_script(site: Site) -> None:
    """A Perl form that keeps its visitors in a file of its own, between two steps, is walked through."""
    site.write("data/keep.txt", "")
    source = """#!/usr/bin/perl
use CGI; my $q = CGI->new; print $q->header;
if ($q->param('go')) {
    open(my $f, '<', 'data/keep.txt'); my $to = <$f>; exit unless $to;
    open(my $m, '|-', '/usr/sbin/sendmail', '-t'); print $m "To: $to\\nSubject: Hello\\n\\n", $q->param('text'), "\\n"; close $m;
} else {
    open(my $f, '>', 'data/keep.txt') or die; print $f $q->param('to') // ''; close $f;
    print '<form method="post"><input type="submit" name="go" value="Send"></form>';
}
"""
    confirmation = site.confirm(Language.PERL, source, "form.cgi", runs=70)
    assert Ability.RECIPIENT in abilities(confirmation)
    assert (site.root / "data" / "keep.txt").read_text() == ""


PAGE = Page(path="/w/cgi-bin/a/form.cgi", root="/w/cgi-bin", url="/cgi-bin/a/form.cgi")


@pytest.mark.parametrize(
    ("action", "place"),
    [
        ("", Place(path="/w/cgi-bin/a/form.cgi")),
        ("?a=1&b", Place(path="/w/cgi-bin/a/form.cgi", query="a=1&b")),
        ("send.cgi", Place(path="/w/cgi-bin/a/send.cgi")),
        ("../b/send.cgi#x", Place(path="/w/cgi-bin/b/send.cgi")),
        ("/cgi-bin/b/send.cgi", Place(path="/w/cgi-bin/b/send.cgi")),
        ("https://www.example.jp/cgi-bin/s%65nd.cgi?x=%0d", Place(path="/w/cgi-bin/send.cgi", query="x=%0d")),
        ("../../../etc/passwd", None),
        ("https://www.example.jp", None),
        ("mailto:a@example.jp", None),
        ("javascript:go()", None),
        ("a%00.cgi", None),
        ("http://[", None),
    ],
)
def test_where_an_action_leads(action: str, place: Place | None) -> None:
    """Actions lead to files of the web root by the place of the page, and nowhere else."""
    assert place_of(action, PAGE) == place


def test_a_root_of_the_site() -> None:
    """Below a document root, a URL's path is the file's."""
    assert place_of("/b.php", page_of("/w/a/x.php", "/w", None)) == Place(path="/w/b.php")


def test_which_scripts_lead_to_a_form(site: Site) -> None:
    """Scripts that name it in an action or a redirect are doors, and those before them; includes and others are none."""
    for name, source in (
        ("send.php", ""),
        ("confirm.php", '<form action="send.php">'),
        ("input.php", "<?php header('Location: ./confirm.php');"),
        ("other.php", '<?php require "send.php"; ?><form action="resend.php">'),
        ("page.html", '<form action="send.php">'),
    ):
        site.write(name, source)
    (site.root / "outside.php").symlink_to("/etc/passwd")
    found = doors(str(site.root / "send.php"), str(site.root), ["/etc/passwd", str(site.root / "page.html")])
    assert list(found) == [str(site.root / "confirm.php"), str(site.root / "input.php")]
