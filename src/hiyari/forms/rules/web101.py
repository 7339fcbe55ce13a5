"""WEB101  A visitor of a form chooses whom the host mails."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Ability, Scan
from hiyari.forms.telling import abused
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB101",
    severity=Severity.DANGER,
    title=N_("{path} mails to whatever address a visitor names"),
    symptom=N_(
        "A blocklist operator or a receiver complains of spam from this host. It is no open relay, and no "
        "computer is infected: the mail was handed in by the web server."
    ),
    cause=N_(
        "The recipient comes from the request: a hidden field, a parameter, a value that was meant to be chosen "
        "from a list. Whoever posts to the script puts another address there; the page with the form is not "
        "needed."
    ),
    fix=N_(
        "Write the recipient into the script, or let the request choose a key of a list of addresses that stands "
        "in the script. Until then, take the file away: hiyari forms remove FILE."
    ),
    lesson=N_(
        "A hidden field is filled in by anybody. What decides where mail goes stands in the program, never in the "
        "request."
    ),
    references=(Rfc(5321, "7.1"),),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that lets a visitor do it."""
    yield from abused(RULE, facts, Ability.RECIPIENT)
