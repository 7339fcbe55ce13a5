"""What a web server does with one file when a visitor asks for it: the answer that every configuration gives."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hiyari.forms.inventory.note import Note
from hiyari.model.text import Text


class Way(StrEnum):
    """What becomes of a file."""

    PHP = "php"
    """PHP runs it, whatever it is called."""
    CGI = "cgi"
    """The system runs it: it must be executable, and its first line names the interpreter."""
    PERL = "perl"
    PYTHON = "python"
    RUBY = "ruby"
    PROGRAM = "program"
    """Some program or handler that we do not know gets it."""
    SHOWN = "shown"
    """Its content is sent."""
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    """Its URL is answered by something else."""
    UNKNOWN = "unknown"


class Links(StrEnum):
    """Which symbolic links the server follows."""

    ALL = "all"
    OWNED = "owned"
    """Only where link and target have one owner."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What becomes of a file, and why."""

    way: Way
    because: Text
    guarded: Text | None = None
    """Who is let in, as a sentence, where strangers certainly are not."""
    certain: bool = True
    """False: the server's configuration is not known, and this is what is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a URL leads."""

    path: str
    """Absolute; whether there is something is another question."""
    script: bool


class Folder(Protocol):
    """One folder as a server sees it."""

    @property
    def index(self) -> tuple[str, ...]:
        """Names that stand for the folder itself, the first that exists."""
        ...

    @property
    def front(self) -> str | None:
        """The file that gets every URL below this folder that has no file; a path."""
        ...

    @property
    def links(self) -> Links:
        """Which symbolic links are followed here."""
        ...

    @property
    def notes(self) -> Iterable[Note]:
        """What was not understood about this folder."""
        ...

    def treat(self, name: str, *, executable: bool) -> Treatment:
        """What becomes of a file in it."""
        ...

    def shape(self, name: str) -> Hashable | None:
        """What the treatment of a name depends on: names of one shape are treated alike. None: on the whole name."""
        ...


class Handling(Protocol):
    """One virtual host's way with files."""

    def folder(self, path: str, url: str | None, *, script: bool) -> Folder:
        """One folder.

        Args:
            path: Absolute, without a slash at its end.
            url: Its URL path, decoded, with a slash at its end; None where no URL leads to it.
            script: Whether it is mapped by a ScriptAlias.
        """
        ...

    def locate(self, url: str) -> Located | None:
        """The path that a URL path (decoded) leads to, before symbolic links, index files and PATH_INFO."""
        ...
