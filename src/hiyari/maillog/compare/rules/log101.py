"""LOG101  A destination refuses mail from one relay and takes it from another.

Counted are messages that it refused in the end, for any reason other than the recipient's address or the message
itself (LOG103). What is deferred first and accepted later is an acceptance.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.compare.comparison import Comparison
from hiyari.maillog.compare.deciding import Answer
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.telling import findings
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_
from hiyari.model.verdict import Pass

RULE = Rule(
    id="LOG101",
    severity=Severity.DANGER,
    title=N_(
        "{destination} refuses {bad} of {sent} messages from {host}, and {other_bad} of {other_sent} from "
        "{other}{apart}"
    ),
    symptom=N_(
        "Some mail comes back, and the same mail sent again may go through, because it happens to take another relay. "
        "In the totals of all relays the refusals are too few to be seen."
    ),
    cause=N_(
        "Receivers see the relays differently: SPF or the reverse name does not know the new address, or it is on a "
        "blocklist, or it has no reputation yet. The reply says which, mostly."
    ),
    fix=N_(
        "Take the relay out of service for this destination, or altogether, and mend what the reply names: hiyari "
        "check for SPF, reverse name and HELO, the list's own page for a blocklist. Then send the refused mail again."
    ),
    lesson=N_(
        "A relay can be refused where its peers are welcome. Compare each destination relay against relay, from the "
        "first day of a new one, and keep the old relay's logs for it."
    ),
    references=(Rfc(5321, "4.2.1"), Rfc(3463, "3.8")),
)


def judge(facts: Comparison) -> Iterator[Finding]:
    """One finding for each relay and destination; one pass for each two relays that differ nowhere."""
    yield from findings(RULE, facts, (Fate.REFUSED,))
    for pair in facts.pairs:
        answers = [line.answer for line in facts.lines if line.hosts == pair]
        if Answer.ALIKE in answers and not {Answer.DIFFERENT, Answer.SLIGHT} & set(answers):
            yield Finding(
                rule=RULE,
                verdict=Pass(),
                object=" ".join(pair),
                params={"host": pair[0], "other": pair[1], "compared": answers.count(Answer.ALIKE)},
            )
