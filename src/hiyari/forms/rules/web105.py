"""WEB105  A file can send mail, nothing links to it, and nobody uses it."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Action, Linked, Runs, Scan
from hiyari.forms.telling import about, unsure
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_, text

RULE = Rule(
    id="WEB105",
    severity=Severity.WARNING,
    title=N_("{path} can send mail, and is forgotten"),
    symptom=N_("Nothing, for years. Then somebody finds the script by its name and sends through it."),
    cause=N_(
        "The page that led to the form was replaced, and the script stayed: nobody knows what else may need it, "
        "and it does no harm that can be seen."
    ),
    fix=N_(
        "Take it away, reversibly: hiyari forms remove FILE moves it out of the web root and tells the server to "
        "answer 410. When somebody misses it, hiyari forms undo brings it back."
    ),
    lesson=N_(
        "What is not used must not be usable. A script that was judged safe is safe as far as today's knowledge goes."
    ),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that ought to go because nobody needs it; unknown where that was not found out."""
    for judged in facts.files:
        seen = judged.evidence
        if seen.file.runs is Runs.NO or (seen.family is not None and seen.family.malware):
            continue
        if judged.action is Action.REMOVE and seen.links.linked is Linked.NO:
            covered = text("The access log begins at {since} and shows no use.", since=seen.use.since or facts.at)
            yield about(RULE, judged, covered)
        elif judged.action is Action.WATCH and seen.links.linked is not Linked.YES and seen.use.last_use is None:
            yield unsure(RULE, judged)
