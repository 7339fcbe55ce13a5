"""Whether a visitor comes to a file by following links from where a site is entered.

The files are known before their references are added, so that what leads nowhere is forgotten at once. When all were
added, two walks tell the rest: one over links that are certain, from the entrances; then one over everything from what
may be linked for reasons that no file shows (a front controller, names made at run time). What neither walk comes to is
an orphan, and so are files that only link one another.

Links from other sites are not known here: the access log shows who comes by them (`hiyari.forms.use`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hiyari.forms.evidence import Link, Linked, LinkFacts
from hiyari.forms.links.edges import Edges, Weight
from hiyari.forms.links.modules import ENDINGS
from hiyari.forms.links.places import Files, Places
from hiyari.forms.links.reach import Reach, Reason
from hiyari.forms.links.reference import NO_LINKS, RUN_TOGETHER, How, Kind, Reference, kind_of
from hiyari.forms.links.resolve import Pattern, Resolver, reached
from hiyari.forms.links.systems import systems
from hiyari.model.text import Text, text

_SHOWN: Final = 10
"""References that are told of one file."""
_MAX_PATTERNS: Final = 100_000
_MAX_OPEN: Final = 300_000
"""Names that wait until all files were added. A name waits only if there is a file that is called so."""
_USERS: Final = 32
"""Pages beside which the relative names of a script or template are looked for."""
_ENTERED_BY: Final = frozenset({Kind.ROBOTS, Kind.HTACCESS, Kind.CRON})


class LinkGraph:
    """The references between the files of a site. Add those of every file, then ask."""

    def __init__(
        self, files: Iterable[str], places: Places, *, entrances: Iterable[str] = (), fronts: Iterable[str] = ()
    ) -> None:
        """Know the files.

        Args:
            files: Every file of the site, absolute.
            places: How addresses are mapped to files.
            entrances: Files or addresses that visitors are given, besides the indexes of the roots.
            fronts: Files that the server gives every address that names no file, as its configuration says.
        """
        self._files = Files(files, places)
        self._edges = Edges(len(self._files))
        self._resolver = Resolver(self._files)
        self._open: list[tuple[int, str, int, How]] = []
        self._patterns: dict[int, list[Pattern]] = {}
        self._count = 0
        self._blind: list[tuple[str, Reason]] = []
        self._reach: Reach | None = None
        self._entrances = set(self._entered(entrances))
        for name, root in systems(self._files):
            why = text("{system} makes its pages from a database, which may link to it", system=name)
            self._blind.extend((one, Reason(why)) for one in self._files.reach(root))
        for front in fronts:
            self._front(front, front.rpartition("/")[0])

    def add(self, path: str, references: Iterable[Reference]) -> None:
        """Keep what one file refers to. A file that is not known, or is added again, is left out."""
        source = self._files.rank(path)
        if source is None:
            return
        self._reach = None
        references = tuple(references)
        base = next((one.target for one in references if one.how is How.BASE), None)
        elsewhere = path.endswith((".js", ".mjs"))
        seen: set[int] = set()
        for target, line, how in references:
            if how is How.BASE or self._special(source, target, line, how):
                continue
            if "*" in target:
                self._keep_pattern(Pattern(source, target, line, how))
                continue
            leads = self._resolver.at_once(target, how, path, base)
            for rank, weight in leads:
                if rank != source and rank not in seen:
                    self._edges.add(source, rank, line, how, Weight.NONE if how in NO_LINKS else weight)
                    if how not in NO_LINKS:
                        seen.add(rank)
            if (not leads or elsewhere) and how not in NO_LINKS and self._known(target, how):
                self._keep_open(source, target, line, how)

    def _known(self, target: str, how: How) -> bool:
        """Whether any file may be called so."""
        return any(self._files.known(target + ending) for ending in (ENDINGS if how is How.MODULE else ("",)))

    def blind(self, why: Text, *, under: str) -> None:
        """Say that something below a directory may be linked in a way that no file shows."""
        self._reach = None
        self._blind.append((under, Reason(why)))

    def facts(self, path: str) -> LinkFacts:
        """Tell what refers to one file, after every file was added."""
        rank = self._files.rank(path)
        if rank is None:
            return LinkFacts(linked=Linked.UNKNOWN, why=text("It is none of the files whose links were read."))
        reach = self._reach or self._settle()
        depth = reach.depth(rank)
        by = tuple(self._links(rank, reach))
        if depth is not None:
            return LinkFacts(linked=Linked.YES, depth=depth, by=by)
        reason = reach.reason(rank)
        if reason is not None:
            return LinkFacts(linked=Linked.UNKNOWN, by=by, why=reason.why(self._files.paths))
        return LinkFacts(linked=Linked.NO, by=by)

    def _links(self, rank: int, reach: Reach) -> list[Link]:
        edges = sorted(
            self._edges.naming(rank),
            key=lambda one: (-one.weight, reach.order(one.source), one.source, one.line),
        )
        return [Link(path=self._files.paths[one.source], line=one.line, how=one.how) for one in edges[:_SHOWN]]

    def _entered(self, entrances: Iterable[str]) -> Iterable[int]:
        files = self._files
        for root in files.places.roots:
            yield from files.indexes(root)
            for rank in files.below(root):
                path = files.paths[rank]
                below = path[len(root) + 1 :].lower()
                if ("/" not in below and below.startswith("sitemap")) or kind_of(path) in _ENTERED_BY:
                    yield rank
        yield from (rank for rank, path in enumerate(files.paths) if kind_of(path) is Kind.CRON)
        for entrance in entrances:
            known = files.rank(entrance)
            if known is not None:
                yield known
            elif entrance.startswith(("/", "http://", "https://")):
                yield from (lead.rank for lead in self._resolver.at_once(entrance, How.HREF, "/", None))

    def _special(self, source: int, target: str, line: int, how: How) -> bool:
        path = self._files.paths[source]
        directory = path.rpartition("/")[0]
        match how:
            case How.LISTING:
                why = text("the web server may list what is in {place}", place=directory)
                self._blind.append((directory, Reason(why, listed=True)))
            case How.FRONT:
                self._front(target, directory)
                return "*" in target
            case How.CUT:
                self._keep_pattern(Pattern(source, "/*", line, how))
            case _:
                return False
        return True

    def _front(self, front: str, directory: str) -> None:
        why = text("{front} is given every address that names no file, and may link to it", front=front)
        self._blind.extend((one, Reason(why)) for one in self._files.reach(directory))

    def _keep_pattern(self, pattern: Pattern) -> None:
        if pattern.how in NO_LINKS:
            return
        tail = pattern.text.rpartition("*")[2]
        if pattern.text.count("*") == 1 and pattern.text.startswith("*") and not tail.startswith(".") and tail:
            if self._files.known(tail):
                self._keep_open(pattern.source, pattern.text, pattern.line, pattern.how)
            return
        self._count += 1
        if self._count > _MAX_PATTERNS:
            self._overflow(pattern.source)
        else:
            self._patterns.setdefault(pattern.source, []).append(pattern)

    def _keep_open(self, source: int, target: str, line: int, how: How) -> None:
        if len(self._open) < _MAX_OPEN:
            self._open.append((source, target, line, how))
        else:
            self._overflow(source)

    def _overflow(self, source: int) -> None:
        root = self._files.root_of(self._files.paths[source]) or ""
        why = text("there are more links than can be kept")
        if all(under != root or reason.what != why for under, reason in self._blind):
            self._blind.append((root, Reason(why)))

    def _settle(self) -> Reach:
        waiting, self._open = self._open, []
        for together in (True, False):
            for source, target, line, how in waiting:
                if (how in RUN_TOGETHER) is together:
                    path = self._files.paths[source]
                    for rank, weight in self._resolver.later(target, how, path, self._users(source)):
                        if rank != source:
                            self._edges.add(source, rank, line, how, weight)
        self._reach = Reach(self._files, self._edges, self._entrances)
        self._reach.perhaps(self._blind, self._made)
        return self._reach

    def _made(self, source: int) -> Iterable[tuple[int, Pattern]]:
        for pattern in self._patterns.get(source, ()):
            for rank in reached(self._files, pattern, self._users(source)):
                yield rank, pattern

    def _users(self, source: int) -> list[str]:
        """The pages that a file runs in, by way of others too, the nearest first."""
        found = [source]
        for one in found:  # It grows while it is read.
            for edge in self._edges.naming(one):
                if len(found) >= _USERS:
                    break
                if edge.how in RUN_TOGETHER and edge.weight is Weight.SURE and edge.source not in found:
                    found.append(edge.source)
        return [self._files.paths[one] for one in found[1:]]
