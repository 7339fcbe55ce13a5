"""CSV and TSV: what was written comes back equal, and what does not fit is said with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.recipients.read import columns, read_rows
from hiyari.delivery.recipients.row import LONGEST_FIELD, LONGEST_LINE, Row
from hiyari.model.error import UserError
from hiyari.model.toml_table import MOST_PROBLEMS
from tests.delivery.recipients.files import FIELD, NAMES, as_csv, complaints, read

ODD = ["a..b@docomo.ne.jp", "ab.@docomo.ne.jp", ".a@ezweb.ne.jp", "-a@ezweb.ne.jp", '"a..b"@docomo.ne.jp']


@given(
    st.data(),
    NAMES,
    st.sampled_from([("csv", ","), ("tsv", "\t")]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig"]),
)
def test_what_was_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    names: list[str],
    form: tuple[str, str],
    end: str,
    encoding: str,
) -> None:
    """Rows of any text without control characters survive csv.writer and the reader unchanged, with their lines."""
    suffix, delimiter = form
    rows = data.draw(st.lists(st.lists(FIELD, min_size=len(names), max_size=len(names)), max_size=8))
    path = tmp_path_factory.mktemp("rows") / f"recipients.{suffix}"
    path.write_bytes(as_csv([names, *rows], delimiter, end).encode(encoding))
    assert read(path) == [Row(line, dict(zip(names, row, strict=True))) for line, row in enumerate(rows, 2)]
    assert columns(path) == tuple(names)


def test_addresses_that_break_the_rfc_survive(tmp_path: Path) -> None:
    """Addresses that carriers gave out before RFC 5321 was obeyed come back as they are."""
    path = tmp_path / "odd.csv"
    path.write_text(as_csv([["address"], *([address] for address in ODD)]))
    assert [row.values["address"] for row in read(path)] == ODD


@pytest.mark.parametrize(
    "character", [*map(chr, (0, 1, 8, 10, 11, 12, 13, 27, 31, 127, 128, 133, 159, 0x2028, 0x2029))]
)
@pytest.mark.parametrize("place", [0, 1])
def test_control_characters_are_refused(tmp_path: Path, character: str, place: int) -> None:
    """Every control character is refused with its line and column, wherever in the value it stands."""
    path = tmp_path / "bad.csv"
    value = ("Taro", "Yama")[place] + character + ("", "da")[place]
    fields = f'"taro@example.jp","{value}"'
    path.write_bytes(f"address,name\nhanako@example.jp,Hanako\n{fields}\n".encode())
    (said,) = complaints(path)
    assert said.startswith('bad.csv:3: column "name" holds ')
    assert f"U+{ord(character):04X}" in said


def test_a_tab_is_no_control_character(tmp_path: Path) -> None:
    """A TAB within a field of CSV is kept."""
    path = tmp_path / "tab.csv"
    path.write_text("address,name\na@example.jp,a\tb\n")
    assert read(path)[0].values["name"] == "a\tb"


def test_the_lines_after_a_refused_line_break_keep_their_numbers(tmp_path: Path) -> None:
    """A quoted field over three lines is one problem at its first line, and the next problem has its own line."""
    path = tmp_path / "lines.csv"
    path.write_text('address,name\na@example.jp,"one\ntwo\nthree"\nb@example.jp,B\nc@example.jp\n')
    assert [said.split(" ")[0] for said in complaints(path)] == ["lines.csv:2:", "lines.csv:6:"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("\n\r\n", "is empty"),
        ("address,name,address\n", ":1: columns 1 and 3 are both named"),
        ("address,,name\n", ":1: column 2 has no name"),
        ("address, \n", ":1: column 2 has no name"),
        ("taro@example.jp,Taro\n", "looks like an address"),
        ("address;name\na@example.jp;A\n", "apart by semicolons"),
        ("address\tname\na@example.jp\tA\n", "apart by tabs"),
        ("address,name\na@example.jp\n", ":2: the row has 1 field,"),
        ("address,name\na@example.jp,A,\n", ":2: the row has 3 fields,"),
        ('address,name\n"a..b"@example.jp,A\n', ":2: text follows a closing quotation mark"),
        ('address,name\na@example.jp,"A\n', ":2: a quotation mark is opened"),
        ("address,name\ra@example.jp,A\r", ":1: a carriage return"),
        ('"address\n",name\n', ":2: column"),
        (",".join(f"c{number}" for number in range(201)), "201 columns"),
    ],
)
def test_each_flaw_has_its_sentence(tmp_path: Path, content: str, said: str) -> None:
    """What is wrong with the header or a row is said in one sentence with its line."""
    path = tmp_path / "flaw.csv"
    path.write_bytes(content.encode())
    sentences = complaints(path)
    assert len(sentences) == 1
    assert said in sentences[0]


def test_tsv_with_commas_is_told_apart(tmp_path: Path) -> None:
    """A CSV file that is called TSV is refused at its header."""
    path = tmp_path / "flaw.tsv"
    path.write_text("address,name\na@example.jp,A\n")
    assert "apart by commas" in complaints(path)[0]


def test_rows_end_at_the_first_problem_and_the_rest_is_counted(tmp_path: Path) -> None:
    """Twenty problems are shown, the others counted, and no row comes after the first."""
    path = tmp_path / "many.csv"
    path.write_text("address,name\na@example.jp,A\n" + "b@example.jp\n" * 30 + "c@example.jp,C\n")
    rows = read_rows(path)
    assert next(rows).number == 2
    with pytest.raises(UserError) as caught:
        next(rows)
    assert len(caught.value.problems) == MOST_PROBLEMS + 1
    assert caught.value.problems[-1].count == 30 - MOST_PROBLEMS


def test_a_long_field_is_read_to_its_limit(tmp_path: Path) -> None:
    """A field of 64 Ki characters is read, and one more is refused."""
    path = tmp_path / "long.csv"
    path.write_text(f"address,name\na@example.jp,{'x' * LONGEST_FIELD}\n")
    assert len(read(path)[0].values["name"]) == LONGEST_FIELD
    path.write_text(f"address,name\na@example.jp,{'x' * (LONGEST_FIELD + 1)}\nb@example.jp,B\n")
    (said,) = complaints(path)
    assert said.startswith('long.csv:2: column "name" holds 65537 characters')


@pytest.mark.parametrize("content", ["x" * (LONGEST_LINE + 99999), '"' + "x\n" * LONGEST_LINE, '"\n",' * LONGEST_LINE])
def test_a_row_without_end_is_refused(tmp_path: Path, content: str) -> None:
    """Neither a line nor a quoted row can grow without a limit."""
    path = tmp_path / "endless.csv"
    path.write_text(f"address,name\n{content}")
    said = complaints(path)
    assert said
    assert all(sentence.startswith(("endless.csv:", str(path), "endless.csv has")) for sentence in said)


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    """A blank line is no row and keeps the numbers of those after it right."""
    path = tmp_path / "blank.csv"
    path.write_text("\naddress,name\n\na@example.jp,A\n\n\nb@example.jp,B")
    assert [row.number for row in read(path)] == [4, 7]


def test_rows_are_the_same_wherever_a_chunk_ends(tmp_path: Path) -> None:
    """Rows of many lengths over many chunks come back equal, also in characters of several octets."""
    path = tmp_path / "chunks.csv"
    rows = [[f"u{number}@example.jp", "山" * (number % 97) + '"' * (number % 3)] for number in range(9000)]
    path.write_text(as_csv([["address", "name"], *rows]), encoding="utf-8", newline="")
    assert [list(row.values.values()) for row in read(path)] == rows
