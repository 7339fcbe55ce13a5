"""A form that sends mail by a roundabout way is found or said to be unknown, in every language: never passed over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hiyari.forms.language import Language
from hiyari.forms.prefilter import sighted
from hiyari.forms.taint.read import read
from tests.forms.taint import (
    roundabout_javascript,
    roundabout_perl,
    roundabout_php,
    roundabout_python,
    roundabout_ruby,
    roundabout_shell,
)

BY_LANGUAGE = {
    Language.PHP: roundabout_php,
    Language.PERL: roundabout_perl,
    Language.PYTHON: roundabout_python,
    Language.RUBY: roundabout_ruby,
    Language.JAVASCRIPT: roundabout_javascript,
    Language.SHELL: roundabout_shell,
}


def _scripts() -> Iterator[object]:
    for language, module in BY_LANGUAGE.items():
        for name, code in module.SCRIPTS.items():
            yield pytest.param(language, module.BEFORE + code, id=f"{language}-{name}")


@pytest.mark.parametrize(("language", "code"), list(_scripts()))
def test_a_roundabout_way_to_a_mail_is_never_passed_over(language: Language, code: str) -> None:
    """The first look sights it, a place that may send is listed, and it is open to a stranger or unknown."""
    source = code.encode()
    assert sighted(source).mail
    reading = read(source, language, path="/srv/www/form")
    assert reading.sinks
    assert reading.flows or reading.blind


LOGGED_IN = [
    "require_once __DIR__ . '/admin.php'; wp_mail($_POST['to'], 's', 'b');",
    "auth_redirect(); wp_mail($_POST['to'], 's', 'b');",
    "if (!current_user_can('edit')) { wp_die('no'); } wp_mail($_POST['to'], 's', 'b');",
    "check_admin_referer('x'); wp_mail($_POST['to'], 's', 'b');",
]


@pytest.mark.parametrize("code", LOGGED_IN)
def test_wordpress_asks_for_a_login_before(code: str) -> None:
    """What only somebody who has logged in comes to is not open to a stranger."""
    reading = read(b"<?php " + code.encode(), Language.PHP, path="/srv/www/wp-admin/user-new.php")
    assert not reading.flows
    assert reading.stops


NOTHING_OPEN = [
    pytest.param("function unused($t) { mail($t, 's', 'b'); } echo 'x';", id="never named"),
    pytest.param("$f = 'strtolower'; mail('a@example.jp', 's', $f($_POST['b']));", id="harmless by its name"),
    pytest.param("mail(message: $_POST['b'], subject: 's', to: 'a@example.jp');", id="names in another order"),
]  # fmt: skip


@pytest.mark.parametrize("code", NOTHING_OPEN)
def test_what_is_understood_is_not_said_to_be_unknown(code: str) -> None:
    """A roundabout way that is followed to its end is no reason for doubt."""
    reading = read(b"<?php " + code.encode(), Language.PHP, path="/srv/www/form.php")
    assert not reading.flows
    assert not reading.blind
