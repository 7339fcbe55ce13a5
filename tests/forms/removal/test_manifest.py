"""A manifest comes back as it was written, and one that was changed is refused in a sentence with the place in it."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiyari.forms.removal.document import Table, name_out
from hiyari.forms.removal.manifest import Manifest, manifest_out
from hiyari.forms.removal.manifest_reading import read_manifest
from hiyari.forms.removal.moving import remove
from hiyari.forms.removal.place import locked
from hiyari.forms.removal.recover import recover
from hiyari.forms.removal.removal import find_removal, list_removals
from hiyari.model.error import SafetyError, UserError
from hiyari.model.text import Text
from tests.forms.removal.yard import MOVING, Yard, furnish


@pytest.fixture
def yard(tmp_path: Path) -> Yard:
    """An empty web root, and a place beside it."""
    (tmp_path / "www").mkdir()
    return Yard(root=tmp_path / "www", base=tmp_path / "removed")


@pytest.fixture
def folder(yard: Yard) -> Path:
    """Of a removal of one file."""
    yard.file("one.cgi")
    return yard.remove().folder


def test_everything_is_in_it(yard: Yard) -> None:
    """Read again it is what was written; each file has its hash, owner, mode, times, link, names and folders."""
    furnish(yard, root=os.geteuid() == 0)
    folder = yard.remove().folder
    manifest = read_manifest(folder)
    written = json.loads((folder / "manifest.json").read_bytes())
    assert written == manifest_out(manifest)
    assert {item.path for item in manifest.items} == set(yard.paths)
    row = next(one for one in written["files"] if one["name"] == "contact.cgi")
    assert row["mode"] == "4755"
    assert row["folders"][0]["path"] == str(yard.root)
    assert written["hiyari_removal"] == 1
    assert any(isinstance(one["name"], dict) for one in written["files"])


@given(st.binary(min_size=1, max_size=60).filter(lambda octets: b"\0" not in octets))
def test_a_name_of_any_octets_comes_back(octets: bytes) -> None:
    """As text where it is UTF-8, which a person can read; else in base64."""
    coded = json.loads(json.dumps({"name": name_out(os.fsdecode(octets))}))
    assert os.fsencode(Table(coded, "").name("name")) == octets


def _spoil(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    if new is ...:
        del value[path[-1]]
    else:
        value[path[-1]] = new


@pytest.mark.parametrize(
    ("path", "new", "where"),
    [
        (("id",), ..., "id"),
        (("id",), "../../etc", "id"),
        (("at",), "yesterday", "at"),
        (("at",), "2026-11-26T12:00:00", "at"),
        (("digest",), "abc", "digest"),
        (("files",), {}, "files"),
        (("extra",), 1, "extra"),
        (("files", 0, "name"), "a/b", "name"),
        (("files", 0, "name"), "..", "name"),
        (("files", 0, "name"), {"base64": "AA=="}, "files[0].name"),
        (("files", 0, "name"), "\ud800", "files[0].name"),
        (("files", 0, "folder"), "relative", "files[0].folder"),
        (("files", 0, "folder"), "/a/../b", "files[0].folder"),
        (("files", 0, "folder"), "//a", "files[0].folder"),
        (("files", 0, "mode"), "99999", "files[0].mode"),
        (("files", 0, "mode"), 420, "files[0].mode"),
        (("files", 0, "uid"), -1, "files[0].uid"),
        (("files", 0, "uid"), True, "files[0].uid"),
        (("files", 0, "mtime_ns"), 1e30, "files[0].mtime_ns"),
        (("files", 0, "sha256"), "0" * 63, "files[0].sha256"),
        (("files", 0, "kind"), "device", "files[0].kind"),
        (("files", 0, "target"), "x", "target"),
        (("files", 0, "xattrs"), {"user.x": "zz"}, "xattrs.user.x"),
        (("files", 0, "owner"), "root", "files[0].owner"),
        (("files", 0, "folders", 0, "path"), "x", "files[0].folders[0].path"),
    ],
)
def test_a_manifest_that_was_changed_is_refused(folder: Path, path: tuple[Any, ...], new: Any, where: str) -> None:
    """Whatever key is missing, wrong or too many is named, and another removal is still listed."""
    file = folder / "manifest.json"
    written = json.loads(file.read_bytes())
    _spoil(written, path, new)
    file.write_text(json.dumps(written))
    with pytest.raises(UserError, match="is damaged") as refused:
        read_manifest(folder)
    told = refused.value.problems[0]
    assert told.params["where"] == where
    assert isinstance(told.params["what"], Text)
    listing = list_removals(str(folder.parent))
    assert listing.removals == ()
    assert len(listing.problems) == 1


def test_a_later_version_is_left_alone(folder: Path) -> None:
    """It says to update hiyari."""
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"hiyari_removal": 2}))
    with pytest.raises(SafetyError, match="Update hiyari"):
        read_manifest(folder)


def test_a_manifest_under_another_id(folder: Path) -> None:
    """A folder that was renamed, and one that is only a link, are refused."""
    other = folder.with_name("20260101T000000Z-000000000000")
    folder.rename(other)
    with pytest.raises(UserError, match="another removal"):
        read_manifest(other)
    (other / "manifest.json").rename(other / "real")
    (other / "manifest.json").symlink_to("real")
    with pytest.raises(UserError, match="cannot be read"):
        read_manifest(other)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_no_damage_is_a_traceback(folder: Path, data: st.DataObject) -> None:
    """Cut, overwritten or replaced by rubbish: a manifest is read or refused in a sentence."""
    file = folder / "manifest.json"
    kept = file.read_bytes()
    at = data.draw(st.integers(0, len(kept)))
    rubbish = data.draw(st.binary(max_size=20) | st.sampled_from([b"[" * 100_000, b"null", b'{"hiyari_removal":1}']))
    try:
        file.write_bytes(data.draw(st.sampled_from([kept[:at], kept[:at] + rubbish + kept[at:], rubbish])))
        with suppress(UserError):
            assert isinstance(read_manifest(folder), Manifest)
    finally:
        file.write_bytes(kept)


def test_the_one_that_is_meant(yard: Yard) -> None:
    """By its id, its beginning or its digest's; what fits several or none is told."""
    yard.file("one.cgi")
    first = yard.remove().manifest
    second = yard.remove(yard.file("two.cgi")).manifest
    base = str(yard.base)
    assert find_removal(base, first.id).manifest == first
    assert find_removal(base, second.digest[:6]).manifest == second
    for name, said in ((first.id[:8], "begins several"), ("nothing", "There is no removal"), ("", "There is no")):
        with pytest.raises(UserError, match=said):
            find_removal(base, name)
    assert [one.manifest.id for one in list_removals(base).removals] == sorted([first.id, second.id], reverse=True)
    assert list_removals(str(yard.root / "nowhere")).removals == ()


def test_one_at_a_time(yard: Yard) -> None:
    """While another hiyari moves files nothing else does."""
    yard.file("one.cgi")
    yard.remove()
    plan = yard.plan(yard.file("two.cgi"))
    with locked(str(yard.base)):
        with pytest.raises(SafetyError, match="Another hiyari"):
            remove(plan, plan.digest, MOVING)
        with pytest.raises(SafetyError, match="Another hiyari"):
            recover(str(yard.base), MOVING)


def test_a_folder_without_a_manifest_is_cleared_away_when_it_is_empty(yard: Yard, folder: Path) -> None:
    """Nothing was moved before the manifest was there; with anything in it, it stays and is told."""
    for name in ("20260101T000000Z-000000000000", "20260101T000000Z-111111111111"):
        (yard.base / name / "files").mkdir(parents=True)
        (yard.base / name / "manifest.json.new").write_text("{")
    (yard.base / "20260101T000000Z-111111111111" / "files" / "0").write_text("x")
    recovered = recover(str(yard.base), MOVING)
    assert len(recovered.problems) == 1
    left = {one.name for one in yard.base.iterdir()}
    assert left == {"lock", folder.name, "20260101T000000Z-111111111111"}
    shutil.rmtree(yard.base / "20260101T000000Z-111111111111")
    assert recover(str(yard.base), MOVING).problems == ()
