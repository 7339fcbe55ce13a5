"""LOG003  A file of a folder looks like a mail log and was not read.

Fires for each file of a named folder that begins like no log that is known here, and yet is named as mail logs are, or
speaks of a mail server. The mail in it is in no answer.
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
    id="LOG003",
    severity=Severity.WARNING,
    title=N_("{source} looks like a mail log and was not read"),
    symptom=N_("The mail of a relay is missing from a report, although its log lies in the folder that was named."),
    cause=N_(
        "A file is known as a log by the time stamp that its lines begin with. This one has stamps of a form that is "
        "not known here, may not be read, or is damaged from its first byte on."
    ),
    fix=N_(
        "Copy a damaged file again. Let the syslog daemon write its usual stamps or those of RFC 3339. Name the file "
        "itself to see what is said of its lines, or move it out of the folder when it is no mail log."
    ),
    lesson=N_("A file that is passed over looks like mail that never was."),
    references=(Rfc(3164, "4.1.2"), Rfc(5424, "6.2.3")),
)


def judge(facts: ReadFacts) -> Iterator[Finding]:
    """One finding for each such file."""
    for source, why in facts.skipped:
        yield Finding(
            rule=RULE,
            verdict=Unknown(cause=Other(sentence=text("it looks like a mail log and was not read: {why}", why=why))),
            object=source,
            params={"source": source},
            next=text("See what is read: hiyari log ingest FILE, with this file's name."),
        )
