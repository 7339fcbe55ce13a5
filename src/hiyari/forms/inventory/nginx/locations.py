"""nginx's locations: which one answers a URL, and what it says about files.

The choice is that of https://nginx.org/en/docs/http/ngx_http_core_module.html#location: an exact one, else the longest
prefix, unless a regular expression fits (and the prefix does not forbid them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hiyari.forms.inventory.nginx.syntax import Directive
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.patterns import expression, found
from hiyari.forms.inventory.rules import Access
from hiyari.model.text import text

_PASSES: Final = ("proxy_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "perl", "js_content", "lua")


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """What a server or location says about files, with what it inherits."""

    root: str | None = None
    alias: str | None = None
    index: tuple[str, ...] = ("index.html",)
    access: Access = Access.OPEN
    """By ``allow`` and ``deny``."""
    login: bool = False
    """``auth_basic``."""
    asks: str | None = None
    """``auth_request``: whose answer decides."""
    either: bool = False
    """``satisfy any``: an address or a login is enough."""
    internal: bool = False
    status: int | None = None
    """``return``: the answer, whatever the file."""
    fastcgi: str | None = None
    program: str | None = None
    """Another handler: ``proxy_pass`` and its kin; its name."""
    script: str | None = None
    """SCRIPT_FILENAME as it is written; None: not said."""
    tries: tuple[str, ...] = ()
    rewrites: tuple[tuple[re.Pattern[str] | None, str, bool], ...] = ()
    """Pattern, target, and whether it is only for what does not exist."""
    missing: str | None = None
    """``error_page 404 = /index.php``: what answers where there is no file, as if it were there."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One location."""

    modifier: str
    """``""``, ``=``, ``^~``, ``~`` or ``~*``."""
    written: str
    pattern: re.Pattern[str] | None
    says: Says
    inner: tuple[Location, ...]


def choose(locations: Iterable[Location], url: str) -> Location | None:
    """The location that answers a URL path (decoded)."""
    best, others = None, []
    for one in locations:
        if one.modifier == "=" and one.written == url:
            return one
        if one.modifier in {"", "^~"} and url.startswith(one.written):
            best = one if best is None or len(one.written) > len(best.written) else best
        elif one.modifier in {"~", "~*"}:
            others.append(one)
    inner = choose(best.inner, url) if best is not None else None
    if inner is not None and (inner.modifier or best is None or best.modifier == "^~"):
        return inner
    if best is None or best.modifier != "^~":
        for one in others:
            if one.pattern is not None and found(one.pattern, url):
                return choose(one.inner, url) or one
    return inner or best


def says_of(directives: Iterable[Directive], above: Says, place: Place) -> tuple[Says, list[Note]]:
    """What one block says over what it inherits; handlers and ``return`` are not inherited.

    Returns:
        What it says, and notes about what was not followed.
    """
    inside = list(directives)
    said, notes = _Said(above), []
    for directive in inside:
        words = directive.arguments
        match directive.name:
            case "if":
                notes.extend(said.condition(directive))
            case "rewrite" if len(words) > 1:
                said.rewrite(words, missing=False)
            case name if name.endswith(("_by_lua_block", "_by_lua_file", "_by_lua")):
                said.members["program"] = "lua"
            case _:
                said.read(directive.name, words)
    return said.says(place), notes


class _Said:
    def __init__(self, above: Says) -> None:
        self.members: dict[str, object] = {
            "root": above.root,
            "alias": above.alias,
            "index": above.index,
            "access": above.access,
            "login": above.login,
            "asks": above.asks,
            "either": above.either,
            "script": above.script,
            "missing": above.missing,
            "rewrites": (),
        }
        self._denied: Access | None = None
        self._allowed = self._sent_away = False

    def says(self, place: Place) -> Says:
        if self._denied is not None:
            self.members["access"] = self._denied
        elif self._allowed or self._sent_away:
            self.members["access"] = Access.SOME if self._sent_away else Access.OPEN
        return Says(**self.members, place=place)  # type: ignore[arg-type]

    def read(self, name: str, words: tuple[str, ...]) -> None:
        match name, words:
            case "root", (path,):
                self.members.update(root=path, alias=None)
            case "alias", (path,):
                self.members["alias"] = path
            case "index", _:
                self.members["index"] = words
            case "internal", _:
                self.members["internal"] = True
            case "return", (status, *_):
                self.members["status"] = int(status) if status.isdecimal() else 302
            case "fastcgi_pass", (target, *_):
                self.members["fastcgi"] = target
            case "fastcgi_param", ("SCRIPT_FILENAME", path, *_):
                self.members["script"] = path
            case "try_files", _:
                self.members["tries"] = words
            case "error_page", (*codes, target) if "404" in codes:
                self._error_page(codes, target)
            case _ if name in _PASSES:
                self.members["program"] = name
            case _, (who, *_):
                self._admission(name, who)

    def _admission(self, name: str, who: str) -> None:
        """Whom the server lets in."""
        match name:
            case "allow" | "deny":
                self._access(name, who)
            case "auth_basic" | "auth_jwt":
                self.members["login"] = who != "off"
            case "auth_request":
                self.members["asks"] = who if who != "off" else None
            case "satisfy":
                self.members["either"] = who == "any"

    def _error_page(self, codes: list[str], target: str) -> None:
        """Only ``=`` gives the page's own status: without it visitors get 404, which no site lives on."""
        as_if_there = target.startswith("@") or any(code in {"=", "=200"} for code in codes)
        self.members["missing"] = target if as_if_there else None

    def _access(self, name: str, who: str) -> None:
        """The first ``allow`` or ``deny`` that fits decides; who is not named is let in."""
        if self._denied is not None:
            return
        everybody = who in {"all", "0.0.0.0/0"}
        if everybody and name == "deny":
            self._denied = Access.ADDRESSES if self._allowed else Access.NOBODY
        elif everybody:
            self._denied = Access.SOME if self._sent_away else Access.OPEN
        elif name == "deny":
            self._sent_away = True
        else:
            self._allowed = True

    def rewrite(self, words: tuple[str, ...], *, missing: bool) -> None:
        known = self.members["rewrites"]
        assert isinstance(known, tuple)  # noqa: S101 - for the type checker
        self.members["rewrites"] = (*known, (expression(words[0]), words[1], missing))

    def condition(self, directive: Directive) -> list[Note]:
        """``if``: followed where it is about files that do not exist."""
        written = " ".join(directive.arguments).strip("()").replace(" ", "")
        missing = written in {"!-e$request_filename", "!-f$request_filename"}
        notes = []
        for child in directive.children or ():
            if child.name == "rewrite" and missing and len(child.arguments) > 1:
                self.rewrite(child.arguments, missing=True)
            elif child.name in {"return", "rewrite", "fastcgi_pass", "root", *_PASSES}:
                why = text("{name} under a condition is not followed.", name=child.name)
                notes.append(Note(place=child.place, why=why))
        return notes
