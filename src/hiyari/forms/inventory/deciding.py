"""Puts together what a server does with a file and what is in it: the language, whether it runs, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from hiyari.forms.evidence import Runs, Shown
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What a file's permissions let a server do."""

    executable: bool
    """Whether anybody may execute it."""
    readable: bool = True
    """Whether everybody may read it; else only the server knows whether it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a file is written in, whether the server runs it or sends its source, and why."""

    language: Language | None
    runs: Runs
    shown: Shown
    because: Text


def decide(name: str, path: str, said: Treatment, mode: Mode) -> Decision:
    """What a file is written in, whether the server runs it, and why.

    Args:
        name: Its name without its folder.
        path: Absolute; its first octets are read where the name does not tell.
        said: What the server does with it.
        mode: Its permissions.
    """
    if said.way in {Way.SHOWN, Way.UNKNOWN, Way.ELSEWHERE, Way.REFUSED} and is_data(name):
        runs = Runs.NO if said.way is not Way.UNKNOWN else Runs.UNKNOWN
        return Decision(language=None, runs=runs, shown=_shown(said, mode), because=said.because)
    if by_way(said.way) is not None or (ending_of(name) in CERTAIN and said.way is not Way.CGI):
        return _judged(by_way(said.way) or by_ending(name), b"", said, mode)
    try:
        first = first_bytes(path, FIRST)
    except NotRead as problem:
        language, shown = by_ending(name), _shown(said, mode)
        return Decision(language=language, runs=Runs.UNKNOWN, shown=shown, because=problem.why)
    return _judged(language_of(name, first, said.way), first, said, mode)


def _shown(said: Treatment, mode: Mode) -> Shown:
    """Whether a server that does this sends the file's source."""
    match said.way:
        case Way.PHP | Way.PERL | Way.PYTHON | Way.RUBY | Way.CGI | Way.REFUSED | Way.ELSEWHERE:
            # A server that refuses a CGI script answers with an error; one that we do not know may send it.
            return Shown.NO if said.certain else Shown.UNKNOWN
        case Way.SHOWN:
            return Shown.YES if mode.readable else Shown.UNKNOWN
        case Way.PROGRAM | Way.UNKNOWN:
            return Shown.UNKNOWN
        case _:
            assert_never(said.way)


def _judged(language: Language | None, first: bytes, said: Treatment, mode: Mode) -> Decision:
    shown = _shown(said, mode)
    match said.way:
        case Way.PHP | Way.PERL | Way.PYTHON | Way.RUBY:
            return Decision(language=language, runs=Runs.YES, shown=Shown.NO, because=said.because)
        case Way.CGI:
            return _as_cgi(language, first, said, mode)
        case Way.PROGRAM:
            return Decision(language=language, runs=Runs.UNKNOWN, shown=shown, because=said.because)
        case Way.SHOWN:
            return _as_text(language, said, shown)
        case Way.REFUSED | Way.ELSEWHERE:
            return Decision(language=language, runs=Runs.NO, shown=shown, because=said.because)
        case Way.UNKNOWN:
            nothing = language is None and not first.startswith((b"#!", *_BINARY))
            runs = Runs.NO if nothing else Runs.UNKNOWN
            return Decision(language=language, runs=runs, shown=shown, because=said.because)
        case _:
            assert_never(said.way)


def _as_cgi(language: Language | None, first: bytes, said: Treatment, mode: Mode) -> Decision:
    """The system runs it: with execute permission, and a #! line or machine code. Else visitors get an error."""
    shown = _shown(said, mode)
    if not mode.executable:
        because = text("The server would run it, but it is not executable: visitors get an error.")
        return Decision(language=language, runs=Runs.NO, shown=shown, because=because)
    if first.startswith(_BINARY):
        return Decision(language=None, runs=Runs.YES, shown=Shown.NO, because=said.because)
    program = program_of(first)
    if program is None:
        because = text("The server would run it, but it does not begin with a #! line: visitors get an error.")
        return Decision(language=language, runs=Runs.NO, shown=shown, because=because)
    because = text("Its #! line names {program}. {because}", program=Remote(program), because=said.because)
    return Decision(language=language, runs=Runs.YES, shown=Shown.NO, because=because)


def _as_text(language: Language | None, said: Treatment, shown: Shown) -> Decision:
    match language:
        case None:
            return Decision(language=None, runs=Runs.NO, shown=shown, because=said.because)
        case Language.JAVASCRIPT:
            because = text("Browsers get it; whether a program such as node runs it cannot be seen here.")
            return Decision(language=language, runs=Runs.UNKNOWN, shown=shown, because=because)
        case _ if shown is Shown.YES:
            because = text("It shows its source to visitors. {because}", because=said.because)
        case _:
            because = text("It shows its source to visitors if the server may read it. {because}", because=said.because)
    return Decision(language=language, runs=Runs.NO, shown=shown, because=because)
