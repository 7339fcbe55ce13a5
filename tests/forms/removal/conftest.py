"""Every test of moving runs within one file system, and from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.forms.removal import disk as disk_of_removal
from hiyari.forms.removal import giving
from tests.forms.removal.yard import Yard, other_disk, quick_disk


@pytest.fixture(params=["renamed", "copied"])
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Yard]:
    """An empty web root; removals go beside it, or to another file system."""
    if request.param == "renamed":
        with quick_disk(tmp_path) as disk:
            (disk / "www").mkdir()
            yield Yard(root=disk / "www", base=disk / "state" / "removed")
        return
    (tmp_path / "www").mkdir()
    with other_disk() as other:
        yield Yard(root=tmp_path / "www", base=other / "removed")


@pytest.fixture(params=["modern", "plain"])
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems as they are, and as some network ones are: without renameat2 and without nameless files."""
    if request.param == "plain":
        monkeypatch.setattr(disk_of_removal, "_renameat2", lambda: None)
        monkeypatch.setattr(giving, "_unnamed", lambda _: None)
