"""Where removed files are kept: a folder for its owner alone, beside the state, never within a visitor's reach."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hiyari.forms.removal.disk import identity_of
from hiyari.forms.removal.footing import PASSING, kind_of, nearest, no_folder, room_in, unwritable
from hiyari.forms.removal.plan import Place
from hiyari.forms.removal.removal import is_removal
from hiyari.locale.shell import quoted
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Command, Text, text
from hiyari.store.place import make_private, sync_folder

FOLDER: Final = "removed"
"""Its name beside the state."""
_LOCK: Final = "lock"


def removal_place(folder: Path, roots: Sequence[str], url_of: Callable[[str], str | None]) -> Place:
    """The place, with what is wrong with it. Makes nothing.

    Args:
        folder: Such as ``<state folder>/removed``.
        roots: Every web root, folders of aliases included.
        url_of: Where a visitor finds a path, by the server's configuration; None: nowhere.

    Raises:
        OSError: It cannot be looked at.
    """
    base = os.path.realpath(folder)
    no_place = what_is_wrong(base)
    existing = nearest(Path(base))
    if no_place:
        return Place(base=base, device=existing.stat().st_dev, problems=no_place)
    problems = (*_reached(Path(base), existing, roots, url_of), *unwritable(Path(base), existing))
    return Place(
        base=base,
        device=existing.stat().st_dev,
        room=room_in(existing),
        passing=kind_of(existing) in PASSING,
        problems=problems,
    )


def what_is_wrong(base: str) -> tuple[Text, ...]:
    """Why a folder can hold no removals, or may hold none that can be believed.

    Args:
        base: As `os.path.realpath` gives it.

    Raises:
        OSError: It cannot be looked at.
    """
    return tuple(no_folder(Path(base))) or tuple(_open_to_others(Path(base)))


def _reached(base: Path, existing: Path, roots: Sequence[str], url_of: Callable[[str], str | None]) -> Iterator[Text]:
    """By identity, not by name: a bind mount or a link may give a web root a second name."""
    above = {identity_of(one.stat()) for one in (existing, *existing.parents)}
    for root in roots:
        try:
            within = identity_of(os.stat(root)) in above  # noqa: PTH116 - octets that are no UTF-8
        except OSError:
            continue
        if within:
            yield text(
                "Removed files would be kept in {base}, which lies in the web root {root}: visitors could still reach "
                "them. Name a place outside with --to.",
                base=str(base),
                root=root,
            )
            return
    url = url_of(str(base))
    if url is not None:
        yield text(
            "Removed files would be kept in {base}, which the web server shows at {url}. Name a place outside with "
            "--to.",
            base=str(base),
            url=url,
        )


def _open_to_others(base: Path) -> Iterator[Text]:
    try:
        status = base.stat()
    except FileNotFoundError:
        return
    if status.st_uid != os.geteuid():
        yield text(
            "{base}, where removed files would be kept, belongs to another user. Run hiyari as that user, or name "
            "another place.",
            base=str(base),
        )
    elif status.st_mode & 0o077 and _ours(base):
        yield text(
            "{base}, where removed files are kept, is open to others. Run: chmod 700 {folder}",
            base=str(base),
            folder=Command(quoted(str(base))),
        )
    elif status.st_mode & 0o077:
        yield text(
            "{base} is open to others, and other things lie in it. Name a folder for removed files alone, such as "
            "{folder}.",
            base=str(base),
            folder=str(base / FOLDER),
        )


def _ours(base: Path) -> bool:
    """Whether nothing but removals lies in it: closing it to others then harms nobody."""
    with os.scandir(base) as found:
        return all(one.name == _LOCK or is_removal(one.name) for one in found)


def make_place(base: str) -> None:
    """Make the folder, closed to others, its name durable.

    Raises:
        UserError: It cannot be made.
    """
    folder = Path(base)
    if not folder.is_dir():
        make_private(folder)
        for one in folder.parents:
            _sync_if_readable(one)


def _sync_if_readable(folder: Path) -> None:
    try:
        sync_folder(folder)
    except PermissionError:
        return


@contextmanager
def locked(base: str) -> Iterator[None]:
    """Keep the place for oneself; a process that dies gives it back.

    Raises:
        SafetyError: Somebody else has it.
        UserError: It cannot be locked.
    """
    try:
        descriptor = os.open(f"{base}/{_LOCK}", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UserError(_cannot(base, error)) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
                raise UserError(_cannot(base, error)) from None
            sentence = text(
                "Another hiyari is moving files to or from {base} just now. Wait until it has ended.", base=base
            )
            raise SafetyError(sentence) from None
        yield
    finally:
        os.close(descriptor)


def _cannot(base: str, error: OSError) -> Text:
    return text(
        "{base} cannot be used: {reason}. Run hiyari as its owner, or name another place.",
        base=base,
        reason=error.strerror or "input/output error",
    )
