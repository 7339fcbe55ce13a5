"""What the third blind set taught about PHP: lists in files, ``strtr``, one ``@``, code that never runs."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

HEADER, RECIPIENT, AUTOREPLY = (
    frozenset({Ability.HEADER}),
    frozenset({Ability.RECIPIENT}),
    frozenset({Ability.AUTOREPLY}),
)
SAFE = frozenset[Ability]()


def php(source: str) -> Reading:
    """A script without other files."""
    return read(f"<?php {source}".encode(), Language.PHP, path="/web/form.php", include={}.get)


@pytest.mark.parametrize(
    ("cleaned", "found"),
    [
        ('strtr($f, ["\\r" => "", "\\n" => ""])', SAFE),
        ('strtr($f, array("\\n" => " ", "\\r" => " ", "\\t" => " "))', SAFE),
        ('strtr($f, "\\r\\n", "  ")', SAFE),
        ('strtr($f, "\\r\\n", " ")', HEADER),
        ('strtr($f, ["\\r\\n" => ""])', HEADER),
        ('strtr($f, ["\\r" => "\\n", "\\n" => ""])', HEADER),
        ('strtr("From: {a}", ["{a}" => $f])', HEADER),
        ('strtr("From: {a}", ["\\n" => "", "\\r" => "", "{a}" => $f])', HEADER),
        ('str_replace(["\\n", "\\r"], ["", "\\n"], $f)', HEADER),
        ('str_replace(["\\r", "\\n"], ["\\n", ""], $f)', SAFE),
    ],
)
def test_what_strtr_takes_out_and_brings(cleaned: str, found: frozenset[Ability]) -> None:
    """A mapping replaces everything at once, so what a replacement brings stays."""
    reading = php(f"$f = $_POST['mail']; mail('a@example.com', 's', 'b', 'From: ' . {cleaned});")
    assert reading.abilities == found


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("$list = file('list.txt'); $i = array_search($a, $list, true); if ($i === false) exit;", SAFE),
        ("$list = array_map('trim', file('list.txt')); if (!in_array($a, $list)) exit;", SAFE),
        ("$row = mysql_fetch_assoc($r); if ($row['mail'] !== $a) exit;", SAFE),
        ("$row = mysql_fetch_assoc($r); if ($row['mail'] === $a) {} else exit;", SAFE),
        ("$list = file('list.txt'); if (in_array($a, $list)) exit;", RECIPIENT),
        ("$list = explode(',', $_POST['list']); if (!in_array($a, $list)) exit;", RECIPIENT),
        ("$row = mysql_fetch_assoc($r); if (strstr($a, $row['mail']) === false) exit;", RECIPIENT),
    ],
)
def test_an_address_that_a_file_holds(check: str, found: frozenset[Ability]) -> None:
    """One of the addresses of a file or database gets a fixed text; any address is another matter."""
    assert php(
        f"$a = $_POST['a']; {check} mail($a, 'Sign off', 'Follow the link', 'From: x@example.com');"
    ).abilities == (found)


def test_words_to_an_address_that_a_file_holds_are_an_autoreply() -> None:
    """The visitor's words go to somebody who is in the list, not to anybody."""
    reading = php(
        "$a = $_POST['a']; if (!in_array($a, file('list.txt'))) exit; mail($a, 'Hello', 'You wrote: ' . $_POST['text']);"
    )
    assert reading.abilities == AUTOREPLY


@pytest.mark.parametrize(
    ("pattern", "to", "found"),
    [
        (r"/^[^@\s]+@[^@\s]+\.[a-z]{2,}$/iD", "$a", AUTOREPLY),
        (r"/^[^@\s]+@([^@\s.]+\.)+[a-z]{2,}$/D", "'Guest <' . $a . '>'", AUTOREPLY),
        (r"/^[^\s]+@[^@\s]+\.[a-z]{2,}$/D", "$a", RECIPIENT),
        (r"/^([^@\s]+@[^@\s,]+,?)+$/D", "$a", RECIPIENT),
        (r"/^[^@\s]+@[^@\s]+$/D", "$a . '@example.com'", RECIPIENT),
        (r"/[^@\s]+@[^@\s]+\.[a-z]{2,}/", "$a", RECIPIENT),
    ],
)
def test_a_pattern_with_one_at_lets_one_address_through(pattern: str, to: str, found: frozenset[Ability]) -> None:
    """With one ``@`` a comma adds no address of another host, unless one is written behind it."""
    reading = php(
        f"$a = $_POST['a']; if (!preg_match('{pattern}', $a)) exit; "
        f"$a = str_replace(array(\"\\r\", \"\\n\"), '', $a); $t = 'We call you.'; "
        f"if ($_POST['w'] !== '') $t .= $_POST['w']; mail({to}, 'Hello', $t);"
    )
    assert reading.abilities == found


_OLD = "function old($f) { mail($f['to'], $f['s'], $f['t'], 'From: ' . $f['m']); } function fresh() {} "


@pytest.mark.parametrize(
    ("calls", "known"),
    [
        ("$use = false; $ok = $use ? old($_POST) : fresh();", True),
        ("$use = false; if ($use) { old($_POST); } else { fresh(); }", True),
        ("define('LEGACY', 0); if (LEGACY) $f = 'old'; fresh();", True),
        ("$use = true; if (!$use) call_user_func('old', $_POST); fresh();", True),
        ("if ($_POST['x']) $f = 'old'; else $f = 'fresh'; $h = array('x', $f); other($h);", False),
        ("$use = false; if ($use) fresh('old'); $h = array('old'); other($h);", False),
    ],
)
def test_what_only_dead_code_calls_is_not_called(calls: str, known: bool) -> None:
    """A function that is named only where a condition of constants never leads is no unknown."""
    reading = php(_OLD + calls)
    assert not reading.abilities
    assert (not reading.blind) is known
