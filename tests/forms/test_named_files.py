"""Where paths lead that a script made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiyari.forms.evidence import MailFacts
from hiyari.forms.inventory.site import Site, WebRootAt
from hiyari.forms.named import real_path
from hiyari.forms.scanning import Beside, judged, look
from tests.forms.making import NO_LOG, NOW


@pytest.mark.parametrize("path", ["/proc/1/root/lib.pl", "/a\0b", "/proc/self/fd/999999/x", "x/" * 5000])
def test_no_path_raises(path: str) -> None:
    """A path that the system refuses to follow leads somewhere or nowhere, and raises nothing."""
    found = real_path(path)
    assert found is None or found.startswith("/")


def test_a_path_with_a_nul_leads_nowhere() -> None:
    """What no system can open is no path."""
    assert real_path("/a\0b") is None


def test_one_hostile_script_does_not_end_a_scan(tmp_path: Path) -> None:
    """Scripts and links that name what may not be followed leave all other files read, and their own ability found."""
    (tmp_path / "p.cgi").write_text(
        '#!/usr/bin/perl\nuse CGI; require "/proc/1/root/lib.pl"; print CGI->new->param("x");'
    )
    (tmp_path / "i.php").write_text("<?php include '/proc/1/root/x.php'; mail($_POST['to'], 'x', 'y');")
    (tmp_path / "f.php").write_text("<?php mail($_POST['to'], 'x', 'y');")
    (tmp_path / "l.php").symlink_to("/proc/1/root/etc/x.php")
    found = look(Site.of([WebRootAt(path=str(tmp_path))], None), None, processes=1)
    scan = judged(found, Beside(use=lambda _: NO_LOG, mail=lambda _: MailFacts(messages=None)), NOW)
    abilities = {Path(one.evidence.file.path).name: one.evidence.reading.abilities for one in scan.files}
    assert {"f.php", "i.php"} <= {name for name, can in abilities.items() if "recipient" in can}
