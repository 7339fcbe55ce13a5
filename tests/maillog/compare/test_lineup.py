"""Who is compared with whom."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from hiyari.maillog.compare.lineup import find, line_up, pairs
from hiyari.model.error import UserError
from hiyari.model.inventory import Host, Role


def _host(name: str, group: str | None = None, role: Role = Role.RELAY) -> Host:
    return Host(name=name, role=role, egress=(ip_address("192.0.2.1"),), helo=name, peer_group=group)


def test_without_an_inventory_all_are_compared() -> None:
    """Every host that sent outside is one group."""
    assert line_up(["b", "a", "c"]) == (("b", "a", "c"),)
    assert list(pairs([("b", "a", "c")])) == [("b", "a"), ("b", "c"), ("a", "c")]


def test_a_peer_group_is_compared_with_itself_only() -> None:
    """Hosts of two groups are never compared with one another, and a host without a group with nobody."""
    declared = [
        _host(f"{name}.example.jp", group) for name, group in zip("abcde", ["x", "x", "y", "y", None], strict=True)
    ]
    assert line_up(list("edcba"), declared) == (("a", "b"), ("c", "d"))


def test_without_peers_those_that_send_outside_are_compared() -> None:
    """Hosts that are declared, send outside and are in the logs; an internal one is not."""
    declared = [_host("a.example.jp"), _host("b.example.jp"), _host("c.example.jp", role=Role.INTERNAL)]
    assert line_up(["c", "b", "a"], declared) == (("a", "b"),)


def test_a_name_is_found_in_full_or_by_its_first_label() -> None:
    """Logs have short names and inventories full ones; where two could be meant, none is."""
    seen = ["relay1", "relay2.example.jp", "Relay2.example.com"]
    assert find("RELAY1.example.jp.", seen) == "relay1"
    assert find("relay2.example.com", seen) == "Relay2.example.com"
    assert find("relay2", seen) is None
    assert find("relay2.example.net", seen) is None


@pytest.mark.parametrize(
    ("seen", "named", "word"),
    [
        ([], [], "No host sent anything outside"),
        (["a"], [], "Only {host} sent outside"),
        (["a", "b"], ["a", "x"], "sent nothing outside in these logs"),
        (["a", "b"], ["a"], "name two hosts at least"),
        ([f"h{number}" for number in range(17)], [], "at most {most} are compared"),
    ],
)
def test_what_cannot_be_compared_is_said(seen: list[str], named: list[str], word: str) -> None:
    """Fewer than two relays, unknown names and too many are one clear sentence."""
    with pytest.raises(UserError) as raised:
        line_up(seen, named=named)
    assert word in raised.value.problems[0].message
