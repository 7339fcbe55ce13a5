"""Which URLs lead into which folders: DocumentRoot, Alias, ScriptAlias, UserDir (mod_alias, mod_userdir)."""

from __future__ import annotations

import posixpath
import pwd
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hiyari.forms.inventory.apache.syntax import Directive
from hiyari.forms.inventory.note import Note
from hiyari.forms.inventory.server import Mapped
from hiyari.model.text import Remote, text

_SIMPLE: Final = re.compile(r"\^?(/[\w./~-]*?)/?\(\.[*+]\)\$?\Z")
"""The pattern of an AliasMatch that is a prefix in truth: ``^/icons/(.*)$``."""
_BEHIND: Final = re.compile(r"(/[^$]*?)/?\$1\Z")
_MOST_USERS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """What one context maps."""

    aliases: tuple[Mapped, ...]
    root: str | None
    notes: tuple[Note, ...]


def mapping_of(directives: Iterable[Directive], server_root: str) -> Mapping:
    """The aliases of one context in their order, and its document root."""
    aliases: list[Mapped] = []
    notes: list[Note] = []
    root = None
    for directive in directives:
        words = directive.arguments
        match directive.name:
            case "documentroot" if words:
                root = _absolute(words[0], server_root)
            case "alias" | "scriptalias" if len(words) > 1:
                path = _absolute(words[1], server_root)
                script = directive.name == "scriptalias"
                aliases.append(Mapped(prefix=words[0], path=path, script=script, place=directive.place))
            case "aliasmatch" | "scriptaliasmatch":
                simple = _simple(directive, server_root)
                aliases.extend([simple] if simple is not None else [])
                notes.extend([] if simple is not None else [_not_followed(directive)])
            case "wsgiscriptalias" | "wsgiscriptaliasmatch":
                notes.append(_not_followed(directive))
            case "userdir":
                aliases.extend(_user_folders(directive))
            case _:
                continue
    return Mapping(aliases=tuple(aliases), root=root, notes=tuple(notes))


def _not_followed(directive: Directive) -> Note:
    written = Remote(" ".join(directive.arguments))
    return Note(place=directive.place, why=text("{name} {what} is not followed.", name=directive.name, what=written))


def _absolute(path: str, server_root: str) -> str:
    return path if path.startswith("/") else posixpath.join(server_root, path)


def _simple(directive: Directive, server_root: str) -> Mapped | None:
    """A pattern that only says "what begins with this"."""
    if len(directive.arguments) < 2:
        return None
    source, target = directive.arguments[:2]
    prefix, behind = _SIMPLE.match(source), _BEHIND.match(_absolute(target, server_root))
    if prefix is None or behind is None:
        return None
    script = directive.name.startswith("script")
    return Mapped(prefix=f"{prefix[1]}/", path=f"{behind[1]}/", script=script, place=directive.place)


def _user_folders(directive: Directive) -> Iterator[Mapped]:
    """``UserDir public_html`` and ``UserDir /home/*/public_html``: one folder for each user who has it."""
    words = directive.arguments
    if not words or words[0].lower() in {"disabled", "enabled"} or "://" in words[0]:
        return
    for user in pwd.getpwall()[:_MOST_USERS]:
        for pattern in words:
            path = pattern.replace("*", user.pw_name) if "*" in pattern else posixpath.join(user.pw_dir, pattern)
            if pattern.startswith("/") and "*" not in pattern:
                path = posixpath.join(pattern, user.pw_name)
            if posixpath.isdir(path):
                yield Mapped(prefix=f"/~{user.pw_name}/", path=f"{path}/", place=directive.place)
                break
