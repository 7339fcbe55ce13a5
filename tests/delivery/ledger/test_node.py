"""Whether a process lives: this one, a dead one, one whose id was given away, one that nobody has buried."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hiyari.delivery.ledger import node
from hiyari.delivery.ledger.node import alive, this_node

SAY = "from hiyari.delivery.ledger.node import this_node; one = this_node(); print(one.machine, one.process, one.name)"


def told(process: subprocess.Popen[str]) -> list[str]:
    """Machine, process and name, as another process knows them of itself."""
    assert process.stdout is not None
    return process.stdout.readline().split()


def test_this_process_lives_and_each_start_has_a_name_of_its_own() -> None:
    """The same process, twice named."""
    one, two = this_node(), this_node()
    assert alive(one.process)
    assert (one.machine, one.process) == (two.machine, two.process)
    assert one.name != two.name


def test_another_process_lives_until_it_is_dead_buried_or_not() -> None:
    """It has this machine's identity; killed, it is dead at once, although its parent has not asked for it yet."""
    with subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-c", f"{SAY}; import sys; sys.stdout.flush(); sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        machine, process, _ = told(other)
        assert machine == this_node().machine
        assert process.startswith(f"{other.pid}:")
        assert alive(process)
        other.kill()
        for _ in range(500):
            if not alive(process):
                break
            time.sleep(0.01)
        assert not alive(process)
        assert Path(f"/proc/{other.pid}").exists(), "it was to be a zombie"
    assert not alive(process)


def test_a_reused_id_is_not_taken_for_the_old_process() -> None:
    """The start time tells them apart."""
    pid, _, start = this_node().process.partition("@")[0].partition(":")
    assert not alive(f"{pid}:{int(start) - 1}")


@pytest.mark.parametrize("process", ["", ":", "x:1", "-1:5", "²:3", "99999999999999999999:5", "../self:1"])
def test_what_is_no_process_does_not_live(process: str) -> None:
    """Nor does it raise."""
    assert not alive(process)


def test_without_proc_whoever_has_the_id_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not knowing the start time, or whether it has changed, refuses too much rather than too little."""
    known = this_node().process
    monkeypatch.setattr(node, "_stat", lambda _: None)
    own = this_node().process
    assert ":@" in own
    assert alive(own)
    assert alive(known)
    assert alive("1:")
    assert not alive("99999999999999999999:")
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    assert not alive(f"{int(done.stdout)}:")
