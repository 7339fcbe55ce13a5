"""LOG001  Too little of a log was understood.

Fires for each file of whose lines about mail less than 95 % were understood, and for a file with nothing about mail
in it. What is found in such a file is not all that there is: every answer about it is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from hiyari.maillog.ingest.judging import ENOUGH, ReadFacts, Reading
from hiyari.model.cause import Other
from hiyari.model.finding import Evidence, Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Remote, Text, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="LOG001",
    severity=Severity.WARNING,
    title=N_("{understood} of {mail} lines about mail in {source} were understood"),
    symptom=N_("A report of the mail of a day shows little or nothing, and nobody wonders, because it shows no error."),
    cause=N_(
        "The file is no mail log, is of a server or a form of time stamps that is not known here, or was changed by an "
        "update of the logging. A reader that counts only what it knows then counts zero."
    ),
    fix=N_(
        "Look at the strange lines. Name the right file; name its format in the inventory under [[log]] where it is "
        "not found by itself; and tell us about lines of your mail server that should be known."
    ),
    lesson=N_("A count of zero is an answer only from somebody who can read."),
    references=(Rfc(5424), Rfc(3164)),
)
_SHOWN: Final = 3
_MOST: Final = 160
_MOST_OF_JUNK: Final = 40
"""Characters of a line that are shown; fewer of one that is no text, as each of them takes four."""


def judge(facts: ReadFacts) -> Iterator[Finding]:
    """One finding for each file that was not understood well enough."""
    for reading in facts.readings:
        if reading.mail and reading.share >= ENOUGH:
            continue
        strange = reading.strange[:_SHOWN]
        yield Finding(
            rule=RULE,
            verdict=Unknown(cause=Other(sentence=_why(reading))),
            object=reading.source,
            params={"source": reading.source, "understood": reading.understood, "mail": reading.mail},
            details=tuple(text("Not understood: {line}", line=Remote(_short(line))) for line in strange),
            evidence=tuple(_evidence(reading, line) for line in strange),
            next=text("See what is read, and what has to be switched on: docs/log-formats.md"),
        )


def _why(reading: Reading) -> Text:
    if not reading.mail:
        return text("this is no mail log, as none of its lines is about mail")
    if not reading.understood and reading.last_at is None:
        return text("this is no mail log, as none of its lines has a time stamp that is known here")
    return text(
        "{share} % of its {lines} lines about mail were understood, and {enough} % are needed",
        share=round(reading.share * 100, 1),
        lines=reading.mail,
        enough=round(ENOUGH * 100),
    )


def _short(line: str) -> str:
    return line[: _MOST if line.isprintable() else _MOST_OF_JUNK]


def _evidence(reading: Reading, line: str) -> Evidence:
    at = datetime.fromtimestamp((reading.last_at or 0) / 1_000_000, UTC)
    return Evidence(asked=reading.format, of=reading.source, at=at, answer=line)
