"""Where the state lies, and the site's key beside it."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hiyari.delivery.ledger.mark import mark_file
from hiyari.model.error import UserError
from hiyari.store.engine import open_store
from hiyari.store.place import key_folder, make_private, site_key, sqlite_file, state_folder, state_url

NAMES = (
    "state.db",
    "my state.db",
    "データ/台帳.db",
    "100%.db",
    "a%20b.db",
    "what?.db",
    "sharp#.db",
    "a&b=c.db",
    "q'u\"o.db",
)


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_file_is_that_file(tmp_path: Path, name: str) -> None:
    """A path is taken as it is typed: database, mark and key lie in the folder that the person named."""
    path = tmp_path / name
    url = state_url(str(path), None, {}, root=False)
    engine = open_store(url)
    engine.dispose()
    assert path.is_file()
    assert sqlite_file(url) == path
    assert key_folder(url, {}, root=False) == path.parent
    for one in (url, engine.url.render_as_string(hide_password=True)):
        assert mark_file(one) == path.with_name(f"{path.name}.mark")


def test_what_is_asked_comes_before_what_is_declared() -> None:
    """The option, the environment, the inventory, the usual place: in this order; a URL stays as it is."""
    environment = {"HIYARI_STATE": "/two.db", "HOME": "/home/somebody"}
    assert state_url("/one.db", "/three.db", environment, root=False) == "sqlite:////one.db"
    assert state_url(None, "/three.db", environment, root=False) == "sqlite:////two.db"
    assert state_url(None, "/three.db", {}, root=False) == "sqlite:////three.db"
    assert state_url(None, None, {"HOME": "/home/x"}, root=False) == "sqlite:////home/x/.local/state/hiyari/state.db"
    assert state_url(None, None, {"XDG_STATE_HOME": "/s"}, root=False) == "sqlite:////s/hiyari/state.db"
    assert state_url(None, None, environment, root=True) == "sqlite:////two.db"
    assert state_url(None, None, {}, root=True) == "sqlite:////var/lib/hiyari/state.db"
    assert state_url("postgresql+psycopg://h/x", None, {}, root=True) == "postgresql+psycopg://h/x"


def test_the_key_of_a_database_on_a_server_lies_on_this_machine() -> None:
    """There is no file to lie beside."""
    for url in ("postgresql+psycopg://h/x", "sqlite://", "sqlite:///:memory:", "nonsense"):
        assert sqlite_file(url) is None
        assert mark_file(url) is None
        assert key_folder(url, {"HOME": "/home/x"}, root=False) == state_folder({"HOME": "/home/x"}, root=False)
    assert sqlite_file("sqlite+pysqlite:////a/b.db?timeout=5") == Path("/a/b.db")


def test_the_key_is_made_once_and_for_its_owner(tmp_path: Path) -> None:
    """Whoever comes first makes it, and everybody has the same one."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: site_key(tmp_path), range(64)))
    assert len(keys) == 1
    (key,) = keys
    assert len(key) == 32
    assert (tmp_path / "site.key").read_bytes() == key
    assert stat.S_IMODE((tmp_path / "site.key").stat().st_mode) == 0o600


def test_a_key_that_was_never_finished_is_made(tmp_path: Path) -> None:
    """The machine went down between making the file and writing it: nobody has ever used what was not there."""
    descriptor = os.open(tmp_path / "site.key", os.O_CREAT, 0o600)
    os.close(descriptor)
    assert len(site_key(tmp_path)) == 32


@pytest.mark.parametrize("size", [1, 31, 33, 100])
def test_what_is_no_key_is_not_replaced(tmp_path: Path, size: int) -> None:
    """A cut or foreign file is named, and left alone: another key would not know the mail that is out."""
    path = tmp_path / "site.key"
    path.write_bytes(b"k" * size)
    path.chmod(0o600)
    with pytest.raises(UserError) as refused:
        site_key(tmp_path)
    assert "is not a key" in refused.value.problems[0].message
    assert path.read_bytes() == b"k" * size


def test_a_key_that_others_read_is_refused(tmp_path: Path) -> None:
    """It says what to run; so does one that is no file, and a folder that is none."""
    path = tmp_path / "site.key"
    site_key(tmp_path)
    path.chmod(0o640)
    with pytest.raises(UserError) as refused:
        site_key(tmp_path)
    assert "chmod 600" in refused.value.problems[0].message
    (tmp_path / "other" / "site.key").mkdir(parents=True)
    for folder in (tmp_path / "other", tmp_path / "nowhere", path):
        with pytest.raises(UserError):
            site_key(folder)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as refused:
        make_private(tmp_path / "file" / "below")
    assert "--state" in refused.value.problems[0].message
