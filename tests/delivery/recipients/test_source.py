"""Opening, decompressing and decoding: whatever the file is, it never hangs and never fails without a sentence."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.recipients.read import columns, read_rows
from hiyari.delivery.recipients.row import RecipientFormat
from hiyari.delivery.recipients.source import is_clean
from hiyari.model.error import UserError
from tests.delivery.recipients.files import complaints, read

TEXT = [RecipientFormat.CSV, RecipientFormat.TSV, RecipientFormat.NDJSON]
JAPANESE = "address,name\na@example.jp,A\nyamada@example.jp,山田　太郎\n"
ENCODINGS = [None, "cp932", "shift_jis", "euc_jp", "iso2022_jp", "utf-16", "latin-1"]
SOME = st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b"\t", b"{", b'{"a":', b"}", b"\\ud800", b"\x1b$B", b"\0"])


@given(
    st.binary(max_size=80) | st.lists(SOME | st.binary(max_size=4), max_size=30).map(b"".join),
    st.sampled_from(TEXT),
    st.sampled_from(ENCODINGS),
    st.booleans(),
    st.booleans(),
)
def test_any_octets_are_rows_or_a_user_error(
    tmp_path_factory: pytest.TempPathFactory,
    octets: bytes,
    form: RecipientFormat,
    encoding: str | None,
    header: bool,
    packed: bool,
) -> None:
    """No octets raise anything but `UserError`, and no row that comes out holds a control character."""
    path = tmp_path_factory.mktemp("octets") / "recipients"
    content = b"a,b\n" + octets if header else octets
    path.write_bytes(gzip.compress(content)[: len(octets) + 20] if packed else content)
    try:
        for row in read_rows(path, form, encoding):
            assert all(is_clean(text.replace("\n", "\0")) for pair in row.values.items() for text in pair)
        columns(path, form, encoding)
    except UserError as error:
        assert error.problems  # noqa: PT017 - both ends are right


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-8-sig"])
def test_a_named_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    """The encodings of Japanese files are read when they are named."""
    path = tmp_path / "ja.csv"
    path.write_bytes(JAPANESE.encode(encoding))
    assert read(path, None, encoding)[1].values["name"] == "山田　太郎"


@pytest.mark.parametrize(
    ("encoding", "named", "said"),
    [
        ("cp932", None, "ja.csv:3: octet 0x8E is not utf-8. The file can be read as: cp932."),
        ("euc_jp", None, "euc_jp"),
        ("utf-8", "euc_jp", "The file can be read as: utf-8"),
        ("utf-16", None, 'encoding = "utf-16"'),
        ("utf-16-le", "utf-16", "is not utf-16: "),
        ("utf-8-sig", "cp932", "Take encoding out of [recipients]"),
        ("iso2022_jp", None, 'encoding = "iso2022_jp"'),
        ("utf-8", "utf-9", "no encoding utf-9"),
        ("utf-8", "hex", "no encoding hex"),
        ("utf-8", "utf-7", "no encoding utf-7"),
        ("utf-8", "a\0b", "no encoding"),
    ],
)
def test_a_wrong_encoding_is_said_with_the_right_one(
    tmp_path: Path, encoding: str, named: str | None, said: str
) -> None:
    """Octets that are no text name their line, and the encodings in which the file can be read."""
    path = tmp_path / "ja.csv"
    path.write_bytes(JAPANESE.encode(encoding))
    (sentence,) = complaints(path, None, named)
    assert said in sentence


def test_octets_that_are_no_text_at_all_are_said_with_their_line(tmp_path: Path) -> None:
    """Where no encoding fits none is proposed; the line is right also beyond the first chunk."""
    path = tmp_path / "octets.csv"
    path.write_bytes(b"address,name\n" + b"a@example.jp,A\n" * 20000 + b"b@example.jp,\xff\xfe\xff\n")
    assert complaints(path) == [
        "octets.csv:20002: octet 0xFF is not utf-8. Save the file as UTF-8, or write its encoding into [recipients]."
    ]


def test_what_is_no_file_is_said_at_once(tmp_path: Path) -> None:
    """A folder, a pipe that nobody writes to, a device and a missing file each have a sentence."""
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "pipe.csv is a pipe or a device" in complaints(tmp_path / "pipe.csv")[0]
    assert "folder.csv is a folder" in complaints(tmp_path / "folder.csv")[0]
    assert "No such file" in complaints(tmp_path / "missing.csv")[0]
    assert "cannot be read" in complaints(tmp_path / "nul\0.csv")[0]
    assert "is a pipe or a device" in complaints(Path("/dev/zero"), RecipientFormat.CSV)[0]


def test_compressed_files_are_known_by_their_octets(tmp_path: Path) -> None:
    """Gzip is read under any name, and one that is cut off or damaged is an error, not a shorter list."""
    packed = gzip.compress(JAPANESE.encode() * 1)
    for name in ("a.csv.gz", "a.csv"):
        (tmp_path / name).write_bytes(packed)
        assert len(read(tmp_path / name)) == 2
    for damaged in (packed[:-3], packed[:20], packed[:-8] + b"\0" * 8, packed + b"rubbish"):
        (tmp_path / "b.csv.gz").write_bytes(damaged)
        assert "cannot be decompressed" in complaints(tmp_path / "b.csv.gz")[0]


def test_a_bomb_ends_at_the_longest_line(tmp_path: Path) -> None:
    """A gigabyte without a line end, packed into a megabyte, is given up after the first."""
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(64):
            stream.write(b"a" * 16_777_216)
    assert "longer than 1048576 characters" in complaints(path)[0]


@pytest.mark.parametrize(
    ("start", "said"), [(b"PK\x03\x04", "spreadsheet"), (b"\xd0\xcf\x11\xe0", "spreadsheet"), (b"PAR1", "Parquet")]
)
def test_a_file_of_another_kind_is_recognised(tmp_path: Path, start: bytes, said: str) -> None:
    """A spreadsheet or a Parquet file that is called CSV is named as what it is."""
    path = tmp_path / "a.csv"
    path.write_bytes(start + b"\0" * 100)
    assert said in complaints(path)[0]
