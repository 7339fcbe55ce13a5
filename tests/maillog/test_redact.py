"""Local parts become tokens: the same address the same one, without the key nobody can tell whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.redact import Redactor, names_of

ONE = Redactor(b"k" * 32)
OTHER = Redactor(b"o" * 32)


def _wide(written: str) -> str:
    """In letters of full width."""
    return "".join(chr(ord(one) + 0xFEE0) for one in written)


LOCALS = st.from_regex(r"[a-z0-9._%+=-]{1,40}", fullmatch=True).filter(lambda one: "=" not in one[:20])


def test_same_address() -> None:
    """An address has one token, in any case and in any place, and another with another key."""
    token = ONE.address("Taro@Example.jp").partition("@")[0]
    assert ONE.address("taro@example.jp") == f"{token}@example.jp"
    assert ONE.words("to=<taro@example.jp>, relay") == f"to=<{token}@example.jp>, relay"
    assert ONE.words("sasl_username=taro@example.jp") == f"sasl_username={token}@example.jp"
    assert OTHER.address("taro@example.jp") != ONE.address("taro@example.jp")


@pytest.mark.parametrize(
    "hidden",
    [
        "list-bounces+hanako=example.com@example.jp",
        '"hanako yamada"@example.jp',
        "花子hanako@example.jp",
        "SRS0=ab=cd=example.com=hanako@example.jp",
        "hanako@日本.example",
    ],
)
def test_hard_local_parts(hidden: str) -> None:
    """VERP, quoted, SRS and international local parts leave nothing of themselves."""
    assert "hanako" not in ONE.words(f"Nov 26 19:48:25 relay1: from=<{hidden}> said {hidden}, done")


def test_what_stays() -> None:
    """Domains, IP addresses, the null reverse-path and ordinary words stay."""
    line = "relay=mx.example.net[198.51.100.25]:25 from=<> status=sent (250 2.0.0 ok)"
    assert ONE.words(line) == line
    assert ONE.address("") == ""
    assert ONE.words("uid=33 user taro sent", ("taro",)) == f"uid=33 user {ONE.address('taro')} sent"


@given(LOCALS, st.text(max_size=20))
def test_twice_is_once(local: str, around: str) -> None:
    """Redacting what is redacted changes nothing."""
    once = ONE.words(f"{around} <{local}@example.jp> {around}")
    assert ONE.words(once) == once


@given(st.text(max_size=400))
def test_any_text(written: str) -> None:
    """No text makes it raise."""
    ONE.words(written)
    ONE.address(written)


@pytest.mark.parametrize(
    "hidden",
    [
        "to=<hanako>, relay=local, status=sent (delivered to mailbox)",
        "orig_to=<hanako>",
        'said: 550 5.1.1 unknown user: "hanako"',
        "delivered to maildir /home/hanako/Maildir",
        "GET /~hanako/form.cgi",
        "POST /form.cgi/hanako%40example.jp HTTP/1.1",
        "hanako\\@example.jp",
        "hanako\uff20example.jp",
        _wide("hanako@example.jp"),
        "<hanako@[192.0.2.1]>",
        f"hanako{'x' * 300}@example.jp",
        "imap-login: Login: user=<hanako>, method=PLAIN",
    ],
)
def test_ways_to_write_a_name(hidden: str) -> None:
    """However the at sign is written, and where a log puts a name without one, nothing of the name is left."""
    shown = ONE.words(hidden)
    assert "hanako" not in shown
    assert _wide("hanako") not in shown
    assert ONE.words(shown) == shown


def test_the_same_person_in_every_spelling() -> None:
    """A token does not depend on how the address is written."""
    token = ONE.address("taro@example.jp").partition("@")[0]
    for written in (
        "taro\\@example.jp",
        "/f/taro%40example.jp",
        _wide("taro@example.jp"),
        "to=taro@example.jp",
    ):
        assert token in ONE.words(written)


def test_names_that_are_told() -> None:
    """Local parts are found as words elsewhere; offices, accounts of the system and numbers are nobody's names."""
    names = names_of(("hanako+list@example.jp", "www-data", "info@example.jp", "12345", "ab", None))
    assert names == ("hanako+list", "hanako")
    assert "anako" not in ONE.words("mailbox of Hanako is full, hanako.", names)
    assert ONE.words("user=www-data to=<info> from=192.0.2.1") == "user=www-data to=<info> from=192.0.2.1"


@pytest.mark.parametrize("unit", ["a@", "to=", "<@a", "%40", '"', "user=x", "/home/", "\\@"])
def test_long_lines_end(unit: str) -> None:
    """Lines made to keep the search busy are read to their end, and twice is still once."""
    once = ONE.words(unit * 5000)
    assert ONE.words(once) == once
