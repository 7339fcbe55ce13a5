"""Reads the manifest of a removal strictly.

One that was changed by hand, cut, or made by a later hiyari gives one sentence with the place in it, and nothing is
done by it: where files are put back, and with which owner and mode, is taken from here.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from hiyari.forms.removal.disuse import Because
from hiyari.forms.removal.document import WHOLE, Table, WrongError
from hiyari.forms.removal.lying import Above, Attributes, Identity, Kind, Lying
from hiyari.forms.removal.manifest import MOST_FILES, NAME, VERSION, Item, Manifest
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import text

_MOST_OCTETS: Final = 256 << 20
_MOST_ABOVE: Final = 4096
_ID: Final = re.compile(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}(?:\.[0-9]{1,3})?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MODE: Final = re.compile(r"[0-7]{4}")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})*")
_ID_MOST: Final = 2**32 - 1


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the removal in this folder.

    Raises:
        SafetyError: It was made by a later hiyari.
        UserError: It cannot be read, or is not as it must be.
    """
    path = folder / NAME
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as stream:
            octets = stream.read(_MOST_OCTETS + 1)
    except OSError as error:
        sentence = text(
            "{path} cannot be read: {reason}. Nothing was done.",
            path=str(path),
            reason=error.strerror or "input/output error",
        )
        raise UserError(sentence) from None
    try:
        manifest = _read(_json(octets), path)
    except WrongError as wrong:
        sentence = text(
            "{path} is damaged: {where} {what}. Nothing was done. Put the manifest back from a backup, or the files by "
            "hand.",
            path=str(path),
            where=wrong.where,
            what=wrong.what,
        )
        raise UserError(sentence) from None
    if manifest.id != folder.name:
        sentence = text(
            "{path} is the manifest of another removal, {id}. Give the folder its name back.",
            path=str(path),
            id=manifest.id,
        )
        raise UserError(sentence)
    return manifest


def _json(octets: bytes) -> object:
    if len(octets) > _MOST_OCTETS:
        raise WrongError(WHOLE, text("is too large"))
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        raise WrongError(WHOLE, text("is no JSON")) from None


def _read(value: object, path: Path) -> Manifest:
    table = Table(value, "")
    version = table.number("hiyari_removal")
    if version != VERSION:
        sentence = text(
            "{path} has version {found}, and this hiyari knows {known}. Update hiyari; nothing was done.",
            path=str(path),
            found=version,
            known=VERSION,
        )
        raise SafetyError(sentence)
    manifest = Manifest(
        id=table.string("id", _ID.fullmatch),
        at=table.choice("at", _moment),
        by=table.string("by"),
        digest=table.string("digest", _SHA256.fullmatch),
        items=tuple(_item(row, number) for number, row in enumerate(table.rows("files", MOST_FILES))),
    )
    table.end()
    return manifest


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment


def _item(row: Table, number: int) -> Item:
    item = Item(
        number=number,
        asked=row.name("asked"),
        url=row.optional("url", row.name),
        because=row.choice("because", Because),
        lying=_lying(row),
    )
    row.end()
    return item


def _lying(row: Table) -> Lying:
    name = row.name("name")
    if "/" in name or name in {".", ".."}:
        raise WrongError("name", text("is no name within a folder"))
    lying = Lying(
        folder=row.path("folder"),
        name=name,
        within=Identity(device=row.number("folder_device"), inode=row.number("folder_inode")),
        root=row.optional("root", row.path),
        above=tuple(_above(one) for one in row.rows("folders", _MOST_ABOVE)),
        kind=row.choice("kind", Kind),
        identity=Identity(device=row.number("device"), inode=row.number("inode")),
        size=row.number("size"),
        names=row.number("names"),
        sha256=row.string("sha256", _SHA256.fullmatch),
        content=row.optional("content_sha256", lambda key: row.string(key, _SHA256.fullmatch)),
        target=row.optional("target", row.name),
        attributes=_attributes(row),
    )
    if (lying.kind is Kind.LINK) != (lying.target is not None):
        raise WrongError("target", text("belongs to a symbolic link, and only to one"))
    return lying


def _attributes(row: Table) -> Attributes:
    return Attributes(
        mode=int(row.string("mode", _MODE.fullmatch), 8),
        uid=row.number("uid", _ID_MOST),
        gid=row.number("gid", _ID_MOST),
        changed=row.number("mtime_ns", least=-(2**63)),
        read=row.number("atime_ns", least=-(2**63)),
        extended=tuple(_extended(row.mapping("xattrs"))),
    )


def _extended(mapping: object) -> list[tuple[str, str]]:
    assert isinstance(mapping, dict)  # noqa: S101 - `Table.mapping` has looked
    pairs: list[tuple[str, str]] = []
    for name, value in sorted(mapping.items()):
        if not isinstance(value, str) or not _HEX.fullmatch(value) or "\0" in name:
            raise WrongError(f"xattrs.{name}", text("is no value in hexadecimal"))
        pairs.append((name, value))
    return pairs


def _above(row: Table) -> Above:
    above = Above(
        path=row.path("path"),
        mode=int(row.string("mode", _MODE.fullmatch), 8),
        uid=row.number("uid", _ID_MOST),
        gid=row.number("gid", _ID_MOST),
    )
    row.end()
    return above
