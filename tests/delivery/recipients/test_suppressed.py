"""A suppression list loses no line in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.delivery.recipients.suppressed import read_suppressed
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError

ODD = ["a..b@docomo.ne.jp", "ab.@docomo.ne.jp", ".a@ezweb.ne.jp", "-a@ezweb.ne.jp", '"a..b"@docomo.ne.jp']


def _problems(path: Path) -> list[str]:
    with pytest.raises(UserError) as caught:
        list(read_suppressed(path))
    return [Translator("en").render(problem).replace(f"{path.parent}/", "") for problem in caught.value.problems]


def test_addresses_and_domains_come_with_their_lines(tmp_path: Path) -> None:
    """Addresses stay as written, domains begin with an @, comments and blank lines are passed over."""
    path = tmp_path / "list.txt"
    path.write_bytes(b"\xef\xbb\xbf# opted out\r\n\r\nTaro@Example.JP\r\n  @Example.jp \r\nexample.com\r\n#end")
    assert list(read_suppressed(path)) == [(3, "Taro@Example.JP"), (4, "@example.jp"), (5, "@example.com")]


def test_addresses_that_break_the_rfc_survive(tmp_path: Path) -> None:
    """Old addresses of carriers are addresses here too, bare or in a CSV file."""
    path = tmp_path / "list.txt"
    path.write_text("\n".join(ODD))
    assert [entry for _, entry in read_suppressed(path)] == ODD
    path.write_text("address\n" + "\n".join(ODD))
    assert [entry for _, entry in read_suppressed(path)] == ODD


@pytest.mark.parametrize("header", ["address", "Email,reason", '"mail","x"'])
def test_the_first_column_of_a_csv_file_counts(tmp_path: Path, header: str) -> None:
    """Behind a header the other columns are left out, and quotation marks are taken off."""
    path = tmp_path / "list.csv"
    path.write_text(f'# list\n{header}\n"""a..b""@docomo.ne.jp","x, y"\nb@example.jp,2026-01-01\n@example.com,\n')
    assert list(read_suppressed(path)) == [(3, '"a..b"@docomo.ne.jp'), (4, "b@example.jp"), (5, "@example.com")]


@pytest.mark.parametrize(
    "line",
    [
        "taro",
        "taro@",
        "@",
        "@localhost",
        "taro@example..jp",
        "Taro <taro@example.jp>",
        "a@example.jp,b@example.jp",
        "a@example.jp b@example.jp",
        "a@example.jp;gone",
        "a@example.jp # gone",
        "a@b@example.jp",
        "a@example.jp\rb@example.jp",
        "# a comment\rb@example.jp",
        "# a comment\u2028b@example.jp",
        "\x0c",
        "a\0@example.jp",
        "*.example.jp",
        "192.0.2.1",
        ",gone",
        '"a@example.jp',
        "メールアドレス",
    ],
)
@pytest.mark.parametrize("header", ["", "address,reason\n"])
def test_what_is_no_address_is_an_error_with_its_line(tmp_path: Path, line: str, header: str) -> None:
    """No line that is neither an entry nor a comment is passed over."""
    path = tmp_path / "list.txt"
    path.write_text(f"{header}a@example.jp\n{line}\nc@example.jp\n", encoding="utf-8", newline="")
    if header and line == "a@example.jp,b@example.jp":
        assert len(list(read_suppressed(path))) == 3
        return
    (said,) = _problems(path)
    assert said.startswith(f"list.txt:{3 if header else 2}: ")


@given(st.binary(max_size=60))
def test_any_octets_are_entries_or_a_user_error(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    """No octets raise anything but `UserError`; without one, every line that is no comment gave an entry."""
    path = tmp_path_factory.mktemp("octets") / "list.txt"
    path.write_bytes(octets)
    try:
        entries = list(read_suppressed(path))
    except UserError:
        return
    lines = [line.strip() for line in octets.decode("utf-8-sig").split("\n")]
    wanted = [line for line in lines if line and not line.startswith("#")]
    headers = sum(line.partition(",")[0].strip(' "').lower() in {"address", "email", "mail"} for line in wanted[:1])
    assert len(entries) == len(wanted) - headers


def test_no_utf8_is_an_error(tmp_path: Path) -> None:
    """A comment in another encoding is said with its line."""
    path = tmp_path / "list.txt"
    path.write_bytes("a@example.jp\n# 退会\n".encode("cp932"))
    assert _problems(path)[0].startswith("list.txt:2: octet")
