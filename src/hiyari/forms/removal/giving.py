"""Gives one file back to its place, with all that belongs to it: by renaming, or by copying between file systems.

What appears under its name in the web root is whole, has its owner, mode and times already, and stands in nobody's way.
"""

from __future__ import annotations

import errno
import os
from typing import Final

from hiyari.forms.removal.attributes import by_descriptor, give_attributes, give_link_attributes
from hiyari.forms.removal.disk import copy_octets, opened_file, opened_folder, rename_new, sha256_of, status_of
from hiyari.forms.removal.lying import Kind, Lying
from hiyari.forms.removal.taking import CarryError, drop, looked
from hiyari.model.text import text

_NO_UNNAMED: Final = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT})
"""What open(2) says where a file system has no files without a name (O_TMPFILE)."""


def give(lying: Lying, number: int, store: int, hidden: str) -> tuple[str, ...]:
    """Put a file back to its place with all that belongs to it; never over something that lies there.

    Returns:
        The names of attributes that the system refused.

    Raises:
        FileExistsError: Something lies there; nothing was done.
        CarryError: The stored file is not the one that was stored; nothing was done.
        OSError: It cannot be put back; nothing was done.
    """
    with opened_folder(lying.folder) as folder:
        if status_of(folder, lying.name) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), lying.path)
        refused = prepare(lying, number, store)
        try:
            rename_new(store, str(number), folder, lying.name)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            refused = _give_copy(lying, number, folder, store, hidden)
            os.fsync(folder)
            drop(store, str(number))
        os.fsync(folder)
        os.fsync(store)
    return refused


def prepare(lying: Lying, number: int, store: int) -> tuple[str, ...]:
    """Give the stored file its attributes, so that it has them when it appears; returns those that were refused.

    Raises:
        CarryError: It is not the one that was stored.
    """
    kept = looked(store, str(number), lying.folder)
    if not isinstance(kept, Lying) or (kept.kind, kept.sha256) != (lying.kind, lying.sha256):
        sentence = text("The stored copy of {path} has changed, and is not put back.", path=lying.path)
        raise CarryError(sentence)
    if lying.kind is Kind.LINK:
        return give_link_attributes(store, str(number), lying.attributes)
    with opened_file(store, str(number)) as descriptor:
        return give_attributes(descriptor, lying.attributes)


def _give_copy(lying: Lying, number: int, folder: int, store: int, hidden: str) -> tuple[str, ...]:
    if lying.kind is Kind.LINK:
        os.symlink(lying.target or "", lying.name, dir_fd=folder)
        return give_link_attributes(folder, lying.name, lying.attributes)
    with opened_file(store, str(number)) as source:
        target = _unnamed(folder)
        if target is None:
            return _give_hidden(lying, source, folder, hidden)
        try:
            refused = _fill(lying, source, target)
            os.link(by_descriptor(target), lying.name, dst_dir_fd=folder, follow_symlinks=True)
        finally:
            os.close(target)
    return refused


def _unnamed(folder: int) -> int | None:
    """A file without a name in the open folder; None where the file system has none."""
    try:
        return os.open(".", os.O_RDWR | os.O_TMPFILE | os.O_CLOEXEC, 0o600, dir_fd=folder)
    except OSError as error:
        if error.errno in _NO_UNNAMED:
            return None
        raise


def _give_hidden(lying: Lying, source: int, folder: int, hidden: str) -> tuple[str, ...]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    target = os.open(hidden, flags, 0, dir_fd=folder)
    try:
        refused = _fill(lying, source, target)
        rename_new(folder, hidden, folder, lying.name)
    except BaseException:
        drop(folder, hidden)
        raise
    finally:
        os.close(target)
    return refused


def _fill(lying: Lying, source: int, target: int) -> tuple[str, ...]:
    """Octets first, then what belongs to them, durable before the file gets its name."""
    copy_octets(source, target)
    if sha256_of(target) != lying.sha256:
        raise CarryError(text("The stored copy of {path} has changed, and is not put back.", path=lying.path))
    refused = give_attributes(target, lying.attributes)
    os.fsync(target)
    return refused
