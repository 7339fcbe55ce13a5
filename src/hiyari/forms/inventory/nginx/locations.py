"""nginx's locations: which one answers a URL, and what it says about files.

The choice is that of https://nginx.org/en/docs/http/ngx_http_core_module.html#location: an exact one, else the longest
prefix, unless a regular expression fits (and the prefix does not forbid them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from hiyari.forms.inventory.nginx.syntax import Directive
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.patterns import expression, found
from hiyari.forms.inventory.rules import Access
from hiyari.model.text import Remote, Text, text

_PASSES: Final = ("proxy_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "perl", "js_content", "lua")
_REQUEST: Final = ("$uri", "$document_uri", "$request_filename", "$fastcgi_script_name", "$request_uri")


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
            case "auth_basic" | "auth_jwt", (realm, *_):
                self.members["login"] = realm != "off"
            case "auth_request", (uri, *_):
                self.members["asks"] = uri if uri != "off" else None
            case "satisfy", (how, *_):
                self.members["either"] = how == "any"
            case "allow" | "deny", (who, *_):
                self._access(name, who)
            case _ if name in _PASSES:
                self.members["program"] = name

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


def front_of(says: Says, named: Mapping[str, Says]) -> str | None:
    """The URL path of what answers where there is no file, as it is written.

    Args:
        says: What holds in the place.
        named: The locations whose names begin with ``@``.
    """
    candidates = [says.tries[-1]] if len(says.tries) > 1 else []
    candidates += [target for pattern, target, _ in says.rewrites if pattern is not None and _takes_all(pattern)]
    if says.missing is not None:
        candidates.append(says.missing)
    for one in candidates:
        path = one.partition("?")[0]
        if path.startswith("@") and path in named:
            path = _front_of_named(named[path]) or ""
        if path.startswith("/") and "$" not in path and path != "/404.html" and not path.endswith("/"):
            return path
    return None


def _front_of_named(says: Says) -> str | None:
    """``location @app { rewrite ^ /index.php last; }``, or one that gives every URL to one SCRIPT_FILENAME."""
    for pattern, target, _ in says.rewrites:
        if pattern is not None and _takes_all(pattern):
            return target.partition("?")[0]
    return says.script.removeprefix("$document_root") if says.fastcgi is not None and says.script is not None else None


def guard_of(says: Says) -> Text | None:
    """Who is let in, as a sentence; None where strangers may be among them."""
    login = text("Visitors need a password.") if says.login else None
    if login is None and says.asks is not None:
        login = text("{uri} decides whom the server lets in (auth_request).", uri=Remote(says.asks))
    closed = says.access in {Access.ADDRESSES, Access.NOBODY}
    if says.either and login is not None:
        if says.access is Access.NOBODY:
            return login
        both = text("{login} Some addresses are let in without.", login=login)
        return both if closed else None
    if login is not None or not closed:
        return login
    return text("Only some addresses are let in.")


def only_elsewhere(says: Says) -> bool:
    """Whether files that exist are passed over: ``try_files`` without them, a rewrite of everything."""
    if says.tries and not any(word.startswith(_REQUEST) or "$uri" in word for word in says.tries):
        return True
    return any(pattern is not None and not missing and _takes_all(pattern) for pattern, _, missing in says.rewrites)


def _takes_all(pattern: re.Pattern[str]) -> bool:
    return all(found(pattern, probe) for probe in ("/a", "/zq/x-1", "/kontakt/9.html"))
