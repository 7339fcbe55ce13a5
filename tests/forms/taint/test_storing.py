"""What a script puts into a database's columns reaches the mail that is made of them, and nothing else does."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_PDO: Final = """<?php $db = new PDO('sqlite:x.db');
$s = $db->prepare('INSERT INTO entries (name, mail) VALUES (:name, :mail)');
$s->execute([':name' => $_POST['name'], ':mail' => $_POST['mail']]);
$s = $db->prepare('SELECT name, mail, id FROM entries WHERE id = ?'); $s->execute([1]);
$row = $s->fetch();
mail('o@example.jp', 'x', $row['name'], 'From: ' . $row['mail']);
"""
_INLINE: Final = """<?php $db = mysqli_connect('localhost'); $m = mysqli_real_escape_string($db, $_POST['mail']);
mysqli_query($db, "INSERT INTO entries (name, mail) VALUES ('a', '$m')");
$found = mysqli_query($db, "SELECT * FROM entries");
while ($row = mysqli_fetch_assoc($found)) { mail('o@example.jp', 'x', 'y', "From: {$row['mail']}"); }
"""
_DBI: Final = """#!/usr/bin/perl
use CGI; use DBI; my $q = CGI->new; my $db = DBI->connect('dbi:SQLite:x.db');
$db->do('insert into entries (name, mail) values (?, ?)', undef, scalar $q->param('name'), scalar $q->param('mail'));
my $s = $db->prepare('select name, mail from entries where id = ?'); $s->execute(1);
my ($name, $mail) = $s->fetchrow_array;
open(M, '|/usr/sbin/sendmail -t'); print M "To: o\\@example.jp\\nFrom: $mail\\n\\n$name\\n"; close M;
"""
_PYTHON: Final = """import cgi, sqlite3, smtplib
form = cgi.FieldStorage()
db = sqlite3.connect("x.db")
db.execute("insert into entries (name, mail) values (?, ?)", (form.getfirst("name"), form.getfirst("mail")))
name, mail = db.execute("select name, mail from entries where id = ?", (1,)).fetchone()
smtplib.SMTP("localhost").sendmail("w@example.jp", ["o@example.jp"], "From: %s\\n\\n%s" % (mail, name))
"""
_UPDATE: Final = """import cgi, sqlite3, smtplib
form = cgi.FieldStorage()
db = sqlite3.connect("x.db").cursor()
db.execute("update member set mail = ?, note = ? where id = 3", (form.getfirst("mail"), form.getfirst("note")))
db.execute("select note, mail from member")
for note, mail in db.fetchall():
    smtplib.SMTP("localhost").sendmail("w@example.jp", ["o@example.jp"], "From: %s\\n\\n%s" % (mail, note))
"""
_NEXT: Final = """import sqlite3, smtplib
from flask import Flask, request
app = Flask(__name__)
@app.post("/send")
def send():
    for name, mail in sqlite3.connect("x.db").execute("select name, mail from entries"):
        smtplib.SMTP("localhost").sendmail("w@example.jp", ["o@example.jp"], "From: %s\\n\\n%s" % (mail, name))
@app.post("/entry")
def entry():
    db = sqlite3.connect("x.db")
    db.execute("insert into entries (name, mail) values (:n, :m)", {"n": request.form["name"], "m": request.form["mail"]})
"""
_RUBY: Final = """require 'cgi'; require 'sqlite3'
cgi = CGI.new
db = SQLite3::Database.new('x.db')
db.execute('INSERT INTO entries (name, mail) VALUES (?, ?)', [cgi['name'], cgi['mail']])
db.execute('SELECT name, mail FROM entries').each do |row|
  mail = row[1]
  IO.popen(['/usr/sbin/sendmail', 'o@example.jp'], 'w') { |m| m.write("From: #{mail}\\n\\n#{row[0]}") }
end
"""
_CALLBACK: Final = """const { spawnSync } = require('child_process');
const sqlite3 = require('sqlite3'); const db = new sqlite3.Database('x.db');
require('express')().post('/', (req, res) => {
  db.run('INSERT INTO entries (name, mail) VALUES (?, ?)', [req.body.name, req.body.mail], (err) => {
    db.get('SELECT name, mail FROM entries WHERE id = ?', [1], (e, row) => {
      spawnSync('/usr/sbin/sendmail', ['o@example.jp'], { input: 'From: ' + row.mail + '\\n\\n' + row.name });
    });
  });
});
"""
_STATEMENT: Final = """const { spawnSync } = require('child_process');
const db = require('better-sqlite3')('x.db');
require('express')().post('/', (req, res) => {
  db.prepare('INSERT INTO entries (name, mail) VALUES (?, ?)').run(req.body.name, req.body.mail);
  const row = db.prepare('SELECT name, mail FROM entries WHERE id = ?').get(1);
  spawnSync('/usr/sbin/sendmail', ['o@example.jp'], { input: 'From: ' + row.mail + '\\n\\n' + row.name });
});
"""
SCRIPTS: Final = {
    "pdo": (Language.PHP, _PDO, "$row['mail']", "$row['id']", "$_POST['mail']"),
    "mysqli": (Language.PHP, _INLINE, "{$row['mail']}", "{$row['id']}", "$_POST['mail']"),
    "dbi": (Language.PERL, _DBI, "From: $mail", "From: a", "scalar $q->param('mail')"),
    "python": (Language.PYTHON, _PYTHON, "% (mail, name)", "% ('a', name)", 'form.getfirst("mail")'),
    "update": (Language.PYTHON, _UPDATE, "% (mail, note)", "% ('a', note)", 'form.getfirst("mail")'),
    "next request": (Language.PYTHON, _NEXT, "% (mail, name)", "% ('a', name)", 'request.form["mail"]'),
    "ruby": (Language.RUBY, _RUBY, "#{mail}", "a", "cgi['mail']"),
    "callback": (Language.JAVASCRIPT, _CALLBACK, "row.mail", "row.id", "req.body.mail"),
    "statement": (Language.JAVASCRIPT, _STATEMENT, "row.mail", "row.id", "req.body.mail"),
}
"""A script, where its column stands in the header, what else may stand there, and what is put into the column."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_column(name: str) -> None:
    """A column that holds the visitor's line breaks begins header lines when it is read again."""
    language, script, _, _, _ = SCRIPTS[name]
    assert read(script.encode(), language).abilities == {Ability.HEADER}


@pytest.mark.parametrize("name", SCRIPTS)
def test_other_column(name: str) -> None:
    """Another column holds nothing of the visitor's."""
    language, script, held, other, _ = SCRIPTS[name]
    assert not read(script.replace(held, other).encode(), language).abilities


@pytest.mark.parametrize("name", SCRIPTS)
def test_fixed_value(name: str) -> None:
    """A column into which only the script's own words are put is no way in."""
    language, script, _, _, value = SCRIPTS[name]
    assert not read(script.replace(value, "'a'").encode(), language).abilities
