"""What of this host the sandbox shows, and whether this host can have one: the edge that looks at the file system."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from hiyari.forms.confirm.filter import KNOWN, program
from hiyari.forms.confirm.sandbox import MAILERS, NOBODY, STUB, Host, arguments
from hiyari.model.text import Remote, Text, text

PYTHON = "/usr/bin/python3"
SHOWN = (
    "/usr/bin", "/usr/lib64", "/usr/lib32", "/usr/libexec", "/usr/share", "/usr/local/bin",
    "/usr/local/lib", "/usr/local/share", "/etc/perl", "/etc/localtime", "/etc/ld.so.cache", "/etc/php.ini",
    "/etc/php.d", "/etc/mime.types",
)  # fmt: skip
TOP = ("/bin", "/sbin", "/lib", "/lib64", "/lib32")
OLDEST = (0, 7)
"""bubblewrap's first version with ``--size``."""
HIDDEN_LIBRARIES = {"cgi-bin", "sendmail"}
"""Children of /usr/lib that the sandbox does not show: other scripts, and the mailer that the stub replaces."""


@cache
def look() -> Host:
    """The host's interpreters, their libraries and their configuration; nothing that holds a secret."""
    shown = [path for path in SHOWN if os.path.lexists(path) and Path(path).exists()]
    links: list[tuple[str, str]] = []
    for path in TOP:
        if Path(path).is_symlink():
            links.append((str(Path(path).readlink()), path))
        elif Path(path).is_dir():
            shown.append(path)
    for child in sorted(Path("/usr/lib").iterdir()):
        if child.name in HIDDEN_LIBRARIES:
            continue
        if child.is_symlink():
            links.append((str(child.readlink()), str(child)))
        elif child.is_dir() or child.is_file():
            shown.append(str(child))
    shown += [
        str(path) for path in sorted(Path("/etc/php").glob("*/cgi")) + sorted(Path("/etc/php").glob("*/mods-available"))
    ]
    return Host(folders=tuple(shown), links=(*links, *_alternatives()))


def _alternatives() -> list[tuple[str, str]]:
    """The links that /usr/bin leads through, those of mailers to the stub."""
    folder = Path("/etc/alternatives")
    return [
        (STUB if link.name in MAILERS else target, str(link))
        for link in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if link.is_symlink() and (target := str(link.readlink())).startswith("/usr/")
    ]


@cache
def available() -> Text | None:
    """Why no script can be run in a sandbox on this host, and what to do; None where one can. Tries it once."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return text("There is no bubblewrap here, so nothing is run: install the package bubblewrap")
    if not Path(PYTHON).exists():
        return text(
            "There is no {path} here for the sandbox's recorder, so nothing is run: install the package python3",
            path=PYTHON,
        )
    blocked = program(platform.machine())
    if blocked is None:
        return text(
            "The system calls of this machine ({machine}) are not known, so nothing is run: run it on one of {known}",
            machine=Remote(platform.machine()),
            known=tuple(sorted(KNOWN)),
        )
    version = re.search(r"(\d{1,4})\.(\d{1,4})", _said(bwrap, "--version")[1])
    if version is not None and (int(version[1]), int(version[2])) < OLDEST:
        return text("bubblewrap {version} is too old, so nothing is run: version 0.7 is needed", version=version[0])
    return _tried(bwrap, blocked)


def _tried(bwrap: str, blocked: bytes) -> Text | None:
    """Why a sandbox with its filter, but without a site, cannot be made; None where it can."""
    with tempfile.TemporaryFile() as held:
        held.write(blocked)
        held.seek(0)
        command = arguments(
            bwrap=bwrap, host=look(), data=(), shown=(), command=("/usr/bin/true",), filter_at=held.fileno()
        )
        status, said = _said(*command, descriptors=(held.fileno(),))
    return None if status == 0 else refused(said)


def refused(said: str) -> Text:
    """What to do where bubblewrap makes no sandbox, from what it says."""
    lines = said.strip().splitlines()
    return text(
        "No sandbox can be made here ({said}), so nothing is run: let the user have user namespaces"
        " (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, AppArmor),"
        " or run this outside the container",
        said=Remote(lines[-1] if lines else "bwrap"),
    )


def _said(*command: str, descriptors: tuple[int, ...] = ()) -> tuple[int, str]:
    """Run a command as nobody, where this is root; its status and what it said."""
    lower = int(NOBODY) if os.geteuid() == 0 else None
    groups = None if lower is None else list[int]()
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            command,
            capture_output=True,
            timeout=10,
            check=False,
            user=lower,
            group=lower,
            extra_groups=groups,
            cwd="/",
            pass_fds=descriptors,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return -1, str(problem)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")
