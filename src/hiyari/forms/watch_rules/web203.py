"""WEB203  The web server runs a file that it did not run before."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.watching.compare import Change
from hiyari.forms.watching.telling import Watched, told
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB203",
    severity=Severity.WARNING,
    title=N_("{path} can send mail, and is run by the web server since the last scan"),
    symptom=N_("None. A copy that only showed its source, or a file that nobody could reach, sends mail now."),
    cause=N_("The server's configuration or a .htaccess file has changed, or the file was made executable."),
    fix=N_("Take the file away, or the change back."),
    lesson=N_("A change of handlers brings back to life what lay dead for years."),
    references=(),
)


def judge(facts: Watched) -> Iterator[Finding]:
    """One near miss for each file that has come to life."""
    yield from told(RULE, facts, Change.RUNS)
