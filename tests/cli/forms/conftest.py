"""The site that forms are removed from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.forms.yard import Yard, furnished


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Yard:
    """The site of the lab."""
    return furnished(tmp_path, monkeypatch, capsys)
