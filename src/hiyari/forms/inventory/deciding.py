"""Puts together what a server does with a file and what is in it: the language, whether it runs, and why."""

from __future__ import annotations

from typing import Final, assert_never

from hiyari.forms.evidence import Runs
from hiyari.forms.inventory.interpreter import (
    CERTAIN,
    FIRST,
    by_ending,
    by_way,
    ending_of,
    is_data,
    language_of,
    program_of,
)
from hiyari.forms.inventory.reading import NotRead, first_bytes
from hiyari.forms.inventory.treatment import Treatment, Way
from hiyari.forms.language import Language
from hiyari.model.text import Remote, Text, text

_BINARY: Final = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe")


def decide(name: str, path: str, said: Treatment, *, executable: bool) -> tuple[Language | None, Runs, Text]:
    """What a file is written in, whether the server runs it, and why.

    Args:
        name: Its name without its folder.
        path: Absolute; its first octets are read where the name does not tell.
        said: What the server does with it.
        executable: Whether anybody may execute it.
    """
    if said.way in {Way.SHOWN, Way.UNKNOWN, Way.ELSEWHERE, Way.REFUSED} and is_data(name):
        return None, Runs.NO if said.way is not Way.UNKNOWN else Runs.UNKNOWN, said.because
    if by_way(said.way) is not None or (ending_of(name) in CERTAIN and said.way is not Way.CGI):
        return _judged(by_way(said.way) or by_ending(name), b"", said, executable=executable)
    try:
        first = first_bytes(path, FIRST)
    except NotRead as problem:
        return by_ending(name), Runs.UNKNOWN, problem.why
    return _judged(language_of(name, first, said.way), first, said, executable=executable)


def _judged(
    language: Language | None, first: bytes, said: Treatment, *, executable: bool
) -> tuple[Language | None, Runs, Text]:
    match said.way:
        case Way.PHP | Way.PERL | Way.PYTHON | Way.RUBY:
            return language, Runs.YES, said.because
        case Way.CGI:
            return _as_cgi(language, first, said, executable=executable)
        case Way.PROGRAM:
            return language, Runs.UNKNOWN, said.because
        case Way.SHOWN:
            return _as_text(language, said)
        case Way.REFUSED | Way.ELSEWHERE:
            return language, Runs.NO, said.because
        case Way.UNKNOWN:
            if language is None and not first.startswith((b"#!", *_BINARY)):
                return language, Runs.NO, said.because
            return language, Runs.UNKNOWN, said.because
        case _:
            assert_never(said.way)


def _as_cgi(
    language: Language | None, first: bytes, said: Treatment, *, executable: bool
) -> tuple[Language | None, Runs, Text]:
    """The system runs it: with execute permission, and a #! line or machine code."""
    if not executable:
        return language, Runs.NO, text("The server would run it, but it is not executable.")
    if first.startswith(_BINARY):
        return None, Runs.YES, said.because
    program = program_of(first)
    if program is None:
        return language, Runs.NO, text("The server would run it, but it does not begin with a #! line.")
    return (
        language,
        Runs.YES,
        text("Its #! line names {program}. {because}", program=Remote(program), because=said.because),
    )


def _as_text(language: Language | None, said: Treatment) -> tuple[Language | None, Runs, Text]:
    match language:
        case None:
            return None, Runs.NO, said.because
        case Language.JAVASCRIPT:
            because = text("Browsers get it; whether a program such as node runs it cannot be seen here.")
            return language, Runs.UNKNOWN, because
        case _:
            return language, Runs.NO, text("It shows its source to visitors. {because}", because=said.because)
