"""WEB104  A form answers to whatever address it is given, with the visitor's text."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Ability, Scan
from hiyari.forms.telling import abused
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB104",
    severity=Severity.WARNING,
    title=N_("{path} mails a copy of what a visitor writes to an address that the visitor names"),
    symptom=N_(
        "Many bounces of confirmation mails come back, and strangers complain of advertising that a contact form "
        "sent them in your name."
    ),
    cause=N_(
        "The form thanks the sender with a mail that repeats the text. No error in the program is needed: the "
        "text is the spam, and the address in the form is the victim's."
    ),
    fix=N_(
        "Send the confirmation without anything that the visitor wrote, name included, or not at all; limit how "
        "many leave in an hour; ask for proof of a person before sending."
    ),
    lesson=N_("An automatic answer goes to somebody who may never have asked. It must not carry a stranger's words."),
    references=(
        Rfc(3834, "2"),
        Rfc(3834, "4"),
    ),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that lets a visitor do it."""
    yield from abused(RULE, facts, Ability.AUTOREPLY)
