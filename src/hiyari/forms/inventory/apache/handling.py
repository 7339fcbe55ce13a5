"""What Apache does with the files of one virtual host: its sections, the ``.htaccess`` files and the handlers together.

The order in which they are merged is that of https://httpd.apache.org/docs/2.4/sections.html#merging.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.inventory.apache.access import guard_of
from hiyari.forms.inventory.apache.handlers import treat
from hiyari.forms.inventory.apache.htaccess import read_htaccess
from hiyari.forms.inventory.apache.refusing import refused
from hiyari.forms.inventory.apache.rewrites import catch_all, effect
from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.patterns import found
from hiyari.forms.inventory.rules import Rewrite, Rules
from hiyari.forms.inventory.server import Mapped
from hiyari.forms.inventory.treatment import Links, Located, Treatment, Way
from hiyari.model.text import Text, text

_MOST_FOLDERS: Final = 20_000
"""Folders whose rules are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """<Directory>, <DirectoryMatch>, <Location> or <LocationMatch>."""

    pattern: re.Pattern[str] | None
    """None: not understood; its rules may hold anywhere."""
    whole: bool
    """Whether the pattern is for the whole path."""
    rules: Rules
    depth: int = 0
    """Slashes in a folder's path: outer folders are merged first."""

    def holds(self, subject: str) -> bool:
        """Whether it is about this path or URL."""
        if self.pattern is None:
            return False
        return (self.pattern.match(subject) if self.whole else found(self.pattern, subject)) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApacheSite:
    """Everything that holds for one virtual host."""

    rules: Rules
    """Of the server and the host, outside all sections."""
    rewrite: Rewrite | None
    """Outside all sections: it sees whole URLs, before files are looked for."""
    folders: tuple[Container, ...] = ()
    folder_patterns: tuple[Container, ...] = ()
    urls: tuple[Container, ...] = ()
    types: Mapping[str, str]
    modules: frozenset[str] = frozenset()
    maps: tuple[Mapped, ...] = ()
    """In the order in which they are tried."""
    root: str | None = None


class ApacheHandling:
    """Answers for folders of one virtual host; remembers what it worked out, and reads each ``.htaccess`` once."""

    def __init__(self, site: ApacheSite, htaccess: Callable[..., Rules] = read_htaccess) -> None:
        """Take the host's rules, and the way to its ``.htaccess`` files."""
        self._site = site
        self._htaccess = htaccess
        self._walked: dict[str, Rules] = {}

    def folder(self, path: str, url: str | None, *, script: bool) -> ApacheFolder:
        """One folder, with everything that is said about it and the folders above."""
        rules = self._walk(path)
        for container in self._site.folder_patterns:
            if container.holds(path):
                rules = container.rules.over(rules)
        return ApacheFolder(self._site, path, url, rules, script=script)

    def locate(self, url: str) -> Located | None:
        """The path that a URL path leads to: the first alias that fits, else below the document root."""
        for one in self._site.maps:
            rest = url.removeprefix(one.prefix)
            if url.startswith(one.prefix) and (not rest or one.prefix.endswith("/") or rest.startswith("/")):
                return Located(
                    path=one.path.rstrip("/") + "/" + rest.lstrip("/") if rest else one.path, script=one.script
                )
        return None

    def _walk(self, path: str) -> Rules:
        known = self._walked.get(path)
        if known is not None:
            return known
        above = posixpath.dirname(path)
        rules = self._walk(above) if above != path else self._site.rules
        for container in self._site.folders:
            if container.holds(path):
                rules = container.rules.over(rules)
        allowed = rules.override or frozenset()
        if allowed:
            rules = self._htaccess(path, rules.access_file or ".htaccess", allowed, self._site.modules).over(rules)
        if len(self._walked) >= _MOST_FOLDERS:
            self._walked.clear()
        self._walked[path] = rules
        return rules


class ApacheFolder:
    """One folder as Apache sees it."""

    def __init__(self, site: ApacheSite, path: str, url: str | None, rules: Rules, *, script: bool) -> None:
        """Take what holds for the folder; `Handling.folder` makes it."""
        self._site, self._path, self._url, self._rules, self._script = site, path, url, rules, script
        self._rewrites = any(one is not None and one.on for one in (site.rewrite, rules.rewrite))
        self._merged: dict[tuple[int, ...], Rules] = {(): rules}
        self.doubt: Final = _doubt(site, rules)
        """Why what is shown or refused here is not certain; None: it is."""
        self._urls = [one for one in site.urls if one.pattern is not None] if url is not None else []

    @property
    def index(self) -> tuple[str, ...]:
        """The names of DirectoryIndex."""
        return self._rules.index or ("index.html",)

    @property
    def links(self) -> Links:
        """By the options FollowSymLinks and SymLinksIfOwnerMatch; the former is on unless something is said."""
        options = self._rules.options
        if "followsymlinks" in options.on or (not options.whole and "followsymlinks" not in options.off):
            return Links.ALL
        return Links.OWNED if "symlinksifownermatch" in options.on else Links.NONE

    @property
    def front(self) -> str | None:
        """The target of FallbackResource, or of the rule that takes every URL."""
        fallback = self._rules.fallback
        if fallback is not None and fallback.lower() != "disabled":
            return self._file(fallback)
        for rewrite, base in ((self._rules.rewrite, self._path), (self._site.rewrite, self._site.root)):
            target = catch_all(rewrite)
            if target is not None and rewrite is not None:
                folder = rewrite.folder or base or "/"
                return self._file(target) if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        return None

    def _file(self, url: str) -> str:
        """A URL path of the site as a file; a whole path stays one."""
        root = self._site.root or self._path
        return url if posixpath.isfile(url) else posixpath.normpath(f"{root}/{url.lstrip('/')}")

    @property
    def notes(self) -> Iterable[Note]:
        """What was not understood in sections and ``.htaccess`` files on the way."""
        return self._rules.notes

    def treat(self, name: str, *, executable: bool) -> Treatment:  # noqa: ARG002 - other servers ask
        """What becomes of one file."""
        rules = self.rules(name)
        said = self.kept_away(name) or treat(
            rules, name, script=self._script, types=self._site.types, modules=self._site.modules
        )
        if self.doubt is not None:
            unsure = said.way in {Way.SHOWN, Way.REFUSED}
            return Treatment(way=Way.UNKNOWN, because=self.doubt) if unsure else said
        return said if rules.gap is not None else replace(said, guarded=guard_of(rules))

    def kept_away(self, name: str) -> Treatment | None:
        """Why a visitor never gets to the file; None: he does."""
        rules = self.rules(name)
        url = f"{self._url}{name}" if self._url is not None else None
        return refused(rules, url) or self._rewritten(rules, name, url)

    def rules(self, name: str) -> Rules:
        """The folder's rules with those of <Files> and <Location> that are about this name."""
        key = self._key(name)
        merged = self._merged.get(key)
        if merged is None:
            merged = self._merged[key] = self._merge(key)
        return merged

    def _key(self, name: str) -> tuple[int, ...]:
        """The numbers of the sections that are about this name."""
        key = []
        for number, section in enumerate(self._rules.files):
            pattern = section.pattern
            if pattern is not None and (pattern.match(name) if section.whole else found(pattern, name)):
                key.append(number)
        for number, container in enumerate(self._urls, len(self._rules.files)):
            if container.holds(f"{self._url}{name}"):
                key.append(number)
        return tuple(key)

    def shape(self, name: str) -> Hashable | None:
        """The sections that are about the name, and its endings; rewriting and redirects are about whole URLs."""
        if self._rules.redirects or self._rewrites:
            return None
        return self._key(name), name.lstrip(".").partition(".")[2]

    def _merge(self, key: tuple[int, ...]) -> Rules:
        rules, files = self._rules, self._rules.files
        for number in key:
            inner = files[number].rules if number < len(files) else self._urls[number - len(files)].rules
            rules = inner.over(rules)
        return rules

    def _rewritten(self, rules: Rules, name: str, url: str | None) -> Treatment | None:
        path = f"{self._path}/{name}"
        for rewrite in (self._site.rewrite, rules.rewrite):
            change = effect(rewrite, path, url or f"/{name}")
            if change is not None and change.refused:
                return Treatment(way=Way.REFUSED, because=text("{place} refuses its URL.", place=str(change.place)))
            if change is not None:
                because = text(
                    "The rewrite rule in {place} may give its URL to something else.", place=str(change.place)
                )
                return Treatment(way=Way.UNKNOWN, because=because)
        return None


def _doubt(site: ApacheSite, rules: Rules) -> Text | None:
    """Why nothing is certain in a folder: a section whose names or URLs are not understood changes what is run."""
    for section in rules.files:
        if section.pattern is None and section.rules.changes_running:
            return text("Which files the section in {place} means is not understood.", place=str(section.place))
    for container in (*site.folder_patterns, *site.urls):
        if container.pattern is None and container.rules.changes_running:
            return text("Which places a section of the configuration means is not understood.")
    return None
