"""What a script writes into a file is what is read of the file again, by itself or by a mail command."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_PHP: Final = "<?php $v = $_POST['a']; {} mail('o@example.jp', 's', 'b', \"From: $e\");"
_PERL: Final = (
    "#!/usr/bin/perl\nuse CGI; my $v = CGI->new->param('a'); my $e;\n{}\n"
    'open(M, "|/usr/sbin/sendmail -t"); print M "To: o\\@example.jp\\nFrom: $e\\n\\nb"; close M;'
)
_PYTHON: Final = (
    "import cgi, smtplib, tempfile\nfrom pathlib import Path\nv = cgi.FieldStorage().getfirst('a')\n{}\n"
    "smtplib.SMTP('localhost').sendmail('w@example.jp', 'o@example.jp', 'From: %s\\n\\nb' % e)\n"
)
_RUBY: Final = (
    "require 'cgi'\nrequire 'tempfile'\nv = CGI.new['a']\n{}\n"
    "IO.popen('/usr/sbin/sendmail -t', 'w') {{ |m| m.puts \"To: o@example.jp\\nFrom: #{{e}}\\n\\nb\" }}\n"
)
READ_AGAIN: Final = {
    "put, get": (Language.PHP, _PHP, "file_put_contents('/tmp/m', $v); $e = file_get_contents('/tmp/m');"),
    "put, lines": (Language.PHP, _PHP, "file_put_contents('/tmp/m', $v); $l = file('/tmp/m'); $e = $l[0];"),
    "fopen": (Language.PHP, _PHP, "$f = fopen('/tmp/m', 'w'); fwrite($f, $v); $g = fopen('/tmp/m', 'r'); $e = fgets($g);"),
    "tmpfile": (Language.PHP, _PHP, "$f = tmpfile(); fwrite($f, $v); rewind($f); $e = fread($f, 99);"),
    "bareword": (Language.PERL, _PERL, "open(W, '>/tmp/m'); print W $v; close W; open(R, '/tmp/m'); $e = <R>;"),
    "lexical": (Language.PERL, _PERL, "open(my $w, '>', '/tmp/m'); print $w $v; open(my $r, '<', '/tmp/m'); $e = <$r>;"),
    "both ways": (Language.PERL, _PERL, "open(F, '+>', '/tmp/m'); print F $v; seek(F, 0, 0); $e = <F>;"),
    "from a command": (Language.PERL, _PERL, "open(F, '-|', 'echo', $v); $e = <F>;"),
    "with": (Language.PYTHON, _PYTHON, "with open('/tmp/m', 'w') as f:\n    f.write(v)\nwith open('/tmp/m') as f:\n    e = f.read()"),
    "path": (Language.PYTHON, _PYTHON, "Path('/tmp/m').write_text(v)\ne = Path('/tmp/m').read_text()"),
    "temporary": (Language.PYTHON, _PYTHON, "f = tempfile.TemporaryFile('w+')\nf.write(v)\nf.seek(0)\ne = f.read()"),
    "ruby": (Language.RUBY, _RUBY, "File.write('/tmp/m', v)\ne = File.read('/tmp/m')"),
    "blocks": (Language.RUBY, _RUBY, "File.open('/tmp/m', 'w') { |f| f.write(v) }\ne = File.open('/tmp/m') { |f| f.read }"),
    "Tempfile": (Language.RUBY, _RUBY, "t = Tempfile.new('m')\nt.write(v)\nt.rewind\ne = t.read"),
    "pipe": (Language.RUBY, _RUBY, "r, w = IO.pipe\nw.write(v)\nw.close\ne = r.read"),
}  # fmt: skip
MAILED: Final = {
    "php": (Language.PHP, "<?php $v = $_POST['a']; file_put_contents('/tmp/m', \"To: $v\\n\\nb\"); exec('/usr/sbin/sendmail -t < /tmp/m');"),
    "php, cat": (Language.PHP, "<?php $f = fopen('/tmp/m', 'w'); fwrite($f, \"To: $_POST[a]\\n\\nb\"); fclose($f); system('cat /tmp/m | /usr/sbin/sendmail -t');"),
    "php, tempnam": (Language.PHP, "<?php $t = tempnam('/tmp', 'm'); file_put_contents($t, \"To: $_POST[a]\\n\\nb\"); exec(\"/usr/sbin/sendmail -t < $t\");"),
    "python": (Language.PYTHON, "import cgi, os\nv = cgi.FieldStorage().getfirst('a')\nwith open('/tmp/m', 'w') as f:\n    f.write('To: %s\\n\\nb' % v)\nos.system('/usr/sbin/sendmail -t < /tmp/m')"),
    "ruby": (Language.RUBY, "require 'cgi'\nv = CGI.new['a']\nFile.write('/tmp/m', \"To: #{v}\\n\\nb\")\nsystem('/usr/sbin/sendmail -t < /tmp/m')"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(READ_AGAIN))
def test_what_was_written_is_read_again(name: str) -> None:
    """A header line that took the way over a file or a pipe can hold what it could before."""
    language, frame, code = READ_AGAIN[name]
    source = frame.replace("{}", code, 1).replace("{{", "{").replace("}}", "}")
    reading = read(source.encode(), language, path="/srv/www/form")
    assert {flow.ability for flow in reading.flows} == {Ability.HEADER}


@pytest.mark.parametrize("name", list(MAILED))
def test_a_mail_that_is_put_together_in_a_file_is_read(name: str) -> None:
    """A mail command that reads a file sends what the script has put there."""
    language, source = MAILED[name]
    reading = read(source.encode(), language, path="/srv/www/form")
    assert Ability.RECIPIENT in {flow.ability for flow in reading.flows}


def test_another_file_is_another() -> None:
    """What stands in a file that the script has not written is not what it has put into its log."""
    code = "file_put_contents('/var/log/form', $v); $e = trim(file_get_contents('/etc/form.conf'));"
    reading = read(_PHP.replace("{}", code, 1).encode(), Language.PHP, path="/srv/www/form")
    assert reading.sinks
    assert not reading.flows


_FILTERED: Final = {
    "grep": ("grep '^mail=' /etc/form.conf | cut -d= -f2", False),
    "grep with a number": ("grep mail -A 3 /etc/form.conf", False),
    "cut": ("cut -d = -f 2 /etc/form.conf", False),
    "sed": ("sed -n 1p /etc/form.conf", False),
    "awk": ("awk '{print $1}' /etc/form.conf", False),
    "head": ("head -n 1 /etc/form.conf", False),
    "input": ("grep mail", True),
    "input, cut": ("cut -d = -f 2", True),
    "input, pattern of an option": ("grep -e mail", True),
    "perhaps input": ("grep $OPTIONS mail", True),
}


@pytest.mark.parametrize("name", list(_FILTERED))
def test_a_filter_reads_the_files_that_it_is_told_of(name: str) -> None:
    """What a filter takes out of a file is unknown; only without a file it is what the form has sent."""
    command, sent = _FILTERED[name]
    code = f'#!/bin/sh\nE=$({command})\necho b | mail -s x "$E"\n'
    reading = read(code.encode(), Language.SHELL, path="/srv/www/form")
    assert (Ability.RECIPIENT in {flow.ability for flow in reading.flows}) is sent
    assert sent or reading.blind
