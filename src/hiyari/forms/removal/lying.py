"""A file as it lies on the disk: everything by which it is known again, and that is given back when it is put back.

Values only; `look` reads them from the disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hiyari.model.text import Text


class Kind(StrEnum):
    """What can be moved."""

    FILE = "file"
    LINK = "link"
    """A symbolic link: it is moved itself; what it leads to stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which file it is, whatever its name: device and inode (POSIX ``st_dev``, ``st_ino``)."""

    device: int
    inode: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What belongs to a file besides its octets."""

    mode: int
    """The twelve permission bits, with setuid, setgid and sticky."""
    uid: int
    gid: int
    changed: int
    """mtime in nanoseconds since the epoch."""
    read: int
    """atime, likewise; looking at a file may move it, so it is given back but never compared."""
    extended: tuple[tuple[str, str], ...] = ()
    """Extended attributes by name, values in hexadecimal; an ACL is ``system.posix_acl_access`` (acl(5), xattr(7))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """A folder that a file lies in, as it was: so that it can be made again."""

    path: str
    mode: int
    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A file or a symbolic link, as it was looked at."""

    folder: str
    """Absolute and without symbolic links; undecodable octets by surrogateescape."""
    name: str
    within: Identity
    """The folder's."""
    root: str | None
    """The web root that the folder lies in; None: in none."""
    above: tuple[Above, ...]
    """The folders from the web root down to this one."""
    kind: Kind
    identity: Identity
    size: int
    names: int
    """Hard links: names that the same file has."""
    sha256: str
    """Of its octets; of a symbolic link, of the text that it holds."""
    content: str | None
    """Of the octets that a reader gets: of a link, what it leads to, where that can be read."""
    target: str | None
    """The text of a symbolic link."""
    attributes: Attributes
    fixed: bool = False
    """Whether the file or its folder is immutable or append-only (``chattr +i``, ``+a``): it cannot be moved."""
    movable: bool = True
    """Whether whoever looked may take files out of the folder."""

    @property
    def path(self) -> str:
        """Where it lies, without symbolic links on the way."""
        return f"{self.folder.rstrip('/')}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindered:
    """Something that cannot be moved, or not be looked at."""

    path: str
    why: Text
