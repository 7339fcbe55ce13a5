"""Zone files: each RRset knows its line, and what cannot be read has one sentence with the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.dns.answer import Question
from hiyari.dns.records import RdType
from hiyari.dns.zonefile import parse_zone
from hiyari.locale.translate import Translator
from hiyari.model.error import UserError

ZONE = """$ORIGIN example.jp.
; a comment
$TTL 3600
@ IN SOA ns1 postmaster (
    1 7200 900
    604800 300 )

@ NS ns1
@ TXT "one" ; the first
  TXT "two"
www 60 IN A 192.0.2.1
"""


def test_each_rrset_knows_its_line() -> None:
    """Comments, empty lines, parentheses and inherited owners do not move the count."""
    zone = parse_zone(ZONE, "z")
    lines = {str(question): rrset.of for question, rrset in zone.rrsets.items()}
    assert lines == {
        "example.jp SOA": "z:6",
        "example.jp NS": "z:8",
        "example.jp TXT": "z:9",
        "www.example.jp A": "z:11",
    }
    assert len(zone.rrsets[Question("example.jp", RdType.TXT)].records) == 2


def test_a_last_line_without_an_end_counts() -> None:
    """The newline that editors forget changes nothing."""
    assert parse_zone(ZONE.rstrip("\n"), "z").rrsets[Question("www.example.jp", RdType.A)].of == "z:11"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("@ A 192.0.2.300", 12),
        ("@ FOO bar", 12),
        ('@ TXT "open', 12),
        ("@ MX relay1", 12),
        ("$INCLUDE /etc/passwd", 12),
    ],
)
def test_a_bad_line_is_named(line: str, number: int) -> None:
    """One sentence, with the file and about the right line, and no exception of the library's."""
    with pytest.raises(UserError) as caught:
        parse_zone(f"{ZONE}{line}\n", "z")
    sentence = Translator("en").render(caught.value.problems[0])
    assert sentence.startswith((f"z:{number}:", f"z:{number + 1}:"))


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda octets: octets.decode("utf-8", "surrogateescape")))
def test_no_text_breaks_the_reader(junk: str) -> None:
    """Whatever a file holds, it is a zone or a sentence."""
    for source in (junk, ZONE + junk):
        try:
            parse_zone(source, "z")
        except UserError as error:
            Translator("ja").render(error.problems[0])
