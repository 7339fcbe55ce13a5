"""What a visitor's first request leaves in the session, and what their next does with it."""

from __future__ import annotations

import pytest

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read

_FROM = "mail('shop@example.jp', 'x', 'text', 'From: ' . {value});"


def php(source: str) -> Reading:
    """A script without other files."""
    return read(source.encode(), Language.PHP, path="/web/form.php", include={}.get)


def steps(first: str, value: str = "$_SESSION['mail']") -> Reading:
    """A script that keeps something at the first step, and sends it at the next."""
    return php(f"<?php session_start(); if (isset($_POST['a'])) {{ {first} exit; }} " + _FROM.format(value=value))


@pytest.mark.parametrize(
    "first",
    [
        "$_SESSION['mail'] = $_POST['mail'];",
        "foreach ($_POST as $k => $v) $_SESSION[$k] = $v;",
        "$_SESSION = array_merge($_SESSION, $_POST);",
        "function keep($k) { $_SESSION[$k] = $_POST[$k]; } keep('mail');",
        "array_walk($_POST, function ($v, $k) { $_SESSION[$k] = $v; });",
        "$_SESSION['mail'] = $_POST['mail']; if (!filter_var($_SESSION['mail'], FILTER_VALIDATE_EMAIL)) exit('bad');",
    ],
)
def test_what_is_kept_unchecked_is_found_at_the_next_step(first: str) -> None:
    """A field that waits in the session between two requests is the visitor's still."""
    assert steps(first).abilities == {Ability.HEADER}


@pytest.mark.parametrize(
    ("first", "value"),
    [
        ("foreach (['name', 'mail'] as $k) $_SESSION['o'][$k] = isset($_POST[$k]) ? $_POST[$k] : '';", "['o']['mail']"),
        ("$s = &$_SESSION['o']; $s['mail'] = $_POST['mail'];", "['o']['mail']"),
        ("$_SESSION['o']['deep']['mail'] = $_POST['mail'];", "['o']['deep']['mail']"),
        ("$_SESSION['o'] = (object) $_POST;", "['o']->mail"),
    ],
)
def test_a_mapping_in_the_session_keeps_its_keys(first: str, value: str) -> None:
    """Elements of a mapping that waits in the session are found by their keys."""
    assert steps(first, "$_SESSION" + value).abilities == {Ability.HEADER}


@pytest.mark.parametrize(
    "first",
    [
        "if (!filter_var($_POST['mail'], FILTER_VALIDATE_EMAIL)) exit; $_SESSION['mail'] = $_POST['mail'];",
        "$_SESSION['mail'] = $_POST['mail']; if (preg_match('/[\\r\\n]/', $_POST['mail'])) { unset($_SESSION['mail']); }",
        "if (!preg_match('/\\A[a-z@.]+\\z/', $_POST['mail'])) exit; $_SESSION = ['mail' => $_POST['mail']];",
        "$_SESSION['mail'] = str_replace(array(\"\\r\", \"\\n\"), '', $_POST['mail']);",
    ],
)
def test_what_was_checked_before_the_end_of_the_first_step_stays_checked(first: str) -> None:
    """What the session holds when the request ends has passed the checks of that request."""
    reading = steps(first)
    assert not reading.abilities
    assert not reading.blind


def test_a_check_of_the_next_request_says_nothing_of_what_was_kept() -> None:
    """A field of the second request has the name of what was kept, and is another value."""
    reading = php(
        "<?php if (isset($_POST['a'])) { $_SESSION['mail'] = $_POST['mail']; exit; } "
        "if (preg_match('/[\\r\\n]/', $_POST['mail'])) exit; " + _FROM.format(value="$_SESSION['mail']")
    )
    assert reading.abilities == {Ability.HEADER}


@pytest.mark.parametrize(
    ("sends", "unknown"),
    [
        (_FROM.format(value="$_SESSION['form']['mail']"), True),
        ("mail($_SESSION['mail'], 'Thanks', $_SESSION['text']);", True),
        (_FROM.format(value="str_replace(array(\"\\r\", \"\\n\"), '', $_SESSION['mail'])"), False),
        ("if (preg_match('/[\\r\\n]/', $_SESSION['mail'])) exit; " + _FROM.format(value="$_SESSION['mail']"), False),
        ("mail('shop@example.jp', 'Question', $_SESSION['text'], 'From: shop@example.jp');", False),
        ("mail('shop@example.jp', $_SESSION['subject'], 'text');", False),
        ("if (empty($_SESSION['user_id'])) exit; " + _FROM.format(value="$_SESSION['mail']"), False),
    ],
)
def test_what_another_script_puts_into_the_session_is_unknown_in_a_header(sends: str, unknown: bool) -> None:
    """A header or recipient that another script's session decides is not known, unless it is cleaned here."""
    reading = php(f"<?php session_start(); {sends}")
    assert not reading.abilities
    assert bool(reading.blind) is unknown


@pytest.mark.parametrize(
    "sends",
    [
        "if (!filter_var($_POST['m'], FILTER_VALIDATE_EMAIL)) {{ {mail} }}",
        "$e = $_POST['m']; if (!filter_var($e, FILTER_VALIDATE_EMAIL)) {{ $bad = 1; }} if ($e) {{ {mail} }}",
    ],
)
def test_what_a_filter_refuses_is_not_empty(sends: str) -> None:
    """The value that a filter gives false for may be anything, and is still there."""
    assert php("<?php " + sends.format(mail=_FROM.format(value="$_POST['m']"))).abilities == {Ability.HEADER}
