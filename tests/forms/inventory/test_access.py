"""Whom Apache lets in, by both of its ways to say it."""

from __future__ import annotations

import pytest

from hiyari.forms.inventory.apache.access import combined, compat, guard_of, required
from hiyari.forms.inventory.apache.syntax import Directive, State, parse
from hiyari.forms.inventory.rules import Access, Rules


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
        ("Order Allow,Deny / Allow from 192.0.2.0/24", Access.ADDRESSES),
        ("Order deny,allow", Access.OPEN),
        ("Order deny,allow / Deny from all", Access.NOBODY),
        ("Order deny,allow / Deny from all / Allow from 192.0.2.1", Access.ADDRESSES),
        ("Order deny,allow / Deny from all / Allow from all", Access.OPEN),
        ("Order deny,allow / Deny from 192.0.2.1", Access.SOME),
        ("Deny from all", Access.NOBODY),
        ("Order deny,allow / Deny from all / Allow from env=let_me_in", Access.SOME),
        ("Order deny,allow / Deny from all / Allow from 0.0.0.0/0", Access.SOME),
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
        ("Require ip 192.0.2.0/24", Access.ADDRESSES),
        ("Require valid-user", Access.PASSWORD),
        ("Require all denied / Require ip 192.0.2.1", Access.ADDRESSES),
        ("<RequireAll> / Require all granted / Require not ip 192.0.2.1 / </RequireAll>", Access.SOME),
        ("<RequireAll> / Require all granted / Require all denied / </RequireAll>", Access.NOBODY),
        ("<RequireAny> / Require all denied / Require all granted / </RequireAny>", Access.OPEN),
        ("Require user hanako taro", Access.PASSWORD),
        ("Require ldap-group cn=staff", Access.PASSWORD),
        ("Require not ip 192.0.2.1", Access.SOME),
        ("Require env staff", Access.SOME),
        ("Require ip 0.0.0.0/0", Access.SOME),
        ("Require ip 192.0.2.1 / Require valid-user", Access.EITHER),
        ("<RequireAll> / Require ip 192.0.2.1 / Require valid-user / </RequireAll>", Access.PASSWORD),
        ("<RequireNone> / Require all granted / </RequireNone>", Access.NOBODY),
    ],
)
def test_require(source: str, expected: Access | None) -> None:
    """Several lines are alternatives, unless a container says otherwise."""
    assert required(directives(source)) is expected


def test_both_ways_have_to_let_a_visitor_in() -> None:
    """The stricter one counts; one that says nothing lets everybody in; with Satisfy Any one is enough."""
    assert combined(Rules(old_access=Access.NOBODY)) is Access.NOBODY
    assert combined(Rules(access=Access.SOME, old_access=Access.OPEN)) is Access.SOME
    assert combined(Rules()) is Access.OPEN
    assert combined(Rules(access=Access.PASSWORD, old_access=Access.ADDRESSES, either=True)) is Access.EITHER
    assert combined(Rules(access=Access.PASSWORD, either=True)) is Access.OPEN


def test_a_login_that_anybody_passes_is_no_guard() -> None:
    """With mod_authn_anon, or a name that the server makes up, no password is said to be needed."""
    assert guard_of(Rules(access=Access.PASSWORD)) is not None
    assert guard_of(Rules(access=Access.PASSWORD, anonymous=True)) is None
