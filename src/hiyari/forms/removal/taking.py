"""Takes one file from its place into the removal folder: by renaming, or by copying between file systems.

At every moment the file is whole in at least one of the two places. What was planned is compared with the very file
that is moved, before and after; one that somebody exchanges in between goes back to where it was.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from dataclasses import replace

from hiyari.forms.removal.disk import (
    copy_octets,
    identity_of,
    opened_file,
    opened_folder,
    rename_new,
    sha256_of,
    status_of,
)
from hiyari.forms.removal.look import look_in
from hiyari.forms.removal.lying import Hindered, Kind, Lying
from hiyari.model.text import Text, text


class CarryError(Exception):
    """The file stays where it was; says why."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.message)
        self.why = why


def part_name(number: int) -> str:
    """What a copy is called in the removal folder until it is whole."""
    return f"{number}.part"


def hidden_name(removal: str, number: int) -> str:
    """Likewise in the web root, on file systems without nameless files; nobody may read it until it is whole."""
    return f".hiyari-{removal}-{number}"


def same_thing(one: Lying, other: Lying | Hindered | None) -> bool:
    """Whether it is the very file, unchanged; when it was last read, and how many other names it has, do not count."""
    return isinstance(other, Lying) and _compared(one) == _compared(other)


def _compared(lying: Lying) -> tuple[object, ...]:
    return (lying.kind, lying.identity, lying.size, lying.sha256, lying.target, replace(lying.attributes, read=0))


def changed_meanwhile(path: str) -> Text:
    """It is not what the plan was made for."""
    return text("{path} has changed since it was looked at, and was left where it lies.", path=path)


def looked(folder: int, name: str, real: str) -> Lying | Hindered | None:
    """What lies in an open folder under this name; None: nothing."""
    try:
        return look_in(folder, real, name, None)
    except FileNotFoundError:
        return None


def take(lying: Lying, number: int, store: int) -> None:
    """Move a file into the open removal folder, where its name is its number.

    Raises:
        CarryError: It is another one by now; nothing was moved.
        OSError: It cannot be moved; where it is now, `settle` finds out.
    """
    try:
        with opened_folder(lying.folder) as folder:
            _still(lying, folder)
            _take(lying, number, folder, store)
            os.fsync(folder)
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.ENOENT}:
            raise CarryError(changed_meanwhile(lying.path)) from None
        raise


def _still(lying: Lying, folder: int) -> None:
    """It is the very file, in the very folder.

    Raises:
        CarryError: It is not.
    """
    here = identity_of(os.fstat(folder)) == lying.within
    if not here or not same_thing(lying, looked(folder, lying.name, lying.folder)):
        raise CarryError(changed_meanwhile(lying.path))


def _take(lying: Lying, number: int, folder: int, store: int) -> None:
    try:
        rename_new(folder, lying.name, store, str(number))
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _take_copy(lying, number, folder, store)
        return
    os.fsync(store)
    if not same_thing(lying, looked(store, str(number), lying.folder)):
        # Exchanged or written to at the last moment: what was taken by mistake goes back, never over anything.
        rename_new(store, str(number), folder, lying.name)
        raise CarryError(changed_meanwhile(lying.path))


def _take_copy(lying: Lying, number: int, folder: int, store: int) -> None:
    try:
        if lying.kind is Kind.LINK:
            os.symlink(lying.target or "", str(number), dir_fd=store)
        else:
            with opened_file(folder, lying.name) as source:
                _copy_in(lying, number, source, store)
        os.fsync(store)
        _unlink_unchanged(lying, folder)
    except BaseException:
        if status_of(folder, lying.name) is not None:
            drop(store, part_name(number))
            drop(store, str(number))
        raise


def _unlink_unchanged(lying: Lying, folder: int) -> None:
    """Delete the file where it lay, if it is still the very one.

    The octets are looked at first, which takes time; the status, which tells of any change since, last of all. Between
    that and the deletion there are two system calls, in which no file system keeps another process out.

    Raises:
        CarryError: It is not.
    """
    before = status_of(folder, lying.name)
    _still(lying, folder)
    if before is None or _moment(os.stat(lying.name, dir_fd=folder, follow_symlinks=False)) != _moment(before):
        raise CarryError(changed_meanwhile(lying.path))
    os.unlink(lying.name, dir_fd=folder)


def _moment(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _copy_in(lying: Lying, number: int, source: int, store: int) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    target = os.open(part_name(number), flags, 0o600, dir_fd=store)
    try:
        copy_octets(source, target)
        os.fsync(target)
        if sha256_of(target) != lying.sha256:
            raise CarryError(changed_meanwhile(lying.path))
    finally:
        os.close(target)
    rename_new(store, part_name(number), store, str(number))


def drop(folder: int, name: str) -> None:
    """Delete a name, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
