"""Real runs in the sandbox, one small form in each language and for each way that a run can end."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from threading import Timer

import pytest

from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.confirm.hosting import available, refused
from hiyari.forms.evidence import Ability, Confirmation, Family, Proof, Runs, WebFile
from hiyari.forms.language import Language
from hiyari.model.text import Remote, text
from tests.forms.confirm.conftest import AT, Site

HEADER_PHP = """<?php
mail('office@example.jp', 'Contact', $_POST['message'], 'From: ' . $_POST['email']);
"""
RECIPIENT_PERL = """#!/usr/bin/perl -T
read(STDIN, $in, $ENV{CONTENT_LENGTH});
foreach (split /&/, $in) { ($k, $v) = split /=/; $v =~ tr/+/ /; $v =~ s/%(..)/chr hex $1/eg; $FORM{$k} = $v; }
$ENV{PATH} = '/usr/bin';
open(MAIL, '|-', '/usr/lib/sendmail', '-t') or die;
print MAIL "To: $FORM{'recipient'}\\nSubject: Form\\n\\n$FORM{'text'}\\n";
close MAIL;
print "Content-type: text/plain\\n\\nok\\n";
"""
SMTP_PYTHON = """
import os, smtplib, sys, urllib.parse
form = dict(urllib.parse.parse_qsl(sys.stdin.read()))
to = form.get("to", "office@example.jp")
with smtplib.SMTP("mail.example.net", 587) as server:
    server.login("form", "password")
    server.sendmail("form@example.jp", to.split(","), f"Subject: Form\\n\\n{form.get('text')}")
"""
COMMAND_RUBY = """
require 'cgi'
form = CGI.new
IO.popen("/usr/sbin/sendmail -oi #{form['address']}", 'w') { |mail| mail.puts "Subject: Hello\\n\\nThe catalogue" }
print form.header
"""
AUTOREPLY_SHELL = """#!/bin/bash
decode() { local v=${1//+/ }; printf '%b' "${v//%/\\\\x}"; }
field() { decode "$(tr '&' '\\n' <<< "$QUERY_STRING" | sed -n "s/^$1=//p" | head -n 1)"; }
email=$(field email); text=$(field text)
[[ $email =~ ^[a-z0-9]+@[a-z.]+$ ]] || exit
printf '%s' "$text" | mail -s Form office@example.jp
printf 'You wrote: %s' "$text" | mail -s Thanks "$email"
"""
FIFTH_PHP = """<?php
if (!filter_var($_POST['email'], FILTER_VALIDATE_EMAIL)) exit('No address');
mail('office@example.jp', 'Contact', $_POST['message'], 'From: form@example.jp', '-f' . $_POST['email']);
"""
SAFE_PHP = """<?php
if (!filter_var($_POST['email'], FILTER_VALIDATE_EMAIL) || $_POST['email'] !== $_POST['email_confirm']) exit;
mail('office@example.jp', 'Contact', $_POST['message'], 'From: ' . $_POST['email']);
"""
STEPS_PHP = """<?php
session_start();
if ($_POST['mode'] === 'send' && $_POST['token'] === $_SESSION['token']) {
    mail($_POST['to'], 'Contact', $_POST['text']);
    exit('sent');
}
$_SESSION['token'] = 'a1b2c3';
?><form method="post" action="<?= $_SERVER['SCRIPT_NAME'] ?>"><input type="hidden" name="mode" value="send">
<input type="hidden" name="token" value="a1b2c3"><input type="hidden" name="to" value="office@example.jp">
<input type="hidden" name="text" value="<?= htmlspecialchars($_POST['text'] ?? '') ?>"><input type="submit" value="Send"></form>
"""


def abilities(confirmation: Confirmation) -> set[Ability]:
    """What was caught."""
    return {one.ability for one in confirmation.caught}


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        (Language.PHP, HEADER_PHP, {Ability.HEADER}),
        (Language.PERL, RECIPIENT_PERL, {Ability.RECIPIENT, Ability.HEADER}),
        (Language.PYTHON, SMTP_PYTHON, {Ability.RECIPIENT}),
        (Language.RUBY, COMMAND_RUBY, {Ability.COMMAND, Ability.RECIPIENT}),
        (Language.SHELL, AUTOREPLY_SHELL, {Ability.AUTOREPLY}),
        (Language.PHP, STEPS_PHP, {Ability.RECIPIENT}),
        (Language.PHP, FIFTH_PHP, {Ability.COMMAND}),
        (Language.PHP, SAFE_PHP, set()),
    ],
)
def test_what_a_form_lets_a_stranger_do(site: Site, language: Language, source: str, expected: set[Ability]) -> None:
    """Each form is confirmed for exactly what it lets a stranger do, or cleared."""
    # The second step's form has many fields that must stay as they are: the proof comes early, the rest is spared.
    confirmation = site.confirm(language, source, runs=60 if source == STEPS_PHP else 400)
    assert abilities(confirmation) == expected, confirmation
    assert confirmation.proof is (Proof.CONFIRMED if expected else Proof.CLEARED)
    assert confirmation.mails
    assert confirmation.repeats is (Ability.AUTOREPLY in expected)


def test_every_line_break_is_named(site: Site) -> None:
    """A form that takes out CRLF as a pair is open by the line breaks that are left."""
    source = HEADER_PHP.replace("$_POST['email']", "str_replace(\"\\r\\n\", '', $_POST['email'])")
    caught = site.confirm(Language.PHP, source).caught
    assert {one.breaks for one in caught} == {"LF", "CR"}
    assert {one.field for one in caught} == {"email"}


def test_one_header_line_is_no_proof(site: Site) -> None:
    """A value that stays on its line proves nothing."""
    source = "<?php mail('office@example.jp', 'About ' . $_POST['topic'], 'x', 'X-Topic: ' . preg_replace('/\\s+/', ' ', $_POST['topic']));"
    assert site.confirm(Language.PHP, source).proof is Proof.CLEARED


@pytest.mark.parametrize(
    ("language", "source", "says"),
    [
        (Language.PERL, "#!/usr/bin/perl\nif (defined(%in)) { }\n`/usr/sbin/sendmail x`;", "defined(%hash)"),
        (Language.PHP, "<?php if (eregi('x', $_POST['a'])) mail('office@example.jp', 'x', 'y');", "eregi"),
        (Language.PYTHON, "print 'Content-type: text/plain'", "SyntaxError"),
    ],
)
def test_a_script_of_another_age(site: Site, language: Language, source: str, says: str) -> None:
    """A script that this interpreter cannot run is broken, with the interpreter's own words."""
    confirmation = site.confirm(language, source)
    assert confirmation.proof is Proof.BROKEN
    assert confirmation.why is not None
    assert says in str(confirmation.why.params["said"])


def test_a_form_that_sends_nothing(site: Site) -> None:
    """A form behind a login is silent, which is not the same as cleared."""
    source = "<?php session_start(); if (!isset($_SESSION['user'])) { exit('Login'); } mail($_POST['to'], 'x', 'y');"
    confirmation = site.confirm(Language.PHP, source)
    assert (confirmation.proof, confirmation.mails) == (Proof.SILENT, 0)
    assert confirmation.why is not None


def test_a_budget_that_is_too_small(site: Site) -> None:
    """A form is not cleared before every canary was tried."""
    confirmation = site.confirm(Language.PHP, SAFE_PHP, runs=12)
    assert confirmation.proof is Proof.SILENT
    assert confirmation.why is not None


def test_an_endless_form(site: Site) -> None:
    """A form that does not end is silent after its time, and nothing of it is left."""
    confirmation = site.confirm(Language.SHELL, "while :; do :; done", seconds=0.5)
    assert confirmation.proof is Proof.SILENT
    assert confirmation.runs <= 2


def test_malware_is_not_run(site: Site) -> None:
    """What is known as malware is not run, not even in the sandbox."""
    path = site.write("x.php", HEADER_PHP)
    file = WebFile(
        path=str(path), root=str(site.root), url=None, size=0, changed=0, language=Language.PHP, runs=Runs.YES, because=text("a test")
    )  # fmt: skip
    family = Family(name="mass mailer", version=None, note=text("a test"), malware=True)
    confirmation = confirm(ToConfirm(file=file, family=family), at=AT)
    assert (confirmation.proof, confirmation.runs) == (Proof.IMPOSSIBLE, 0)
    assert confirmation.sha256


def test_a_script_that_would_end_its_sandbox(site: Site) -> None:
    """A script that kills all it can kills itself alone, and is silent."""
    confirmation = site.confirm(Language.SHELL, "kill -9 1; kill -9 -1; kill -9 $$", runs=5)
    assert (confirmation.proof, confirmation.runs) == (Proof.SILENT, 5)


def test_a_sandbox_that_is_ended(site: Site) -> None:
    """Where the sandbox ends under a script, the form is silent, not cleared."""
    Timer(0.8, _end_sandboxes).start()
    confirmation = site.confirm(Language.SHELL, "sleep 9")
    assert (confirmation.proof, confirmation.runs) == (Proof.SILENT, 1)
    assert confirmation.why is not None
    assert "ended the sandbox" in confirmation.why.message


def _end_sandboxes() -> None:
    """Kill this process's own bubblewraps."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = path.read_text().partition(") ")
            if name.endswith("(bwrap") and int(rest.split()[1]) == os.getpid():
                os.kill(int(path.parent.name), signal.SIGKILL)


def test_a_web_root_that_others_cannot_enter(site: Site) -> None:
    """Where the script's user could not come to the web root, it is not run, and the sentence says what to do."""
    if os.geteuid():
        pytest.skip("only root is somebody else than the script's user")
    site.root.parent.chmod(0o700)
    confirmation = site.confirm(Language.PHP, HEADER_PHP)
    assert (confirmation.proof, confirmation.runs) == (Proof.IMPOSSIBLE, 0)
    assert confirmation.why is not None
    assert confirmation.why.params["root"] == Remote(str(site.root))


def test_no_bubblewrap(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bubblewrap nothing is run, and the package is named."""
    monkeypatch.setenv("PATH", str(site.root))
    available.cache_clear()
    confirmation = site.confirm(Language.PHP, HEADER_PHP)
    monkeypatch.undo()
    available.cache_clear()
    assert (confirmation.proof, confirmation.runs) == (Proof.IMPOSSIBLE, 0)
    assert confirmation.why is not None
    assert "bubblewrap" in confirmation.why.message


def test_no_user_namespaces() -> None:
    """What bubblewrap says where it may not make a sandbox is told, with what to do."""
    why = refused("bwrap: setting up uid map: Permission denied\n")
    assert why.params["said"] == Remote("bwrap: setting up uid map: Permission denied")


def test_a_file_that_is_not_there(site: Site) -> None:
    """A file that went away is answered, not raised."""
    file = WebFile(
        path=str(site.root / "gone.php"), root=str(site.root), url=None, size=0, changed=0, language=Language.PHP, runs=Runs.YES, because=text("a test")
    )  # fmt: skip
    assert confirm(ToConfirm(file=file), at=AT).proof is Proof.IMPOSSIBLE


def _library(site: Site) -> Path:
    """A mail function that lies beside the web root."""
    library = site.root.parent / "lib"
    library.mkdir(mode=0o755)
    (library / "mail.php").write_text("<?php require 'more.php';")
    (library / "more.php").write_text("<?php function post($to, $text) { mail($to, 'Form', $text); }")
    return library


@pytest.mark.parametrize("how", ["absolute", "relative"])
def test_an_include_beside_the_web_root(site: Site, how: str) -> None:
    """A form that includes a file outside its root needs that file, and is run with it where its folder is declared."""
    library = _library(site)
    path = f"'{library}/mail.php'" if how == "absolute" else "__DIR__ . '/../lib/mail.php'"
    source = f"<?php require {path}; post($_POST['to'], $_POST['message']);"
    alone = site.confirm(Language.PHP, source)
    assert (alone.proof, alone.why and alone.why.params["path"]) == (
        Proof.SILENT,
        Remote(str(library / "mail.php") if how == "absolute" else f"{site.root}/../lib/mail.php"),
    )
    declared = site.confirm(Language.PHP, source, roots=(str(site.root), str(library)), runs=15)
    assert abilities(declared) == {Ability.RECIPIENT}


def test_a_folder_that_the_scripts_user_cannot_enter(site: Site) -> None:
    """Where a declared folder is closed to the script's user, the form runs without it."""
    library = _library(site)
    library.chmod(0o700)
    source = f"<?php require '{library}/mail.php'; post($_POST['to'], $_POST['message']);"
    confirmation = site.confirm(Language.PHP, source, roots=(str(library),))
    assert (confirmation.proof, confirmation.why and confirmation.why.params["path"]) == (
        Proof.SILENT,
        Remote(str(library / "mail.php")),
    )


def test_a_check_for_letters_alone(site: Site) -> None:
    """A form whose check of addresses wants letters alone is not cleared for that."""
    source = "<?php if (!preg_match('/^[a-z@.]+$/', $_POST['to'])) exit; mail($_POST['to'], 'Tell a friend', $_POST['message']);"
    confirmation = site.confirm(Language.PHP, source, runs=40)
    assert (confirmation.proof, abilities(confirmation)) == (Proof.CONFIRMED, {Ability.AUTOREPLY})
