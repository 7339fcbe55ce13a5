"""An open sandbox: the edge that starts bubblewrap, hands it jobs and ends it.

Whoever runs hiyari as root does not run scripts as root: bubblewrap is started as the owner of the script, or as nobody
where root owns it, in the script's group. Everything ends with bubblewrap, and bubblewrap ends with this process. Jobs
and answers go through two pipes that only the supervisor holds in there; standard input and output are /dev/null.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import selectors
import subprocess
import time
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self

from hiyari.forms.confirm.filter import program
from hiyari.forms.confirm.furnishing import authority, contents
from hiyari.forms.confirm.hosting import PYTHON, look
from hiyari.forms.confirm.recorded import Ran, read_answer
from hiyari.forms.confirm.sandbox import NOBODY, ORIGINAL, STUB, Data, Shown, arguments

MAX_ANSWER = 24 << 20
"""Octets of one run's answer: more is no supervisor's."""
START = 10.0
"""Seconds that the sandbox has to start, beyond a run's own."""
COMMAND = (
    PYTHON,
    "-I",
    "-S",
    "-c",
    "import sys; sys.path.insert(0, '/hiyari'); from inside.supervisor import main; main(*map(int, sys.argv[1:]))",
)
"""The two pipes' file descriptors follow."""


class SandboxClosed(Exception):  # noqa: N818 - it is a state
    """The sandbox ended before it answered; the message is what bubblewrap or the supervisor said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of a script."""

    argv: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    """The working directory: the script's."""
    body: bytes
    seconds: float
    address_space: int
    fresh: bool
    """Whether what earlier runs left in /tmp is removed first: not between the steps of one visit."""


class Sandbox:
    """One sandbox in which scripts of one web root run, one after another."""

    def __init__(
        self, *, bwrap: str, root: str, script: str, beside: tuple[Shown, ...] = (), layer: str | None = None
    ) -> None:
        """Start it; ``beside`` are folders that it shows besides the web root, ``layer`` one of it that is writable.

        Raises:
            OSError: bubblewrap cannot be started.
            SandboxClosed: This machine's system calls are not known, so that there is no filter for them.
        """
        blocked = program(platform.machine())
        if blocked is None:
            raise SandboxClosed(platform.machine())
        signs = authority()
        shown = (*beside, Shown(source=root, path=root))
        self._settings = _line(
            {
                "authority": (f"{signs.secret:x}", signs.certificate.decode("ascii")),
                "layer": None if layer is None else (ORIGINAL, layer),
                "mounts": [folder.path for folder in shown],
            }
        )
        user = _identity(script) if os.geteuid() == 0 else None
        data, descriptors = _files()
        filter_at = _memory(blocked)
        (asked, self._jobs), (self._answers, told) = os.pipe(), os.pipe()
        descriptors = (*descriptors, filter_at, asked, told)
        try:
            command = arguments(
                bwrap=bwrap,
                host=look(),
                data=data,
                shown=shown,
                layer=layer,
                command=(*COMMAND, str(asked), str(told)),
                filter_at=filter_at,
            )
            self._process = subprocess.Popen(  # noqa: S603 - the arguments are ours
                command,
                bufsize=0,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=descriptors,
                env={},
                cwd="/",
                user=user and user[0],
                group=user and user[1],
                extra_groups=[] if user else None,
            )
        except OSError:
            self._close_pipes()
            raise
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def wait(self) -> None:
        """Wait until it has started. Raises SandboxClosed where it does not."""
        self.run(
            Job(
                argv=("/usr/bin/true",),
                environment={},
                folder="/",
                body=b"",
                seconds=1.0,
                address_space=1 << 30,
                fresh=True,
            )
        )

    def run(self, job: Job) -> Ran:
        """Run one job to its end. Raises SandboxClosed when the sandbox ended instead."""
        line = _line(
            {
                "argv": job.argv,
                "env": job.environment,
                "cwd": job.folder,
                "body": base64.b64encode(job.body).decode("ascii"),
                "seconds": job.seconds,
                "address_space": job.address_space,
                "fresh": job.fresh,
                "folders": ["/tmp/sessions"],  # noqa: S108 - the sandbox's own
            }
        )
        try:
            _write(self._jobs, self._settings + line)
            self._settings = b""
        except OSError as problem:
            raise SandboxClosed(self._complaint()) from problem
        answer = read_answer(self._line(time.monotonic() + job.seconds + START))
        if answer is None:
            raise SandboxClosed(self._complaint())
        return answer

    def _line(self, deadline: float) -> bytes:
        octets = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while not octets.endswith(b"\n"):
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise SandboxClosed(self._complaint())
                some = os.read(self._answers, 1 << 18)
                octets += some
                if not some or len(octets) > MAX_ANSWER:
                    raise SandboxClosed(self._complaint())
        return bytes(octets)

    def _complaint(self) -> str:
        """Ends the sandbox, and gives the last line that it said."""
        self._process.kill()
        said = self._stderr.read(65536) or b""
        lines = said.decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else ""

    def close(self) -> None:
        """End it and everything in it."""
        self._process.kill()
        self._process.wait()
        self._stderr.close()
        self._close_pipes()

    def _close_pipes(self) -> None:
        os.close(self._jobs)
        os.close(self._answers)

    @property
    def _stderr(self) -> IO[bytes]:
        if self._process.stderr is None:
            raise AssertionError("it is a pipe")
        return self._process.stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _write(descriptor: int, octets: bytes) -> None:
    left = memoryview(octets)
    while left:
        left = left[os.write(descriptor, left) :]


def _identity(script: str) -> tuple[int, int]:
    """Whom to be instead of root: the script's owner and group, nobody for root's own."""
    state = os.stat(script)  # noqa: PTH116 - the path may hold any octets
    nobody = int(NOBODY)
    return state.st_uid or nobody, state.st_gid or nobody


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"


def _files() -> tuple[tuple[Data, ...], tuple[int, ...]]:
    """What goes into the sandbox, as open files."""
    data = tuple(
        Data(descriptor=_memory(content), path=path, mode="0555" if path == STUB else "0444")
        for path, content in contents().items()
    )
    return data, tuple(datum.descriptor for datum in data)


def _memory(content: bytes) -> int:
    descriptor = os.memfd_create("hiyari", 0)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
