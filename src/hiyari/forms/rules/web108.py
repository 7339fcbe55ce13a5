"""WEB108  Strangers probe a form."""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.forms.evidence import Scan
from hiyari.forms.telling import about
from hiyari.model.finding import Finding
from hiyari.model.rule import Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="WEB108",
    severity=Severity.NOTICE,
    title=N_("{path} was probed {count} times, last at {when}"),
    symptom=N_(
        "Requests to a form from addresses that never loaded its page; odd enquiries with the host's own name in "
        "every field."
    ),
    cause=N_(
        "Scanners ask for forms by well-known names or find them by a search engine, and try whether they can be "
        "made to send. Others come later and send."
    ),
    fix=N_(
        "Nothing at once, if the form is judged safe. Confirm that it is: hiyari forms confirm FILE. What is not "
        "needed: hiyari forms remove FILE."
    ),
    lesson=N_("A probe comes before the spam, sometimes by weeks. It is the cheapest warning there is."),
    references=(),
)


def judge(facts: Scan) -> Iterator[Finding]:
    """One near miss for each file that somebody probed within the log."""
    for judged in facts.files:
        use = judged.evidence.use
        if use.probes and use.last_probe is not None:
            more = () if use.probe is None else (use.probe,)
            yield about(RULE, judged, *more, count=use.probes, when=use.last_probe)
