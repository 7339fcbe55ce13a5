"""Commands to copy mean in a shell what they were made of."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.locale.shell import command_line, quoted

OCTETS = st.binary(max_size=60).map(lambda octets: octets.replace(b"\0", b"0"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(OCTETS, min_size=1, max_size=5), min_size=1, max_size=20))
def test_a_shell_reads_the_words_again(commands: list[list[bytes]]) -> None:
    """One printable line for each command, from which bash makes the very words."""
    lines = [command_line([os.fsdecode(word) for word in words]) for words in commands]
    assert all(line.isprintable() for line in lines)
    script = "\n".join(f"printf '%s\\0' {line}" for line in lines)
    bash = ["/bin/bash", "-c", os.fsencode(script)]
    told = subprocess.run(bash, check=True, capture_output=True, timeout=30)  # noqa: S603 - what is tested
    assert told.stdout.split(b"\0")[:-1] == [word for words in commands for word in words]


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("/var/www/form.cgi", "/var/www/form.cgi"),
        ("it's mine.php", "'it'\"'\"'s mine.php'"),
        ("お問い合わせ.php", "'お問い合わせ.php'"),
        ("a\nb c'd.php", r"$'a\012b\040c\047d.php'"),
        ("\udcff.php", r"$'\377.php'"),
    ],
)
def test_it_is_as_readable_as_may_be(word: str, shown: str) -> None:
    """Plain words stay plain; only what cannot be shown is written by numbers."""
    assert quoted(word) == shown
