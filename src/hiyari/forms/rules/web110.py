"""WEB110  Something under a web root was not read."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Scan
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="WEB110",
    severity=Severity.NOTICE,
    title=N_("{path} was not read"),
    symptom=N_("None. A form may be in it, or not."),
    cause=N_("Rights, a file that is too large, a device, an archive, a folder that went away meanwhile."),
    fix=N_("Run the scan as a user who may read everything that the web server may read, and look at what is named."),
    lesson=N_("Not read is not clean."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One unknown for each thing that was left out."""
    for one in facts.skipped:
        cause = Other(sentence=text("{path}: {why}", path=one.path, why=one.why))
        yield Finding(rule=RULE, verdict=Unknown(cause=cause), object=one.path, params={"path": one.path})
