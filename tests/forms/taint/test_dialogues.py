"""SMTP that a script speaks by itself over a connection is followed, whatever the language calls its connections."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_SAID: Final = (
    '"HELO x", "MAIL FROM:<w@example.jp>", "RCPT TO:<o@example.jp>", "DATA", "Subject: " {plus} name {plus} '
    '"\\r\\n\\r\\nhi\\r\\n.", "QUIT"'
)
_LINES: Final = _SAID.replace("{plus}", "+")
_NODE: Final = "require('http').createServer((req, res) => {{ const name = new URL(req.url, 'http://x').searchParams.get('name'); {} }}).listen(80);\n"
SCRIPTS: Final = {
    "net, counted": (
        Language.JAVASCRIPT,
        "const net = require('net'); function send(lines) { const s = net.connect(25); let step = 0;\n"
        "s.on('data', () => { if (step < lines.length) s.write(lines[step++] + '\\r\\n'); else s.end(); }); }\n"
        + _NODE.format(f"send([{_LINES}]);"),
    ),
    "tls, by cases": (
        Language.JAVASCRIPT,
        "const tls = require('node:tls'); function send(name) { let at = 0; const s = tls.connect(465, 'm');\n"
        "s.on('data', () => { switch (at++) { case 0: s.write('MAIL FROM:<w@example.jp>\\r\\n'); break;\n"
        "case 1: s.write('RCPT TO:<o@example.jp>\\r\\n'); break; case 2: s.write('DATA\\r\\n'); break;\n"
        "case 3: s.write('Subject: ' + name + '\\r\\n\\r\\nhi\\r\\n.\\r\\n'); break; default: s.end('QUIT\\r\\n'); } }); }\n"
        + _NODE.format("send(name);"),
    ),
    "net, taken away": (
        Language.JAVASCRIPT,
        "const net = require('net'); function send(lines) { const s = net.connect(25);\n"
        "s.on('data', () => { const l = lines.shift(); if (l) s.write(l + '\\r\\n'); else s.end(); }); }\n"
        + _NODE.format(f"send([{_LINES}]);"),
    ),
    "socket": (
        Language.PYTHON,
        (
            "import cgi, socket\nname = cgi.FieldStorage().getfirst('name')\n"
            "s = socket.create_connection(('localhost', 25))\n"
            f"for line in ({_LINES}):\n    s.recv(99)\n    s.sendall((line + '\\r\\n').encode())\n"
        ),
    ),
    "makefile": (
        Language.PYTHON,
        (
            "import cgi, socket\nname = cgi.FieldStorage().getfirst('name')\ns = socket.socket()\n"
            "s.connect(('localhost', 25))\nf = s.makefile('rw')\n"
            f"for line in ({_LINES}):\n    f.write(line + '\\r\\n')\n"
        ),
    ),
    "asyncio": (
        Language.PYTHON,
        (
            "import asyncio\nfrom aiohttp import web\nasync def form(request):\n"
            "    name = (await request.post())['name']\n    r, w = await asyncio.open_connection('localhost', 25)\n"
            f"    for line in ({_LINES}):\n        w.write((line + '\\r\\n').encode())\n"
            "app = web.Application()\napp.router.add_post('/', form)\n"
        ),
    ),
    "telnetlib": (
        Language.PYTHON,
        (
            "import cgi, telnetlib\nname = cgi.FieldStorage().getfirst('name')\nt = telnetlib.Telnet('localhost', 25)\n"
            f"for line in ({_LINES}):\n    t.write((line + '\\r\\n').encode())\n"
        ),
    ),
    "TCPSocket": (
        Language.RUBY,
        (
            "require 'cgi'; require 'socket'\nname = CGI.new['name']\ns = TCPSocket.new('localhost', 25)\n"
            f'[{_LINES}].each do |line|\n  s.gets\n  s.print line + "\\r\\n"\nend\ns.close\n'
        ),
    ),
    "IO::Socket::SSL": (
        Language.PERL,
        (
            "use CGI; use IO::Socket::SSL; my $name = CGI->new->param('name'); my $s = IO::Socket::SSL->new('m:465');\n"
            f"foreach my $l ({_SAID.replace('{plus}', '.').replace(' name ', ' $name ').replace('@', chr(92) + '@')}) "
            '{ print $s "$l\\r\\n"; }\nclose $s;\n'
        ),
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_header(name: str) -> None:
    """A field in the Subject line of what is said after DATA begins header lines."""
    language, script = SCRIPTS[name]
    assert read(script.encode(), language).abilities == {Ability.HEADER}


@pytest.mark.parametrize("name", SCRIPTS)
def test_fixed(name: str) -> None:
    """With a fixed Subject there is nothing to be found, and the mail itself is seen."""
    language, script = SCRIPTS[name]
    for said in ('"Subject: " + name + ', "'Subject: ' + name + ", '"Subject: " . $name . '):
        script = script.replace(said, "")
    reading = read(script.encode(), language)
    assert not reading.abilities
    assert reading.sinks


def test_no_mail() -> None:
    """A connection on which nobody says RCPT is no mail."""
    script = "const net = require('net'); " + _NODE.format("net.connect(6379).write('GET ' + name + '\\r\\n');")
    assert not read(script.encode(), Language.JAVASCRIPT).abilities
