"""WEB204  Strangers have begun to probe a form."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.watching.compare import Change
from hiyari.forms.watching.telling import Watched, told
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB204",
    severity=Severity.WARNING,
    title=N_("{path} is probed by strangers since the last scan"),
    symptom=N_("Requests to the form without its page, sometimes some odd enquiries."),
    cause=N_("Somebody found the form and tries whether it can be made to send."),
    fix=N_("Confirm that it cannot be abused (hiyari forms confirm FILE), or take it away if nobody needs it."),
    lesson=N_("The probe comes before the spam. Whoever hears of it in time has nothing to clean up."),
    references=(),
)


def judge(facts: Watched) -> Iterator[Finding]:
    """One near miss for each form whose probes have begun, or have become many."""
    yield from told(RULE, facts, Change.PROBED)
