"""Ways through a script stay apart by what was proven on them, and elements of a list by where they stand."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_PYTHON: Final = """import re, smtplib
from email.message import EmailMessage
from flask import Flask, request
ADDRESS = re.compile(r"[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+", re.ASCII)
app = Flask(__name__)
class Booking:
    request: str = ""
    def __init__(self, name, mail):
        self.name, self.mail = name, mail
    {decorated}
    def valid(self):
        return {test}
@app.post("/book")
def book():
    b = Booking(request.form["name"], request.form["mail"])
    if not b.valid{called}:
        return "no"
    m = EmailMessage()
    m["To"] = b.mail
    m.set_content(b.name)
    smtplib.SMTP("localhost").send_message(m)
"""
_NODE: Final = """const smtp = require('nodemailer').createTransport({});
class Booking {
  constructor(body) { this.name = body.name; this.mail = body.mail; }
  get valid() { return {test}; }
}
require('express')().post('/', (req, res) => {
  const b = new Booking(req.body);
  if (!b.valid) return;
  smtp.sendMail({ from: 'w@example.jp', to: b.mail, subject: 'x', text: 'Hello ' + b.name });
});
"""
_GOOD: Final = "ADDRESS.fullmatch(self.mail)"
_MATCHES: Final = r"/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(this.mail)"
CHECKED: Final = {
    "bool": (Language.PYTHON, f"bool({_GOOD})"),
    "and": (Language.PYTHON, f"{_GOOD} and self.name"),
    "bool of and": (Language.PYTHON, f"bool(self.name and {_GOOD} and self.name)"),
    "all": (Language.PYTHON, f"all([{_GOOD}, self.name])"),
    "getter": (Language.JAVASCRIPT, _MATCHES),
    "getter, and": (Language.JAVASCRIPT, f"{_MATCHES} && this.name"),
    "every": (Language.JAVASCRIPT, f"[{_MATCHES}, this.name].every(Boolean)"),
}
UNCHECKED: Final = {
    "or": (Language.PYTHON, f"bool({_GOOD} or self.name)"),
    "any": (Language.PYTHON, f"any(({_GOOD}, self.name))"),
    "other field": (Language.PYTHON, "bool(ADDRESS.fullmatch(self.name) and self.mail)"),
    "getter, or": (Language.JAVASCRIPT, f"{_MATCHES} || this.name"),
    "some": (Language.JAVASCRIPT, f"[{_MATCHES}, this.name].some(Boolean)"),
}


def _abilities(language: Language, test: str, *, decorated: str = "pass", called: str = "()") -> frozenset[Ability]:
    if language is Language.JAVASCRIPT:
        return read(_NODE.replace("{test}", test).encode(), language).abilities
    return read(_PYTHON.format(test=test, decorated=decorated, called=called).encode(), language).abilities


@pytest.mark.parametrize("name", CHECKED)
def test_checked(name: str) -> None:
    """A method's result tells on which ways the address is one, and so who gets the answer."""
    language, test = CHECKED[name]
    assert _abilities(language, test) == {Ability.AUTOREPLY}


def test_property() -> None:
    """A property tells it as a method does."""
    found = _abilities(Language.PYTHON, CHECKED["and"][1], decorated="@property", called="")
    assert found == {Ability.AUTOREPLY}


@pytest.mark.parametrize("name", UNCHECKED)
def test_unchecked(name: str) -> None:
    """A result that may be true without the check shows nothing."""
    language, test = UNCHECKED[name]
    assert Ability.RECIPIENT in _abilities(language, test)


ELEMENTS: Final = {
    Language.PHP: "<?php $p = explode('&', $_SERVER['QUERY_STRING']); $to = 'o@example.jp';\n"
    "if ($p[$i] == 'to') $to = $p[$i + 1];\nmail($to, 'x', 'y');",
    Language.PYTHON: "import os, subprocess\np = os.environ['QUERY_STRING'].split('&')\nto = 'o@example.jp'\n"
    "i = int(os.environ['I'])\nif p[i] == 'to':\n    to = p[i + 1]\n"
    "subprocess.run(['/usr/sbin/sendmail', '-t'], input='To: %s\\n\\nx' % to, text=True)\n",
    Language.JAVASCRIPT: "const p = process.env.QUERY_STRING.split('&'); let to = 'o@example.jp';\n"
    "for (let i = 0; i < p.length; i += 2) { if (p[i] === 'to') to = p[i + 1]; }\n"
    "require('child_process').spawnSync('/usr/sbin/sendmail', ['-t'], { input: 'To: ' + to + '\\n\\nx' });\n",
    Language.SHELL: "#!/bin/bash\nIFS='=&'\np=($QUERY_STRING)\nfor ((i = 0; i < ${#p[@]}; i += 2)); do\n"
    'case "${p[i]}" in to) to="${p[i+1]}" ;; esac\ndone\n'
    'printf "To: %s\\n\\nx\\n" "$to" | /usr/sbin/sendmail -t\n',
}


@pytest.mark.parametrize("language", ELEMENTS)
def test_element(language: Language) -> None:
    """An element that equals a word says nothing of the one behind it."""
    assert Ability.RECIPIENT in read(ELEMENTS[language].encode(), language).abilities


LOST: Final = {
    Language.PYTHON: (
        (
            "import smtplib\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n"
            "from urllib.parse import parse_qs\nclass Handler(BaseHTTPRequestHandler):\n    def do_POST(self):\n"
            "        form = parse_qs(self.rfile.read(9).decode())\n        self.server.hand_on(form['from'][0])\n"
            "class Desk(HTTPServer):\n    masters = ['o@example.jp']\n    def hand_on(self, who):\n"
            "        smtplib.SMTP('localhost').sendmail('w@example.jp', self.masters, 'Subject: ' + who + '\\n\\nx')\n"
        ),
        "class Other:\n    def hand_on(self, who):\n        pass\n",
    ),
    Language.PHP: (
        (
            "<?php class Post { function deliver($s) { mail('o@example.jp', 'x', 'y', \"From: $s\"); } }\n"
            "$box = Container::get('post'); $box->deliver($_POST['from']);\n"
        ),
        "class Other { function deliver($s) { } }\n",
    ),
}
"""A script that calls a method of an object which was lost on the way, and another class that has it, too."""


@pytest.mark.parametrize("language", LOST)
def test_only_class(language: Language) -> None:
    """The method is that of the only class which has it."""
    assert read(LOST[language][0].encode(), language).abilities == {Ability.HEADER}


@pytest.mark.parametrize("language", LOST)
def test_several_classes(language: Language) -> None:
    """Where several have it, what it does is not known."""
    reading = read("".join(LOST[language]).encode(), language)
    assert reading.abilities or reading.blind
