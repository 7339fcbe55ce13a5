"""Forms that send by SMTP over TLS, with each language's own client, which trusts whom it trusts by default."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Proof
from hiyari.forms.language import Language
from tests.forms.confirm.conftest import Site

PYTHON_STARTTLS = """
import os, smtplib, ssl, sys, urllib.parse
form = dict(urllib.parse.parse_qsl(sys.stdin.read()))
with smtplib.SMTP("smtp.example.net", 587) as server:
    server.starttls(context=ssl.create_default_context())
    server.ehlo()
    assert "starttls" not in server.esmtp_features
    server.login("form", "password")
    server.sendmail("form@example.jp", [form["to"]], "Subject: Form\\n\\nHello")
"""
PYTHON_TLS = """
import smtplib, ssl, sys, urllib.parse
form = dict(urllib.parse.parse_qsl(sys.stdin.read()))
with smtplib.SMTP_SSL("smtp.example.com", 465, context=ssl.create_default_context()) as server:
    server.login("form", "password")
    server.sendmail("form@example.jp", [form["to"]], "Subject: Form\\n\\nHello")
"""
PYTHON_ADDRESS = PYTHON_TLS.replace("smtp.example.com", "192.0.2.25")
PHP_TLS = """<?php
$s = stream_socket_client('ssl://smtp.example.com:465', $no, $why, 5) or exit($why);
function say($s, $line) { if ($line) fwrite($s, $line . "\\r\\n"); do { $got = fgets($s, 600); } while ($got && $got[3] === '-'); }
foreach (['', 'EHLO web', 'AUTH PLAIN AGEAYg==', 'MAIL FROM:<form@example.jp>', "RCPT TO:<{$_POST['to']}>", 'DATA',
    "Subject: Form\\r\\n\\r\\nHello\\r\\n.", 'QUIT'] as $line) say($s, $line);
"""
PHP_STARTTLS = """<?php
$s = stream_socket_client('tcp://smtp.example.org:587');
function say($s, $line) { if ($line) fwrite($s, $line . "\\r\\n"); do { $got = fgets($s, 600); } while ($got && $got[3] === '-'); }
foreach (['', 'EHLO web', 'STARTTLS'] as $line) say($s, $line);
stream_context_set_option($s, 'ssl', 'peer_name', 'smtp.example.org');
if (!stream_socket_enable_crypto($s, true, STREAM_CRYPTO_METHOD_TLS_CLIENT)) exit('no TLS');
foreach (['EHLO web', 'MAIL FROM:<form@example.jp>', "RCPT TO:<{$_POST['to']}>", 'DATA',
    "Subject: Form\\r\\n\\r\\nHello\\r\\n.", 'QUIT'] as $line) say($s, $line);
"""
RUBY_STARTTLS = """
require 'cgi'
require 'net/smtp'
form = CGI.new
smtp = Net::SMTP.new('smtp.example.net', 2525)
smtp.enable_starttls
smtp.start('web', 'form', 'password', :plain) do |mail|
  mail.send_message "Subject: Form\\n\\nHello", 'form@example.jp', form['to']
end
print form.header
"""
PERL_TLS = """
use CGI; use Net::SMTP;
my $q = CGI->new;
my $smtp = Net::SMTP->new('smtp.example.net', Port => 465, SSL => 1) or die $@;
$smtp->mail('form@example.jp'); $smtp->to($q->param('to'));
$smtp->data("Subject: Form\\n\\nHello\\n"); $smtp->quit;
print $q->header;
"""
PERL_STARTTLS = PERL_TLS.replace(
    "Port => 465, SSL => 1) or die $@;", "Port => 587) or die; $smtp->starttls or die 'no TLS';"
)
NODE_TLS = """
const tls = require('tls'), form = new URLSearchParams(require('fs').readFileSync(0, 'utf8'));
const lines = ['EHLO web', 'MAIL FROM:<form@example.jp>', `RCPT TO:<${form.get('to')}>`, 'DATA', 'Subject: Form\\r\\n\\r\\nHello\\r\\n.', 'QUIT'];
const s = tls.connect(465, 'smtp.example.com', { servername: 'smtp.example.com' });
s.setEncoding('utf8'); s.on('data', (got) => { if (/^\\d{3} /m.test(got) && lines.length) s.write(lines.shift() + '\\r\\n'); });
"""


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (Language.PYTHON, PYTHON_STARTTLS),
        (Language.PYTHON, PYTHON_TLS),
        (Language.PYTHON, PYTHON_ADDRESS),
        (Language.PHP, PHP_TLS),
        (Language.PHP, PHP_STARTTLS),
        (Language.RUBY, RUBY_STARTTLS),
        (Language.PERL, PERL_TLS),
        (Language.PERL, PERL_STARTTLS),
        (Language.JAVASCRIPT, NODE_TLS),
    ],
    ids=["STARTTLS", "TLS", "address", "php TLS", "php STARTTLS", "ruby STARTTLS", "perl TLS", "perl STARTTLS", "node"],
)
def test_mail_that_goes_over_tls(site: Site, language: Language, source: str) -> None:
    """A client that checks the server's certificate, name and all, sends its mail, and it is recorded."""
    confirmation = site.confirm(language, source, runs=6)
    if confirmation.why is not None and "IO/Socket/SSL" in str(confirmation.why.params):
        pytest.skip("Perl's IO::Socket::SSL is not here")
    assert Ability.RECIPIENT in {one.ability for one in confirmation.caught}, confirmation


def test_a_client_that_trusts_nobody_here(site: Site) -> None:
    """A client with authorities of its own does not send, and the sentence says that its TLS did not come about."""
    source = PYTHON_TLS.replace(
        "ssl.create_default_context()", "ssl.create_default_context(cadata=open('mine.pem').read())"
    )
    mine = site.write("mine.pem", (site.root / "nothing").name)
    mine.write_text(_other_authority())
    confirmation = site.confirm(Language.PYTHON, source, runs=3)
    assert confirmation.proof is Proof.SILENT
    assert confirmation.why is not None
    assert "TLS" in confirmation.why.message


def _other_authority() -> str:
    from hiyari.forms.confirm.inside.certificates import new_authority  # noqa: PLC0415

    return new_authority().certificate.decode("ascii")
