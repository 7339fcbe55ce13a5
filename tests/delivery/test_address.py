"""Addresses: unchanged on the wire, one key for one person, and nothing that only looks like an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.carriers.knowledge import knowledge
from hiyari.delivery.address import key_of, parse_address

KNOWN = knowledge()


@pytest.mark.parametrize(
    ("written", "wire"),
    [
        ("a..b@docomo.ne.jp", "a..b@docomo.ne.jp"),
        ("ab.@docomo.ne.jp", "ab.@docomo.ne.jp"),
        (".ab@ezweb.ne.jp", ".ab@ezweb.ne.jp"),
        ("-ab@ezweb.ne.jp", "-ab@ezweb.ne.jp"),
        ('"a..b"@docomo.ne.jp', '"a..b"@docomo.ne.jp'),
        ("Taro@Docomo.NE.JP", "Taro@docomo.ne.jp"),
        ("taro@例え.jp", "taro@xn--r8jz45g.jp"),
        ("太郎@example.jp", "太郎@example.jp"),
        (f"{'a' * 64}@example.jp", f"{'a' * 64}@example.jp"),
    ],
)
def test_the_local_part_is_unchanged_on_the_wire(written: str, wire: str) -> None:
    """Only the domain is written anew."""
    address = parse_address(written)
    assert address is not None
    assert address.wire == wire


@pytest.mark.parametrize(
    "written",
    [
        "",
        "@",
        "a@",
        "@example.jp",
        "a b@example.jp",
        "a@b@c@example.jp ",
        "Taro <taro@example.jp>",
        "taro@example.jp, jiro@example.jp",
        "taro@example.jp\r\nRCPT TO:<x@example.jp>",
        '"a\r\nb"@example.jp',
        '"a b"@example.jp',
        '"ab@example.jp',
        "taro@[127.0.0.1]",
        f"{'a' * 65}@example.jp",
        f"{'a' * 61}@{'.'.join(['b' * 60] * 3)}.example.jp",
        f"{'あ' * 22}@example.jp",
        "\u200btaro@example.jp",
        "taro\u202e@example.jp",
        "taro\u3000@example.jp",
        "taro\x85@example.jp",
    ],
)
def test_what_is_no_address_is_none(written: str) -> None:
    """Names, lists, line ends, what is too long, and characters that nobody sees."""
    assert parse_address(written) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp', True),
        ("Taro@docomo.ne.jp", "taro@DOCOMO.ne.jp", True),
        ('"Ta\\ro"@docomo.ne.jp', "taro@docomo.ne.jp", True),
        ("Taro@example.jp", "taro@example.jp", False),
        ("a.b@gmail.com", "ab@gmail.com", False),
        ("taro@docomo.ne.jp", "taro@ezweb.ne.jp", False),
    ],
)
def test_keys_are_equal_where_the_person_is_certainly_the_same(one: str, other: str, *, same: bool) -> None:
    """Quotes that nothing needs, and case where the provider folds it; anything else may be somebody else."""
    first, second = parse_address(one), parse_address(other)
    assert first is not None
    assert second is not None
    assert (key_of(first, KNOWN) == key_of(second, KNOWN)) is same


@given(st.text(max_size=100), st.sampled_from(["example.jp", "docomo.ne.jp", "", "a..b", "例え.jp"]))
def test_any_text_is_an_address_or_none(local: str, domain: str) -> None:
    """What is taken is one line without spaces and angle brackets, and is taken again as it stands on the wire."""
    address = parse_address(f"{local}@{domain}")
    if address is not None:
        assert address.wire.isprintable()
        assert not set(" <>\r\n") & set(address.wire)
        again = parse_address(address.wire)
        assert again is not None
        assert (again.wire, key_of(again, KNOWN)) == (address.wire, key_of(address, KNOWN))
