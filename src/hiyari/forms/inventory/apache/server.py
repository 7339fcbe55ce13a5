"""Apache's configuration files as virtual hosts (https://httpd.apache.org/docs/2.4/sections.html)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from hiyari.forms.inventory.apache.handling import ApacheHandling, ApacheSite, Container
from hiyari.forms.inventory.apache.mapping import Mapping, mapping_of
from hiyari.forms.inventory.apache.statements import rules_of
from hiyari.forms.inventory.apache.syntax import Directive, State, SyntaxProblem, parse
from hiyari.forms.inventory.mediatypes import read_types, usual_types
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.patterns import expression, glob
from hiyari.forms.inventory.rules import Rules
from hiyari.forms.inventory.server import Mapped, VirtualHost
from hiyari.forms.inventory.sources import Sources, fail
from hiyari.model.text import Text, text

_CONTAINERS: Final = frozenset({"directory", "directorymatch", "location", "locationmatch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The server, or one virtual host, taken apart."""

    rules: Rules
    mapping: Mapping
    folders: tuple[Container, ...]
    folder_patterns: tuple[Container, ...]
    urls: tuple[Container, ...]


def read_apache(path: str, source: str, sources: Sources) -> tuple[list[VirtualHost], list[Note]]:
    """Read one main file with everything that it includes.

    Args:
        path: The main file: what it includes is relative to ServerRoot, or to its folder.
        source: Its text.
        sources: Where included files come from.

    Raises:
        UserError: A file cannot be read, or the server could not read it either.
    """
    state = State()

    def include(pattern: str, place: Place, optional: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001 - as Include says
        found = _included(pattern, state.root or _server_root(path), sources, place)
        if not found and not optional:
            raise fail(place, text("the included file {path} does not exist.", path=pattern))
        for one in found:
            sources.enter(one, place)
            yield one, sources.text(one, place)
            sources.leave()

    place = Place(path=path, line=1)
    sources.enter(path, place)
    try:
        directives = parse(source, path, state, include)
    except SyntaxProblem as problem:
        raise fail(problem.place, problem.why) from None
    sources.leave()
    return _hosts(directives, state, state.root or _server_root(path))


def _server_root(path: str) -> str:
    """Without ServerRoot: the main file's folder; Debian's sites and conf folders lie one below."""
    folder = posixpath.dirname(posixpath.abspath(path))
    name = posixpath.basename(folder)
    return posixpath.dirname(folder) if name.endswith(("-enabled", "-available", ".d")) else folder


def _included(pattern: str, server_root: str, sources: Sources, place: Place) -> list[str]:
    return sources.matching(posixpath.join(server_root, pattern), place)


def _hosts(directives: tuple[Directive, ...], state: State, root: str) -> tuple[list[VirtualHost], list[Note]]:
    main = [one for one in directives if one.name != "virtualhost"]
    virtual = [one for one in directives if one.name == "virtualhost"]
    types = _types(main, root)
    server = _context(main, root)
    notes = [*state.notes, *server.rules.notes, *server.mapping.notes]
    for container in (*server.folders, *server.folder_patterns, *server.urls):
        notes.extend(container.rules.notes)
    hosts = []
    for one in virtual or [Directive(name="virtualhost", arguments=(), place=_first(main), children=())]:
        inside = one.children or ()
        own = _context(inside, root)
        notes.extend([*own.rules.notes, *own.mapping.notes])
        modules, maps = frozenset(state.modules), _maps(server.mapping, own.mapping)
        gaps = Rules(gap=next(iter(state.gaps), None))
        site = _site(server, own, ApacheSite(rules=gaps, rewrite=None, types=types, modules=modules, maps=maps))
        hosts.append(_host(one, main, site))
    return hosts, notes


def _first(directives: list[Directive]) -> Place:
    return directives[0].place if directives else Place(path="", line=1)


def _types(directives: Iterable[Directive], root: str) -> dict[str, str]:
    for directive in directives:
        if directive.name == "typesconfig" and directive.arguments:
            read = read_types(posixpath.join(root, directive.arguments[0]))
            if read is not None:
                return dict(read)
    return dict(usual_types())


def _site(server: _Context, own: _Context, empty: ApacheSite) -> ApacheSite:
    """The server's statements with the host's over them."""
    whole = own.rules.over(server.rules).over(empty.rules)
    rewrite = own.rules.rewrite
    return replace(
        empty,
        rules=replace(whole, rewrite=None),
        rewrite=rewrite or (server.rules.rewrite if not own.mapping.root else None),
        folders=tuple(sorted((*server.folders, *own.folders), key=lambda one: one.depth)),
        folder_patterns=(*server.folder_patterns, *own.folder_patterns),
        urls=(*server.urls, *own.urls),
        root=own.mapping.root or server.mapping.root,
    )


def _maps(server: Mapping, own: Mapping) -> tuple[Mapped, ...]:
    root = own.root or server.root
    aliases = (*own.aliases, *server.aliases)
    return (*aliases, Mapped(prefix="/", path=root)) if root is not None else aliases


def _host(directive: Directive, main: list[Directive], site: ApacheSite) -> VirtualHost:
    inside = [*(directive.children or ())]
    names = _words(inside, "servername") or _words(main, "servername")
    names = [*names, *_words(inside, "serveralias")]
    address = directive.arguments[0] if directive.arguments else ""
    port = int(tail) if (tail := address.rpartition(":")[2]).isdecimal() and len(tail) < 6 else None
    named = names[0].rpartition(":")[2] if names and ":" in names[0] else ""
    secure = port == 443 or [word.lower() for word in _words(inside or main, "sslengine")] == ["on"]
    return VirtualHost(
        names=tuple(dict.fromkeys(name.partition("://")[2] or name for name in _hostnames(names))),
        secure=secure,
        port=int(named) if named.isdecimal() and len(named) < 6 else port,
        maps=site.maps,
        handling=ApacheHandling(site),
        place=directive.place,
    )


def _hostnames(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield re.sub(r":\d{1,5}\Z", "", name.lower().removeprefix("http://").removeprefix("https://"))


def _words(directives: Iterable[Directive], name: str) -> list[str]:
    return [word for directive in directives if directive.name == name for word in directive.arguments]


def _context(directives: Iterable[Directive], root: str) -> _Context:
    plain = [one for one in directives if one.name not in _CONTAINERS]
    folders: list[Container] = []
    patterns: list[Container] = []
    urls: list[Container] = []
    for directive in directives:
        if directive.name == "proxypassmatch" and len(directive.arguments) > 1:
            urls.extend(_passed(directive))
        if directive.name not in _CONTAINERS or directive.children is None:
            continue
        container = _container(directive, root)
        if directive.name.startswith("location"):
            urls.append(container)
        elif container.whole:
            folders.append(container)
        else:
            patterns.append(container)
    return _Context(
        rules=rules_of(plain, None),
        mapping=mapping_of(plain, root),
        folders=tuple(folders),
        folder_patterns=tuple(patterns),
        urls=tuple(urls),
    )


def _container(directive: Directive, root: str) -> Container:
    words, about_urls = directive.arguments, directive.name.startswith("location")
    is_pattern = directive.name.endswith("match") or words[:1] == ("~",)
    folder = None if about_urls else "/"
    if words and not is_pattern and not about_urls:
        folder = posixpath.normpath(posixpath.join(root, words[0]))
    rules = rules_of(directive.children or (), folder)
    if is_pattern or not words:
        pattern = expression(words[-1]) if words else None
        rules = (
            rules if pattern is not None else _noted(rules, directive, text("which places it means is not understood."))
        )
        return Container(pattern=pattern, whole=False, rules=rules)
    if folder is not None:
        return Container(pattern=glob(folder), whole=True, depth=len(folder.rstrip("/").split("/")), rules=rules)
    shell = glob(words[0].rstrip("/")).pattern.removesuffix(r"\Z")
    return Container(pattern=re.compile(rf"{shell}(?:/|\Z)"), whole=True, rules=rules)


def _noted(rules: Rules, directive: Directive, why: Text) -> Rules:
    return replace(rules, notes=(*rules.notes, Note(place=directive.place, why=why)))


def _passed(directive: Directive) -> Iterator[Container]:
    r"""``ProxyPassMatch ^/(.*\.php)$ fcgi://127.0.0.1:9000/var/www/$1``: PHP-FPM by URL."""
    source, target = directive.arguments[:2]
    pattern = expression(source)
    if pattern is not None and target.startswith(("fcgi:", "unix:")):
        yield Container(pattern=pattern, whole=False, rules=Rules(handler=f"proxy:{target}"))
