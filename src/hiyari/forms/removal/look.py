"""Looks at one file on the disk, before anything is planned for it.

The folder's own symbolic links are followed once, here; from then on the plan knows the real folder and which one it
was. What cannot be looked at comes back as a sentence, never as a file about which nothing is known.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from contextlib import suppress

from hiyari.forms.removal.attributes import attributes_of, by_descriptor, is_fixed
from hiyari.forms.removal.disk import identity_of, opened_file, opened_folder, sha256_of
from hiyari.forms.removal.lying import Above, Hindered, Kind, Lying
from hiyari.model.text import Text, text


def look(path: str, roots: Sequence[str]) -> Lying | Hindered:
    """The file at this path as it lies there.

    Args:
        path: As a person or the scan named it; relative to the working folder where it is not absolute.
        roots: The web roots, folders of aliases included.
    """
    folder, name = os.path.split(path)
    if name in {"", ".", ".."} or "\0" in path:
        return Hindered(path=path, why=no_file(path))
    try:
        real = os.path.realpath(folder or ".", strict=True)
        with opened_folder(real) as descriptor:
            return look_in(descriptor, real, name, root_of(real, roots))
    except OSError as error:
        return Hindered(path=path, why=_cannot(path, error))


def look_in(folder: int, real: str, name: str, root: str | None) -> Lying | Hindered:
    """Likewise, in a folder that is open.

    Raises:
        OSError: It is not there, or cannot be read.
    """
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    match stat.S_IFMT(status.st_mode):
        case stat.S_IFREG:
            return _file(folder, real, name, root)
        case stat.S_IFLNK:
            return _link(folder, real, name, root, status)
        case _:
            path = os.path.join(real, name)  # noqa: PTH118 - octets that are no UTF-8
            return Hindered(path=path, why=no_file(path))


def root_of(folder: str, roots: Sequence[str]) -> str | None:
    """The innermost web root that a folder without symbolic links lies in, without symbolic links."""
    real = {os.path.realpath(root) for root in roots}
    lying = [root for root in real if folder == root or folder.startswith(f"{root.rstrip('/')}/")]
    return max(lying, key=len, default=None)


def _file(folder: int, real: str, name: str, root: str | None) -> Lying:
    with opened_file(folder, name) as descriptor:
        status = os.fstat(descriptor)
        attributes = attributes_of(status, descriptor)
        sha256 = sha256_of(descriptor)
        return Lying(
            folder=real,
            name=name,
            within=identity_of(os.fstat(folder)),
            root=root,
            above=_above(real, root),
            kind=Kind.FILE,
            identity=identity_of(status),
            size=status.st_size,
            names=status.st_nlink,
            sha256=sha256,
            content=sha256,
            target=None,
            attributes=attributes,
            fixed=is_fixed(descriptor) or is_fixed(folder),
            movable=_movable(folder, status),
        )


def _link(folder: int, real: str, name: str, root: str | None, status: os.stat_result) -> Lying:
    target = os.readlink(name, dir_fd=folder)
    content = _behind(folder, name)
    return Lying(
        folder=real,
        name=name,
        within=identity_of(os.fstat(folder)),
        root=root,
        above=_above(real, root),
        kind=Kind.LINK,
        identity=identity_of(status),
        size=status.st_size,
        names=status.st_nlink,
        sha256=hashlib.sha256(os.fsencode(target)).hexdigest(),
        content=content,
        target=target,
        attributes=attributes_of(status, f"{by_descriptor(folder)}/{name}"),
        fixed=is_fixed(folder),
        movable=_movable(folder, status),
    )


def _behind(folder: int, name: str) -> str | None:
    """SHA-256 of the file that a link leads to; None where it leads to none that can be read."""
    with suppress(OSError), opened_file(folder, name, through_links=True) as descriptor:
        return sha256_of(descriptor) if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    return None


def _above(folder: str, root: str | None) -> tuple[Above, ...]:
    """The folders from the web root down to this one, as they are now."""
    if root is None:
        return ()
    parts = [part for part in folder[len(root) :].split("/") if part]
    paths = [root, *(f"{root.rstrip('/')}/{'/'.join(parts[: count + 1])}" for count in range(len(parts)))]
    found: list[Above] = []
    for path in paths:
        status = os.lstat(path)
        found.append(Above(path=path, mode=stat.S_IMODE(status.st_mode), uid=status.st_uid, gid=status.st_gid))
    return tuple(found)


def _movable(folder: int, status: os.stat_result) -> bool:
    """Whether this process may take the file out of its folder, a sticky one included (unlink(2))."""
    if not os.access(by_descriptor(folder), os.W_OK | os.X_OK, effective_ids=True):
        return False
    holding = os.fstat(folder)
    me = os.geteuid()
    return me == 0 or not holding.st_mode & stat.S_ISVTX or me in {holding.st_uid, status.st_uid}


def no_file(path: str) -> Text:
    """Only files and symbolic links are moved."""
    return text("{path} is neither a file nor a symbolic link. Name files.", path=path)


def _cannot(path: str, error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return text("{path} is not there. Look at its name, or scan again: hiyari forms scan", path=path)
    return text(
        "{path} cannot be looked at: {reason}. Run hiyari as its owner or as root.",
        path=path,
        reason=error.strerror or "input/output error",
    )
