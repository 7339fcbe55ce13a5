"""Finds the files that a person names among those that a scan found."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import replace

from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.inventory_source import load_inventory
from hiyari.forms.evidence import WebFile
from hiyari.forms.scanning import Found
from hiyari.locale.shell import quoted
from hiyari.model.error import UserError
from hiyari.model.text import Command, text


def around(options: FormOptions, files: Sequence[str]) -> FormOptions:
    """Where nothing is declared and no folder named, the folders of the files are the site.

    Raises:
        UserError: A file does not exist, or is none.
    """
    for name in files:
        if not posixpath.lexists(name):
            raise UserError(text("{path} does not exist. Name a file below a web root.", path=name))
        if posixpath.isdir(name):
            raise UserError(
                text(
                    "{path} is a folder. Name a file; for folders: hiyari forms scan {folder}",
                    path=name,
                    folder=Command(quoted(name)),
                )
            )
    if options.directories or options.server_config:
        return options
    inventory = load_inventory(options.config)
    if inventory is not None and inventory.webroots:
        return options
    folders = dict.fromkeys(posixpath.dirname(posixpath.abspath(one)) for one in files)
    return replace(options, directories=tuple(folders), guessed=True)


def one_file(found: Found, name: str) -> WebFile:
    """The file that is meant.

    Raises:
        UserError: The scan has not found it, with the reason.
    """
    whole = posixpath.abspath(name)
    by_path = {file.path: file for file in found.files}
    if whole in by_path:
        return by_path[whole]
    real = posixpath.realpath(whole)
    same = next((file for file in found.files if posixpath.realpath(file.path) == real), None)
    if same is not None:
        return same
    lost = next((one for one in found.skipped if one.path == whole), None)
    if lost is not None:
        raise UserError(text("{path} was not read: {why}", path=name, why=lost.why))
    roots = tuple(root.path for root in found.site.roots)
    if not any(real.startswith(f"{posixpath.realpath(root)}/") for root in roots):
        raise UserError(text("{path} lies under none of the web roots: {roots}.", path=name, roots=roots))
    raise UserError(text("{path} sends no mail, as far as its source tells.", path=name))
