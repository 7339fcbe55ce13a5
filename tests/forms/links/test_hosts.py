"""Names of a site."""

from __future__ import annotations

import pytest

from hiyari.forms.links.hosts import Hosts


@pytest.mark.parametrize(
    ("names", "host", "ours"),
    [
        (["www.example.jp"], "www.example.jp", True),
        (["WWW.Example.JP:443"], "www.example.jp", True),
        (["www.example.jp"], "example.jp", True),
        (["example.jp"], "www.example.jp", True),
        (["*.example.jp"], "shop.example.jp", True),
        ([".example.jp"], "shop.example.jp", True),
        (["*.example.jp"], "badexample.jp", False),
        (["www.example.jp"], "shop.example.jp", False),
        (["_", "www.example.jp"], "www.example.com", False),
    ],
)
def test_names_are_compared_as_web_servers_write_them(names: list[str], host: str, ours: bool) -> None:
    """With and without www, with wildcards, in letters of either size."""
    assert (host in Hosts(names)) is ours


def test_a_name_for_any_host_is_none() -> None:
    """A server that is written for any name has none that is known."""
    assert not Hosts(["_", "", "*"])
    assert Hosts(["www.example.jp", "*.example.com"]).domains == {"example.jp", "example.com"}
