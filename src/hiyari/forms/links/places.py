"""Which file a name leads to: addresses of the site, paths in the file system, and files of which only the name fits.

Pure: the files are given, nothing is looked up on a disk. Addresses are compared as a web server on a file system with
large and small letters does; where only the letters' size differs, the file is a doubtful match.
"""

from __future__ import annotations

import os
import posixpath
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, unquote_to_bytes

INDEX: Final = (
    "index.html", "index.htm", "index.shtml", "index.php", "index.cgi", "index.pl", "index.xhtml", "index.phtml",
    "index.py", "index.rb", "default.htm", "default.html", "default.php", "top.html", "top.htm", "top.php", "home.html",
)  # fmt: skip
"""What a web server gives for a directory, where its configuration names nothing else."""
_MAX_INFO: Final = 8
"""Segments that a script may be given behind its own name (PATH_INFO)."""
_MANY: Final = 50
"""Files of one name beyond which the name alone says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How the web server maps addresses to files."""

    url_of: Callable[[str], str | None]
    """The address of a file, from its first slash or complete; None where it has none."""
    path_of: Callable[[str], str | None]
    """The file (or directory) that the path of an address means, percent-encoded; it may be one that is not there."""
    roots: Sequence[str]
    """Web roots and script directories, absolute, without a slash at the end."""
    hosts: Collection[str] = ()
    """Names of the site, as `Hosts` takes them. Empty: not known, and any host may be the site's."""
    index: Sequence[str] = INDEX
    sites: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Which site each root belongs to, where there are several; roots that are not named belong together."""


class Files:
    """The files of a site, by their paths and by their names. A file is its rank among the sorted paths."""

    def __init__(self, paths: Iterable[str], places: Places) -> None:
        self.paths: Final = sorted(set(paths))
        self.places: Final = places
        self._rank = {path: rank for rank, path in enumerate(self.paths)}
        self._directories: dict[str, list[int]] = {}
        self._named: dict[str, int | list[int]] = {}
        self._roots = sorted(places.roots, key=len, reverse=True)
        order = {name: at for at, name in enumerate(places.index)}
        for rank, path in enumerate(self.paths):
            directory, _, name = path.rpartition("/")
            self._name(name.lower(), rank)
            indexes = self._directory(directory)
            if name in order:
                indexes.append(rank)
        for indexes in self._directories.values():
            indexes.sort(key=lambda one: order[self.paths[one].rpartition("/")[2]])

    def _name(self, name: str, rank: int) -> None:
        match self._named.get(name):
            case None:
                self._named[name] = rank
            case int() as one:
                self._named[name] = [one, rank]
            case several:
                several.append(rank)

    def _directory(self, directory: str) -> list[int]:
        if directory in self._directories:
            return self._directories[directory]
        made: list[int] = []
        self._directories[directory] = made
        above = directory.rpartition("/")[0]
        if above and above not in self._directories:
            self._directory(above)
        return made

    def __len__(self) -> int:
        return len(self.paths)

    def rank(self, path: str) -> int | None:
        """The file of exactly this path."""
        return self._rank.get(path)

    def root_of(self, path: str) -> str | None:
        """The innermost root that a path lies under."""
        return next((root for root in self._roots if path.startswith(f"{root}/")), None)

    def reach(self, directory: str) -> list[str]:
        """What pages made in a directory may link to: all roots of the site if it is one of them, else itself."""
        if directory not in self._roots:
            return [directory]
        sites = self.places.sites
        return [root for root in self._roots if sites.get(root, "") == sites.get(directory, "")]

    def indexes(self, directory: str) -> Sequence[int]:
        """What a directory may be shown as, the likeliest first."""
        return self._directories.get(directory, ())

    def at(self, path: str) -> int | None:
        """The file that a path means: itself, a directory's index, or the script that is given the rest of it."""
        path = posixpath.normpath(path)
        if path in self._directories:
            return next(iter(self._directories[path]), None)
        for _ in range(_MAX_INFO):
            if (rank := self._rank.get(path)) is not None:
                return rank
            path = path.rpartition("/")[0]
            if not path or path in self._directories:
                break
        return None

    def addressed(self, url_path: str, near: str | None) -> int | None:
        """The file that a path of an address means, percent-encoded, for a page that lies under the root ``near``."""
        decoded = unquote_to_bytes(url_path.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
        if "\0" in decoded:
            return None
        below = posixpath.normpath("/" + decoded.lstrip("/"))
        if near is not None and (rank := self.at(near + below)) is not None:
            return rank
        mapped = self.places.path_of(quote(os.fsencode(below)))
        if mapped is not None and (rank := self.at(mapped)) is not None:
            return rank
        others = (self.at(root + below) for root in self._roots if root != near)
        return next((rank for rank in others if rank is not None), None)

    def known(self, target: str) -> bool:
        """Whether any file has the name that a target ends in."""
        return target.rstrip("/").rpartition("/")[2].lower() in self._named

    def fitting(self, tail: str) -> list[int]:
        """Files whose path ends like this, in letters of either size; none where the name alone says nothing."""
        tail = tail.lower().strip("./")
        name = tail.rpartition("/")[2]
        if "/" not in tail and name in self.places.index:
            return []
        found = self._named.get(name)
        several = [found] if isinstance(found, int) else (found or [])
        fitting = [one for one in several if self.paths[one].lower().endswith(f"/{tail}")]
        return fitting if len(fitting) <= _MANY else []

    def alike(self, path: str) -> list[int]:
        """Files whose path differs only in the size of letters."""
        found = self._named.get(path.rpartition("/")[2].lower())
        several = [found] if isinstance(found, int) else (found or [])
        return [one for one in several[:_MANY] if self.paths[one].lower() == path.lower()]

    def below(self, directory: str) -> range:
        """Everything below a directory."""
        low = bisect_left(self.paths, f"{directory.rstrip('/')}/")
        high = bisect_left(self.paths, f"{directory.rstrip('/')}0")  # "0" follows "/".
        return range(low, high)
