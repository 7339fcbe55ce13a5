"""Every test of moving runs within one file system, and from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hiyari.forms.removal import disk, giving
from tests.forms.removal.yard import Yard, other_disk


@pytest.fixture(params=["renamed", "copied"])
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Yard]:
    """An empty web root; removals go beside it, or to another file system."""
    root = tmp_path / "www"
    root.mkdir()
    if request.param == "renamed":
        yield Yard(root=root, base=tmp_path / "state" / "removed")
        return
    with other_disk() as other:
        yield Yard(root=root, base=other / "removed")


@pytest.fixture(params=["modern", "plain"])
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """File systems as they are, and as some network ones are: without renameat2 and without nameless files."""
    if request.param == "plain":
        monkeypatch.setattr(disk, "_renameat2", lambda: None)
        monkeypatch.setattr(giving, "_unnamed", lambda _: None)
