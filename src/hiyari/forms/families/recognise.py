"""Recognises copies of well-known scripts, and says what makes this copy dangerous or safe.

A fingerprint never decides alone: old copies were repaired by hand, new ones set up wrongly. So the note tells what is
known of the version, and what the settings in this very copy say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Final

from hiyari.forms.evidence import Family, WebFile
from hiyari.forms.families.entry import Entry, Settings, entries
from hiyari.forms.families.malware import malware
from hiyari.forms.families.notes import note_of
from hiyari.forms.families.settings.formmail import read_formmail
from hiyari.forms.families.settings.nms import read_nms
from hiyari.forms.families.settings.variables import read_variables
from hiyari.model.text import Text

Neighbours = Callable[[str], bytes | None]
"""Reads a file by its path relative to the script's folder; None where there is none. Bounds are the caller's."""
_HEAD: Final = 64 * 1024
"""Octets from the beginning in which marks and versions stand."""


def recognise(data: bytes, file: WebFile, neighbours: Neighbours) -> Family | None:
    """Which well-known script a file is a copy of.

    Args:
        data: Its content.
        file: Where it lies.
        neighbours: Reads files near it: settings and manifests.
    """
    bad = malware(data)
    if bad is not None:
        return bad
    head = data[:_HEAD]
    for entry in entries():
        place = _place(entry, file.path)
        if place is None and not entry.marked(head):
            continue
        version = _version(entry, head, place, neighbours)
        return Family(
            name=entry.name, version=version, note=note_of(entry, version, _settings(entry, head, neighbours))
        )
    return None


def _place(entry: Entry, path: str) -> str | None:
    """The folder of the family relative to the script's; None where it does not lie in one."""
    if entry.folder is None:
        return None
    above, found, below = path.partition(f"/{entry.folder}/")
    return posixpath.relpath(f"{above}/{entry.folder}", posixpath.dirname(path)) if found and below else None


def _version(entry: Entry, head: bytes, place: str | None, neighbours: Neighbours) -> str | None:
    told = head
    if place is not None and entry.main is not None:
        told = (neighbours(posixpath.normpath(posixpath.join(place, entry.main))) or b"")[:_HEAD]
    for pattern in entry.version:
        found = pattern.search(told)
        if found is not None:
            return found[1].decode("ascii", "replace")
    return None


def _settings(entry: Entry, head: bytes, neighbours: Neighbours) -> Text | None:
    match entry.settings:
        case Settings.FORMMAIL:
            return read_formmail(head)
        case Settings.NMS:
            return read_nms(head)
        case Settings.VARIABLES:
            beside = [found for name in entry.beside if (found := neighbours(name)) is not None]
            return read_variables([head, *beside], entry.recipient, entry.reply)
        case _:
            return None
