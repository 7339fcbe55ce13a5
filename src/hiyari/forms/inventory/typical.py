"""What a web server usually does with files, where its configuration was not read.

PHP's endings are run, scripts in cgi-bin are run when they are executable, ``.htaccess`` files hold. Everything that
depends on how the server was set up is unknown, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Final

from hiyari.forms.inventory.apache.access import guard_of
from hiyari.forms.inventory.apache.handlers import explicit, is_cgi
from hiyari.forms.inventory.apache.handling import ApacheFolder, ApacheHandling, ApacheSite
from hiyari.forms.inventory.apache.htaccess import read_htaccess
from hiyari.forms.inventory.mediatypes import usual_types
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.rules import NO_RULES, Access, FilesSection, Options, Rules
from hiyari.forms.inventory.server import Mapped
from hiyari.forms.inventory.treatment import Links, Located, Treatment, Way
from hiyari.model.text import Text, text

_PHP: Final = re.compile(r".\.(?:php[345678]?|phtml|pht|phar)\Z")
_PHP_INSIDE: Final = re.compile(r"\.(?:php[3-8]?|phtml)(?:\.|~|\Z)", re.IGNORECASE)
_SCRIPT: Final = re.compile(r"\.(?:cgi|pl|fcgi|py|rb|sh|wsgi|psgi)(?:\.|~|\Z)", re.IGNORECASE)
_SAFE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|woff2?|ttf|eot|otf|mp[34]|pdf|zip|gz|json|xml|txt|csv|map|md)\Z",
    re.IGNORECASE,
)
CGI_BIN: Final = re.compile(r"cgi(?:-bin|bin)?(?:-local|-sys|\d)?\Z", re.IGNORECASE)
_PLACE: Final = Place(path="", line=1)
_HT: Final = FilesSection(pattern=re.compile(r"\A\.ht"), whole=False, rules=Rules(access=Access.NOBODY), place=_PLACE)
_EVERYTHING: Final = Options(whole=True, on=frozenset({"followsymlinks", "indexes"}))


class TypicalHandling:
    """A document root of a server that we know nothing of."""

    def __init__(self, root: str, prefix: str, htaccess: Callable[..., Rules] = read_htaccess) -> None:
        """Take the root's path and its URL path, which ends in a slash."""
        self._root = root.rstrip("/")
        self._map = Mapped(prefix=prefix, path=f"{self._root}/")
        rules = replace(
            NO_RULES,
            override=frozenset({"all"}),
            options=_EVERYTHING,
            files=(_HT,),
            index=("index.html", "index.php", "index.cgi", "index.htm", "index.shtml", "index.pl"),
        )
        site = ApacheSite(rules=rules, rewrite=None, types=usual_types(), maps=(self._map,), root=self._root)
        self._apache = ApacheHandling(
            site, lambda path, *rest: htaccess(path, *rest) if self._is_ours(path) else NO_RULES
        )

    def _is_ours(self, path: str) -> bool:
        return path == self._root or path.startswith(f"{self._root}/")

    def folder(self, path: str, url: str | None, *, script: bool) -> TypicalFolder:
        """One folder; cgi-bin is known by its name."""
        inner = path.removeprefix(self._root)
        is_script = script or any(CGI_BIN.match(part) for part in (*inner.split("/"), self._root.rpartition("/")[2]))
        return TypicalFolder(self._apache.folder(path, url, script=False), script=is_script)

    def locate(self, url: str) -> Located | None:
        """The path below the root."""
        return self._apache.locate(url)


class TypicalFolder:
    """One folder of a server that we know nothing of but its ``.htaccess`` files."""

    def __init__(self, apache: ApacheFolder, *, script: bool) -> None:
        """Take what the ``.htaccess`` files say."""
        self._apache, self._script = apache, script

    @property
    def index(self) -> tuple[str, ...]:
        """The usual names, or those of DirectoryIndex."""
        return self._apache.index

    @property
    def front(self) -> str | None:
        """By ``.htaccess``."""
        return self._apache.front

    @property
    def links(self) -> Links:
        """By ``.htaccess``; usually all are followed."""
        return self._apache.links

    @property
    def notes(self) -> Iterable[Note]:
        """What was not understood in ``.htaccess`` files."""
        return self._apache.notes

    def shape(self, name: str) -> Hashable | None:
        """As Apache's."""
        return self._apache.shape(name)

    def treat(self, name: str, *, executable: bool) -> Treatment:
        """What usually becomes of one file."""
        said = self._treat(name, executable=executable)
        if self._apache.doubt is not None and said.way in {Way.SHOWN, Way.REFUSED}:
            return Treatment(way=Way.UNKNOWN, because=self._apache.doubt)
        guard = guard_of(self._apache.rules(name))
        if guard is None:
            return replace(said, certain=False)
        because = text("{first} {second}", first=said.because, second=_if_read(guard))
        return Treatment(way=said.way, because=because, certain=False)

    def _treat(self, name: str, *, executable: bool) -> Treatment:
        kept = self._apache.kept_away(name)
        if kept is not None:
            return kept if name.startswith(".ht") else Treatment(way=Way.UNKNOWN, because=_if_read(kept.because))
        rules = self._apache.rules(name)
        handler = explicit(rules, name)
        if handler is None:
            if rules.engine is False and _PHP_INSIDE.search(name):
                off = text("PHP is switched off here (php_flag engine off).")
                return Treatment(way=Way.UNKNOWN, because=_if_read(off))
            return _usual(name, script=self._script)
        said = self._apache.treat(name, executable=executable)
        if said.way is Way.REFUSED and is_cgi(handler) and not rules.options.off & {"execcgi"}:
            because = text("Its handler is for CGI, and whether CGI is allowed here (ExecCGI) is not known.")
            return Treatment(way=Way.CGI if self._script else Way.UNKNOWN, because=because)
        return said


def _if_read(because: Text) -> Text:
    """What a ``.htaccess`` says: servers that read none, nginx among them, do not keep to it."""
    return text(
        "{because} But it is said in a .htaccess, and whether the server reads that is not known.", because=because
    )


def _usual(name: str, *, script: bool) -> Treatment:
    if script:
        return Treatment(way=Way.CGI, because=text("It lies in a folder called like a cgi-bin."))
    if _PHP.search(name):
        return Treatment(way=Way.PHP, because=text("Its ending is one that PHP usually runs."))
    if _PHP_INSIDE.search(name):
        because = text("Its source is shown, or (with AddHandler) it runs: the server's configuration was not read.")
        return Treatment(way=Way.UNKNOWN, because=because)
    if _SAFE.search(name):
        return Treatment(way=Way.SHOWN, because=text("Servers send files with its ending as they are."))
    if _SCRIPT.search(name):
        because = text("Whether scripts run outside cgi-bin depends on the configuration, which was not read.")
        return Treatment(way=Way.UNKNOWN, because=because)
    return Treatment(
        way=Way.UNKNOWN, because=text("What is done with its ending depends on the configuration, which was not read.")
    )
