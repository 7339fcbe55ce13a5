"""What nginx does with the files of one server block."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from hiyari.forms.inventory.nginx.answers import front_of, guard_of, only_elsewhere
from hiyari.forms.inventory.nginx.locations import Location, Says, choose
from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.patterns import found
from hiyari.forms.inventory.rules import Access
from hiyari.forms.inventory.treatment import Links, Located, Treatment, Way
from hiyari.model.text import Remote, text

_FPM: Final = (".php", ".phar")
"""What PHP-FPM runs unless ``security.limit_extensions`` says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NginxSite:
    """One server block."""

    says: Says
    locations: tuple[Location, ...]
    named: Mapping[str, Says] = field(default_factory=dict)
    """Those whose names begin with ``@``."""
    notes: tuple[Note, ...] = ()


class NginxHandling:
    """Answers for the folders and URLs of one server block."""

    def __init__(self, site: NginxSite) -> None:
        """Take the server block."""
        self._site = site

    def folder(self, path: str, url: str | None, *, script: bool) -> NginxFolder:  # noqa: ARG002 - Apache's matter
        """One folder."""
        return NginxFolder(self._site, path, url)

    def locate(self, url: str) -> Located | None:
        """The path that a URL path leads to."""
        location = choose(self._site.locations, url)
        says = location.says if location is not None else self._site.says
        path = file_of(says, location, url)
        return Located(path=path, script=False) if path is not None else None


def file_of(says: Says, location: Location | None, url: str) -> str | None:
    """The path behind a URL: root with the whole URL, or alias with the rest of it."""
    if says.alias is not None and location is not None:
        if location.modifier in {"~", "~*"}:
            return None
        return says.alias + url.removeprefix(location.written)
    return says.root.rstrip("/") + url if says.root is not None else None


class NginxFolder:
    """One folder as nginx sees it."""

    def __init__(self, site: NginxSite, path: str, url: str | None) -> None:
        """Take the server block; `NginxHandling.folder` makes it."""
        self._site, self._path, self._url = site, path, url
        location = choose(site.locations, url) if url is not None else None
        self._says = location.says if location is not None else site.says

    @property
    def index(self) -> tuple[str, ...]:
        """The names of ``index``."""
        return self._says.index

    @property
    def links(self) -> Links:
        """Nginx follows every link unless ``disable_symlinks`` is set, which is noted."""
        return Links.ALL

    @property
    def front(self) -> str | None:
        """What ``try_files``, a rewrite or ``error_page 404 =`` leads to; a plain error page is only an entrance."""
        target = front_of(self._says, self._site.named)
        if target is None or self._site.says.root is None:
            return None
        return posixpath.normpath(f"{self._site.says.root}/{target.lstrip('/')}")

    @property
    def notes(self) -> Iterable[Note]:
        """What was not followed in the server block."""
        return self._site.notes

    def treat(self, name: str, *, executable: bool) -> Treatment:  # noqa: ARG002 - fcgiwrap's matter, judged later
        """What becomes of one file."""
        if self._url is None:
            return Treatment(way=Way.UNKNOWN, because=text("No URL that leads to it is known."))
        url = f"{self._url}{name}"
        location = choose(self._site.locations, url)
        says = location.says if location is not None else self._site.says
        path = f"{self._path}/{name}"
        leads = file_of(says, location, url)
        if leads is not None and posixpath.normpath(leads) != path:
            return Treatment(way=Way.ELSEWHERE, because=text("Its URL leads to {path}.", path=leads))
        said = self._kept_away(says, url, path) or _content(says, location, name)
        return replace(said, guarded=guard_of(says))

    def shape(self, name: str) -> None:  # noqa: ARG002 - as the protocol says
        """Locations are about whole URLs."""
        return

    def _kept_away(self, says: Says, url: str, path: str) -> Treatment | None:
        place = str(says.place)
        status = self._site.says.status if self._site.says.status is not None else says.status
        if status is not None and status >= 400:
            return Treatment(way=Way.REFUSED, because=text("{place} refuses its URL.", place=place))
        if self._site.says.status is not None or says.program is not None:
            because = text("{place} sends its visitors elsewhere.", place=place)
            return Treatment(way=Way.UNKNOWN, because=because)
        if status is not None:
            return Treatment(
                way=Way.ELSEWHERE, because=text("{place} has its URL answered by something else.", place=place)
            )
        login = says.login or says.asks is not None
        if (says.access is Access.NOBODY and not (says.either and login)) or says.internal:
            return Treatment(way=Way.REFUSED, because=text("{place} refuses its URL.", place=place))
        front = self.front
        if only_elsewhere(says) and path != front:
            return Treatment(
                way=Way.ELSEWHERE, because=text("{place} has its URL answered by something else.", place=place)
            )
        return self._rewritten(says, url)

    def _rewritten(self, says: Says, url: str) -> Treatment | None:
        for source in (self._site.says, says):
            for pattern, target, missing in source.rewrites:
                if missing or target == url or (pattern is not None and not found(pattern, url)):
                    continue
                because = text(
                    "A rewrite rule near {place} may give its URL to something else.", place=str(source.place)
                )
                return Treatment(way=Way.UNKNOWN, because=because)
        return None


def _content(says: Says, location: Location | None, name: str) -> Treatment:
    """What sends the content: FastCGI, or nginx itself."""
    place = str(says.place)
    if says.fastcgi is None:
        return Treatment(way=Way.SHOWN, because=text("{place} sends files as they are.", place=place))
    if not _runs_itself(says.script, name):
        because = text("{place} has its URL answered by something else.", place=place)
        return Treatment(way=Way.ELSEWHERE, because=because)
    target = says.fastcgi
    because = text("{place} gives it to {program}.", place=place, program=Remote(target))
    if "fcgiwrap" in target or "cgi-bin" in target:
        return Treatment(way=Way.CGI, because=because)
    if "php" in target or ":9000" in target or (location is not None and "php" in location.written):
        if name.endswith(_FPM):
            return Treatment(way=Way.PHP, because=because)
        unless = text("{place} gives it to PHP, which runs other endings than .php only if it is told so.", place=place)
        return Treatment(way=Way.UNKNOWN, because=unless)
    return Treatment(way=Way.PROGRAM, because=because)


def _runs_itself(script: str | None, name: str) -> bool:
    """Whether SCRIPT_FILENAME is the file, not one that gets every URL."""
    if script is None or any(word in script for word in ("$fastcgi_script_name", "$request_filename", "$uri")):
        return True
    return script.rpartition("/")[2] == name
