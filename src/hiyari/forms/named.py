"""File names that a script holds: they may be anything, and whatever the system says to them is no error of the scan's.

Python's own `realpath` lets errors of `readlink` out (of ``/proc/1/root``, say), and `Path.is_dir` those of ``stat``.
"""

from __future__ import annotations

import os


def real_path(path: str) -> str | None:
    """Where a path leads; None where the system does not say, or no file can have that name."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return None


def is_folder(path: str) -> bool:
    """Whether there is a folder; one that may not be seen is none."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises where it may not look


def is_file(path: str) -> bool:
    """Whether there is a regular file; one that may not be seen is none."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises where it may not look
