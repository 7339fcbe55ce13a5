"""The addresses behind an account are told, and a client that is a host of ours is not to be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.maillog.trace.clients import is_private
from hiyari.maillog.trace.judging import findings
from hiyari.maillog.trace.notice import Kind as Form
from hiyari.maillog.trace.notice import Notice
from hiyari.maillog.trace.tracing import Traced, trace
from hiyari.model.inventory_file import parse_inventory
from tests.maillog.trace.world import HOUR, SECOND, START, World

INVENTORY = parse_inventory('[[host]]\nname = "web9.example.jp"\nrole = "web"\n', "hiyari.toml")


def _trace(world: World, folder: Path, message_id: str) -> Traced:
    with world.facts(folder) as facts:
        return trace(facts, Notice(kind=Form.TEXT, message_ids=(message_id,)), inventory=INVENTORY)


def test_clients_of_an_account(tmp_path: Path) -> None:
    """An account's addresses come with counts, first and last use, and so do logins in its name that failed before."""
    world = World()
    for number in range(9):
        address = "198.51.100.7" if number < 6 else "203.0.113.9"
        world.message(
            "mx1",
            f"A{number}",
            START + number * HOUR,
            sasl="Tanaka@example.co.jp",
            address=address,
            message_id=f"{number}@a",
        )
    for account, address in (("tanaka", "192.0.2.1"), ("TANAKA@example.co.jp", "192.0.2.1"), ("sato", "192.0.2.2")):
        world.add("logins", at=START - HOUR, host="mx1", program="smtpd", address=address, account=account)
    traced = _trace(world, tmp_path, "3@a")
    assert [(one.address, one.count, one.since, one.until) for one in traced.behind.uses] == [
        ("198.51.100.7", 6, START, START + 5 * HOUR),
        ("203.0.113.9", 3, START + 6 * HOUR, START + 8 * HOUR),
    ]
    assert [(one.address, one.count) for one in traced.behind.failures] == [("192.0.2.1", 2)]
    (found,) = findings(traced)
    assert len(found.details) == 3


@pytest.mark.parametrize(
    ("address", "client", "own", "refused"),
    [
        ("192.0.2.99", "pc.customer.example", 1, True),
        ("192.168.3.4", "unknown", 1, False),
        ("192.0.2.99", "pc.customer.example", 80, False),
        ("192.0.2.99", "web9.evil.example", 1, True),
    ],
)
def test_who_is_refused(tmp_path: Path, address: str, client: str, own: int, *, refused: bool) -> None:
    """A stranger's host is refused by a command that is complete; one in our network or with much of our mail is not."""
    world = World()
    for number in range(100):
        cells = {"address": address, "client": client} if number < own else {"sasl": "taro", "address": "192.0.2.5"}
        world.message("mx1", f"C{number:04}", START + number * SECOND, message_id=f"{number}@c", **cells)
    traced = _trace(world, tmp_path, "0@c")
    assert [one.rule.id for one in findings(traced)] == ["LOG303"]
    commands = [step.command for step in traced.steps]
    assert any("REJECT" in command and "postmap" in command for command in commands) == refused
    assert any("check_client_access" in step.what.message for step in traced.steps) == refused
    assert any("Do not refuse" in step.what.message for step in traced.steps) != refused
    assert traced.behind.share == own / 100


def test_host_of_the_inventory(tmp_path: Path) -> None:
    """A client with the full name of a host of ours whose log was not read is not accused: its log is asked for."""
    world = World()
    world.message("mx1", "H0001", START, message_id="0@h", address="192.0.2.99", client="web9.example.jp")
    traced = _trace(world, tmp_path, "0@h")
    assert [one.rule.id for one in findings(traced)] == ["LOG304"]
    assert traced.doubt is not None
    assert "whose log was not read" in traced.doubt.message


@pytest.mark.parametrize(
    ("address", "private"),
    [("10.1.2.3", True), ("100.64.0.1", True), ("fd00::1", True), ("192.0.2.1", False), ("no", False), (None, False)],
)
def test_private(address: str | None, *, private: bool) -> None:
    """Networks of RFC 1918, RFC 6598 and RFC 4193 are private; what is no address is not."""
    assert is_private(address) == private
