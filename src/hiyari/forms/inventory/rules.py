"""What Apache is told about files, as a value that can be merged: of the server, a folder, a ``.htaccess``, a section.

Every member may say nothing (None or empty): then what was said further out holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from hiyari.forms.inventory.note import Note, Place
from hiyari.model.text import Text

T = TypeVar("T")
_NOTHING: Mapping[str, str | None] = MappingProxyType({})


class Access(StrEnum):
    """Whom the server lets in; the strictest first."""

    NOBODY = "nobody"
    PASSWORD = "password"
    """Who logs in."""
    ADDRESSES = "addresses"
    """Some addresses or host names."""
    EITHER = "either"
    """Who logs in, and some addresses without it."""
    SOME = "some"
    """Not everybody; whether strangers are among them is not known."""
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """``Options``: a whole set, or a change to the one further out. The words are lower case."""

    whole: bool = False
    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()

    def over(self, base: Options) -> Options:
        """This one applied to the one further out."""
        if self.whole:
            return self
        return Options(whole=base.whole, on=(base.on - self.off) | self.on, off=(base.off - self.on) | self.off)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """``Redirect``, ``RedirectMatch``, ``ProxyPass``: the file behind the URL is never reached."""

    prefix: str | None
    pattern: re.Pattern[str] | None
    status: int
    """0: another server answers."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``RewriteCond``."""

    test: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteRule:
    """``RewriteRule`` with the conditions above it."""

    pattern: re.Pattern[str] | None
    """None: not understood."""
    negated: bool
    target: str
    flags: frozenset[str]
    """Upper case, without their values: ``L``, ``R``, ``F``, ``P``, ``H``."""
    conditions: tuple[Condition, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """The rewriting of one context. A folder that has its own takes the place of the one further out."""

    on: bool | None = None
    rules: tuple[RewriteRule, ...] = ()
    folder: str | None = None
    """Of a ``.htaccess`` or <Directory>: rules see the path below it. None: they see the whole URL path."""
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesSection:
    """``<Files>``, ``<FilesMatch>`` or ``<If>``: rules for some names."""

    pattern: re.Pattern[str] | None
    """None: which names it means is not understood."""
    whole: bool
    """Whether the pattern is for the whole name (<Files>), not for a part of it (<FilesMatch>)."""
    rules: Rules
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What was said about files, in one place or merged over several."""

    handlers: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    """``AddHandler``: ending (lower case) to handler; None: ``RemoveHandler``."""
    types: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    """``AddType``."""
    actions: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    """``Action``: handler or media type to the URL of the program that gets the file."""
    handler: str | None = None
    """``SetHandler``; ``none`` takes one back."""
    type: str | None = None
    """``ForceType``; ``none`` takes one back."""
    options: Options = Options()
    access: Access | None = None
    """``Require``."""
    old_access: Access | None = None
    """``Order``, ``Allow``, ``Deny``: both must let a visitor in."""
    either: bool | None = None
    """``Satisfy Any``: one of both is enough."""
    anonymous: bool | None = None
    """Any name and password will do (mod_authn_anon), or the server makes them up (AuthBasicFake)."""
    broken: Text | None = None
    """The server answers every request for this place with an error, and why."""
    engine: bool | None = None
    """``php_flag engine``."""
    index: tuple[str, ...] | None = None
    override: frozenset[str] | None = None
    """``AllowOverride`` in lower case; empty: none."""
    access_file: str | None = None
    """``AccessFileName``."""
    fallback: str | None = None
    """``FallbackResource``; ``disabled`` takes one back."""
    rewrite: Rewrite | None = None
    redirects: tuple[Redirect, ...] = ()
    files: tuple[FilesSection, ...] = ()
    notes: tuple[Note, ...] = ()
    gap: Place | None = None
    """Something that was not followed, and may let visitors in or send them away."""

    @property
    def changes_running(self) -> bool:
        """Whether they can make that a file is run which would not be, or the other way round."""
        said = (self.handler, self.type, self.access, self.old_access, self.either, self.engine)
        return any(one is not None for one in said) or bool(
            self.handlers or self.types or self.actions or "execcgi" in self.options.on | self.options.off
        )

    def over(self, base: Rules) -> Rules:
        """These rules merged over those further out, as the server merges them."""
        if base is NO_RULES:
            return self
        if self is NO_RULES:
            return base
        return Rules(
            handlers=_joined(base.handlers, self.handlers),
            types=_joined(base.types, self.types),
            actions=_joined(base.actions, self.actions),
            options=self.options.over(base.options),
            rewrite=_rewrites(base.rewrite, self.rewrite),
            redirects=base.redirects + self.redirects,
            files=base.files + self.files,
            notes=base.notes + self.notes,
            handler=_later(base.handler, self.handler),
            type=_later(base.type, self.type),
            access=_later(base.access, self.access),
            old_access=_later(base.old_access, self.old_access),
            either=_later(base.either, self.either),
            anonymous=_later(base.anonymous, self.anonymous),
            broken=_later(base.broken, self.broken),
            engine=_later(base.engine, self.engine),
            gap=_later(base.gap, self.gap),
            index=_later(base.index, self.index),
            override=_later(base.override, self.override),
            access_file=_later(base.access_file, self.access_file),
            fallback=_later(base.fallback, self.fallback),
        )


def _joined(base: Mapping[str, str | None], over: Mapping[str, str | None]) -> Mapping[str, str | None]:
    return {**base, **over} if base and over else over or base


def _later(base: T | None, over: T | None) -> T | None:
    return base if over is None else over


def _rewrites(base: Rewrite | None, over: Rewrite | None) -> Rewrite | None:
    """mod_rewrite: the inner rules replace the outer ones, while the switch is inherited."""
    if base is None or over is None:
        return over or base
    on = base.on if over.on is None else over.on
    return Rewrite(on=on, rules=over.rules, folder=over.folder, base=over.base)


NO_RULES = Rules()
