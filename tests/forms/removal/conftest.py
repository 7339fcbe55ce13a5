"""Every test of moving runs within one file system, and from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forms.removal.yard import Yard, other_disk


@pytest.fixture(params=["renamed", "copied"])
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Yard]:
    """An empty web root; removals go beside it, or to another file system."""
    root = tmp_path / "www"
    root.mkdir()
    if request.param == "renamed":
        yield Yard(root=root, base=tmp_path / "state" / "removed")
        return
    with other_disk() as disk:
        yield Yard(root=root, base=disk / "removed")
