"""A made-up web root is the same every time, as big as planned, and what it says of its forms is so."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from datetime import UTC
from pathlib import Path

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.prefilter import sighted
from hiyari.lab.webroot import forms as planting
from hiyari.lab.webroot.plan import WebrootPlan
from hiyari.lab.webroot.write import Written, write_webroot
from hiyari.logfiles.access import AccessLog, recognise
from hiyari.logfiles.stamps import Stamps

PLAN = WebrootPlan(files=150, octets=2_000_000, forms=16, requests=800)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """One small web root."""
    return write_webroot(tmp_path_factory.mktemp("web"), PLAN)


def _state(root: Path) -> dict[str, tuple[str, int]]:
    return {
        path.relative_to(root).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def test_same(written: Written, tmp_path: Path) -> None:
    """The same plan gives the same files, stamps and log."""
    again = write_webroot(tmp_path, PLAN)
    assert _state(again.root) == _state(written.root)
    assert again.access_log.read_bytes() == written.access_log.read_bytes()


def test_size(written: Written) -> None:
    """There are as many files and octets as planned, within a tenth, and the counts are true."""
    files = [path for path in written.root.rglob("*") if path.is_file()]
    octets = sum(path.stat().st_size for path in files)
    assert (len(files), octets) == (written.files, written.octets)
    assert PLAN.files <= written.files <= PLAN.files + 3 * PLAN.forms
    assert abs(octets + written.access_log.stat().st_size - PLAN.octets) < PLAN.octets / 10


def test_forms(written: Written) -> None:
    """Every planted form lies where the truth says, is sighted, and few other files are."""
    truth = json.loads(written.truth.read_text("utf-8"))
    assert len(truth["forms"]) == PLAN.forms
    assert {one["kind"] for one in truth["forms"]} == {kind.name for kind in planting.KINDS}
    for form in truth["forms"]:
        assert sighted((written.root / form["path"]).read_bytes()).mail
        assert set(form["abilities"]) <= set(Ability)
    scripts = [path for path in written.root.rglob("*.php") if "modules" in path.parts]
    assert 0 < sum(sighted(path.read_bytes()).mail for path in scripts) < len(scripts) / 10
    assert sum(b"mail" in path.read_bytes() for path in scripts) > len(scripts) / 4


def test_links(written: Written) -> None:
    """A linked form's page is named by the home page, and an orphan is named by no page but its own."""
    pages = {path: path.read_text("utf-8") for path in written.root.rglob("*.html")}
    for form in written.forms:
        entrance = f'href="/{form.page or form.path}"'
        assert (entrance in pages[written.root / "index.html"]) == form.kind.linked
        own = written.root / form.page if form.page else None
        named = [path for path, text in pages.items() if f'"/{form.path}"' in text or entrance in text]
        assert form.kind.linked or named in ([], [own])


def test_log(written: Written) -> None:
    """Every line of the log is read, in order; used forms are posted to after their page, probed ones without."""
    lines = written.access_log.read_text("utf-8").splitlines()
    form = recognise(lines[:10])
    assert form is not None
    requests = list(AccessLog(form, Stamps(UTC)).read(lines))
    assert len(requests) > PLAN.requests * 0.9
    assert [one.at for one in requests] == sorted(one.at for one in requests)
    posts = Counter(one.path for one in requests if one.method == "POST")
    for planted in written.forms:
        assert (posts[f"/{planted.path}"] > 0) == (planted.kind.used or planted.kind.probed)


@pytest.mark.skipif(shutil.which("php-cgi8.2") is None, reason="php-cgi is not installed")
def test_valid_php(written: Written) -> None:
    """Texts of PHP are PHP."""
    for path in sorted(written.root.rglob("*.php"))[:12]:
        checked = subprocess.run(["php-cgi8.2", "-n", "-l", str(path)], capture_output=True, check=False)  # noqa: S603, S607 - ours
        assert b"No syntax errors" in checked.stdout, path
