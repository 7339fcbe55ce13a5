"""What a file names other files by, and which files are searched for names.

Whether a file is searched is told by its name alone: pictures, archives and fonts are never opened for this. What has
an unknown ending is searched as if it were anything (`Kind.OTHER`): too many references cost time, a missed one makes
a used form look like an orphan.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

from hiyari.forms.language import Language


class Kind(StrEnum):
    """How a file is searched for references."""

    HTML = "html"
    CSS = "css"
    JAVASCRIPT = "javascript"
    PHP = "php"
    SCRIPT = "script"
    """Perl, Python, Ruby, shell."""
    SITEMAP = "sitemap"
    """Sitemaps, feeds and other XML; also compressed."""
    ROBOTS = "robots"
    HTACCESS = "htaccess"
    CRON = "cron"
    JSON = "json"
    OTHER = "other"
    """Not known: everything is searched for."""
    BINARY = "binary"
    """Never searched."""


class How(StrEnum):
    """By what a file names another one."""

    HREF = "href"
    SRC = "src"
    ACTION = "action"
    DATA = "data"
    """An attribute that only a script reads."""
    REFRESH = "refresh"
    REDIRECT = "redirect"
    SCRIPT = "script"
    """A request that a script makes in the browser."""
    INCLUDE = "include"
    """A path in the file system."""
    MODULE = "module"
    """A path in the file system, mostly without its ending."""
    SSI = "ssi"
    STYLE = "style"
    SITEMAP = "sitemap"
    ERROR = "error document"
    REWRITE = "rewrite"
    CRON = "cron"
    LITERAL = "literal"
    """A string that looks like a path; what becomes of it is not known."""
    COMMENT = "comment"
    """In a comment: no link."""
    ROBOTS = "robots"
    """What robots are told to keep away from: no link either, but everybody can read it."""
    MADE = "made"
    """Put together at run time; ``*`` stands for what is not known."""
    BASE = "base"
    """What the relative references of this page start from."""
    LISTING = "listing"
    """The server lists what is in this directory."""
    FRONT = "front controller"
    """It is given every address below this directory that names no file."""
    CUT = "cut"
    """There are more references than are read; this is the first line that was not read."""


NO_LINKS: Final = frozenset({How.COMMENT, How.ROBOTS})
"""Named, but not linked."""
RUN_TOGETHER: Final = frozenset({How.INCLUDE, How.MODULE, How.SSI, How.SRC})
"""The other file's relative addresses start from the page that uses it."""


class Reference(NamedTuple):
    """One name of another file. A named tuple: a large site has millions."""

    target: str
    """As written, without template code, entities and fragment. Bytes that are no UTF-8 by surrogateescape."""
    at: int
    """The line, from 1."""
    how: How


_KINDS: Final = {
    Kind.HTML: "html htm xhtml shtml shtm stm ssi hta svg md markdown vue svelte tpl tmpl mustache hbs twig erb ejs",
    Kind.CSS: "css scss sass less htc",
    Kind.JAVASCRIPT: "js mjs cjs jsx ts tsx",
    Kind.PHP: "php php3 php4 php5 php7 php8 phtml pht phps inc module ctp asp aspx jsp cfm",
    Kind.SCRIPT: "cgi pl pm plx py pyw rb sh bash ksh zsh fcgi",
    Kind.SITEMAP: "xml rss atom rdf opml gz",
    Kind.CRON: "cron crontab",
    Kind.JSON: "json webmanifest manifest map",
    Kind.BINARY: (
        "png jpg jpeg jpe gif webp avif ico bmp tif tiff psd ai eps heic mp3 mp4 m4a m4v mov avi wmv wma wav "
        "flv ogg ogv oga webm mkv swf pdf doc docx xls xlsx ppt pptx odt ods jtd zip lzh tar tgz bz2 xz zst "
        "7z rar exe dll so o a bin iso dmg jar war class pyc pyo whl woff woff2 ttf otf eot db sqlite "
        "sqlite3 mdb sql log csv tsv dat mo po pot ttc"
    ),
}
_BY_ENDING: Final = {ending: kind for kind, endings in _KINDS.items() for ending in endings.split()}
_BY_LANGUAGE: Final = {Language.PHP: Kind.PHP, Language.JAVASCRIPT: Kind.JAVASCRIPT}
_COPY: Final = re.compile(r"(?:~|\.(?:bak|old|org|orig|save|sav|backup|copy|dist|default|sample|swp|tmp|[0-9]{1,8}))$")
_CRON_PLACES: Final = ("/cron.d/", "/cron/", "/crontabs/", "/etc/crontab")


def kind_of(path: str, language: Language | None = None) -> Kind:
    """Tell how a file is searched: by its language where that is known, else by its name."""
    if language is not None:
        return _BY_LANGUAGE.get(language, Kind.SCRIPT)
    name = path.rpartition("/")[2].lower()
    if name == "robots.txt":
        return Kind.ROBOTS
    if name.startswith((".htaccess", "_htaccess", "htaccess")):
        return Kind.HTACCESS
    if any(place in path for place in _CRON_PLACES):
        return Kind.CRON
    while found := _COPY.search(name):
        name = name[: found.start()]
    if name.endswith(".gz"):
        return Kind.SITEMAP if name.endswith((".xml.gz", ".txt.gz", ".rss.gz")) else Kind.BINARY
    stem, _, ending = name.rpartition(".")
    if name.startswith("sitemap") and ending == "txt":
        return Kind.SITEMAP
    return _BY_ENDING.get(ending, Kind.OTHER) if stem else Kind.OTHER
