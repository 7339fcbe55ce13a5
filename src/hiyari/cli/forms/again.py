"""The commands that ``remove`` and ``undo`` tell a person to give next, with what was given."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from hiyari.cli.acting import SHORTEST
from hiyari.cli.forms.sources import FormOptions

if TYPE_CHECKING:
    from hiyari.cli.forms.removing import Asked  # A scan tells of removals, and need not load them.


def command_of(asked: Asked, options: FormOptions, digest: str) -> list[str]:
    """The command that does the plan: what was given, and the digest."""
    words = ["hiyari", "forms", "remove", *site_words(options), *folder_words("--to", asked.to)]
    words += ["--although-used"] if asked.although_used else []
    words += ["--although-use-unknown"] if asked.although_unknown else []
    words += ["--digest", digest[:SHORTEST]]
    return words + (["--"] if any(name.startswith("-") for name in asked.files) else []) + list(asked.files)


def site_words(options: FormOptions) -> list[str]:
    """The options of the site as they were given."""
    words: list[str] = []
    many = (
        ("--root", () if options.guessed else options.directories),
        ("--server-config", options.server_config),
        ("--access-log", options.access_log),
        ("--log", options.log),
    )
    for name, values in many:
        words += [word for value in values for word in (name, value)]
    words += place_words("--url", options.url)
    words += ["--unused-days", str(options.unused_days)] if options.unused_days != FormOptions().unused_days else []
    return words + place_words("--config", options.config) + place_words("--state", options.state)


def place_words(name: str, value: str | None) -> list[str]:
    """An option, where it was given."""
    return [] if value is None else [name, value]


def folder_words(name: str, folder: str | None) -> list[str]:
    """An option that names where removed files are kept: whole, since they may be put back from another folder."""
    return [] if folder is None else [name, posixpath.abspath(folder)]


def undo_words(asked: Asked, options: FormOptions) -> list[str]:
    """The command that puts things back, but for the removal's id."""
    words = ["hiyari", "forms", "undo", *folder_words("--from", asked.to)]
    return words + place_words("--config", options.config) + place_words("--state", options.state)
