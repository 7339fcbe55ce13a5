"""The site's key is made once, whole, and for its owner alone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hiyari.model.error import UserError
from hiyari.store.place import site_key


def test_the_key_stays(tmp_path: Path) -> None:
    """The second call has the key of the first, and only the owner can read it."""
    key = site_key(tmp_path)
    assert len(key) == 32
    assert site_key(tmp_path) == key
    assert [(one.name, one.stat().st_mode & 0o777) for one in tmp_path.iterdir()] == [("site.key", 0o600)]


def test_many_at_once_have_one_key(tmp_path: Path) -> None:
    """Whoever asks first makes it; nobody sees half of it or one of their own."""
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: site_key(tmp_path), range(64)))) == 1


def test_who_is_killed_while_making_it_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the moment in which the key appears under its name it is whole, durable, and nothing more is written to it."""
    seen: list[bytes] = []
    link = os.link

    def die_after(source: str, target: str) -> None:
        link(source, target)
        seen.append(Path(target).read_bytes())
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "link", die_after)
    with pytest.raises(KeyboardInterrupt):
        site_key(tmp_path)
    assert len(seen[0]) == 32
    assert site_key(tmp_path) == seen[0]


def test_a_key_that_is_not_whole_or_not_private_is_refused(tmp_path: Path) -> None:
    """Nothing is signed with it, and the sentence says what to do."""
    path = tmp_path / "site.key"
    path.write_bytes(b"short")
    path.chmod(0o600)
    with pytest.raises(UserError, match="not a key of"):
        site_key(tmp_path)
    path.write_bytes(bytes(32))
    path.chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        site_key(tmp_path)
