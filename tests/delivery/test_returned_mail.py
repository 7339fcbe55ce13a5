"""Messages are found wherever an administrator keeps them, each of them once."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.returned_mail import find_messages, read_stream
from hiyari.model.error import UserError
from hiyari.smtp.mail import MOST_OCTETS


def _bodies(path: Path) -> list[bytes]:
    return [found.octets for found in find_messages(path)]


def test_a_file_is_one_message(tmp_path: Path) -> None:
    """Also one that mentions From in its body."""
    path = tmp_path / "m"
    path.write_bytes(b"Subject: x\n\nFrom here\n\nFrom there\n")
    assert _bodies(path) == [path.read_bytes()]


def test_an_mbox_is_cut_at_its_separators(tmp_path: Path) -> None:
    """A line that begins with From and follows no blank line belongs to the message."""
    path = tmp_path / "mbox"
    first, second, third = b"Subject: 1\n\nx\nFrom y\n\n", b"Subject: 2\r\n\r\n\r\n", b"Subject: 3\n"
    path.write_bytes(b"From a Tue\n" + first + b"From b Tue\r\n" + second + b"From c Tue\n" + third)
    assert _bodies(path) == [first, second, third]
    assert [found.place for found in find_messages(path)] == [f"{path}:{number}" for number in (1, 2, 3)]


def test_a_maildir_gives_what_is_new_and_what_was_seen(tmp_path: Path) -> None:
    """Nothing of tmp, and no folder or hidden file; an empty one is no error."""
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    assert _bodies(tmp_path) == []
    for name in ("new/1", "cur/2:2,S", "tmp/3", "new/.hidden"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "cur" / "sub").mkdir()
    assert sorted(_bodies(tmp_path)) == [b"cur/2:2,S", b"new/1"]


def test_a_folder_gives_its_eml_files(tmp_path: Path) -> None:
    """In the order of their names; a folder without any is an error that says what is wanted."""
    with pytest.raises(UserError):
        _bodies(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    for name in ("b.eml", "a.eml"):
        (tmp_path / name).write_bytes(name.encode())
    assert _bodies(tmp_path) == [b"a.eml", b"b.eml"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is no file is an error at once."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError):
        _bodies(tmp_path / "pipe")


@pytest.mark.parametrize("start", [b"From a Tue\n", b""])
def test_a_message_is_read_up_to_a_bound(start: bytes) -> None:
    """What is longer is cut and says so."""
    stream = io.BytesIO(start + b"Subject: x\n\n" + b"y" * (MOST_OCTETS + 5))
    (found,) = read_stream(stream, "-")
    assert (len(found.octets), found.cut) == (MOST_OCTETS, True)


@given(st.lists(st.binary(max_size=30).filter(lambda octets: b"From " not in octets), min_size=1, max_size=5))
def test_what_is_put_into_an_mbox_comes_out(bodies: list[bytes]) -> None:
    """As many messages as separators, each with its own octets."""
    mbox = b"".join(b"From a Tue\nSubject: x\n\n" + body + b"\n\n" for body in bodies)
    assert [found.octets for found in read_stream(io.BytesIO(mbox), "-")] == [
        b"Subject: x\n\n" + body + b"\n\n" for body in bodies
    ]
