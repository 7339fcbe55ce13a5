"""nginx's configuration files as virtual hosts (https://nginx.org/en/docs/http/ngx_http_core_module.html)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from hiyari.forms.inventory.nginx.handling import NginxHandling, NginxSite, file_of
from hiyari.forms.inventory.nginx.locations import Location, Says, says_of
from hiyari.forms.inventory.nginx.syntax import Directive, SyntaxProblem, parse
from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.patterns import expression
from hiyari.forms.inventory.server import Mapped, VirtualHost
from hiyari.forms.inventory.sources import Sources, fail
from hiyari.model.text import Remote, text

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\Z")
_VARIABLE: Final = re.compile(r"\$\{?([A-Za-z_]\w{0,63})\}?")


def read_nginx(path: str, source: str, sources: Sources) -> tuple[list[VirtualHost], list[Note]]:
    """Read one main file with everything that it includes.

    Args:
        path: The main file: what it includes is relative to its folder.
        source: Its text.
        sources: Where included files come from.

    Raises:
        UserError: A file cannot be read, or nginx could not read it either.
    """
    folder = posixpath.dirname(path)
    if posixpath.basename(folder).endswith(("-enabled", "-available", ".d")):
        folder = posixpath.dirname(folder)

    def include(pattern: str, place: Place) -> Iterator[tuple[str, str]]:
        found = sources.matching(posixpath.join(folder, pattern), place)
        if not found and not any(letter in pattern for letter in "*?["):
            raise fail(place, text("the included file {path} does not exist.", path=pattern))
        for one in found:
            sources.enter(one, place)
            yield one, sources.text(one, place)
            sources.leave()

    sources.enter(path, Place(path=path, line=1))
    try:
        directives = parse(source, path, include)
    except SyntaxProblem as problem:
        raise fail(problem.place, problem.why) from None
    sources.leave()
    return _hosts(directives, path)


def _hosts(directives: tuple[Directive, ...], path: str) -> tuple[list[VirtualHost], list[Note]]:
    outer = [one for one in directives if one.name not in {"http", "server"}]
    blocks = [*(one for one in directives if one.name == "http")]
    inside = [child for block in blocks for child in block.children or ()]
    servers = [one for one in (*directives, *inside) if one.name == "server" and one.children is not None]
    base, notes = says_of((*outer, *inside), Says(place=Place(path=path, line=1)), Place(path=path, line=1))
    hosts = []
    for server in servers:
        host, more = _host(server, base)
        hosts.append(host)
        notes.extend(more)
    return hosts, notes


@dataclass(slots=True)
class _Gathering:
    """What is filled while the locations of one server are read."""

    variables: dict[str, str]
    notes: list[Note]
    named: dict[str, Says] = field(default_factory=dict)
    """Locations whose names begin with ``@``."""


def _host(server: Directive, base: Says) -> tuple[VirtualHost, list[Note]]:
    inside = server.children or ()
    variables = {
        one.arguments[0].removeprefix("$"): one.arguments[1]
        for one in inside
        if one.name == "set" and len(one.arguments) == 2 and "$" not in one.arguments[1]
    }
    state = _Gathering(variables=variables, notes=[])
    says, notes = says_of(_filled(inside, state), base, server.place)
    state.notes.extend(notes)
    locations = _locations(inside, says, state)
    names = [name.lower() for one in inside if one.name == "server_name" for name in one.arguments]
    secure, port = _listens(inside)
    site = NginxSite(says=says, locations=locations, named=state.named, notes=tuple(state.notes))
    host = VirtualHost(
        names=tuple(name for name in names if _NAME.match(name)),
        secure=secure,
        port=port,
        maps=tuple(_maps(says, locations)),
        handling=NginxHandling(site),
        place=server.place,
    )
    return host, state.notes


def _listens(directives: Iterable[Directive]) -> tuple[bool, int | None]:
    listens = [one.arguments for one in directives if one.name == "listen" and one.arguments]
    secure = any("ssl" in words or words[0].endswith(":443") or words[0] == "443" for words in listens)
    ports = [int(tail) for words in listens if (tail := words[0].rpartition(":")[2]).isdecimal() and len(tail) < 6]
    return secure, (443 if secure and 443 in ports else ports[0] if ports else None)


def _filled(directives: Iterable[Directive], state: _Gathering) -> Iterator[Directive]:
    """Folders with the values of ``set`` put in; those that depend on the request are noted and left out."""
    for one in directives:
        if one.name == "disable_symlinks" and one.arguments[:1] != ("off",):
            state.notes.append(Note(place=one.place, why=text("{name} is not followed.", name=one.name)))
        if one.name not in {"root", "alias"} or not one.arguments or "$" not in one.arguments[0]:
            yield one
            continue
        path = _VARIABLE.sub(lambda found: state.variables.get(found[1], found[0]), one.arguments[0])
        if "$" in path:
            why = text("the folder {path} depends on the request and is not followed.", path=Remote(path))
            state.notes.append(Note(place=one.place, why=why))
        else:
            yield Directive(name=one.name, arguments=(path,), place=one.place)


def _locations(directives: Iterable[Directive], above: Says, state: _Gathering) -> tuple[Location, ...]:
    found = []
    for one in directives:
        if one.name != "location" or one.children is None or not one.arguments:
            continue
        modifier, written = one.arguments[0], one.arguments[-1]
        if len(one.arguments) == 1:
            modifier, written = _glued(written)
        if written.startswith("@"):
            state.named[written], _ = says_of(_filled(one.children, state), above, one.place)
            continue
        pattern = expression(written, fold=modifier == "~*") if modifier in {"~", "~*"} else None
        if pattern is None and modifier in {"~", "~*"}:
            state.notes.append(Note(place=one.place, why=text("which URLs this location means is not understood.")))
        says, notes = says_of(_filled(one.children, state), above, one.place)
        state.notes.extend(notes)
        inner = _locations(one.children, says, state)
        found.append(Location(modifier=modifier, written=written, pattern=pattern, says=says, inner=inner))
    return tuple(found)


def _glued(written: str) -> tuple[str, str]:
    r"""``location =/x`` and ``location ~\.php$`` are written without a blank too."""
    for modifier in ("~*", "^~", "=", "~"):
        if written.startswith(modifier):
            return modifier, written[len(modifier) :]
    return "", written


def _maps(says: Says, locations: tuple[Location, ...]) -> Iterator[Mapped]:
    """Every folder that URLs lead into: those of locations, then the server's."""
    yield from _differing(says, locations)
    if says.root is not None:
        yield Mapped(prefix="/", path=says.root, place=says.place)


def _differing(says: Says, locations: tuple[Location, ...]) -> Iterator[Mapped]:
    for one in locations:
        yield from _differing(says, one.inner)
        differs = one.says.alias is not None or one.says.root != says.root
        if one.modifier in {"~", "~*"}:
            if one.says.root is not None and differs and one.says.alias is None:
                yield Mapped(prefix="/", path=one.says.root, place=one.says.place)
        elif differs and (path := file_of(one.says, one, one.written)) is not None:
            yield Mapped(prefix=one.written, path=path, place=one.says.place)
