"""Forms that are planted in a made-up web root, and what is true of each.

Linked forms have a page that the site's menu leads to; orphans have none, or one that nothing leads to any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Ability(StrEnum):
    """What a stranger can do with a planted form; the words of the scan, which this room does not import."""

    RECIPIENT = "recipient"
    HEADER = "header"
    AUTOREPLY = "autoreply"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A sort of form."""

    name: str
    script: str
    """Path under the web root; ``{n}`` is the form's number."""
    source: str
    fields: tuple[str, ...]
    abilities: frozenset[Ability] = frozenset()
    linked: bool = False
    used: bool = False
    """Visitors load its page and post to it until the end of the log."""
    probed: bool = False
    page: str | None = None
    """The page with the form, where it is a file of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One form that lies in the web root."""

    kind: Kind
    number: int

    @property
    def path(self) -> str:
        """Of the script, under the web root."""
        return self.kind.script.format(n=self.number)

    @property
    def page(self) -> str | None:
        """Of the page with the form, under the web root."""
        return None if self.kind.page is None else self.kind.page.format(n=self.number)


def planted(count: int) -> tuple[Planted, ...]:
    """So many forms, of all kinds in turn."""
    return tuple(Planted(kind=KINDS[number % len(KINDS)], number=number) for number in range(count))


def form_page(form: Planted) -> bytes:
    """The page that posts to a form."""
    inputs = "".join(f'<p><label>{name}</label> <input name="{name}"></p>\n' for name in form.kind.fields)
    return (
        '<!DOCTYPE html>\n<html lang="ja"><head><meta charset="utf-8"><title>お問い合わせ</title></head><body>\n'
        f'<form action="/{form.path}" method="post">\n{inputs}<input type="submit" value="送信">\n</form>\n'
        "</body></html>\n"
    ).encode()


_SAFE_PHP: Final = """\
<?php
$errors = array();
$email = isset($_POST['email']) ? trim($_POST['email']) : '';
$text = isset($_POST['text']) ? $_POST['text'] : '';
if (!filter_var($email, FILTER_VALIDATE_EMAIL)) {
    $errors[] = 'Please enter your address.';
}
if ($text === '') {
    $errors[] = 'Please write something.';
}
if (count($errors) > 0) {
    foreach ($errors as $error) {
        echo '<p>' . htmlspecialchars($error) . '</p>';
    }
    exit;
}
mail('office@example.jp', 'Contact', $text, "From: form@example.jp\\r\\nReply-To: $email");
header('Location: /index.html');
"""
_HEADER_PHP: Final = """\
<?php
mb_language('ja');
mb_internal_encoding('UTF-8');
$name = $_POST['name'];
$email = $_POST['email'];
$body = "お名前: $name\\n\\n" . $_POST['text'];
mb_send_mail('office@example.jp', 'お問い合わせ', $body, 'From: ' . $name . ' <' . $email . '>');
echo '<p>送信しました。</p>';
"""
_OLD_CGI: Final = """\
#!/usr/bin/perl
$mailprog = '/usr/lib/sendmail';
read(STDIN, $buffer, $ENV{'CONTENT_LENGTH'});
foreach $pair (split(/&/, $buffer)) {
    ($name, $value) = split(/=/, $pair);
    $value =~ tr/+/ /;
    $value =~ s/%([a-fA-F0-9][a-fA-F0-9])/pack("C", hex($1))/eg;
    $FORM{$name} = $value;
}
open(MAIL, "|$mailprog -t") || die;
print MAIL "To: $FORM{'recipient'}\\n";
print MAIL "From: $FORM{'email'}\\n";
print MAIL "Subject: $FORM{'subject'}\\n\\n";
print MAIL "$FORM{'text'}\\n";
close(MAIL);
print "Content-type: text/html\\n\\n<html><body>Thank you.</body></html>\\n";
"""
_AUTOREPLY_PHP: Final = """\
<?php
$email = filter_var($_POST['email'], FILTER_VALIDATE_EMAIL);
if ($email === false) {
    exit('Please enter your address.');
}
$text = $_POST['text'];
mail('shop@example.jp', 'Order', $email . "\\n\\n" . $text, 'From: shop@example.jp');
mail($email, 'Your order', "Thank you. You wrote:\\n\\n" . $text, 'From: shop@example.jp');
echo 'Thank you.';
"""
_FRIEND_PHP: Final = """\
<?php
$friend = $_POST['friend'];
$note = $_POST['note'];
if ($friend != '') {
    mail($friend, 'A page for you', $note . "\\nhttp://www.example.jp/", 'From: form@example.jp');
}
header('Location: /index.html');
"""
_SAFE_CGI: Final = """\
#!/usr/bin/perl
use strict;
use warnings;
use CGI;
my $q = CGI->new;
open(my $mail, '|-', '/usr/sbin/sendmail', '-t', '-oi') or die;
print $mail "To: office\\@example.jp\\nFrom: form\\@example.jp\\nSubject: Survey\\n\\n";
print $mail map { "$_: " . $q->param($_) . "\\n" } $q->param;
close $mail;
print $q->header, 'Thank you.';
"""
_PYTHON_CGI: Final = """\
#!/usr/bin/python3
import cgi
import smtplib
from email.message import EmailMessage

form = cgi.FieldStorage()
note = EmailMessage()
note["To"] = "office@example.jp"
note["From"] = "form@example.jp"
note["Subject"] = "Reservation"
note.set_content(form.getfirst("text", ""))
with smtplib.SMTP("localhost") as relay:
    relay.send_message(note)
print("Content-Type: text/plain\\n\\nThank you")
"""
KINDS: Final = (
    Kind(
        name="safe, linked and used",
        script="contact/{n}/send.php",
        page="contact/{n}/index.html",
        source=_SAFE_PHP,
        linked=True,
        used=True,
        fields=("email", "text"),
    ),
    Kind(
        name="header, linked and used",
        script="inquiry{n}/mailform.php",
        page="inquiry{n}/index.html",
        source=_HEADER_PHP,
        abilities=frozenset({Ability.HEADER}),
        linked=True,
        used=True,
        probed=True,
        fields=("name", "email", "text"),
    ),
    Kind(
        name="recipient, forgotten and probed",
        script="cgi-bin/old/contact{n}.cgi",
        source=_OLD_CGI,
        abilities=frozenset({Ability.RECIPIENT, Ability.HEADER}),
        probed=True,
        fields=("recipient", "email", "subject", "text"),
    ),
    Kind(
        name="auto-reply, linked and used",
        script="shop/{n}/order.php",
        page="shop/{n}/index.html",
        source=_AUTOREPLY_PHP,
        abilities=frozenset({Ability.AUTOREPLY}),
        linked=True,
        used=True,
        fields=("email", "text"),
    ),
    Kind(
        name="safe, forgotten with its page",
        script="old/site{n}/send.php",
        page="old/site{n}/contact.html",
        source=_SAFE_PHP,
        fields=("email", "text"),
    ),
    Kind(
        name="recipient, forgotten",
        script="campaign{n}/friend.php",
        source=_FRIEND_PHP,
        abilities=frozenset({Ability.RECIPIENT}),
        fields=("friend", "note"),
    ),
    Kind(
        name="safe, linked, no longer used",
        script="cgi-bin/survey{n}.cgi",
        page="survey/{n}.html",
        source=_SAFE_CGI,
        linked=True,
        fields=("name", "answer"),
    ),
    Kind(
        name="safe, linked and used, in Python",
        script="cgi-bin/reserve{n}.py",
        page="reserve/{n}.html",
        source=_PYTHON_CGI,
        linked=True,
        used=True,
        fields=("text",),
    ),
)
