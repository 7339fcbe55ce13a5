"""Who sends a campaign: between processes, containers, machines and copies of the ledger, only one ever does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from hiyari.delivery.ledger.claim import SILENCE, Node, beat, claim
from hiyari.delivery.ledger.node import alive, this_node
from hiyari.model.error import SafetyError
from tests.delivery.ledger.test_writing import NOW, SECOND, load

ROOT = Path(__file__).parents[3]
CLAIMS = """
import sys, time
from hiyari.delivery.ledger.claim import claim
from hiyari.delivery.ledger.node import alive, this_node
from hiyari.model.error import SafetyError
from hiyari.store.engine import open_store

engine = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
try:
    with engine.begin() as connection:
        claim(connection, sys.argv[2], this_node(), int(time.time() * 1_000_000), alive=alive)
    print("claimed", flush=True)
except SafetyError as error:
    print("refused", error.problems[0].message, flush=True)
sys.stdin.readline()
"""


def said(engine: sa.Engine, campaign: str, node: Node, at_us: int, *, take_over: bool = False) -> str:
    """What a claim is answered, as the person reads it; empty where it is granted."""
    try:
        with engine.begin() as connection:
            claim(connection, campaign, node, at_us, alive=lambda _: False, take_over=take_over)
    except SafetyError as error:
        problem = error.problems[0]
        return problem.message.format(**problem.params)
    return ""


def claimers(url: str, campaigns: list[str]) -> list[subprocess.Popen[str]]:
    """Processes that have opened the ledger and wait for the word."""
    started = [
        subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-c", CLAIMS, url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in campaigns
    ]
    for one in started:
        assert told(one) == "ready"
    return started


def told(process: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: subprocess.Popen[str]) -> None:
    """Let it do the next thing."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.mark.parametrize("campaigns", [["a"] * 4, ["a", "b", "a", "b"]])
def test_of_processes_that_claim_at_once_one_wins(engine: sa.Engine, url: str, campaigns: list[str]) -> None:
    """For one campaign or for two that would share the providers' limits; the others are told who sends."""
    for name in sorted(set(campaigns)):
        load(engine, name, 1)
    started = claimers(url, campaigns)
    try:
        for one in started:
            go(one)
        answers = [told(one) for one in started]
    finally:
        for one in started:
            one.communicate("\n", timeout=30)
    assert answers.count("claimed") == 1, answers
    assert sum("is being sent by" in one for one in answers) == len(campaigns) - 1, answers


def test_a_process_that_was_killed_holds_nothing(engine: sa.Engine, url: str) -> None:
    """It counts as dead at once, also while its parent has not waited for it, and its campaign can be claimed."""
    load(engine, "a", 1)
    (first,) = claimers(url, ["a"])
    go(first)
    assert told(first) == "claimed"
    following = claimers(url, ["a", "a"])
    try:
        go(following[0])
        assert told(following[0]).startswith("refused")
        first.kill()
        os.waitid(os.P_PID, first.pid, os.WEXITED | os.WNOWAIT)
        go(following[1])
        assert told(following[1]) == "claimed"
    finally:
        for one in (first, *following):
            one.communicate("\n", timeout=30)


def test_who_cannot_be_looked_up_is_waited_for(engine: sa.Engine) -> None:
    """After a reboot, or from another container of the machine, only silence says that the last one is dead."""
    load(engine, "a", 1)
    before = Node(name="one-1", machine="m", process="10:100@boot1")
    after = Node(name="one-2", machine="m", process="10:100@boot2")
    assert said(engine, "a", before, NOW) == ""
    early = said(engine, "a", after, NOW + 30 * SECOND, take_over=True)
    assert "one-1 30 seconds ago" in early
    assert "again in 60 seconds" in early
    assert said(engine, "a", after, NOW + SILENCE * SECOND) == ""
    with engine.begin() as connection:
        assert not beat(connection, "a", before, NOW)


def test_a_clock_that_is_behind_takes_nothing_over(engine: sa.Engine) -> None:
    """A sign of life from the future is one."""
    load(engine, "a", 1)
    assert said(engine, "a", Node(name="one-1", machine="m", process="10:100"), NOW) == ""
    other = Node(name="two-1", machine="n", process="10:100")
    assert "is being sent by one-1" in said(engine, "a", other, NOW - 500 * SECOND, take_over=True)


def test_claiming_again_is_granted(engine: sa.Engine) -> None:
    """The same process may ask twice, at once and by itself."""
    load(engine, "a", 1)
    node, told = this_node(), []

    def ask() -> None:
        told.append(said(engine, "a", node, NOW))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told == [""] * 3


def test_this_process_lives_and_another_with_its_id_does_not() -> None:
    """The start time tells a process from the one that had its id before; nonsense names no process."""
    process = this_node().process
    pid, _, rest = process.partition(":")
    start, _, world = rest.partition("@")
    assert world
    assert alive(process)
    assert not alive(f"{pid}:{int(start) - 1}@{world}")
    # Where no start time could be read, the id decides.
    assert alive(f"{pid}:@{world}")
    for nonsense in ("", ":", "x:1", "0:1", "-1:1", "٣:1", f"{2**70}:1", f"{2**22 + 1}:"):
        assert not alive(nonsense), nonsense


def test_names_of_nodes_differ() -> None:
    """Two starts of one machine are told apart in events, and known to be of one machine."""
    first, second = this_node(), this_node()
    assert first.name != second.name
    assert (first.machine, first.process) == (second.machine, second.process)
