"""WEB202  A file that can send mail has changed."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.watching.compare import Change
from hiyari.forms.watching.telling import Watched, told
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB202",
    severity=Severity.WARNING,
    title=N_("{path} can send mail, and has changed"),
    symptom=N_("None yet. What it lets a stranger do may be another thing than yesterday."),
    cause=N_("Somebody mended, updated or extended it, or a file that it includes; or somebody else did."),
    fix=N_(
        "Look at what a stranger can do now: hiyari forms scan --show FILE. If nobody on your side changed it, "
        "take it away."
    ),
    lesson=N_("A form that was judged once is judged again when it changes."),
    references=(),
)


def judge(facts: Watched) -> Iterator[Finding]:
    """One near miss for each file with other octets or other abilities."""
    yield from told(RULE, facts, Change.CHANGED)
