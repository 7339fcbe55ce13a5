"""Which folder of a site is shown as a copy that its script may write to: the web root, or the script's own folder.

What is too large to be copied stays read-only; that a form may want to write is then said where it sends nothing.
"""

from __future__ import annotations

import os

from hiyari.forms.confirm.inside.layer import MAX_ENTRIES


def writable(path: str, root: str) -> str | None:
    """The folder to copy for a script, both of whose paths are real ones; None where both are too large."""
    if _entries(root, below=True) <= MAX_ENTRIES:
        return root
    folder = os.path.dirname(path)  # noqa: PTH120 - any octets
    return folder if _entries(folder, below=False) <= MAX_ENTRIES else None


def _entries(folder: str, *, below: bool) -> int:
    """How many entries a folder has, counted to one more than are copied; folders that cannot be read have none."""
    count, waiting = 0, [folder]
    while waiting and count <= MAX_ENTRIES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > MAX_ENTRIES:
                        break
                    if below and entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
    return count
