"""Starts `hiyari` many times from one interpreter that has imported all of it.

A fork costs milliseconds, an import a second. What is started is a process of its own all the same, with its own
connections and files, and can be killed. `Starter` is the test's side; ``python -m tests.delivery.starter`` is the
other: it reads one JSON line for each process, answers with ``PID number``, and with ``END code`` when the process has
ended. The pid stays reserved until the next line, so that a kill that comes too late hits nobody else.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, Self

import hiyari.cli.main
from tests.campaigns import HIYARI

ROOT = Path(__file__).parents[2]
_ROOMS = ("hiyari.carriers", "hiyari.delivery", "hiyari.smtp", "hiyari.store")


class Starter:
    """One process at a time; ``with Starter(folder) as starter``."""

    def __init__(self, folder: Path) -> None:
        """Name the folder for what the processes say."""
        self._log = folder / "said.log"
        self._pid = 0
        self._code: int | None = None

    def __enter__(self) -> Self:
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.delivery.starter"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._pid and self._code is None:
            self.kill()
        self._parent.communicate(timeout=30)

    def start(self, arguments: Sequence[str], *, fresh: bool = False) -> None:
        """Start ``hiyari`` with these arguments; a fresh one imports everything itself, as in a shell."""
        assert self._parent.stdin is not None
        order = {"arguments": arguments, "log": str(self._log), "fresh": fresh}
        self._parent.stdin.write(json.dumps(order).encode() + b"\n")
        self._code, self._pid = None, int(self._line("PID"))

    def code(self) -> int | None:
        """With what it has ended, negative for a signal; None while it runs."""
        assert self._parent.stdout is not None
        if self._code is None and select.select([self._parent.stdout], [], [], 0)[0]:
            self._code = int(self._line("END"))
        return self._code

    def wait(self, seconds: float) -> int:
        """Its code, once it has ended.

        Raises:
            TimeoutError: It has not.
        """
        until = time.monotonic() + seconds
        while (code := self.code()) is None:
            if time.monotonic() > until:
                raise TimeoutError(f"it still runs after {seconds} s; it said: {self.said()}")
            time.sleep(0.005)
        return code

    def kill(self) -> bool:
        """SIGKILL, and wait until it is dead; False when it had ended before."""
        os.kill(self._pid, signal.SIGKILL)
        return self.wait(30) == -signal.SIGKILL

    def said(self) -> str:
        """What the present process wrote on stdout and stderr; its last lines."""
        return self._log.read_text()[-3000:]

    def _line(self, kind: str) -> str:
        assert self._parent.stdout is not None
        line = self._parent.stdout.readline().decode()
        assert line.startswith(f"{kind} "), (line, self.said() if self._log.exists() else "")
        return line.removeprefix(f"{kind} ")


def _serve() -> None:
    """The other side: fork once for each line."""
    importlib.import_module(hiyari.cli.main.COMMANDS["send"])
    for room in _ROOMS:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            # Migrations are scripts: alembic runs them.
            if "migrations" not in module.name:
                importlib.import_module(module.name)
    last = 0
    for line in sys.stdin:
        if last:
            os.waitpid(last, 0)
        order = json.loads(line)
        last = os.fork()
        if last == 0:
            _become(order["arguments"], order["log"], fresh=order["fresh"])
        _say(f"PID {last}")
        ended = os.waitid(os.P_PID, last, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        _say(f"END {ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _become(arguments: list[str], log: str, *, fresh: bool) -> NoReturn:
    """Be ``hiyari`` from here on; nothing of the parent's is read or written any more."""
    with open(os.devnull) as nothing, open(log, "w") as said:  # noqa: PTH123 - descriptors are wanted
        os.dup2(nothing.fileno(), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    if fresh:
        os.execv(HIYARI, [HIYARI, *arguments])  # noqa: S606 - our own arguments
    code = 1
    try:
        code = hiyari.cli.main.main(arguments)
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
