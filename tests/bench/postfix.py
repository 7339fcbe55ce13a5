"""A private Postfix for a benchmark: its own configuration, queue and processes; nothing of the machine's is touched.

`sink` is Postfix's smtp-sink, which counts for both peers; `relay` hands everything that it takes to a port; `load` is
smtp-source, which has a relay filled. All of it listens on loopback and is stopped by its own pid.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from tests.knot import free_port

_POSTFIX: Final = Path("/usr/sbin/postfix")
_SINK: Final = "/usr/sbin/smtp-sink"
_SOURCE: Final = "/usr/sbin/smtp-source"
_DAEMONS: Final = "/usr/lib/postfix/sbin"
_BACKLOG: Final = 1024
_COUNTED: Final = re.compile(rb"mesg=(\d+)")
_MAIN: Final = """compatibility_level = 3.6
command_directory = /usr/sbin
daemon_directory = {daemons}
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.bench.example
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
relayhost = [127.0.0.1]:{sink}
default_process_limit = {limit}
default_destination_concurrency_limit = {limit}
initial_destination_concurrency = {limit}
"""
_MASTER: Final = """127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def require_postfix() -> None:
    """End where Postfix is not installed or may not be started."""
    if not _POSTFIX.exists() or shutil.which(_SINK) is None:
        sys.exit("Postfix is not installed. Run script/bench as root on Debian, or install the package postfix.")
    if os.geteuid() != 0:
        sys.exit("Postfix's master starts only as root. Run script/bench as root.")


def version() -> str:
    """As Postfix says it."""
    found = subprocess.run(
        ["/usr/sbin/postconf", "-d", "-h", "mail_version"], check=True, capture_output=True, text=True
    )
    return found.stdout.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """When something happened in a round, by `time.perf_counter`."""

    first: float
    """The sink had the first message."""
    last: float
    """The sink had the last message."""
    ended: float
    """Who sent them has ended."""


@dataclass(slots=True, kw_only=True)
class Sink:
    """A running smtp-sink and how far it has counted."""

    port: int
    read: IO[bytes]
    total: int = 0
    _rest: bytes = field(default=b"")

    def watch(self, count: int, sender: subprocess.Popen[bytes], seconds: float) -> Watched:
        """Wait until so many messages have come, counted from the last call on, and the sender has ended.

        Raises:
            RuntimeError: The sender has failed.
            TimeoutError: They did not come in time.
        """
        before, until = self.total, time.perf_counter() + seconds
        first = last = ended = 0.0
        while not (last and ended):
            total, code, now = self._poll() - before, sender.poll(), time.perf_counter()
            first = first or (now if total else 0.0)
            last = last or (now if total >= count else 0.0)
            ended = ended or (now if code is not None else 0.0)
            if code or total > count:
                raise RuntimeError(f"{sender.args!r} ended with {code}; the sink has {total} messages of {count}")
            if now > until:
                raise TimeoutError(f"{total} of {count} messages came in {seconds:.0f} seconds")
            time.sleep(0.005)
        return Watched(first=first, last=last, ended=ended)

    def _poll(self) -> int:
        while chunk := self.read.read(65536):
            found = _COUNTED.findall(self._rest + chunk)
            # The last figure may be cut off; it is read whole with the next piece.
            self._rest = (self._rest + chunk)[-64:]
            self.total = max(self.total, *map(int, found), 0)
        return self.total


@contextmanager
def sink() -> Iterator[Sink]:
    """Run smtp-sink on a free port of loopback."""
    port = free_port("127.0.0.1")
    command = [_SINK, "-c", "-u", "postfix", "-m", "512", f"127.0.0.1:{port}", str(_BACKLOG)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as process:  # noqa: S603 - our own arguments
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        try:
            _connectable(port, process)
            yield Sink(port=port, read=process.stdout)
        finally:
            process.terminate()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A running Postfix."""

    port: int
    master: int
    """The pid of its master."""
    folder: Path

    def cpu(self) -> float:
        """Seconds of CPU that it and everything it started have used, ended processes included."""
        stats = dict(_stat())
        family = {self.master}
        while more := {pid for pid, (parent, _) in stats.items() if parent in family} - family:
            family |= more
        return sum(stats[pid][1] for pid in family if pid in stats)

    def queued(self) -> int:
        """Messages that are still in its queue."""
        return sum(
            1
            for name in ("incoming", "active", "deferred")
            for one in (self.folder / "queue" / name).rglob("*")
            if one.is_file()
        )


@contextmanager
def relay(base: Path, sink_port: int, limit: int) -> Iterator[Relay]:
    """Run a Postfix that relays everything from loopback to a port, with at most so many processes and connections.

    Args:
        base: A folder on a real disk, that everybody may walk to; queue and configuration stand below it.
        sink_port: Where the mail goes.
        limit: Processes of a service, and connections to the sink.
    """
    port = free_port("127.0.0.1")
    with tempfile.TemporaryDirectory(prefix="hiyari-postfix-", dir=base) as name:
        folder, etc = Path(name), Path(name, "etc")
        # Its daemons run as the user postfix.
        folder.chmod(0o755)
        for one in (etc, folder / "queue", folder / "data"):
            one.mkdir()
        shutil.chown(folder / "data", "postfix")
        (etc / "main.cf").write_text(_MAIN.format(daemons=_DAEMONS, folder=folder, sink=sink_port, limit=limit))
        (etc / "master.cf").write_text(_MASTER.format(port=port))
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "MAIL_CONFIG": name + "/etc"}
        subprocess.run([str(_POSTFIX), "-c", str(etc), "check"], check=True, env=environment)  # noqa: S603 - our own
        command = [f"{_DAEMONS}/master", "-c", str(etc), "-d"]
        with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own arguments
            try:
                _connectable(port, process)
                yield Relay(port=port, master=process.pid, folder=folder)
            finally:
                process.terminate()
                process.wait(30)


def load(port: int, sessions: int, count: int, size: int) -> subprocess.Popen[bytes]:
    """Start to send so many messages over so many sessions, one message after the other in each."""
    return subprocess.Popen(  # noqa: S603 - our own arguments
        [
            _SOURCE,
            "-d",
            "-N",
            "-s",
            str(sessions),
            "-m",
            str(count),
            "-l",
            str(size),
            "-f",
            "bounce@bench.example",
            "-t",
            "someone@bench.example",
            f"127.0.0.1:{port}",
        ]
    )


def _stat() -> Iterator[tuple[int, tuple[int, float]]]:
    """Of every process: its pid, its parent's, and seconds of CPU with those of the children that it has reaped."""
    tick = os.sysconf("SC_CLK_TCK")
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            yield int(entry.name), (int(fields[1]), sum(map(int, fields[11:15])) / tick)


def _connectable(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert process.poll() is None, f"{process.args!r} ended at once"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.025)
        else:
            return
    raise TimeoutError(f"{process.args!r} does not listen")
