"""Local parts become tokens: the same address the same one, without the key nobody can tell whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.redact import Redactor

ONE = Redactor(b"k" * 32)
OTHER = Redactor(b"o" * 32)
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
