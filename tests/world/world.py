"""Runs the world once and gives its logs: real Postfix, real Apache, nothing of the machine changed.

The world needs Linux, root and name spaces of its own (mount, net, pid, uts); where it cannot have them the tests are
skipped with the reason, except under CI, where `script/test` installs what is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from tests.world.hosts import HOSTS, MAIL, WWW
from tests.world.truth import Truth

_NAME_SPACES: Final = ("unshare", "--mount", "--net", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc")
_LONGEST: Final = 120.0
_UNTOUCHED: Final = ("/etc/postfix", "/etc/passwd", "/etc/hosts", "/etc/resolv.conf", "/var/spool/postfix")
_NEEDED: Final = {
    "postfix": (Path("/usr/lib/postfix/sbin/master"), Path("/etc/postfix/postfix-files")),
    "apache2-bin": (Path("/usr/sbin/apache2"), Path("/usr/lib/apache2/modules/mod_cgid.so")),
    "perl-base": (Path("/usr/bin/perl"),),
    "util-linux": (Path("/usr/bin/nsenter"), Path("/usr/bin/unshare"), Path("/usr/bin/setpriv")),
}
"""Debian package to files that the world uses of it."""


class Form(StrEnum):
    """The copies of one host's log."""

    CLASSIC = "mail.log"
    RFC3339 = "mail-rfc3339.log"
    JOURNAL = "mail.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The world after its end: its logs and the truth."""

    folder: Path
    truth: Truth
    changed: tuple[str, ...] = ()
    """Files of the machine itself that are not as before; there must be none."""

    def log(self, host: str, form: Form = Form.CLASSIC) -> Path:
        """The mail log of a host; Postfix itself wrote that of mail.example.jp, which is classic only."""
        machine = self.folder / host.partition(".")[0]
        if host == MAIL.name:
            assert form is Form.CLASSIC
            return machine / "spool" / "mail.log"
        return machine / "logs" / form

    @property
    def logs(self) -> dict[str, Path]:
        """Every host's classic mail log."""
        return {host.name: self.log(host.name) for host in HOSTS}

    @property
    def access_log(self) -> Path:
        """The web server's, in the format ``combined``; ``other_vhosts_access.log`` beside it has the site in front."""
        return self.folder / WWW.name.partition(".")[0] / "srv" / "logs" / "access.log"


def make_world(folder: Path) -> World:
    """Run the world from its beginning to its end, which takes some 15 s."""
    require_world()
    before = _machine()
    console = folder / "console"
    with console.open("wb") as out:
        done = subprocess.run(  # noqa: S603 - our own program
            [*_NAME_SPACES, sys.executable, "-m", "tests.world.inside", str(folder)],
            cwd=Path(__file__).parents[2],
            stdout=out,
            stderr=out,
            timeout=_LONGEST,
            check=False,
        )
    if done.returncode:
        pytest.fail(f"the world ended with {done.returncode}: {console.read_text()}")
    changed = tuple(str(path) for path, _, _ in sorted(before ^ _machine()))
    return World(folder=folder, truth=Truth.read(folder / "truth.json"), changed=changed)


def _machine() -> frozenset[tuple[Path, int, int]]:
    """Size and time of everything that a mail or web server could have touched outside the world."""
    paths = [Path("/dev/log")]
    for name in _UNTOUCHED:
        paths += [Path(name), *Path(name).rglob("*")]
    found = ((path, path.lstat()) for path in paths if path.exists())
    return frozenset((path, stat.st_size, stat.st_mtime_ns) for path, stat in found)


def require_world() -> None:
    """Skip with the reason where the world cannot be; under CI a missing package is a failure."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("the world of real mail servers needs Linux and root")
    missing = [name for name, files in _NEEDED.items() if not all(file.exists() for file in files)]
    if missing:
        reason = f"not installed (Debian: apt install {' '.join(missing)})"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}: script/test installs them where it may")
        pytest.skip(reason)
    unshare = shutil.which("unshare")
    assert unshare
    tried = subprocess.run([unshare, *_NAME_SPACES[1:], "true"], capture_output=True, check=False)  # noqa: S603
    if tried.returncode:
        pytest.skip(f"no name spaces of its own here: {tried.stderr.decode(errors='replace').strip()}")
