"""Of replacements of some matches only, and of what callbacks leave outside of themselves."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read


def _php(line: str) -> Reading:
    return read(f'<?php\n{line}\nmail("office@example.jp", "x", "y", "From: $f");\n'.encode(), Language.PHP)


def _python(line: str) -> Reading:
    sends = 'smtplib.SMTP("localhost").sendmail("w@example.jp", "office@example.jp", "From: " + f + "\\n\\nhi")\n'
    head = 'import re, cgi, smtplib\nq = cgi.FieldStorage().getvalue("e")\n'
    return read(f"{head}{line}\n{sends}".encode(), Language.PYTHON)


@pytest.mark.parametrize(
    "line",
    [
        "$f = preg_replace('/[\\r\\n]/', '', $_POST['e'], 1);",
        "$n = 1; $f = preg_replace('/[\\r\\n]/', '', $_POST['e'], $n);",
        "$f = preg_replace('/[\\r\\n]/', '', $_POST['e'], limit: 1);",
        "$f = preg_replace(array('/\\r/', '/\\n/'), '', $_POST['e'], 1);",
        "$f = ''; array_walk($_POST, function ($v, $k) use (&$f) { $f .= \"X-$k: $v\\r\\n\"; });",
        "$f = ''; array_map(function ($v) use (&$f) { $f .= $v; }, $_POST);",
        "$f = ''; array_walk($_POST, function ($v, $k) { global $f; $f = $v; });",
        "$f = ''; $c = function ($v) { $GLOBALS['f'] = $v; }; foreach ($_POST as $v) $c($v);",
        "function add($v) { global $f; $f .= $v; } $f = ''; array_map('add', $_POST);",
        "$f = ''; array_filter($_POST, function ($v) use (&$f) { $f = $v; return true; });",
        "$o = new stdClass; array_walk($_POST, function ($v, $k) use ($o) { $o->f = $v; }); $f = $o->f;",
        "$f = ''; usort($_POST['l'], function ($a, $b) use (&$f) { $f .= $a; return 0; });",
        "$g = function ($v) use (&$f) { $h = function () use (&$f, $v) { $f = $v; }; $h(); }; $g($_POST['x']);",
    ],
)
def test_what_is_left_is_found_in_php(line: str) -> None:
    """A limit leaves line breaks, and a callback's changes of shared variables, of globals and of objects stay."""
    assert Ability.HEADER in _php(line).abilities


@pytest.mark.parametrize(
    "line",
    [
        "$f = preg_replace('/[\\r\\n]/', '', $_POST['e'], -1, $count);",
        "$f = ''; array_walk($_POST, function ($v, $k) use (&$f) { $f .= str_replace(array(\"\\r\", \"\\n\"), '', $v); });",
        "$f = ''; array_walk($_POST, function ($v, $k) use ($f) { $f .= $v; });",
        "$f = ''; $x = array_map(function ($v) { $f = trim($v); return $f; }, $_POST);",
        "$f = 'w@example.jp'; array_walk($_POST, function ($v, $k) use (&$n) { $n++; });",
    ],
)
def test_what_stays_inside_is_no_flow_in_php(line: str) -> None:
    """Without a limit all are replaced; a closure's own variables, and those that it copies, are nobody else's."""
    reading = _php(line)
    assert not reading.abilities
    assert not reading.blind


@pytest.mark.parametrize(
    ("line", "open_"),
    [
        ('f = re.sub("[\\r\\n]", "", q, 1)', True),
        ('f = re.sub("[\\r\\n]", "", q, count=1)', True),
        ('f = re.compile("[\\r\\n]").sub("", q, 1)', True),
        ('f = re.compile("[\\r\\n]").sub("", q, count=1)', True),
        ('f = q.replace("\\r", "", 1).replace("\\n", "", 1)', True),
        ('f = re.sub("[\\r\\n]", "", q, 0)', False),
        ('f = re.sub("[\\r\\n]", "", q, flags=re.I)', False),
        ('f = re.sub("[\\r\\n]", "", q, count=0, flags=re.I)', False),
        ('f = q.replace("\\r", "").replace("\\n", "")', False),
    ],
)
def test_a_count_leaves_the_rest_in_python(line: str, open_: bool) -> None:
    """``re.sub`` and ``replace`` with a count leave what stands behind the last match."""
    assert (Ability.HEADER in _python(line.replace("\r", "\\r").replace("\n", "\\n")).abilities) is open_


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('Mail::send("v", $_POST, function ($m) { $m->to($_POST["to"])->subject("x"); });', True),
        (
            '$d = $_POST; Mail::send("v", $d, function ($m) use ($d) { $m->from("w@example.jp"); $m->to($d["to"]); });',
            True,
        ),
        ('Mail::raw($_POST["m"], fn($m) => $m->to($_POST["to"]));', True),
        ('$fill = function ($m) { $m->bcc($_POST["to"]); }; Mail::send("v", $_POST, $fill);', True),
        ('Mail::raw($_POST["m"], function ($m) { $m->to("office@example.jp")->replyTo($_POST["e"]); });', False),
        ('Mail::send("v", ["x" => $_POST["x"]], function ($m) { $m->to(config("mail.office")); });', False),
    ],
)
def test_the_function_that_laravel_is_given_sets_the_addresses(line: str, found: bool) -> None:
    """``Mail::send`` with a function: what it does to the message is looked at."""
    reading = read(f"<?php\n{line}\n".encode(), Language.PHP)
    assert bool(reading.abilities) is found
    assert not reading.blind
