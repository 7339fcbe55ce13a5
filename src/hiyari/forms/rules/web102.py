"""WEB102  A visitor of a form adds header lines to its mail."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Ability, Scan
from hiyari.forms.telling import abused
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB102",
    severity=Severity.DANGER,
    title=N_("{path} lets a visitor write header lines into its mail"),
    symptom=N_(
        "Mail from the form arrives at strangers, though its recipient is fixed. The owner sees one odd enquiry, "
        "or nothing."
    ),
    cause=N_(
        "A value that is to be one line (a name, a subject, a sender) is put into the header as it came. With a "
        "line break in it the value goes on as a header line of its own: Bcc, Content-Type, a new body."
    ),
    fix=N_(
        "Refuse the request when such a value holds a carriage return or a line feed, each of them alone too; "
        "validate addresses as a whole (in PHP FILTER_VALIDATE_EMAIL); hand header fields over as an array or by "
        "a mail library that refuses line breaks."
    ),
    lesson=N_(
        "What goes into a header is one line. Escaping for HTML, removing only CRLF together, and a pattern that "
        "ends in $ do not make it so."
    ),
    references=(
        Rfc(5322, "2.2"),
        Rfc(5321, "7.2"),
    ),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that lets a visitor do it."""
    yield from abused(RULE, facts, Ability.HEADER)
