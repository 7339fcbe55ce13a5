"""Frameworks' ways to send and to ask: closures, services and mailers in two files, request objects nobody declares."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_SMTP = 'require "net/smtp"; '
_MAILER = "const n = require('nodemailer').createTransport({}); "
FOUND = [
    pytest.param(
        Language.PHP,
        "class C extends CI_Controller { function go() { $this->load->library('email'); $this->email->from('a@b.jp');"
        " $this->email->to($this->input->post('to')); $this->email->message('x'); $this->email->send(); } }",
        id="codeigniter 3",
    ),
    pytest.param(
        Language.PHP,
        "class C extends AppController { function go() { $e = new CakeEmail('default');"
        " $e->from('a@b.jp')->to($this->request->data('to')); $e->send($this->request->data('m')); } }",
        id="cake 2",
    ),
    pytest.param(
        Language.PHP,
        "$m = new Mailer('default'); $m->setFrom('a@b.jp')->setTo($_POST['to'])->deliver($_POST['m']);",
        id="cake 4",
    ),
    pytest.param(
        Language.PHP,
        "Yii::$app->mailer->compose()->setTo($_POST['to'])->setTextBody($_POST['t'])->send();",
        id="yii",
    ),
    pytest.param(
        Language.RUBY,
        _SMTP + 'class A < Roda\n route { |r| r.post { Net::SMTP.start("h") '
        '{ |s| s.sendmail("x", "a@b.jp", [r.params["to"]]) } } }\nend',
        id="roda",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        _MAILER + "const io = require('socket.io')(1); io.on('connection', s => { s.on('mail', d =>"
        " { n.sendMail({ to: d.to, text: d.t }); }); });",
        id="socket.io 2",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        "import { Server } from 'socket.io';\n" + _MAILER + "const io = new Server(1);\nio.on('connection', (s) =>"
        " { s.on('mail', async (d) => { await n.sendMail({ to: d.to, text: d.t }); }); });",
        id="socket.io 4",
    ),
    pytest.param(
        Language.PERL,
        "use Dancer; use Email::Simple; use Email::Sender::Simple qw(sendmail);\npost '/c' => sub "
        "{ sendmail(Email::Simple->create(header => [To => params->{to}], body => params->{t})); };",
        id="dancer",
    ),
    pytest.param(
        Language.PERL,
        'package C; use Moose; extends "Catalyst::Controller";\nsub send :Local { my ($self, $c) = @_; '
        'open(M, "|/usr/sbin/sendmail -t"); print M "To: " . $c->req->params->{to} . "\\n\\nx"; close M; }',
        id="catalyst",
    ),
]
UNKNOWN = [
    pytest.param(
        Language.PHP,
        "require 'vendor/autoload.php'; $m = new App\\Mailer(); $m->sendMail($_POST['to'], $_POST['s'], $_POST['m']);",
        id="a mailer that composer loads",
    ),
    pytest.param(
        Language.PHP,
        "class C extends Controller { function __construct(Mailer $m) { $this->mailer = $m; }"
        " function go(Request $r) { $this->mailer->sendContact($r->input('to')); } }",
        id="a mailer that is given",
    ),
    pytest.param(
        Language.PHP, "class S { function send($b) { mail($b['to'], 'x', $b['t']); } }", id="a service in PHP"
    ),
    pytest.param(Language.PHP, "$f = new Form(); mail($f->to, 'x', 'b');", id="a form's class"),
    pytest.param(
        Language.PHP,
        "Flight::route('POST /', function () { mail(Flight::request()->data->to, 'x', 'b'); });",
        id="flight",
    ),
    pytest.param(
        Language.PYTHON,
        "import smtplib\ndef send(to, t):\n    smtplib.SMTP('l').sendmail('a@b.jp', to, t)\n",
        id="a service in Python",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        _MAILER + "export class S { async send(b) { await n.sendMail({ to: b.to, text: b.t }); } }",
        id="an exported class",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        _MAILER + "async function send(b) { await n.sendMail({ to: b.to, text: b.t }); } module.exports = { send };",
        id="an exported function",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        "const { S } = require('s'); const mailService = new S(); require('express')().post('/', (req, res) =>"
        " { mailService.send(req.body.to); });",
        id="a service that is called",
    ),
    pytest.param(
        Language.RUBY,
        "class M < ApplicationMailer\n def copy\n  mail(to: params[:to], subject: 'x')\n end\nend",
        id="a mailer with params",
    ),
    pytest.param(
        Language.RUBY,
        "class M < ApplicationMailer\n def copy(to, text)\n  mail(to: to, body: text)\n end\nend",
        id="a mailer with arguments",
    ),
    pytest.param(
        Language.RUBY,
        "class C < ApplicationController\n def go\n  M::ContactMailer.copy(params[:to]).deliver_now\n end\nend",
        id="a controller",
    ),
    pytest.param(
        Language.RUBY,
        _SMTP + 'Net::SMTP.start("h") { |s| s.sendmail("x", "a@b.jp", [$form.to]) }',
        id="a form's object",
    ),
    pytest.param(
        Language.PHP,
        "session_start(); if (empty($_SESSION['user_name'])) { exit; } mail($_POST['to'], 'x', $_POST['m']);",
        id="a name in the session",
    ),
    pytest.param(
        Language.PHP,
        "session_start(); $in = $_SESSION['input']; mail($in['to'], 'x', $in['m']); unset($_SESSION['input']);",
        id="a session that is emptied",
    ),
    pytest.param(
        Language.PHP,
        "session_start(); mail($_SESSION['to'], 'x', $_SESSION['m']); $_SESSION['to'] = '';",
        id="a session's address that is emptied",
    ),
]
QUIET = [
    pytest.param(
        Language.PHP,
        "class C extends CI_Controller { function go() { $this->email->to('a@b.jp'); $this->email->from("
        "$this->input->post('e')); $this->email->message($this->input->post('m')); $this->email->send(); } }",
        id="codeigniter to a fixed address",
    ),
    pytest.param(
        Language.PHP,
        "Yii::$app->mailer->compose()->setTo('a@b.jp')->setTextBody($_POST['t'])->send();",
        id="yii to a fixed address",
    ),
    pytest.param(
        Language.PHP, "class S { function send($t) { mail('a@b.jp', 'x', $t); } }", id="a service with a fixed address"
    ),
    pytest.param(
        Language.PHP,
        "session_start(); if (empty($_SESSION['user_id'])) { exit; } mail($_POST['to'], 'x', $_POST['m']);",
        id="a login",
    ),
    pytest.param(
        Language.PHP, "$ok = Validator::checkMail($_POST['m']); $v->setEmail($_POST['m']);", id="names of no sender"
    ),
    pytest.param(
        Language.JAVASCRIPT,
        _MAILER + "export async function send(b) { await n.sendMail({ to: 'a@b.jp', text: b.t }); }",
        id="an exported function with a fixed address",
    ),
    pytest.param(
        Language.JAVASCRIPT,
        _MAILER + "const io = require('socket.io')(1); io.on('connection', s => { s.on('mail', d =>"
        " { n.sendMail({ to: 'a@b.jp', text: d.t }); }); });",
        id="socket.io to a fixed address",
    ),
    pytest.param(
        Language.PERL,
        'use CGI; $e = CGI->new->param("e"); die unless $e =~ /^[\\w.+-]+\\@[\\w.-]+\\z/;'
        ' open(M, "|/usr/sbin/sendmail -f$e a\\@b.jp"); print M "x\\n\\n"; close M;',
        id="an option's value without blanks",
    ),
]
COMMANDS = [
    pytest.param(r"/^[\w.+ -]+\@[\w.-]+\z/", "-f$e", id="blanks"),
    pytest.param(r"/^[\w.+-]+\@[\w.-]+\z/", "$e", id="no option before"),
]


def _reading(language: Language, code: str) -> Reading:
    return read(("<?php " if language is Language.PHP else "").encode() + code.encode(), language)


@pytest.mark.parametrize(("language", "code"), FOUND)
def test_found(language: Language, code: str) -> None:
    """What a framework sends to an address of the request is found."""
    assert _reading(language, code).abilities & {Ability.RECIPIENT, Ability.AUTOREPLY}


@pytest.mark.parametrize(("language", "code"), UNKNOWN)
def test_unknown(language: Language, code: str) -> None:
    """What another file decides is unknown, and no finding."""
    reading = _reading(language, code)
    assert reading.blind
    assert reading.sinks
    assert not reading.abilities


@pytest.mark.parametrize(("language", "code"), QUIET)
def test_quiet(language: Language, code: str) -> None:
    """Fixed addresses, logins and names of no sender are neither found nor unknown."""
    reading = _reading(language, code)
    assert not reading.abilities
    assert not reading.blind


@pytest.mark.parametrize(("pattern", "word"), COMMANDS)
def test_options(pattern: str, word: str) -> None:
    """A hyphen at a word's beginning, or behind a blank, is an option of the command."""
    code = f'use CGI; $e = CGI->new->param("e"); die unless $e =~ {pattern}; open(M, "|/usr/sbin/sendmail {word}");'
    assert Ability.COMMAND in _reading(Language.PERL, code + ' print M "x\\n\\n"; close M;').abilities
