"""What Ruby's methods of texts take out of a value, how formats are filled, and what mailers and tables send."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

HEADER = frozenset({Ability.HEADER})
RECIPIENT = frozenset({Ability.RECIPIENT, Ability.HEADER})
AUTOREPLY = frozenset({Ability.AUTOREPLY})
SAFE: frozenset[Ability] = frozenset()
_PIPE = 'IO.popen(["/usr/sbin/sendmail", "-t"], "w") { |io| io << "To: a@example.com\\nFrom: #{x}\\n\\nhi" }'
_TO = 'IO.popen(["/usr/sbin/sendmail", "-t"], "w") { |io| io << "To: #{x}\\nFrom: a@example.com\\n\\n#{cgi["t"]}" }'


def reading(code: str, behind: str = _PIPE) -> Reading:
    """What is read of a form that makes ``x``."""
    return read(f'require "cgi"\ncgi = CGI.new\n{code}\n{behind}\n'.encode(), Language.RUBY)


def assert_able(found: Reading, abilities: frozenset[Ability]) -> None:
    """Exactly these, and nothing is unknown."""
    assert found.abilities == abilities
    assert not found.blind


TEXTS = (
    ('x = cgi["f"].split(/[\\r\\n]/).first', SAFE),
    ('y, x = cgi["f"].split(/[\\r\\n]/, 2)', HEADER),
    ('x, y = cgi["f"].split(/[\\r\\n]/, 2)', SAFE),
    ('x = cgi["f"].split(" ").join(" ")', SAFE),
    ('x = cgi["f"].split(/,/)[0]', HEADER),
    ('x = cgi["f"][/\\A[^\\r\\n]*/]', SAFE),
    ('x = cgi["f"][/\\A.*/m]', HEADER),
    ('x = cgi["f"][/From: ([^\\r\\n]*)/, 1]', SAFE),
    ('x = cgi["f"][/From: (.*)/m, 1]', HEADER),
    ('x = cgi["f"].slice(/\\A[\\w ]+/)', SAFE),
    ('x = cgi["f"].slice(0, 50)', HEADER),
    ('x = cgi["f"].scan(/[[:graph:]]+/).join(" ")', SAFE),
    ('x = cgi["f"].scan(/[[:graph:]]+/).join("\\n")', HEADER),
    ('x = cgi["f"].scan(/([[:graph:]]+) /).map { |m| m[0] }.join(" ")', SAFE),
    ('x = cgi["f"].scan(/.+\\n/).join', HEADER),
    ('x = Integer(cgi["f"], 10, exception: false)', SAFE),
    ('x = "#{Integer(cgi["g"])} #{cgi["f"]}"', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), TEXTS)
def test_what_a_pattern_finds_holds_what_it_lets_through(code: str, abilities: frozenset[Ability]) -> None:
    """Parts, matches, groups and numbers of a field are clean where their pattern lets no line break through."""
    assert_able(reading(code), abilities)


FORMATS = (
    ('x = format("%<from>s", from: cgi["f"])', HEADER),
    ('v = {from: cgi["f"], n: 1}; x = format("%<from>s", v)', HEADER),
    ('v = {from: cgi["f"], n: 1}; x = format("%{from}", v)', HEADER),
    ('v = {from: cgi["f"], n: 1}; x = "%{n}" % v', SAFE),
    ('v = {from: cgi["f"], n: 1}; x = "%{from}" % v', HEADER),
    ('x = format("%<n>d", n: cgi["n"])', SAFE),
    ('x = format("%-*s", 20, cgi["f"])', HEADER),
    ('x = format("%1$s", "b", cgi["f"])', SAFE),
    ('x = format("%2$s", "b", cgi["f"])', HEADER),
)


@pytest.mark.parametrize(("code", "abilities"), FORMATS)
def test_a_format_takes_values_by_place_and_by_name(code: str, abilities: frozenset[Ability]) -> None:
    """Every way of naming a value in a format brings that value, and no other."""
    assert_able(reading(code), abilities)


TABLES = (
    ('x = T.fetch(cgi["k"]) { "c@example.com" }', SAFE),
    ('x = T.fetch(cgi["k"]) { exit }', SAFE),
    ('x = T.fetch(cgi["k"]) { |k| k }', RECIPIENT),
    ('x = T.fetch(cgi["k"]) { cgi["o"] }', RECIPIENT),
    ('x = T.fetch(cgi["k"], cgi["k"])', RECIPIENT),
)


@pytest.mark.parametrize(("code", "abilities"), TABLES)
def test_fetch_runs_its_block_where_the_key_is_missing(code: str, abilities: frozenset[Ability]) -> None:
    """What is fetched is the table's value or the block's, and a block that ends ends only that way."""
    assert_able(reading(f'T = {{"a" => "a@example.com", "b" => "b@example.com"}}\n{code}', _TO), abilities)


MAILERS = (
    ('@w = w\n mail(to: to, subject: "x", from: "a@example.com")', AUTOREPLY),
    ('@to = to\n mail(to: to, subject: "x", from: "a@example.com")', SAFE),
    ('mail(to: to, subject: "x", from: "a@example.com") { |f| f.text { render plain: "fixed" } }', SAFE),
    ('mail(to: to, subject: "x", from: "a@example.com") { |f| f.html { render html: "<b>#{w}</b>" } }', AUTOREPLY),
    ('mail(to: to, subject: "x", from: "a@example.com", body: w)', AUTOREPLY),
    ('mail(to: "b@example.com", subject: w, from: "a@example.com", body: w)', SAFE),
)


@pytest.mark.parametrize(("body", "abilities"), MAILERS)
def test_a_mailer_sends_what_its_block_renders_or_its_view_is_given(body: str, abilities: frozenset[Ability]) -> None:
    """The text of Action Mailer's mail is what is rendered, else the variables that its view shows."""
    mailer = f"class M < ActionMailer::Base\n def thanks(to, w)\n {body}\n end\nend\n"
    assert_able(reading(mailer, 'M.thanks(cgi["email"].delete("\\r\\n,;"), cgi["wish"]).deliver_now'), abilities)
