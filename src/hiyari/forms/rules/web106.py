"""WEB106  A script, mostly an old copy, lies where visitors can fetch its source."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Runs, Scan, Shown
from hiyari.forms.telling import about, unsure
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB106",
    severity=Severity.WARNING,
    title=N_("{path} shows its source to visitors"),
    symptom=N_("Somebody knows file names, addresses or passwords that stand in the program only."),
    cause=N_(
        "A copy was made before an edit, with an ending that the web server does not run (.bak, .old, .orig, ~). "
        "It sends such a file as text."
    ),
    fix=N_(
        "Take it away: hiyari forms remove FILE. Keep old versions outside the web root, and refuse such endings "
        "in the server's configuration."
    ),
    lesson=N_("A copy inside the web root is published. Rename nothing to .bak there."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each script that is sent as it is, or a copy that may be; unknown for other scripts."""
    for judged in facts.files:
        file = judged.evidence.file
        if file.runs is not Runs.NO or file.url is None or file.shown is Shown.NO:
            continue
        if file.shown is Shown.YES or file.copy:
            yield about(RULE, judged, file.because)
        else:
            yield unsure(RULE, judged)
