"""A web server's configuration as far as it is about files: hosts, what URLs are mapped to, and how files are run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hiyari.forms.inventory.note import Note, Place
from hiyari.forms.inventory.treatment import Handling


class Kind(StrEnum):
    """Whose configuration it is."""

    APACHE = "apache"
    NGINX = "nginx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """URLs that begin with a prefix lead into a folder (or to one file)."""

    prefix: str
    """URL path, decoded; ``/`` for a document root. With or without a slash at its end, as it is written."""
    path: str
    """Absolute, as it is written; the rest of the URL is put behind it."""
    script: bool = False
    """Everything in it is run (ScriptAlias)."""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualHost:
    """One site of a server."""

    names: tuple[str, ...]
    """ServerName first, then aliases; lower case; may be empty."""
    secure: bool
    """Whether its URLs begin with https."""
    port: int | None
    maps: tuple[Mapped, ...]
    """In the order in which they are tried; the document root last."""
    handling: Handling = field(compare=False)
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConfiguration:
    """What was read from one or more servers' configuration files."""

    hosts: tuple[VirtualHost, ...]
    notes: tuple[Note, ...] = ()
    """What was not understood, and may change what is run."""
    files: tuple[str, ...] = ()
    """Every file that was read."""
