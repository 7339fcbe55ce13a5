"""Where a path really leads, for paths that a script or a link made up.

`os.path.realpath` lets some errors out: of magic links below /proc that this user may not follow, of names with a NUL.
Such a path leads nowhere for us; it must not end the reading of anything else.
"""

from __future__ import annotations

import posixpath


def real(path: str) -> str | None:
    """The path without links, whether anything is there or not; None where a link on the way may not be followed."""
    try:
        return posixpath.realpath(path)
    except (OSError, ValueError):
        return None


def is_folder(path: str) -> bool:
    """Whether a folder is there that this user may look at; never raises, as `pathlib` does."""
    return posixpath.isdir(path)


def is_file(path: str) -> bool:
    """Whether a regular file is there that this user may look at; never raises, as `pathlib` does."""
    return posixpath.isfile(path)
