"""Of ``<<`` that announces no heredoc, and of heredocs that no line ends."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.lower.ruby.shifts import unshifted
from hiyari.forms.taint.read import read

_HEAD = b"#!/usr/bin/ruby\nrequire 'cgi'\nq = CGI.new\n"
_SENT = b"IO.popen('/usr/sbin/sendmail -t', 'w') { |io| io.puts \"To: #{q['to']}\\n\\n\" }\n"


@pytest.mark.parametrize(
    "line",
    [
        b"log = []\nlog<<Time.now.to_s",
        b"@a = []\n@a<<q['x']",
        b"a = {}\na['x']<<name",
        b"out = 'a'\nout <<q['x']",
        b"out = +''\nout<<\"To: #{q['x']}\"",
        b"f(1)<<`date`",
        b"a = []\n" + b"a<<b\n" * 40,
        b"a = []\na<<one\none",
    ],
)
def test_a_shift_is_no_heredoc(line: bytes) -> None:
    """What stands behind ``<<`` without a blank hides nothing of the script."""
    reading = read(_HEAD + line + b"\n" + _SENT, Language.RUBY)
    assert [str(flow.ability) for flow in reading.flows if flow.ability == "recipient"]


@pytest.mark.parametrize(
    ("line", "bodies"),
    [
        (b"puts <<A\nx<<y\nA\n", 1),
        (b"puts(<<A, <<-'B')\nA\n  B\n", 2),
        (b"x = [<<~A, {'k'=><<C}]\nA\n  C\nC\n", 2),
        (b"def m; return<<A; end\nA\n", 1),
        (b"x = []\n" + b"x<<y\n" * 40 + b"puts <<A\nhi\nA\n", 1),
    ],
)
def test_heredocs_stay(line: bytes, bodies: int) -> None:
    """A heredoc that Ruby takes for one is one here, too."""
    below, found = [unshifted(line + b"last\n")], 0
    while below:
        node = below.pop()
        found += node.type == "heredoc_body"
        below.extend(node.named_children)
    assert found == bodies


@pytest.mark.parametrize(
    ("language", "source"),
    [
        (Language.SHELL, b'let y=1<<z\nread to\necho hi | sendmail "$to"\n'),
        (Language.PERL, b'print <<EOS;\nopen(M, "|/usr/sbin/sendmail -t");\nprint M "To: $ENV{QUERY_STRING}";\n'),
    ],
)
def test_a_heredoc_without_an_end_is_unknown(language: Language, source: bytes) -> None:
    """What a heredoc without an end takes in is said to be not read, and the mail in it is named."""
    reading = read(source, language)
    assert reading.blind
    assert reading.sinks


def test_shifts_in_a_shell_hide_nothing() -> None:
    """Backticks behind ``$((1<<n))`` are read as outside of a heredoc."""
    source = b'#!/bin/bash\nx=$((1<<n))\nto=`echo "$QUERY_STRING" | sed \'s/to=//\'`\necho hi | sendmail "$to"\n'
    assert any(flow.ability == "recipient" for flow in read(source, Language.SHELL).flows)
