"""Where the state lies, and the site's key."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from hiyari.delivery.ledger.mark import mark_file
from hiyari.model.error import UserError
from hiyari.store.engine import open_store
from hiyari.store.place import key_folder, make_private, site_key, sqlite_file, state_folder, state_url


def test_what_is_asked_comes_before_what_is_set_and_what_is_declared() -> None:
    """--state, HIYARI_STATE, [state] url, then a place of its own; a path becomes a URL and a URL stays."""
    place = {"HIYARI_STATE": "/env/state.db", "HOME": "/home/x"}
    assert state_url("/asked.db", "/declared.db", place, root=False) == "sqlite:////asked.db"
    assert state_url(None, "/declared.db", place, root=False) == "sqlite:////env/state.db"
    assert state_url(None, "/declared.db", {}, root=False) == "sqlite:////declared.db"
    assert state_url(None, None, {"HOME": "/home/x"}, root=False) == "sqlite:////home/x/.local/state/hiyari/state.db"
    assert state_url("postgresql://h/d", None, {}, root=True) == "postgresql://h/d"
    assert state_url("here.db", None, {}, root=True) == f"sqlite:///{Path.cwd() / 'here.db'}"


def test_root_and_users_have_folders_of_their_own() -> None:
    """XDG_STATE_HOME is obeyed, except for root."""
    assert state_folder({"XDG_STATE_HOME": "/x"}, root=True) == Path("/var/lib/hiyari")
    assert state_folder({"XDG_STATE_HOME": "/x", "HOME": "/h"}, root=False) == Path("/x/hiyari")
    assert state_folder({"HOME": "/h"}, root=False) == Path("/h/.local/state/hiyari")


def test_the_key_lies_beside_a_file_and_else_on_this_machine() -> None:
    """A database on a server has no folder of its own."""
    assert key_folder("sqlite:////data/state.db", {}, root=True) == Path("/data")
    assert key_folder("postgresql://h/d", {}, root=True) == Path("/var/lib/hiyari")
    assert key_folder("sqlite:///:memory:", {}, root=True) == Path("/var/lib/hiyari")


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    """The second asking gets the same 32 octets."""
    key = site_key(tmp_path)
    assert len(key) == 32
    assert site_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "site.key").stat().st_mode) == 0o600


def test_of_many_who_ask_at_once_all_get_one_key(tmp_path: Path) -> None:
    """The first process to make it wins, and no other reads it half written."""
    start, keys = threading.Barrier(8), []

    def ask() -> None:
        start.wait()
        keys.append(site_key(tmp_path))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_key_that_others_read_or_that_is_damaged_is_refused(tmp_path: Path) -> None:
    """The sentence says what to do: chmod, or the backup; the file is not touched."""
    path = tmp_path / "site.key"
    path.write_bytes(b"x" * 32)
    path.chmod(0o644)
    with pytest.raises(UserError, match="chmod 600"):
        site_key(tmp_path)
    path.chmod(0o600)
    for damaged in (b"short", b"x" * 33, b""):
        path.write_bytes(damaged)
        with pytest.raises(UserError, match="backup"):
            site_key(tmp_path)
        assert path.read_bytes() == damaged


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="--state FILE"):
        make_private(tmp_path / "file" / "folder")
    with pytest.raises(UserError, match="Give it to the user"):
        site_key(tmp_path / "file")


def test_new_folders_are_closed_and_old_ones_stay_as_they_are(tmp_path: Path) -> None:
    """Nobody's folder is closed behind his back."""
    open_folder = tmp_path / "open"
    open_folder.mkdir(mode=0o755)
    make_private(open_folder)
    make_private(tmp_path / "new")
    assert stat.S_IMODE(open_folder.stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "name",
    ["state.db", "my state.db", "台帳/状態.db", "100%.db", "a%20b.db", "what?.db", "sharp#.db", "a&b=c.db", "q'u.db"],
)
def test_any_name_of_a_file_is_that_file(tmp_path: Path, name: str) -> None:
    """A path is taken as it is typed: database, mark and key lie where the person said."""
    path = tmp_path / name
    url = state_url(str(path), None, {}, root=False)
    engine = open_store(url)
    engine.dispose()
    assert path.is_file()
    for one in (url, engine.url.render_as_string(hide_password=True)):
        assert sqlite_file(one) == path
        assert key_folder(one, {}, root=False) == path.parent
        assert mark_file(one) == path.with_name(f"{path.name}.mark")


def test_what_is_no_file_of_sqlite_has_no_path() -> None:
    """A server, memory and nonsense; options of a URL are no part of the name."""
    for url in ("postgresql+psycopg://h/x", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle+none://h/x"):
        assert sqlite_file(url) is None
    assert sqlite_file("sqlite:////a/b.db?timeout=5") == Path("/a/b.db")
