"""Where the names in one file lead, each as far as it is certain.

A relative name is looked for beside the file; then, since templates and scripts are used by pages elsewhere, beside
the pages that use the file. What is found only by its last part is a doubtful match.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from hiyari.forms.links.edges import Weight
from hiyari.forms.links.hosts import Hosts
from hiyari.forms.links.modules import ENDINGS
from hiyari.forms.links.places import Files
from hiyari.forms.links.reference import How

_URL: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_HERE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PATHS: Final = frozenset({How.INCLUDE, How.CRON, How.SSI, How.LITERAL})
"""These may be paths in the file system."""
_GUESSED: Final = frozenset({How.LITERAL, How.SCRIPT, How.SRC, How.INCLUDE})
"""Of these the name alone is something."""


class Lead(NamedTuple):
    """A file that a name may lead to."""

    rank: int
    weight: Weight


class Resolver:
    """Resolves names over the files of a site."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._hosts = Hosts(files.places.hosts)

    def at_once(self, target: str, how: How, path: str, base: str | None) -> list[Lead]:
        """What needs no knowledge of other files: complete addresses, and what lies beside the file.

        Args:
            target: As `extract.references` gives it, without ``*``.
            how: How it is used.
            path: The file that names it.
            base: The page's ``base href``.
        """
        if _URL.match(target):
            return self._complete(target, path)
        if base is not None and how not in _PATHS:
            return self._based(target, base, path)
        if how is How.MODULE and "*" not in target:
            return [Lead(rank, Weight.SURE) for rank in self._modules(posixpath.join(path.rpartition("/")[0], target))]
        files = self._files
        near = files.root_of(path)
        if target.startswith("/"):
            return self._rooted(target, how, near)
        rank = files.at(posixpath.join(path.rpartition("/")[0], target))
        if rank is None and how not in _PATHS and ("%" in target or target.startswith("..")):
            rank = files.addressed(posixpath.join(self._address(path), target), near)
        return self._index(rank, target)

    def later(self, target: str, how: How, path: str, beside: Iterable[str]) -> list[Lead]:
        """What is not beside the file: beside the pages that use it, below a root, or only named like that."""
        files = self._files
        tail = target.rpartition("*")[2]
        if how is How.MODULE:
            ranks = {rank for ending in ENDINGS for rank in files.fitting(tail + ending)}
            return [Lead(rank, Weight.MAYBE) for rank in sorted(ranks)]
        if not tail.startswith("/") and "*" not in target:
            places = [posixpath.join(page.rpartition("/")[0], tail) for page in beside]
            if found := {rank for place in places if (rank := files.at(place)) is not None}:
                return [Lead(rank, Weight.SURE) for rank in sorted(found)]
            if alike := files.alike(posixpath.normpath(posixpath.join(path.rpartition("/")[0], tail))):
                return [Lead(rank, Weight.MAYBE) for rank in alike]
        root = files.root_of(path)
        if root is not None and (rank := files.at(posixpath.normpath(f"{root}/{tail}"))) is not None:
            sure = how is How.INCLUDE or target.startswith("*/")
            return [Lead(rank, Weight.SURE if sure else Weight.MAYBE)]
        if "*" in target or how in _GUESSED:
            return [Lead(rank, Weight.MAYBE) for rank in files.fitting(tail)]
        return []

    def _modules(self, path: str) -> Iterator[int]:
        whole = posixpath.normpath(path)
        for ending in ENDINGS:
            if (rank := self._files.rank(whole + ending)) is not None:
                yield rank

    def _complete(self, target: str, path: str) -> list[Lead]:
        try:
            split = urlsplit(target)
            host = (split.hostname or "").lower()
        except ValueError:
            return []
        ours = host in self._hosts or host in _HERE
        if not ours and self._hosts:
            return []
        rank = self._files.addressed(split.path or "/", self._files.root_of(path))
        return [Lead(rank, Weight.SURE if ours else Weight.MAYBE)] if rank is not None else []

    def _based(self, target: str, base: str, path: str) -> list[Lead]:
        try:
            joined = urljoin(urljoin(f"http://localhost{self._address(path)}", base), target)
        except ValueError:
            return []
        return self._complete(joined, path)

    def _rooted(self, target: str, how: How, near: str | None) -> list[Lead]:
        rank = self._files.at(target) if how in _PATHS else None
        if rank is None:
            rank = self._files.addressed(target, near)
        return self._index(rank, target)

    def _index(self, rank: int | None, target: str) -> list[Lead]:
        """A directory leads to its index for certain, and perhaps to other files that may be one."""
        if rank is None:
            return []
        leads = [Lead(rank, Weight.SURE)]
        directory, _, name = self._files.paths[rank].rpartition("/")
        if not target.endswith(name):
            leads += [Lead(other, Weight.MAYBE) for other in self._files.indexes(directory) if other != rank]
        return leads

    def _address(self, path: str) -> str:
        """The directory part of a file's address, with its last slash."""
        url = self._files.places.url_of(path)
        if url is None:
            root = self._files.root_of(path)
            url = path[len(root) :] if root is not None else path
        elif _URL.match(url):
            url = "/" + url.split("//", 1)[1].partition("/")[2]
        return url.rpartition("/")[0] + "/"


class Pattern(NamedTuple):
    """Names that a file makes at run time."""

    source: int
    text: str
    line: int
    how: How


def reached(files: Files, pattern: Pattern, beside: Iterable[str]) -> Iterator[int]:
    """The files that a name made at run time may mean.

    What is written before the first ``*`` is the directory; without it, everything below the file's own directory is
    meant (below the whole root, where the file runs in pages elsewhere). An ``include`` of which nothing is written
    means what lies near the file: it is how libraries load their own parts.
    """
    path = files.paths[pattern.source]
    head, _, tail = pattern.text.partition("*")
    folder, slash, stem = head.rpartition("/")
    fits = re.compile(".*".join(map(re.escape, f"{stem}*{tail}".split("*"))), re.DOTALL)
    root = files.root_of(path)
    own = path.rpartition("/")[0]
    starts = {own} if pattern.text == "*" else {own, *(page.rpartition("/")[0] for page in beside)}
    if head.startswith("/") or path.endswith((".js", ".mjs")):
        starts = {root} if root is not None else starts
        starts |= {""} if head.startswith("/") and pattern.how in _PATHS else set()
    elif pattern.how is How.INCLUDE and slash and root is not None:
        starts.add(root)
    for start in sorted(starts):
        directory = posixpath.normpath(f"{start}/{folder}") if slash else start
        if directory in {"/", "//", "."}:
            continue
        for rank in files.below(directory):
            if fits.fullmatch(files.paths[rank], len(directory) + 1):
                yield rank
