"""A web root with files of every kind to be removed from it, and a place for them on the same file system or another."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hiyari.forms.evidence import UseFacts
from hiyari.forms.removal.attributes import attributes_of
from hiyari.forms.removal.look import look
from hiyari.forms.removal.moving import Moving, remove
from hiyari.forms.removal.place import removal_place
from hiyari.forms.removal.plan import Mover, Place, Policy, RemovalPlan, Wanted, plan_removal
from hiyari.forms.removal.removal import Removal

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
UNUSED = UseFacts(since=NOW - timedelta(days=400), until=NOW)
MOVING = Moving(by="root@www", clock=lambda: NOW)
HOSTILE = ("a\nb.cgi", "お問い合わせ.php", os.fsdecode(b"\x82\xb1.cgi"), "..cgi", '"q" $x\\.pl', "-rf", " ")
"""Names: a line break, UTF-8, Shift_JIS, dots, quotes, an option, a blank."""
OTHER_DISK = Path("/dev/shm")  # noqa: S108 - a file system that is not the one of pytest's folder
ACL = bytes.fromhex("0200000001000600ffffffff020004002100000004000400ffffffff10000400ffffffff20000400ffffffff")
"""user::rw-, user:33:r--, group::r--, mask::r--, other::r-- (the kernel's form, linux/posix_acl_xattr.h)."""


@dataclass(slots=True, kw_only=True)
class Yard:
    """A web root, and the place that removals go to."""

    root: Path
    base: Path
    paths: list[str] = field(default_factory=list)

    def file(self, name: str, octets: bytes = b"#!/usr/bin/perl\n", mode: int = 0o644) -> str:
        """A file; `name` may hold folders."""
        path = str(self.root / name)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(octets)
        Path(path).chmod(mode)
        os.utime(path, ns=(1_111_111_111_111_111_111, 1_222_222_222_222_222_222))
        self.paths.append(path)
        return path

    def plan(self, *paths: str, use: UseFacts = UNUSED, policy: Policy | None = None, **scanned: Any) -> RemovalPlan:
        """A plan for these files, as they were scanned just now."""
        place = removal_place(self.base, [str(self.root)], lambda _: None)
        return self.planned(place, *paths, use=use, policy=policy, **scanned)

    def planned(
        self, place: Place, *paths: str, use: UseFacts = UNUSED, policy: Policy | None = None, **scanned: Any
    ) -> RemovalPlan:
        """Likewise, for a place that was looked at before."""
        wanted = []
        for path in paths or tuple(self.paths):
            lying = look(path, [str(self.root)])
            sha = scanned["scanned"] if "scanned" in scanned else sha256(path)
            wanted.append((Wanted(path=path, url=None, scanned=sha, use=use), lying))
        mover = Mover(uid=os.geteuid(), groups=frozenset({os.getegid(), *os.getgroups()}))
        return plan_removal(wanted, place, policy or Policy(), mover, NOW)

    def remove(self, *paths: str) -> Removal:
        """Remove these files, or all."""
        plan = self.plan(*paths)
        return remove(plan, plan.digest, MOVING)

    def tree(self) -> Mapping[str, object]:
        """Everything under the root but folders, with all that belongs to it."""
        return {path: told(path) for path in walk(str(self.root))}

    def kept(self) -> list[str]:
        """Names of what lies in the removal folders besides manifests and journals."""
        return sorted(path for path in walk(str(self.base)) if "/files/" in path)


def walk(top: str) -> Iterator[str]:
    """All paths below that are no folders."""
    for folder, folders, names in os.walk(top):
        below = [Path(folder, one) for one in folders]
        yield from (str(Path(folder, name)) for name in names)
        yield from (str(one) for one in below if one.is_symlink())


def sha256(path: str) -> str | None:
    """Of what a reader gets; None where nothing can be read."""
    try:
        own = os.geteuid() in {0, Path(path).stat().st_uid}
        descriptor = os.open(path, os.O_RDONLY | (os.O_NOATIME if own else 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def told(path: str) -> tuple[object, ...]:
    """What a file is in every respect but its inode; of a sparse one also how much of the disk it takes."""
    status = os.lstat(path)
    if not stat.S_ISLNK(status.st_mode):
        return (stat.S_IFREG, status.st_size, sha256(path), _of_file(path, status), status.st_blocks)
    # Whoever follows a link moves its atime, and nothing keeps the kernel from it.
    attributes = replace(attributes_of(status, path), read=0)
    return (stat.S_IFLNK, status.st_size, str(Path(path).readlink()), attributes, 0)


def _of_file(path: str, status: os.stat_result) -> object:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return attributes_of(status, descriptor)
    finally:
        os.close(descriptor)


def furnish(yard: Yard, *, root: bool) -> None:
    """Fill the web root with a file of every kind."""
    yard.file("cgi-bin/contact.cgi", b"#!/usr/bin/perl\nprint 1;\n", 0o4755)
    yard.file("cgi-bin/sticky.cgi", b"x", 0o3711)
    yard.file("none.php", b"", 0o400)
    for name in HOSTILE:
        yard.file(f"old/{name}", os.fsencode(name))
    sparse = yard.file("sparse.bin", b"")
    with Path(sparse).open("r+b") as stream:
        stream.seek(8 << 20)
        stream.write(b"end")
        stream.truncate(16 << 20)
    os.utime(sparse, ns=(1, 2))
    link = str(yard.root / "link.cgi")
    Path(link).symlink_to("cgi-bin/contact.cgi")
    os.utime(link, ns=(5, 6_000_000_007), follow_symlinks=False)
    yard.paths.append(link)
    rich = yard.file("rich.cgi", b"rich")
    os.setxattr(rich, "user.note", b"\0\xff any octets")
    os.setxattr(rich, "system.posix_acl_access", ACL)
    if root:
        os.chown(rich, 33, 33)
        os.chown(yard.paths[0], 33, 4)
        Path(yard.paths[0]).chmod(0o4755)
        os.setxattr(rich, "trusted.secret", b"1")
        os.chown(link, 33, 33, follow_symlinks=False)
    os.utime(rich, ns=(7, 8))


@contextmanager
def other_disk() -> Iterator[Path]:
    """A folder on another file system than the temporary files; skips where there is none."""
    if not OTHER_DISK.is_dir() or OTHER_DISK.stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev:
        pytest.skip("no second file system (/dev/shm) to copy to")
    with tempfile.TemporaryDirectory(dir=OTHER_DISK, prefix="hiyari-") as name:
        yield Path(name)


@contextmanager
def quick_disk(otherwise: Path) -> Iterator[Path]:
    """A folder in memory, where syncing takes no time, if attributes can be set there; else the one that is given."""
    if not OTHER_DISK.is_dir():
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir=OTHER_DISK, prefix="hiyari-") as name:
        try:
            os.setxattr(name, "user.note", b"1")
        except OSError:
            yield otherwise
        else:
            yield Path(name)
