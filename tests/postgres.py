"""A real PostgreSQL on a UNIX socket for a test run, stopped by its own process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []

_PLAIN = {"LC_ALL": "C.UTF-8", "LANGUAGE": "en", "PATH": "/usr/bin:/bin"}
"""What it says is looked at, and is to be English whatever a test has asked for."""


def require_postgres() -> Path:
    """Where its programs are; skip where it is not installed. Under CI that is a failure: `script/test` installs it."""
    if not _BINARIES:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing: script/test installs it where it may")
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    return _BINARIES[-1]


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server of its own; yields the URL of a database, in which the database's name is to be filled in."""
    binaries = require_postgres()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    # Not below pytest's folder: each run of pytest closes that to others than root, as whom the server refuses to run.
    with TemporaryDirectory(prefix="hiyari-postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, user)
        data = folder / "data"
        _run([str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "hiyari", "-N"], user)
        command = [str(binaries / "postgres"), "-D", str(data), "-k", name]
        # Nobody pulls this server's plug, and its files are thrown away.
        command += ["-c", "listen_addresses=", "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own
                command,
                stdout=log,
                stderr=log,
                user=user if os.geteuid() == 0 else None,
                cwd=folder,
                env=_PLAIN,
            )
        try:
            _wait(folder, process)
            yield f"postgresql+psycopg://hiyari@/{{database}}?host={folder}"
        finally:
            # Fast: a terminated server would wait for connections that a failed test has left.
            process.send_signal(signal.SIGINT)
            process.wait(30)


def _run(command: list[str], user: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=user if os.geteuid() == 0 else None,
        env=_PLAIN,
    )
    assert done.returncode == 0, done.stderr


def _wait(folder: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, (folder / "log").read_text()
        if (folder / ".s.PGSQL.5432").exists() and "ready to accept" in (folder / "log").read_text():
            return
        time.sleep(0.05)
    pytest.fail((folder / "log").read_text())
