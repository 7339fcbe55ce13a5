"""WEB107  A file is a web shell or a mass mailer."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Scan
from hiyari.forms.telling import about
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB107",
    severity=Severity.DANGER,
    title=N_("{path} looks like malware: {name}"),
    symptom=N_("Mail leaves the host that no form explains, and files appear in the web root."),
    cause=N_("Somebody put a program there through a hole in another one, a stolen password, or a shared account."),
    fix=N_(
        "Take the file away and keep it for the analysis (hiyari forms remove FILE). Then find out how it came: "
        "look for files that changed at the same time and for requests just before. The hole is still open."
    ),
    lesson=N_("Malware is no forgotten form: removing it ends one symptom. It is never run, not even in the sandbox."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that a malware family's marks are found in."""
    for judged in facts.files:
        family = judged.evidence.family
        if family is not None and family.malware:
            yield about(RULE, judged, family.note, name=family.name)
