"""LOG103  A destination refuses recipients or messages of one relay more often than of another.

Causes of this kind are about the mail and not about the relay, so that this is a notice: the relays carry different
mail, or one of them carries an old list, or an account in wrong hands. There are receivers, though, that call a
recipient unknown because they do not like the relay.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.compare.comparison import Comparison
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.telling import findings
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_

RULE = Rule(
    id="LOG103",
    severity=Severity.NOTICE,
    title=N_(
        "{destination} does not take the recipients or the content of {bad} of {sent} messages from {host}, and "
        "{other_bad} of {other_sent} from {other}{apart}"
    ),
    symptom=N_("One relay's mail comes back more often, with replies about unknown users, full mailboxes or content."),
    cause=N_(
        "The relays carry different mail: a newsletter with an old list, a form, an account in wrong hands goes by one "
        "of them. Seldom a receiver says such things to a relay that it does not trust."
    ),
    fix=N_(
        "Look who sends this mail before you blame the relay. Send the same message to the same recipient by both "
        "relays: where only one is refused, it is the relay after all."
    ),
    lesson=N_("A comparison of relays is fair only where they carry the same mail."),
    references=(Rfc(3463, "3.2"),),
)


def judge(facts: Comparison) -> Iterator[Finding]:
    """One finding for each relay, destination and kind."""
    yield from findings(RULE, facts, (Fate.ADDRESS, Fate.CONTENT))
