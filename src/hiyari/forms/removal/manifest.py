"""The manifest of a removal: what was moved from where, with everything that belongs to it. Version 1.

It is written whole, and durable, before the first file is moved, and never changed; what happened since stands in the
journal beside it. Where a moved file lies follows from its number, not from anything that stands in the manifest.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hiyari.forms.removal.disuse import Because
from hiyari.forms.removal.document import name_out
from hiyari.forms.removal.lying import Lying
from hiyari.forms.removal.plan import RemovalPlan
from hiyari.store.place import sync_folder

VERSION: Final = 1
NAME: Final = "manifest.json"
MOST_FILES: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One file of a removal."""

    number: int
    """From 0; it is kept as ``files/NUMBER``."""
    asked: str
    """As it was named."""
    url: str | None
    because: Because
    lying: Lying
    """As it lay when it was planned."""

    @property
    def path(self) -> str:
        """Where it lay."""
        return self.lying.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything about a removal that does not change."""

    id: str
    """Its time and the beginning of its digest; the name of its folder."""
    at: datetime
    by: str
    """Who removed, as far as the machine knows."""
    digest: str
    """The plan's."""
    items: tuple[Item, ...]


def manifest_of(plan: RemovalPlan, name: str, at: datetime, by: str) -> Manifest:
    """The manifest of a plan that is about to be done."""
    items = tuple(
        Item(number=number, asked=step.asked, url=step.url, because=step.because, lying=step.lying)
        for number, step in enumerate(plan.steps)
    )
    return Manifest(id=name, at=at, by=by, digest=plan.digest, items=items)


def manifest_out(manifest: Manifest) -> dict[str, Any]:
    """As JSON."""
    return {
        "hiyari_removal": VERSION,
        "id": manifest.id,
        "at": manifest.at.isoformat(),
        "by": manifest.by,
        "digest": manifest.digest,
        "files": [_item_out(item) for item in manifest.items],
    }


def _item_out(item: Item) -> dict[str, Any]:
    lying = item.lying
    return {
        "asked": name_out(item.asked),
        "url": None if item.url is None else name_out(item.url),
        "because": item.because.value,
        "folder": name_out(lying.folder),
        "name": name_out(lying.name),
        "root": None if lying.root is None else name_out(lying.root),
        "folders": [
            {"path": name_out(one.path), "mode": f"{one.mode:04o}", "uid": one.uid, "gid": one.gid}
            for one in lying.above
        ],
        "kind": lying.kind.value,
        "target": None if lying.target is None else name_out(lying.target),
        "sha256": lying.sha256,
        "content_sha256": lying.content,
        "size": lying.size,
        "names": lying.names,
        "device": lying.identity.device,
        "inode": lying.identity.inode,
        "folder_device": lying.within.device,
        "folder_inode": lying.within.inode,
        "mode": f"{lying.attributes.mode:04o}",
        "uid": lying.attributes.uid,
        "gid": lying.attributes.gid,
        "mtime_ns": lying.attributes.changed,
        "atime_ns": lying.attributes.read,
        "xattrs": dict(lying.attributes.extended),
    }


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it whole under another name first; durable when this returns.

    Raises:
        OSError: It cannot be written.
    """
    octets = json.dumps(manifest_out(manifest), indent=1, ensure_ascii=True).encode("ascii")
    fresh = folder / f"{NAME}.new"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(octets + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.rename(folder / NAME)
    sync_folder(folder)
