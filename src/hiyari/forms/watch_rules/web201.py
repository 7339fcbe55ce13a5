"""WEB201  A file that can send mail is new."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.watching.compare import Change
from hiyari.forms.watching.telling import Watched, told
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB201",
    severity=Severity.WARNING,
    title=N_("{path} can send mail, and was not there before"),
    symptom=N_(
        "None yet. Often it is what somebody has just installed; sometimes it is what somebody else has put there."
    ),
    cause=N_(
        "A form or a plug-in was added, a file that sends mail was copied or unpacked, or the web server was "
        "broken into."
    ),
    fix=N_("Ask who put it there. If nobody did, take it away (hiyari forms remove FILE) and look for how it came."),
    lesson=N_(
        "A web root changes without the postmaster. Whoever sends mail from it should be known on the first day."
    ),
    references=(),
)


def judge(facts: Watched) -> Iterator[Finding]:
    """One near miss for each new file; those of the first run are the state from which it is watched."""
    yield from told(RULE, facts, Change.NEW)
