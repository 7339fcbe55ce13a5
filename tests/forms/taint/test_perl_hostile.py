"""Perl and shell sources that nobody wrote for a reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.taint.ir import Opaque, Program
from hiyari.forms.taint.lower import perl, shell

LOWERINGS = pytest.mark.parametrize("lower", [perl.lower, shell.lower], ids=["perl", "shell"])
PIECES = st.sampled_from(
    [
        b"print MAIL ", b"<<EOT", b"\nEOT\n", b"<<'A'", b"\nA\n", b'"', b"'", b"`", b"$x", b"$", b"@{[", b"]}", b"{", b"}", b"(", b")",
        b"s/a/", b"/e;", b"tr/a-z/", b"//d", b"=~", b"sub f", b"foreach $k (keys %h)", b"if (", b" else ", b"\\", b"\n", b"; ", b"open(M,",
        b"|sendmail -t", b"qw(", b"&a'b", b"__END__", b"=pod\n", b"format M =\n", b".\n", b"\x83\x5c", b"\xff", b"\x00", b"$(", b"${", b"case x in",
        b" esac", b"do ", b" done", b"while read x", b" | ", b"<<<", b"[[ ", b" ]]", b"eval ", b"for i in ", b"map { ", b"shift", b"$1",
        b"if [ ", b"; then ", b" fi", b"f() {", b"echo ", b"sed 's/a/b/'", b">f", b"<f", b">&3", b"printf '%s'", b"-e", b"#",
    ]
)  # fmt: skip


@LOWERINGS
@given(pieces=st.lists(PIECES | st.binary(max_size=4), max_size=40))
def test_no_octets_make_it_fail(lower: Callable[[bytes], Program], pieces: list[bytes]) -> None:
    """Any octets at all become a program, whose parts lie within the source."""
    source = b"".join(pieces)
    program = lower(source)
    assert all(0 <= one.at <= one.end <= len(source) for one in program.lost)


@pytest.mark.parametrize(
    "source",
    [
        b"(" * 800 + b"$x" + b")" * 800,
        b"(" * 900 + b"$x" + b")" * 900,
        b"if ($x) {" * 400 + b"}" * 400,
        b"if ($x) {" * 800 + b"}" * 800,
        b"$x = " + b'"a" . ' * 800 + b"$y;",
        b"$x = " + b"$a ? 1 : " * 800 + b"2;",
        b"$x = " + b"$a || " * 800 + b"2;",
        b"if ($a) {1}" + b" elsif ($a) {1}" * 1000,
        b"f(" * 800,
        b"@{[" * 800,
        b"$x->{a}" + b"{b}" * 800 + b";",
        b"for ($a, $b) {" * 40 + b"s/a//" + b"}" * 40,
        b"$x = <<A;\n" * 2000,
        b"s/a/" * 800,
        b"<<n\n\\",  # the grammar by itself never comes back from these three
        b"<<A\n$o",
        b'print <<"B C", <<`D`;\n$x @y',
        b"<<A;\n" * 1200,
    ],
    ids=lambda source: source[:12].decode(),
)
def test_deep_and_long_perl_is_lowered_within_bounds(source: bytes) -> None:
    """What nests without end becomes an opaque part, what is long stays flat, and nothing is done over and over."""
    assert isinstance(perl.lower(source), Program)


@pytest.mark.parametrize(
    "source",
    [
        b"#",
        b"echo x #",
        b"$(" * 800,
        b"$(" * 900,
        b"{ " * 900,
        b"`" * 1000,
        b"{ " * 800,
        b"if a; then " * 2000 + b"fi; " * 2000,
        b"{ if a; then " * 40 + b"echo $x" + b"; fi; } | cat" * 40,
        b"echo $x" + b" | sed s/a/b/" * 800 + b" | mail y",
        b"a && " * 800 + b"b",
        b"[[ " + b"( " * 800,
        b"[[ " + b"a || " * 800 + b"b ]]",
        b"cat <<A\n`" * 2000,
        b"${x:-" * 800,
    ],
    ids=lambda source: source[:12].decode(),
)
def test_deep_and_long_shell_is_lowered_within_bounds(source: bytes) -> None:
    """What nests without end becomes an opaque part, and what is long is not gone through again and again."""
    assert isinstance(shell.lower(source), Program)


def test_what_nests_too_deep_is_said_to_be_so() -> None:
    """A part that was not looked at is opaque, never simply missing."""
    assert "nested too deep" in repr(perl.lower(b"$x = " + b"f(" * 200 + b"$y" + b")" * 200 + b";"))
    assert isinstance(perl.lower(b"$x = 'a").lost[0], Opaque)
