"""When two names mean the same host, and when an address means the host itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.maillog.baseline.series import network_of
from hiyari.maillog.history.readings import way_of
from hiyari.maillog.hosts import find_host, is_filter, is_here, same_host

NAMES = st.from_regex(r"(?i:relay[12](\.example\.(jp|com))?\.?)", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("relay1", "relay1.example.jp", True),
        ("Relay1.example.jp.", "relay1.EXAMPLE.jp", True),
        ("relay1.example.jp", "relay1.example.com", False),
        ("relay1", "relay10.example.jp", False),
        ("relay1.example", "relay1.example.jp", False),
        ("", "relay1", False),
    ],
)
def test_a_first_label_means_its_host(one: str, other: str, same: bool) -> None:
    """A short name is the host of that first label; two full names are the same host only when they are equal."""
    assert same_host(one, other) is same


@given(NAMES, st.lists(NAMES, max_size=6))
def test_what_is_found_is_the_same_host_and_the_only_one(name: str, names: list[str]) -> None:
    """What is found means the host; where nothing is, none or several could be meant."""
    found = find_host(name, names)
    alike = [one for one in names if same_host(name, one)]
    assert alike == [one for one in names if same_host(one, name)]
    assert found in alike if found is not None else len(alike) != 1


def test_where_two_could_be_meant_none_is() -> None:
    """A short name between two full ones is nobody's; the name in full is its own."""
    names = ["relay1", "relay2.example.jp", "relay2.example.com"]
    assert find_host("RELAY1.example.jp.", names) == "relay1"
    assert find_host("relay2.example.com", names) == "relay2.example.com"
    assert find_host("relay2", names) is None


@pytest.mark.parametrize(
    ("address", "client", "hop"),
    [
        ("127.0.0.1", True, True),
        ("::1", True, True),
        ("127.0.0.12", True, False),
        ("::ffff:127.0.0.1", True, False),
        ("192.0.2.1", False, False),
        ("2001:db8::1", False, False),
        ("unknown", False, False),
    ],
)
def test_a_client_is_here_at_any_loopback_address_and_a_filter_at_two(address: str, client: bool, hop: bool) -> None:
    """A client of 127.0.0.0/8 is the host itself for every reader; a next hop is a filter at 127.0.0.1 and ::1 only."""
    assert (is_here(address), is_filter(address)) == (client, hop)
    assert (network_of(address) == "localhost") is client
    assert (way_of("smtp", address) == "filter") is hop
