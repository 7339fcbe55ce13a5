"""One watch at a time: a lock beside the state, which the kernel takes back when its holder ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from hiyari.cli.log.normal import Place
from hiyari.model.error import UserError
from hiyari.model.text import text


@contextmanager
def alone(where: Place) -> Iterator[None]:
    """One watch at a time writes the state.

    Raises:
        UserError: Another one does.
    """
    path = where.watch.with_suffix(".lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("w") as lock:
            path.chmod(0o600)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                sentence = text(
                    "Another hiyari log watch uses {path}. Stop it, or name another state with --state FILE.",
                    path=str(where.watch),
                )
                raise UserError(sentence) from None
            yield
    except OSError as error:
        sentence = text(
            "{path} cannot be written: {reason}. Give the folder to the user who runs hiyari.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
