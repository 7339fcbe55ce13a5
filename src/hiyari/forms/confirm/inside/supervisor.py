"""The first program in the sandbox: runs scripts one after another, each within its bounds, and tells what they mailed.

It reads jobs from a pipe, one JSON object a line, and answers each with one line on another; octets stand in Base64.
The first line says how the sandbox was made. The parent decides what to run and what it means. It is process 1: no
other process holds these pipes, none can open them through /proc, and no signal from inside ends it. Should it end all
the same, the sandbox ends with it, and the parent reads the end of the file.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import selectors
import subprocess
import time
from collections.abc import Callable
from typing import Any

from . import limits, p256, spool
from .certificates import Authority
from .layer import MAX_ENTRIES, Layer
from .network import Network
from .sink import Envelope
from .tls import Certificates

KEPT_OUTPUT = 524_288
KEPT_ERRORS = 65_536
TICK = 0.005
GRACE = 0.7
"""Seconds that processes left behind (``sendmail &``) have to end."""


class Script:
    """One script while it runs."""

    def __init__(self, job: dict[str, Any], selector: selectors.BaseSelector, folders: dict[str, int]) -> None:
        """Start it. Raises OSError where its interpreter is missing."""
        self._selector = selector
        self._folders = folders
        self._body = base64.b64decode(job["body"])
        self._ends = time.monotonic() + job["seconds"]
        self._shared = limits.shared()
        self._left: float | None = None
        self.kept: dict[str, bytearray] = {"out": bytearray(), "err": bytearray()}
        self.output = 0
        self._process = subprocess.Popen(  # noqa: S603 - this is what the sandbox is for
            job["argv"],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=job["cwd"],
            env=job["env"],
            preexec_fn=lambda: limits.restrain(job["address_space"]),  # noqa: PLW1509 - there are no threads here
            start_new_session=True,
        )
        self._register()

    def _register(self) -> None:
        for pipe, event, act in (
            (self._process.stdin, selectors.EVENT_WRITE, self._write),
            (self._process.stdout, selectors.EVENT_READ, self._reader("out", KEPT_OUTPUT)),
            (self._process.stderr, selectors.EVENT_READ, self._reader("err", KEPT_ERRORS)),
        ):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
                self._selector.register(pipe, event, act)

    def _reader(self, name: str, most: int) -> Callable[[Any], None]:
        def read(pipe: Any) -> None:  # noqa: ANN401 - whatever the selector holds
            octets = os.read(pipe.fileno(), 65536)
            self.output += len(octets)
            self.kept[name] += octets[: max(0, most - len(self.kept[name]))]
            if not octets:
                self._selector.unregister(pipe)

        return read

    def _write(self, pipe: Any) -> None:  # noqa: ANN401 - whatever the selector holds
        with contextlib.suppress(BlockingIOError):
            try:
                self._body = self._body[os.write(pipe.fileno(), self._body[:65536]) :] if self._body else b""
            except BrokenPipeError:
                self._body = b""
        if not self._body:
            self._selector.unregister(pipe)
            pipe.close()

    def ended(self) -> str | None:
        """``exit`` when it ended by itself and nothing is left of it, or the bound that it passed; None: it runs."""
        now = time.monotonic()
        self._take(limits.reap())
        passed = limits.excess(self._ends - now, self.output, self._shared, self._folders)
        if passed is not None:
            return passed
        if self._process.returncode is None:
            return None
        self._left = self._left or now + GRACE
        return "exit" if not limits.others() or now > self._left else None

    def _take(self, ended: dict[int, int]) -> None:
        """Note how the script itself ended, where it is among those that did."""
        if self._process.pid in ended:
            self._process.returncode = os.waitstatus_to_exitcode(ended[self._process.pid])

    def stop(self) -> int | None:
        """Kill what is left, and give the script's status."""
        self._take(limits.end_all())
        status = self._process.returncode
        for key in list(self._selector.get_map().values()):
            if key.fileobj in {self._process.stdin, self._process.stdout, self._process.stderr}:
                self._selector.unregister(key.fileobj)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        return status


class Supervisor:
    """What runs jobs, one after another."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Open the network. Raises OSError where the sandbox does not let it."""
        self._selector = selectors.DefaultSelector()
        secret, certificate = settings["authority"]
        authority = Authority(int(secret, 16), p256.public(int(secret, 16)), certificate.encode("ascii"))
        self._network = Network(self._selector, Certificates(authority))
        self._layer = Layer(*settings["layer"]) if settings["layer"] else None
        self._mounts = [str(path) for path in settings["mounts"]]
        self._folders = {"/tmp": limits.MAX_FILES, spool.SPOOL: limits.MAX_FILES}  # noqa: S108 - the sandbox's own
        if settings["layer"]:
            self._folders[settings["layer"][1]] = 2 * MAX_ENTRIES + limits.MAX_FILES

    def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """Run one job to its end, and say what became of it."""
        if job["fresh"]:
            spool.empty("/tmp", self._mounts)  # noqa: S108 - the sandbox's own
            if self._layer is not None:
                self._layer.restore()
        for folder in job["folders"]:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - as few modules as can be
        try:
            script = Script(job, self._selector, self._folders)
        except OSError as problem:
            return {"ended": "missing", "status": None, "err": encode(str(problem).encode("utf-8", "replace"))}
        while True:
            serve(self._selector, TICK)
            ended = script.ended()
            if ended is not None:
                break
        for _ in range(64):  # what is in the pipes and on the wire already
            if not serve(self._selector, 0):
                break
        status = script.stop()
        kept = {name: encode(octets) for name, octets in script.kept.items()}
        return {"ended": ended, "status": status, **recorded(self._network), **kept}


def serve(selector: selectors.BaseSelector, seconds: float) -> int:
    """Let everything that waits act once; how many did."""
    ready = selector.select(seconds)
    for key, _ in ready:
        key.data(key.fileobj)
    return len(ready)


def recorded(network: Network) -> dict[str, Any]:
    """What the stub and the SMTP sink took, and forget it."""
    taken = network.taken()
    records = spool.collect()
    spool.empty(spool.SPOOL)
    return {
        "calls": [{"argv": [encode(word) for word in record.argv], "data": encode(record.data)} for record in records],
        "smtp": [_envelope(envelope) for envelope in taken.envelopes],
        "wants_tls": taken.wants_tls,
        "tls_failed": encode((taken.tls_failed or "").encode("utf-8", "replace")),
    }


def _envelope(envelope: Envelope) -> dict[str, Any]:
    return {
        "from": encode(envelope.sender),
        "to": [encode(recipient) for recipient in envelope.recipients],
        "data": encode(envelope.data),
    }


def encode(octets: bytes | bytearray) -> str:
    """Octets as JSON can carry them."""
    return base64.b64encode(octets).decode("ascii")


def main(jobs: int, answers: int) -> None:
    """Answer jobs until there are none; both are file descriptors, the only ones of the host's that are kept."""
    limits.hide()
    low, high = sorted((jobs, answers))
    for first, end in ((3, low), (low + 1, high), (high + 1, 1 << 16)):
        os.closerange(first, end)
    with open(jobs, "rb") as asked, open(answers, "w", encoding="ascii") as told:
        supervisor = Supervisor(json.loads(asked.readline()))
        for line in asked:
            told.write(json.dumps(supervisor.run(json.loads(line))) + "\n")
            told.flush()
