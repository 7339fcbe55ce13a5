"""A machine of the world: name spaces in which /etc/postfix and the like are its own, and all the rest is shared."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from grp import getgrnam
from pathlib import Path
from pwd import getpwnam
from typing import Final

from tests.world import names
from tests.world.config import Host

PEOPLE: Final[Mapping[str, int]] = {"alice": 2001, "bob": 2002, "carol": 2003, "batch": 2004}
"""Login names on every machine."""
ZONE: Final = "Asia/Tokyo"
_QUEUES: Final = (
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
)
_WAITING: Final = ("maildrop", "incoming", "active", "deferred")
_BINDS: Final[Mapping[str, str]] = {
    "postfix": "/etc/postfix",
    "spool": "/var/spool/postfix",
    "data": "/var/lib/postfix",
    "dev": "/dev",
    "mailboxes": "/var/mail",
    "srv": "/srv",
    "etc/resolv.conf": "/etc/resolv.conf",
    "etc/hosts": "/etc/hosts",
    "etc/passwd": "/etc/passwd",
}
_DEVICES: Final = ("null", "zero", "full", "random", "urandom", "tty")


class Machine:
    """One host while it runs."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        self.folder = folder / host.name.partition(".")[0]

    def prepare(self) -> None:
        """Write every file that the machine sees as its own."""
        for name in ("postfix", "data", "mailboxes", "dev", "srv", "etc", "logs"):
            (self.folder / name).mkdir(parents=True)
        etc, postfix = self.folder / "etc", self.folder / "postfix"
        people = "".join(f"{who}:x:{uid}:8::/nonexistent:/bin/sh\n" for who, uid in PEOPLE.items())
        written = {**names.files(), "passwd": Path("/etc/passwd").read_text() + people}
        for name, content in written.items():
            (etc / name).write_text(content)
        own = {"main.cf": self.host.main_cf(), "master.cf": self.host.master_cf(), **self.host.files}
        for name, content in own.items():
            (postfix / name).write_text(content)
        for name in ("postfix-files", "dynamicmaps.cf"):
            shutil.copy(f"/etc/postfix/{name}", postfix)
        for name in _DEVICES:
            (self.folder / "dev" / name).touch()
        os.chown(self.folder / "data", getpwnam("postfix").pw_uid, -1)
        (self.folder / "mailboxes").chmod(0o1777)
        self._prepare_queue(self.folder / "spool")

    @staticmethod
    def _prepare_queue(spool: Path) -> None:
        owner, group = getpwnam("postfix").pw_uid, getgrnam("postdrop").gr_gid
        (spool / "pid").mkdir(parents=True)
        for name in _QUEUES:
            (spool / name).mkdir(mode=0o700)
            os.chown(spool / name, owner, -1)
        for name, mode in (("maildrop", 0o1730), ("public", 0o2710)):
            (spool / name).mkdir()
            os.chown(spool / name, owner, group)
            (spool / name).chmod(mode)
        # Postfix' own way of saying that these folders were just checked.
        (spool / "quick-start").touch()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start Postfix in the foreground of the machine; stop it by the pid in its own pid file."""
        with (self.folder / "logs" / "console").open("wb") as console:
            script = f"set -e\n{self._mounts()}hostname {self.host.name}\nexec postfix start-fg\n"
            command = ["unshare", "--mount", "--uts", "sh", "-c", script]
            environment = {**os.environ, "TZ": ZONE}
            self._process = subprocess.Popen(command, stdout=console, stderr=console, env=environment)  # noqa: S603
        try:
            yield
        finally:
            pid = self.folder / "spool" / "pid" / "master.pid"
            if self._process.poll() is None and pid.exists():
                os.kill(int(pid.read_text()), signal.SIGTERM)
            self._process.wait(10)

    def wait_started(self) -> None:
        """Until the master process listens."""
        listening = self.folder / "spool" / "public" / "cleanup"
        for _ in range(300):
            if self._process.poll() is not None:
                break
            if listening.exists():
                return
            time.sleep(0.05)
        raise RuntimeError(f"{self.host.name} did not start: {(self.folder / 'logs' / 'console').read_text()}")

    def _mounts(self) -> str:
        devices = "".join(f"mount --bind /dev/{name} {self.folder}/dev/{name}\n" for name in _DEVICES)
        return devices + "".join(f"mount --rbind {self.folder}/{ours} {theirs}\n" for ours, theirs in _BINDS.items())

    def run(self, command: Sequence[str], *, user: str = "root", given: bytes = b"") -> bytes:
        """Run a command on the machine as one of its users."""
        enter = [f"--mount=/proc/{self._process.pid}/ns/mnt", f"--uts=/proc/{self._process.pid}/ns/uts"]
        switch = ["setpriv", f"--reuid={PEOPLE.get(user, 0)}", "--clear-groups"] if user != "root" else []
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": ZONE, "LOGNAME": user}
        done = subprocess.run(  # noqa: S603
            ["nsenter", *enter, *switch, *command],  # noqa: S607
            input=given,
            capture_output=True,
            check=False,
            env=environment,
            timeout=30,
            cwd="/",
        )
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def popen(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a server on the machine."""
        enter = [f"--mount=/proc/{self._process.pid}/ns/mnt", f"--uts=/proc/{self._process.pid}/ns/uts"]
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TZ": ZONE}
        return subprocess.Popen(["nsenter", *enter, *command], env=environment, cwd="/")  # noqa: S603, S607

    def say(self, line: str) -> None:
        """Log a line as any other program of the machine would, after its own ``<priority>``."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
            log.sendto(line.encode(), str(self.folder / "dev" / "log"))

    def held(self) -> set[str]:
        """Queue ids of messages that wait for a decision."""
        return {path.name for path in (self.folder / "spool" / "hold").rglob("*") if path.is_file()}

    def waiting(self) -> list[str]:
        """Queue ids of messages that are on their way."""
        return [
            path.name for queue in _WAITING for path in (self.folder / "spool" / queue).rglob("*") if path.is_file()
        ]
