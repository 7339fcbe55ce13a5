"""What a person named on the command line is looked at before a scan begins, and refused with one sentence."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from glob import has_magic
from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from hiyari.locale.shell import quoted
from hiyari.model.error import UserError
from hiyari.model.text import Command, Text, text

_OPTIONS: Final = {"kept": "from"}
"""Options whose values arrive under another name."""


def refuse_empty(given: Mapping[str, object]) -> None:
    """No option and no argument is empty.

    Raises:
        UserError: One is.
    """
    for name, value in given.items():
        if value == "" or (isinstance(value, tuple) and "" in value):
            raise UserError(_empty(name))


def _empty(name: str) -> Text:
    """An empty name is most often a variable of a shell that was not set; it must not mean the working folder."""
    if name in {"directories", "files", "words"}:
        return text("An empty name was given. Name a file or a folder, or leave it out.")
    option = _OPTIONS.get(name, name.replace("_", "-"))
    return text("--{option} is empty. Give it a value, or leave it out.", option=option)


def need_file(path: str) -> None:
    """The web server's configuration is a file.

    Raises:
        UserError: It is none.
    """
    if not posixpath.isfile(path):
        raise UserError(
            text(
                "{path}, the web server's configuration, is not there or is no file. Mend its name: --server-config, "
                "or server_config in the inventory.",
                path=path,
            )
        )


def need_log(name: str) -> None:
    """A log that was named is there: said before a long scan, not after it.

    Raises:
        UserError: It is not.
    """
    if name != "-" and not has_magic(name) and not posixpath.exists(name):
        raise UserError(text("{path} does not exist. Name a file, a folder, a pattern or -.", path=name))


def checked_url(url: str | None) -> str | None:
    """The address of a web site, as it was given.

    Raises:
        UserError: It is none.
    """
    if url is not None and not _is_address(url):
        raise UserError(
            text('--url: "{url}" is no address of a web site. Write it as https://www.example.jp/.', url=url)
        )
    return url


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def need_grammars() -> None:
    """Scripts can be read.

    Raises:
        UserError: The parsers are not installed.
    """
    if find_spec("tree_sitter") is None:
        raise UserError(
            text("Scripts are read by tree-sitter, which is not installed. Run: pip install 'hiyari[forms]'")
        )


def directory(path: str) -> str:
    """The folder of a web site, as it was given.

    Raises:
        UserError: It is none.
    """
    if not posixpath.exists(path):
        raise UserError(text("{path} does not exist. Name the folder of a web site.", path=path))
    if not posixpath.isdir(path):
        raise UserError(
            text(
                "{path} is no folder. To see one file: hiyari forms scan --show {file}",
                path=path,
                file=Command(quoted(path)),
            )
        )
    return path
