"""A check of a value that is one of several fields says nothing of the fields, and all of the variable that holds it."""

from __future__ import annotations

from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_PHP: Final = "<?php $from = $_POST['a'] ?: $_POST['b']; "
_PERL: Final = "#!/usr/bin/perl\nuse CGI; my $q = CGI->new; my $from = $q->param('a') || $q->param('b');\n"
_PERL_END: Final = 'open(M, "|/usr/sbin/sendmail -t"); print M "To: o\\@example.jp\\nFrom: {}\\n\\nb"; close M;'
_PYTHON: Final = (
    "import cgi, re, smtplib, sys\nform = cgi.FieldStorage()\nsent = form.getfirst('a') or form.getfirst('b')\n"
)
_PYTHON_END: Final = "smtplib.SMTP('localhost').sendmail('w@example.jp', 'o@example.jp', 'From: %s\\n\\nb' % {})\n"
_RUBY: Final = "#!/usr/bin/ruby\nrequire 'cgi'\nc = CGI.new\nfrom = c['a'] || c['b']\n"
_RUBY_END: Final = (
    "IO.popen('/usr/sbin/sendmail -t', 'w') {{ |m| m.puts \"To: o@example.jp\\nFrom: #{{{}}}\\n\\nb\" }}\n"
)
_EITHER: Final = "<?php if (isset($_POST['a'])) $from = $_POST['a']; else $from = $_POST['b']; "
_GOOD: Final = "<?php function good($x) { return !preg_match('/[\\r\\n]/', $x); } "
_PHP_END: Final = 'mail("o@example.jp", "s", "b", "From: " . {});'

CHECKS: Final = {
    "pattern": (Language.PHP, _PHP + r"if (!preg_match('/\A[\w.]+@[\w.]+\z/', $from)) exit; ", _PHP_END, "$from"),
    "no pattern": (Language.PHP, _PHP + r"if (preg_match('/[\r\n]/', $from)) exit; ", _PHP_END, "$from"),
    "filter": (Language.PHP, _PHP + "if (!filter_var($from, FILTER_VALIDATE_EMAIL)) exit; ", _PHP_END, "$from"),
    "list": (Language.PHP, _PHP + "if (!in_array($from, array('a@example.jp', 'b@example.jp'))) exit; ", _PHP_END, "$from"),
    "equal": (Language.PHP, _PHP + "if ($from !== 'a@example.jp') exit; ", _PHP_END, "$from"),
    "search": (
        Language.PHP,
        _PHP + 'if (strpos($from, "\\n") !== false || strpos($from, "\\r") !== false) exit; ',
        _PHP_END,
        "$from",
    ),
    "function": (
        Language.PHP,
        _GOOD + _PHP.removeprefix("<?php ") + "if (!good($from)) exit; ",
        _PHP_END,
        "$from",
    ),
    "branches": (
        Language.PHP,
        _EITHER + "if (preg_match('/[\\r\\n]/', $from)) exit; ",
        _PHP_END,
        "$from",
    ),
    "perl": (Language.PERL, _PERL + r"exit unless $from =~ /\A[\w.]+\@[\w.]+\z/; ", _PERL_END, "$from"),
    "python": (Language.PYTHON, _PYTHON + "if not re.fullmatch(r'[\\w.]+@[\\w.]+', sent):\n    sys.exit()\n", _PYTHON_END, "sent"),
    "ruby": (Language.RUBY, _RUBY + "exit unless from =~ /\\A[\\w.]+@[\\w.]+\\z/\n", _RUBY_END, "from"),
}  # fmt: skip
"""A script up to its check, its end with a gap, and the variable that was checked."""
_RAW: Final = {
    Language.PHP: "$_POST['b']",
    Language.PERL: "@{[$q->param('b')]}",
    Language.PYTHON: "form.getfirst('b')",
    Language.RUBY: "c['b']",
}


@pytest.mark.parametrize("name", list(CHECKS))
def test_what_was_checked_is_fine(name: str) -> None:
    """The variable that a check has looked at can hold what the check lets through, and no more."""
    language, begin, end, held = CHECKS[name]
    reading = read((begin + end.format(held)).encode(), language, path="/srv/www/form")
    assert reading.sinks
    assert not reading.flows
    assert not reading.blind


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_field_that_was_perhaps_not_looked_at_is_not_fine(name: str) -> None:
    """One of the fields, taken again, can still hold anything."""
    language, begin, end, _ = CHECKS[name]
    reading = read((begin + end.format(_RAW[language])).encode(), language, path="/srv/www/form")
    assert {flow.ability for flow in reading.flows} == {Ability.HEADER}


_HOSTS: Final = {
    "checked": (r"if (!preg_match('/\A[\w.]+\z/', $h)) exit;", '"info@$h"', True),
    "below": (r"if (!preg_match('/\A[\w.]+\z/', $h)) exit;", '"info@$h.example.jp"', False),
    "user": (r"if (!preg_match('/\A[\w.]+\z/', $h)) exit;", '"$h@example.jp"', False),
    "chosen": ("if (!in_array($h, array('example.jp', 'example.com'))) exit;", '"info@$h"', False),
}


@pytest.mark.parametrize("name", list(_HOSTS))
def test_who_chooses_the_host_chooses_the_recipient(name: str) -> None:
    """A host that a pattern lets through is anybody's; a name at or below a fixed host is the script's own."""
    check, to, open_ = _HOSTS[name]
    code = f"<?php $h = $_POST['h']; {check} mail({to}, 's', $_POST['text']);"
    reading = read(code.encode(), Language.PHP, path="/srv/www/form")
    assert bool(reading.flows) is open_


def test_matches_that_end_prove_nothing() -> None:
    """A loop over all matches of a pattern ends when there are no more, not when there were none."""
    code = _PERL + "my $n = 0; while ($from =~ /(\\S)/gs) { $n++ } " + _PERL_END.format("$from")
    reading = read(code.encode(), Language.PERL, path="/srv/www/form")
    assert {flow.ability for flow in reading.flows} == {Ability.HEADER}
