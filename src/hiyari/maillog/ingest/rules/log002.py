"""LOG002  A log could not be read to its end.

Fires for each file that is damaged, ends too early, or became unreadable. What stands after that place is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.ingest.judging import ReadFacts
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="LOG002",
    severity=Severity.WARNING,
    title=N_("{source} could not be read to its end"),
    symptom=N_("Mail of some hours is missing from a report, and the rest looks as if it were all."),
    cause=N_("A compressed file was cut off while it was written or copied, a disk is failing, or rights changed."),
    fix=N_(
        "Copy the file again, or unpack what is left of it. Do not take counts of that time for counts of the mail."
    ),
    lesson=N_("A log that ends early looks like a quiet night."),
    references=(Rfc(1952, "2.3.1"),),
)


def judge(facts: ReadFacts) -> Iterator[Finding]:
    """One finding for each such file."""
    for source, why in facts.problems:
        yield Finding(
            rule=RULE,
            verdict=Unknown(cause=Other(sentence=why)),
            object=source,
            params={"source": source},
            next=text("Bring the file again, and read it once more."),
        )
