"""The first look sees every sink, wherever it stands, and passes over what only talks about mail."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hiyari.forms.prefilter import sighted
from hiyari.forms.taint import languages
from hiyari.forms.taint.tables import Role, Tables
from tests.forms.material.table import Script, scripts

SINKS = (
    b"mail($to, 's', 'b');",
    b"@mail($to",
    b"MAIL ($to",
    b"\\mail(",
    b"mb_send_mail($to",
    b"wp_mail(",
    b"drupal_mail('x'",
    b"'mail'",
    b"new PHPMailer(true)",
    b"Swift_Mailer::newInstance()",
    b"Swift_Mailer",
    b"(new Email())->to($x)",
    b"MailerInterface $m",
    b"Mail::to($x)->send(",
    b"$mail->Send();",
    b"popen('/usr/sbin/sendmail -t'",
    b'"|$sendmail -t"',
    b'open(MAIL, "|$mailprog")',
    b"MIME::Lite->new",
    b"Net::SMTP->new",
    b"Email::Sender::Simple",
    b"Mail::Mailer->new",
    b"smtplib.SMTP(",
    b"from django.core.mail import EmailMessage",
    b"send_mail(",
    b"flask_mail.Message(",
    b"EmailMultiAlternatives(",
    b"Mail.new do",
    b'swaks --to "$to"',
    b'email -s x "$to"',
    b"use Dancer2::Plugin::Email;",
    b"$this->email->to($x)",
    b"Yii::$app->mailer->compose()",
    b"new CakeEmail()",
    b"Mail.deliver",
    b"Pony.mail(to: x)",
    b"ActionMailer::Base",
    b"nodemailer.createTransport(",
    b"transport.sendMail({",
    b"| mail -s x root",
    b"/usr/bin/mailx -s",
    b"mutt -s x root",
    b"s-nail -s x root",
    b"/usr/sbin/exim -t",
    b"/var/qmail/bin/qmail-inject",
    b"msmtp root",
)
NO_SINKS = (
    b"<?php echo htmlspecialchars($_POST['mail']); echo $mail; ?><a href=\"mailto:office@example.jp\">e-mail</a>",
    b'<input type="email" name="email"><input name="mail"> <img src="thumbnail.png"> available details',
    b"$user->email = validate_email_address($_REQUEST['email']); $emails[] = $user_email;",
    b"my %form = (email => $in{email}, from => $in{'mail'}); print $form{mail};",
    b"",
    b"mai",
)
BETWEEN = st.sampled_from([b"\n", b" ", b";", b"{", b"(", b"\t", b"!"])


@pytest.mark.parametrize("script", scripts(), ids=str)
def test_scripts(script: Script) -> None:
    """Every labelled script that sends is sighted, and those with an ability as such that take in a request."""
    seen = sighted(script.path.read_bytes())
    if script.sends:
        assert seen.mail
        assert seen.request or not script.abilities


@pytest.mark.parametrize("source", NO_SINKS, ids=repr)
def test_passed_over(source: bytes) -> None:
    """Fields, variables, links and words about mail are not worth a closer look."""
    assert not sighted(source).mail


@given(before=st.binary(max_size=200), sink=st.sampled_from(SINKS), gap=BETWEEN, behind=st.binary(max_size=200))
def test_anywhere(before: bytes, sink: bytes, gap: bytes, behind: bytes) -> None:
    """A sink is sighted whatever stands around it."""
    assume(sink != b"'mail'" or gap != b"{")  # $in{'mail'} is a field
    assert sighted(before + gap + sink + b"\n" + behind).mail


@given(sink=st.sampled_from(SINKS), shape=st.sampled_from([bytes.upper, bytes.lower, bytes.swapcase]))
def test_any_case(sink: bytes, shape: Callable[[bytes], bytes]) -> None:
    """PHP's functions and the classes of others are sighted in whatever case they are written."""
    assert sighted(b" " + shape(sink)).mail


@given(st.binary())
def test_rubbish(data: bytes) -> None:
    """Any octets are answered, and a request is only told of where mail is."""
    seen = sighted(data)
    assert seen.mail or not seen.request


def _tables() -> Iterator[tuple[str, Tables]]:
    for module in pkgutil.iter_modules(languages.__path__):
        tables = getattr(importlib.import_module(f"{languages.__name__}.{module.name}"), "TABLES", None)
        if isinstance(tables, Tables):
            yield module.name, tables


def _written(name: str) -> bytes:
    """A call as a programmer writes it, by the name that the tables know it by."""
    if name.startswith("."):
        return f"x{name}(y)".encode()
    return f"{name}(y)".encode()


_BY_COMMAND = {Role.SHELL, Role.ARGV}
"""Sinks that only send mail by a command with a name of its own."""
_BESIDE = {
    ".messages().send": "require('mailgun-js')",
    ".messages.create": "import Mailgun from 'mailgun.js'",
    ".ready": "Net::SMTP.new",
    "error_log": "error_log($text, 1, $to);",
    ".compose": "Yii::$app->mailer",
    "new message": "use Zend\\Mail\\Message;",
    "socket": "MAIL FROM:<x>",
    "fsockopen": "MAIL FROM:<x>",
}
"""What a script needs besides, to send mail by these at all."""


@pytest.mark.parametrize(("language", "tables"), list(_tables()))
def test_tables(language: str, tables: Tables) -> None:
    """Every sink of a language's tables is sighted by its name, and every mailer by what makes it or what sends it."""
    names = [
        (name,) for name, sink in tables.sinks.items() if not sink.opens and not _BY_COMMAND & set(sink.roles.values())
    ]
    names += [
        (made, send.partition(":")[0]) for mailer in tables.mailers for made in mailer.made_by for send in mailer.sends
    ]
    missed = [some for some in names if not sighted(_script(some)).mail]
    assert not missed, (language, missed)


def _script(names: tuple[str, ...]) -> bytes:
    return b"\n".join([b""] + [_written(name) for name in names] + [_BESIDE.get(name, "").encode() for name in names])
