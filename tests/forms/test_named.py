"""Names that a script holds are asked of the system without an error, whatever they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hiyari.forms.language import Language
from hiyari.forms.named import is_file, is_folder, real_path
from hiyari.forms.studying import Nearby, study

CLOSED = "/proc/1/root/lib.pl"
"""Behind a link that only its owner may follow."""


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system refuses to tell where a link leads: the superuser would be told."""
    real: Callable[[str], str] = os.readlink

    def refused(path: str) -> str:
        if path.startswith("/proc/"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "readlink", refused)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "/dev/null/x", "../" * 3000])
def test_a_name_that_no_file_can_have_is_no_file(name: str) -> None:
    """No exception, and nothing that is there."""
    assert not is_file(name)
    assert not is_folder(name + "/none")
    real_path(name)


@pytest.mark.usefixtures("closed")
def test_a_link_that_may_not_be_followed_ends_no_scan(tmp_path: Path) -> None:
    """The script is studied, and what it includes is not read."""
    script = tmp_path / "p.cgi"
    script.write_text(f'#!/usr/bin/perl\nuse CGI; require "{CLOSED}"; print CGI->new->param("x");\n')
    assert real_path(CLOSED) is None
    assert study((str(script), Language.PERL)).lost is None
    assert Nearby(str(script), [str(tmp_path)])(CLOSED) is None
