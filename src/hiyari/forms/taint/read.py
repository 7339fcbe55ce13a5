"""Reads one script: lowered to the small language, run by the interpreter, judged. Never raises, whatever it is given.

Where the parser is lost or a bound is hit, the reading says so, and `hiyari.forms.taint.fallback` adds what patterns
find.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Final

from hiyari.forms.evidence import Blind, Reading, Sink
from hiyari.forms.language import Language
from hiyari.forms.taint.engine.running import run_program
from hiyari.forms.taint.engine.work import OutOfStepsError
from hiyari.forms.taint.fallback import patterns_in
from hiyari.forms.taint.ir import Program
from hiyari.forms.taint.lower.tree import NoGrammarError, too_deep
from hiyari.forms.taint.tables import Tables
from hiyari.model.text import Text, text

LARGEST: Final = 2_000_000
"""Octets of a script that are parsed; what is larger is no form that somebody wrote."""
MOST_WORDS: Final = 240_000
"""Words and signs of a script that are parsed: memory and time go with them, not with the octets of comments."""
_KINDS: Final = bytes(
    ord("a") if chr(octet).isalnum() or octet == ord("_") or octet > 127 else ord(" ") if octet <= 32 else ord(".")
    for octet in range(256)
)

FAILED: Final = text("hiyari itself failed to read this script; please report it")
_DEEP: Final = text("the code nests too deep to be followed")


def nothing(_: str) -> bytes | None:
    """No included file can be read."""
    return None


def read(
    source: bytes,
    language: Language,
    *,
    path: str = "",
    include: Callable[[str], bytes | None] = nothing,
) -> Reading:
    """What a script can do.

    Args:
        source: Its octets.
        language: What it is written in.
        path: Where it lies, for what it includes beside itself.
        include: Gives the octets of an included file by its path as it is written in the source, relative or absolute;
            None where it may not or cannot be read. What it reads, and how much, is the caller's to bound.
    """
    if len(source) > LARGEST or words_in(source) > MOST_WORDS:
        return fallback(source, language, text("the file is too large to be read as a script"))
    try:
        if too_deep(source):
            return fallback(source, language, _DEEP)
        lower, tables = _language(language)
        program = lower(source)
        made = run_program(program, tables, source, path=path, include=include, lower=lower)
    except NoGrammarError:
        return fallback(source, language, text("the grammar of {language} is not installed", language=language.value))
    except (MemoryError, OutOfStepsError):
        return fallback(source, language, text("the script needs more memory or time to be read than it is given"))
    except RecursionError:
        return fallback(source, language, _DEEP)
    except Exception:  # noqa: BLE001 - one script that trips the reader must not end the reading of all others
        return fallback(source, language, FAILED)
    reading = Reading(language=language, sinks=made.sinks, flows=made.flows, stops=made.stops, blind=made.blind)
    return _with_patterns(reading, source, language) if program.lost or made.bounded else reading


def words_in(source: bytes) -> int:
    """Words, numbers and signs, about as many as a parser makes of it."""
    if len(source) <= MOST_WORDS:
        return 0
    kinds = source.translate(_KINDS)
    return kinds.count(b".") + kinds.count(b" a") + kinds.count(b".a")


def _language(language: Language) -> tuple[Callable[[bytes], Program], Tables]:
    try:
        lower: Callable[[bytes], Program] = importlib.import_module(f"hiyari.forms.taint.lower.{language}").lower
        tables: Tables = importlib.import_module(f"hiyari.forms.taint.languages.{language}").TABLES
    except ModuleNotFoundError as error:
        raise NoGrammarError(language.value) from error
    return lower, tables


def fallback(source: bytes, language: Language, why: Text) -> Reading:
    """What patterns alone tell; always with a blind spot."""
    return _with_patterns(Reading(language=language, blind=(Blind(why=why),)), source, language)


def _with_patterns(reading: Reading, source: bytes, language: Language) -> Reading:
    """Adds the sinks that patterns find in lines where the interpreter has found none."""
    known = {sink.spot.line for sink in reading.sinks}
    more: list[Sink] = [sink for sink in patterns_in(source, language) if sink.spot.line not in known]
    if not more:
        return reading
    why = text("mail may be sent here, by what the line looks like")
    blind = tuple(Blind(why=why, spot=sink.spot) for sink in more)
    return Reading(
        language=reading.language,
        sinks=(*reading.sinks, *more),
        flows=reading.flows,
        stops=reading.stops,
        blind=(*reading.blind, *blind),
    )
