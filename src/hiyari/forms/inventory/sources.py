"""Reads configuration files with what they include: bounded in number, depth and bytes, and never in a circle."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from typing import Final

from hiyari.forms.inventory.note import Place
from hiyari.forms.inventory.patterns import glob
from hiyari.forms.inventory.reading import NotRead, read_file, why_not
from hiyari.model.error import UserError
from hiyari.model.text import Text, text
from hiyari.model.toml_table import at

MOST_FILES: Final = 2000
MOST_BYTES: Final = 16 * 1024**2
DEEPEST: Final = 32
_MAGIC: Final = re.compile(r"[*?\[]")


def fail(place: Place, problem: Text) -> UserError:
    """The sentence behind its file and line, as an error to raise."""
    return UserError(at(place.path, place.line, problem))


class Sources:
    """The files of one server's configuration."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self.read: list[str] = []
        self._bytes = 0
        self._open: list[str] = []

    def text(self, path: str, place: Place | None) -> str:
        """The file's text; bytes that are no UTF-8 by surrogateescape.

        Args:
            path: The file.
            place: What includes it; None for one that the inventory names.

        Raises:
            UserError: It cannot be read, or there is too much of it.
        """
        place = place or Place(path=path, line=1)
        if len(self.read) >= MOST_FILES:
            raise fail(place, text("more than {most} files are included. Is this the right file?", most=MOST_FILES))
        try:
            content = read_file(path, MOST_BYTES - self._bytes)
        except NotRead as problem:
            raise fail(place, _unreadable(path, problem.why)) from None
        self.read.append(path)
        self._bytes += len(content)
        return os.fsdecode(content.removeprefix(b"\xef\xbb\xbf"))

    def enter(self, path: str, place: Place) -> None:
        """Begin with an included file; `leave` ends it.

        Raises:
            UserError: It includes itself, or the depth is beyond bounds.
        """
        real = posixpath.realpath(path)
        if real in self._open:
            raise fail(place, text("{path} includes itself. Take the line out.", path=path))
        if len(self._open) >= DEEPEST:
            raise fail(place, text("files are included {depth} deep. Is this the right file?", depth=DEEPEST))
        self._open.append(real)

    def leave(self) -> None:
        """The file that was entered last is read to its end."""
        self._open.pop()

    def matching(self, pattern: str, place: Place) -> list[str]:
        """The existing files that a pattern means, in the order that servers read them; folders stand for their files.

        Raises:
            UserError: A folder on the way cannot be read.
        """
        found: list[str] = []
        for path in _expanded(pattern, place):
            found.extend(_files_in(path, place) if posixpath.isdir(path) else [path])
            if len(found) > MOST_FILES:
                raise fail(place, text("more than {most} files are included. Is this the right file?", most=MOST_FILES))
        return found


def _expanded(pattern: str, place: Place) -> list[str]:
    if not _MAGIC.search(pattern):
        return [pattern] if posixpath.lexists(pattern) else []
    paths = ["/" if pattern.startswith("/") else "."]
    for part in filter(None, pattern.split("/")):
        if _MAGIC.search(part):
            paths = [posixpath.join(path, name) for path in paths for name in _names(path, part, place)]
        else:
            paths = [joined for path in paths if posixpath.lexists(joined := posixpath.join(path, part))]
        if len(paths) > MOST_FILES:
            raise fail(place, text("more than {most} files are included. Is this the right file?", most=MOST_FILES))
    return paths


def _names(folder: str, part: str, place: Place) -> Iterator[str]:
    """Names in a folder that fit, without those that begin with a dot unless the pattern does."""
    fits = glob(part)
    for name in _listed(folder, place) if posixpath.isdir(folder) else ():
        if fits.match(name) and (not name.startswith(".") or part.startswith(".")):
            yield name


def _files_in(folder: str, place: Place) -> Iterator[str]:
    for name in _listed(folder, place):
        if posixpath.isfile(path := posixpath.join(folder, name)):
            yield path


def _listed(folder: str, place: Place) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.name for entry in entries), key=os.fsencode)
    except OSError as error:
        raise fail(place, _unreadable(folder, why_not(error))) from None


def _unreadable(path: str, why: Text) -> Text:
    return text("{path} is part of the web server's configuration and was not read. {why}", path=path, why=why)
