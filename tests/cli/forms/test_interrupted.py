"""A removal that ends in the middle: what was done is told, and the next command settles what is open."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.campaigns import HIYARI
from tests.cli.forms.yard import Yard

_ROOM = 4096


@contextmanager
def _halted(yard: Yard, *files: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Remove files, and halt when the first was moved: nobody reads what is said of it. Gives the reading end too."""
    digest = yard.forms("remove", "--although-used", *files).digest
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _ROOM)
    os.write(writing, b"-" * _ROOM)
    command = [HIYARI, "forms", "remove", "--although-used", "--digest", digest, *map(str, files)]
    process = subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE)  # noqa: S603
    os.close(writing)
    try:
        _wait_for(yard, "removed", process)
        yield process, reading
    finally:
        process.kill()
        os.close(reading)
        process.communicate()


def _wait_for(yard: Yard, event: str, process: subprocess.Popen[bytes]) -> None:
    """Until the journal has it."""
    while not any(f'"{event}"' in one.read_text() for one in yard.kept.glob("*/journal")):
        assert process.poll() is None, process.stderr.read() if process.stderr else b""
        time.sleep(0.01)


def test_a_file_that_changes_in_the_middle(yard: Yard) -> None:
    """The others were moved before: exit code 5, what is left and how to go on, and the rules for what is gone."""
    first, second = sorted((yard.old, yard.new))
    with _halted(yard, first, second) as (process, reading):
        second.write_text("another one")
        out = b""
        while octets := os.read(reading, _ROOM):
            out += octets
        _, err = process.communicate(timeout=60)
    assert process.returncode == 5
    said = err.decode()
    assert re.search(rf"{second}.*changed", said), said
    assert (
        "1 of 2 files was moved before. Mend that, and plan the others again; or put it back: hiyari forms undo" in said
    )
    assert b'Redirect gone "/cgi-bin/old/contact.cgi"' in out
    assert (first.exists(), second.read_text()) == (False, "another one")
    undo = re.findall(r"hiyari (forms undo \S+)", said)[0].split()
    assert yard.run(*yard.run(*undo).command).code == 0
    assert first.exists()


def test_a_command_that_is_killed(yard: Yard) -> None:
    """The next command settles it, says so, and goes on."""
    first, second = sorted((yard.old, yard.new))
    octets = first.read_bytes()
    with _halted(yard, first, second) as (process, _):
        process.kill()
        process.wait()
    said = yard.forms("undo", "--last")
    assert said.code == 0
    assert "had been interrupted, and is settled now: partly removed." in said.words
    assert "interrupted" not in yard.forms("undo").words
    assert yard.run(*said.command).code == 0
    assert first.read_bytes() == octets
    assert second.exists()


def test_two_at_the_same_time(yard: Yard) -> None:
    """Whoever comes while files are moved is refused, not mixed in."""
    with _halted(yard, yard.old, yard.new):
        said = yard.forms("undo")
        assert said.code == 4
        assert said.err.startswith("Another hiyari is moving files to or from")
