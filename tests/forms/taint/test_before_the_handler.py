"""What runs before a handler, keys that are asked for, and what takes parts of a mail away before it is sent."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

SAFE = ""
_FASTIFY = """
const fastify = require('fastify')();
const smtp = require('nodemailer').createTransport({ host: 'localhost' });
const spec = { type: 'object', properties: { to: %s, n: %s } };
%s
async function handle(request, reply) {
  await smtp.sendMail({ from: 'a@example.com', to: request.body.to, subject: 'x', text: `${request.body.n} seats` });
}
"""
_ROUTES = (
    "fastify.post('/a', { schema: { body: spec } }, handle);",
    "const opts = { schema: { body: spec } };\nfastify.post('/a', opts, (request, reply) => handle(request, reply));",
    "fastify.route({ method: 'POST', url: '/a', schema: { body: spec }, handler: handle });",
)
_ADDRESS = "{ type: 'string', format: 'email' }"
_NUMBER = "{ type: 'integer' }"


def _abilities(source: str, language: Language) -> str:
    reading = read(source.encode(), language)
    assert not reading.blind
    return " ".join(sorted({flow.ability.value for flow in reading.flows}))


@pytest.mark.parametrize(
    ("to", "words", "found"),
    [
        (_ADDRESS, _NUMBER, SAFE),
        (_ADDRESS, "{ type: 'boolean' }", SAFE),
        (_ADDRESS, "{ type: 'string', enum: ['one', 'two'] }", SAFE),
        (_ADDRESS, "{ type: 'string', pattern: '^[0-9]{1,2}$' }", SAFE),
        (_ADDRESS, "{ type: 'string', format: 'date' }", SAFE),
        (_ADDRESS, "{ type: 'string', maxLength: 100 }", "autoreply"),
        (_ADDRESS, "{ pattern: '^[0-9]{1,2}$' }", "autoreply"),
        ("{ format: 'email' }", _NUMBER, "recipient"),
        ("{ type: 'string' }", _NUMBER, "recipient"),
        ("{ type: 'string', pattern: '@' }", _NUMBER, "recipient"),
    ],
)
@pytest.mark.parametrize("route", [_ROUTES[0], _ROUTES[2]])
def test_a_schema_of_fastify_checks_fields(to: str, words: str, found: str, route: str) -> None:
    """What a route's schema says of a field holds in the handler; a format says nothing of what need be no string."""
    assert _abilities(_FASTIFY % (to, words, route), Language.JAVASCRIPT) == found


@pytest.mark.parametrize(
    "route",
    [
        "fastify.post('/a', handle);",
        "fastify.post('/a', { schema: { querystring: spec } }, handle);",
        "fastify.post('/a', { schema: { response: spec } }, handle);",
        f"{_ROUTES[0]}\nfastify.post('/b', handle);",
    ],
)
def test_a_route_without_that_schema_checks_nothing(route: str) -> None:
    """A schema of another part, or of another route, proves nothing."""
    assert Ability.RECIPIENT.value in _abilities(_FASTIFY % (_ADDRESS, _NUMBER, route), Language.JAVASCRIPT)


_KEYS = """
const { execFileSync } = require('child_process');
const tides = { north: '06:12', south: '05:58' };
const form = new URLSearchParams(require('fs').readFileSync(0, 'utf8'));
const to = form.get('to') || '', where = form.get('where') || '';
if (%s) process.exit(0);
if (!/^[a-z0-9]{1,60}@[a-z0-9.-]{3,190}$/i.test(to)) process.exit(0);
execFileSync('/usr/sbin/sendmail', ['-oi', '--', to], { input: `Subject: x\\n\\n${where}\\n` });
"""


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("!Object.prototype.hasOwnProperty.call(tides, where)", SAFE),
        ("!Object.hasOwn(tides, where)", SAFE),
        ("!{}.hasOwnProperty.call(tides, where)", SAFE),
        ("!tides.hasOwnProperty(where)", SAFE),
        ("!(where in tides)", SAFE),
        ("Object.hasOwn(tides, where)", "autoreply"),
        ("!Object.hasOwn(tides, to)", SAFE),
        ("!Object.hasOwn(where, 'north')", "autoreply"),
    ],
)
def test_a_key_is_asked_for_in_all_ways(asked: str, found: str) -> None:
    """Whatever function asks whether an object has a key, the key is one of the object's then."""
    assert _abilities(_KEYS % asked, Language.JAVASCRIPT) == found


_SINATRA = """
require 'sinatra/base'
require 'net/smtp'
module Clean
  def shared(v) = v.to_s.tr("\\r\\n", ' ')
end
class A < Sinatra::Base
  helpers Clean
  helpers do
    def one_line(v) = v.to_s.gsub(/[[:cntrl:]]/, ' ').strip[0, 100]
    def same(v) = v.to_s.strip
  end
  post '/x' do
    data = "To: b@example.com\\r\\nReply-To: #{%s(params['mail'])}\\r\\n\\r\\nhi"
    Net::SMTP.start('localhost') { |s| s.send_message data, 'a@example.com', 'b@example.com' }
  end
end
"""


@pytest.mark.parametrize(("helper", "found"), [("one_line", SAFE), ("shared", SAFE), ("same", "header")])
def test_helpers_are_methods_of_the_class(helper: str, found: str) -> None:
    """Sinatra's ``helpers``, with a block or a module, define what handlers call."""
    assert _abilities(_SINATRA % helper, Language.RUBY) == found


_BOTTLE = """
from bottle import post, request
import smtplib
@post("/x")
def order():
    value = request.forms.%s
    smtplib.SMTP("localhost").sendmail("a@example.jp", ["a@example.jp"], "To: a@example.jp\\r\\nX: %%s\\r\\n\\r\\n" %% value)
"""


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('getunicode("n", "")', "header"),
        ('getunicode("n")', "header"),
        ('get("n", default="")', "header"),
        ('get("other", default=request.query.get("n"), type=int)', "header"),
        ('get("n", type=int)', SAFE),
        ('get("n", default="x", type=float)', SAFE),
        ('get("n", type=str)', "header"),
    ],
)
def test_a_field_is_taken_by_bottle(call: str, found: str) -> None:
    """A field comes by ``get`` and ``getunicode``, and is a number where that is its type."""
    assert _abilities(_BOTTLE % call, Language.PYTHON) == found


_MESSAGE = """
import cgi, smtplib
from email.message import EmailMessage
form = cgi.FieldStorage()
to, words = form.getfirst("to", ""), form.getfirst("words", "")
if not to.isidentifier():
    raise SystemExit
m = EmailMessage()
m["To"] = %s
m["Subject"] = "x"
m.set_content(%s)
%s
smtplib.SMTP("localhost").send_message(m)
"""


@pytest.mark.parametrize(
    ("first", "content", "then", "found"),
    [
        ("words", '"x"', 'del m["To"]\nm["To"] = "a@example.com"', SAFE),
        ("words", '"x"', 'del m["to"]\nm["to"] = "a@example.com"', SAFE),
        ("words", '"x"', 'del m["Cc"]\nm["To"] = "a@example.com"', "recipient"),
        ("words", '"x"', 'if form.getfirst("q"):\n    del m["To"]\nm["Cc"] = "a@example.com"', "recipient"),
        ('"a@example.com"', "words", 'm["Cc"] = to + "@example.jp"\nm.set_content("x")', SAFE),
        ('"a@example.com"', '"x"', 'del m["To"]\nm["To"] = words', "recipient"),
    ],
)
def test_a_message_forgets_what_is_taken_away(first: str, content: str, then: str, found: str) -> None:
    """A field that is deleted and a content that is set anew are not in the mail; on every other way they are."""
    assert _abilities(_MESSAGE % (first, content, then), Language.PYTHON) == found


_MAILER = """<?php
$mail = new PHPMailer();
$to = filter_var($_POST['to'], FILTER_VALIDATE_EMAIL) or exit;
$mail->addAddress($to);
$mail->Body = 'Thanks.';
$mail->send();
%s
$mail->addAddress('owner@example.com');
$mail->Body = $_POST['words'];
$mail->send();
"""


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("$mail->clearAddresses();", SAFE),
        ("$mail->clearAllRecipients();", SAFE),
        ("$mail->clearCCs();", "autoreply"),
        ("if ($_POST['x']) $mail->clearAddresses();", "autoreply"),
        ("", "autoreply"),
    ],
)
def test_recipients_are_cleared(between: str, found: str) -> None:
    """PHPMailer's recipients of the first mail are not those of the second, once they were cleared."""
    assert _abilities(_MAILER % between, Language.PHP) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("!$list[$key]", SAFE),
        ("empty($list[$key])", SAFE),
        ("$list[$key]", "header"),
        ("!$list[$key] && !$key", "header"),
        ("!$open[$key]", "header"),
    ],
)
def test_what_is_there_was_put_there_by_the_script(asked: str, found: str) -> None:
    """A key under which a list of the script holds something is one of its own; a list that the request fills has any."""
    source = f"""<?php
$list = ['a' => 'x', 'b' => 'y'];
$open = $list;
foreach ($_POST as $name => $value) {{ $open[$name] = 'z'; }}
$key = $_POST['key'];
if ({asked}) exit;
mail('a@example.com', 'x', 'y', "From: $key");
"""
    assert _abilities(source, Language.PHP) == found
