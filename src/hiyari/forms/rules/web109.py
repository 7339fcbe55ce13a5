"""WEB109  A file sends mail, and what it lets a visitor do was not found out."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Action, Scan
from hiyari.forms.telling import place
from hiyari.locale.shell import quoted
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_, Command, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="WEB109",
    severity=Severity.WARNING,
    title=N_("{path} sends mail, and part of it was not understood"),
    symptom=N_("None. A way to abuse the file may be there, or not."),
    cause=N_(
        "The program puts names together at run time, includes files by a variable, holds code in strings, or is "
        "written in a way that the parser does not know."
    ),
    fix=N_(
        "Run it in the sandbox: hiyari forms confirm FILE. Where that says nothing either, read the lines that "
        "are named, or let somebody do without the file."
    ),
    lesson=N_("Not understood is not safe."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One unknown for each file in which something was not understood, whatever else was found in it."""
    for judged in facts.files:
        reading, path = judged.evidence.reading, judged.evidence.file.path
        if not reading.blind or judged.action is Action.KEEP:
            continue
        first = reading.blind[0]
        where = path if first.spot is None else place(first.spot, path)
        cause = Other(sentence=text("{where}: {why}", where=where, why=first.why))
        yield Finding(
            rule=RULE,
            verdict=Unknown(cause=cause),
            object=path,
            params={"path": path},
            next=text("hiyari forms confirm {path}", path=Command(quoted(path))),
        )
