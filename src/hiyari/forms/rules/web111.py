"""WEB111  Mail comes from a file that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Scan
from hiyari.forms.telling import about
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB111",
    severity=Severity.DANGER,
    title=N_("{path} sent {count} messages, and nobody used it"),
    symptom=N_("The mail log attributes messages to a script, and no visitor loaded its page and posted."),
    cause=N_("Somebody sends through it without the page: this is the accident itself, going on now."),
    fix=N_(
        "Close it at once: hiyari forms remove FILE. Then look for what is still in the queue and who complained: "
        "hiyari log trace NOTICE."
    ),
    lesson=N_("Mail without a visitor has a sender whom you have not invited."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file with mail and without a use."""
    for judged in facts.files:
        mail, use = judged.evidence.mail, judged.evidence.use
        if mail.messages and use.since is not None and use.why is None and not use.uses:
            more = () if mail.how is None else (mail.how,)
            yield about(RULE, judged, *more, count=mail.messages)
