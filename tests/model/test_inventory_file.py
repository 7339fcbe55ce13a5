"""The inventory file: what is right is read, and everything that is wrong is said with its line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.locale.translate import Translator
from hiyari.model.error import UserError
from hiyari.model.inventory import HostState, Role
from hiyari.model.inventory_file import parse_inventory

GOOD = """
[[domain]]
name = "Example.JP"
dkim_selectors = ["s2026"]

[[host]]
name = "relay1.example.jp"
role = "relay"
egress = ["203.0.113.11", "2001:db8::11"]
peer_group = "edge"

[[host]]
name = "relay2.example.jp"
role = "relay"
egress = [
    "203.0.113.12",
]
state = "planned"

[resolver]
servers = ["127.0.0.1:5353", "[::1]:5353", "::1"]

[queue]
lifetime = "3d"

[[ignore]]
rule = "RLY201"
object = "relay2.example.jp 203.0.113.12"
reason = "ordered"
until = 2026-12-31
"""


def _problems(source: str) -> list[str]:
    with pytest.raises(UserError) as caught:
        parse_inventory(source, "hiyari.toml")
    return [Translator("en").render(problem) for problem in caught.value.problems]


def test_a_whole_inventory_is_read() -> None:
    """Names are folded, defaults filled in, servers and spans understood."""
    inventory = parse_inventory(GOOD, "hiyari.toml")
    assert inventory.domains[0].name == "example.jp"
    first, second = inventory.hosts
    assert (first.role, first.helo, len(first.egress)) == (Role.RELAY, "relay1.example.jp", 2)
    assert (second.state, second.line) == (HostState.PLANNED, 12)
    assert [str(server) for server in inventory.resolvers] == ["127.0.0.1:5353", "[::1]:5353", "[::1]:53"]
    assert inventory.queue_lifetime == 3 * 86400
    assert inventory.ignores[0].until.year == 2026


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"203.0.113.12",', '"203.0.113.300",', 16, "Write the address that mail leaves from"),
        ("peer_group", "peer_gruop", 10, "Did you mean peer_group?"),
        ('state = "planned"', 'state = "plannned"', 18, "Write one of: active, planned, retiring"),
        ("[[domain]]", "[[domian]]", 2, "Did you mean domain?"),
        ('["203.0.113.11", "2001:db8::11"]', '"203.0.113.11"', 9, "square brackets"),
        ('"203.0.113.12",', '"203.0.113.11",', 12, "belongs to relay1.example.jp already"),
        ('"relay2.example.jp"\nrole', '"relay1.example.jp"\nrole', 12, "declared on line 6 already"),
        ('reason = "ordered"\n', "", 26, "reason is missing"),
        ("until = 2026-12-31", 'until = "soon"', 30, "must be a day"),
        ('role = "relay"\negress = [\n', "role = \negress = [\n", 14, "no TOML"),
        ('lifetime = "3d"', 'lifetime = "3 days"', 24, "such as 5d"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    """Each mistake gets one sentence: the line, what is wrong, what to write."""
    assert old in GOOD
    (problem,) = _problems(GOOD.replace(old, new, 1))
    assert problem.startswith(f"hiyari.toml:{line}: ")
    assert words in problem


def test_all_mistakes_are_told_at_once_up_to_twenty() -> None:
    """A person mends a file in one go; a flood is counted instead of shown."""
    assert len(_problems("a = 1\nb = 2\n")) == 2
    assert len(_problems("\n".join(f"k{n} = 1" for n in range(50)))) == 21


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(junk: str) -> None:
    """Any text, alone or behind a good beginning, is read or refused with sentences."""
    for source in (junk, GOOD + junk, GOOD.replace("relay", junk[:5])):
        with suppress(UserError):
            parse_inventory(source, "hiyari.toml")


@pytest.mark.parametrize("source", ["x = " + "[" * 5000, "host = 3", "resolver = 1", "[[host]]\n" * 50, "\x00", "﻿"])
def test_absurd_files_are_refused_or_empty(source: str) -> None:
    """Nesting bombs, wrong kinds, empty tables and control characters end in sentences, never in a crash."""
    with suppress(UserError):
        assert parse_inventory(source, "hiyari.toml").hosts == ()


def test_a_web_root_may_name_its_servers_configuration() -> None:
    """One path or a list of them; anything else is told with its line."""
    head = '[[host]]\nname = "www.example.jp"\nrole = "web"\n[[webroot]]\nhost = "www.example.jp"\n'
    root = f'{head}path = "/var/www"\nurl = "https://www.example.jp/"\n'
    one = parse_inventory(f'{root}server_config = "/etc/apache2/apache2.conf"\n', "hiyari.toml")
    assert one.webroots[0].server_config == ("/etc/apache2/apache2.conf",)
    several = parse_inventory(f'{root}server_config = ["/etc/nginx/nginx.conf", "/srv/x.conf"]\n', "hiyari.toml")
    assert several.webroots[0].server_config == ("/etc/nginx/nginx.conf", "/srv/x.conf")
    assert parse_inventory(root, "hiyari.toml").webroots[0].server_config == ()
    assert _problems(f"{root}server_config = 1\n")[0].startswith("hiyari.toml:8: ")
    assert _problems(f"{root}server_config = [1]\n")[0].startswith("hiyari.toml:8: ")
