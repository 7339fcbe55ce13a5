"""WEB103  A visitor of a form runs commands on the host."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Ability, Scan
from hiyari.forms.telling import abused
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB103",
    severity=Severity.DANGER,
    title=N_("{path} hands what a visitor writes to a command"),
    symptom=N_(
        "The web server's user runs programs that nobody started, files appear that nobody wrote, or mail leaves "
        "that no log of the web site explains."
    ),
    cause=N_(
        "The address or another value stands on the command line of the mail program, through a shell, or as a "
        "word that begins with a hyphen and is taken for an option."
    ),
    fix=N_(
        "Do not use a shell: hand the message over on standard input with sendmail -t -oi, or by a library; where "
        "an address must be an argument, validate it as a whole, refuse a leading hyphen and put -- before it."
    ),
    lesson=N_("A request never comes near a command line. The fifth argument of PHP's mail() is one."),
    references=(Rfc(5321, "7.1"),),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that lets a visitor do it."""
    yield from abused(RULE, facts, Ability.COMMAND)
