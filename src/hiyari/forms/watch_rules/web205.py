"""WEB205  A file that can send mail cannot be looked at any more."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.watching.compare import Change
from hiyari.forms.watching.telling import Watched, told
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB205",
    severity=Severity.WARNING,
    title=N_("{path} can send mail, and could not be looked at"),
    symptom=N_("None. What it does now is not known."),
    cause=N_("Rights have changed, or the folder is not there for the moment."),
    fix=N_("Run it as a user who may read the file, or mount what is missing."),
    lesson=N_("Out of sight is not gone."),
    references=(),
)


def judge(facts: Watched) -> Iterator[Finding]:
    """One unknown for each file that was seen before and cannot be now."""
    yield from told(RULE, facts, Change.HIDDEN)
