"""Whom Apache lets in, by both of its ways to say it."""

from __future__ import annotations

import pytest

from hiyari.forms.inventory.apache.access import compat, required, stricter
from hiyari.forms.inventory.apache.syntax import Directive, State, parse
from hiyari.forms.inventory.rules import Access


def directives(source: str) -> tuple[Directive, ...]:
    """The directives of a text with slashes for line ends."""
    return parse(source.replace(" / ", "\n"), "x", State())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Options None", None),
        ("Order allow,deny", Access.NOBODY),
        ("Order allow,deny / Allow from all", Access.OPEN),
        ("Order allow,deny / Allow from all / Deny from all", Access.NOBODY),
        ("Order allow,deny / Allow from all / Deny from 192.0.2.1", Access.SOME),
        ("Order Allow,Deny / Allow from 192.0.2.0/24", Access.SOME),
        ("Order deny,allow", Access.OPEN),
        ("Order deny,allow / Deny from all", Access.NOBODY),
        ("Order deny,allow / Deny from all / Allow from 192.0.2.1", Access.SOME),
        ("Order deny,allow / Deny from all / Allow from all", Access.OPEN),
        ("Order deny,allow / Deny from 192.0.2.1", Access.SOME),
        ("Deny from all", Access.NOBODY),
    ],
)
def test_order_allow_and_deny(source: str, expected: Access | None) -> None:
    """The default order is deny,allow; with allow,deny a denial wins, and who is not named stays outside."""
    assert compat(directives(source)) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Options None", None),
        ("Require all granted", Access.OPEN),
        ("Require all denied", Access.NOBODY),
        ("Require ip 192.0.2.0/24", Access.SOME),
        ("Require valid-user", Access.SOME),
        ("Require all denied / Require ip 192.0.2.1", Access.SOME),
        ("<RequireAll> / Require all granted / Require not ip 192.0.2.1 / </RequireAll>", Access.SOME),
        ("<RequireAll> / Require all granted / Require all denied / </RequireAll>", Access.NOBODY),
        ("<RequireAny> / Require all denied / Require all granted / </RequireAny>", Access.OPEN),
        ("<RequireNone> / Require all granted / </RequireNone>", Access.NOBODY),
    ],
)
def test_require(source: str, expected: Access | None) -> None:
    """Several lines are alternatives, unless a container says otherwise."""
    assert required(directives(source)) is expected


def test_both_ways_have_to_let_a_visitor_in() -> None:
    """The stricter one counts; one that says nothing lets everybody in."""
    assert stricter(None, Access.NOBODY) is Access.NOBODY
    assert stricter(Access.SOME, Access.OPEN) is Access.SOME
    assert stricter(None, None) is Access.OPEN
