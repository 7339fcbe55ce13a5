"""LOG102  A destination keeps mail from one relay waiting and takes it from another.

Counted are messages that were deferred and have neither been accepted nor refused. Greylisting of a relay that is new
is normal: a greylisted message that is accepted later counts as accepted, and a young one not at all.
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
    id="LOG102",
    severity=Severity.WARNING,
    title=N_(
        "{destination} keeps {bad} of {sent} messages from {host} waiting, and {other_bad} of {other_sent} from "
        "{other}{apart}"
    ),
    symptom=N_("Mail arrives hours late or comes back after days, and only when it took this relay. Its queue grows."),
    cause=N_(
        "The receiver slows down or puts off an address that it does not know or trust (421, 450, 451), or the relay "
        "cannot connect to it: firewall, port 25, IPv6 route, resolver, TLS."
    ),
    fix=N_(
        "Read the reply. Where it is about rate or reputation, give the relay a small share and raise it slowly; where "
        "nobody is reached, try the connection from the relay itself. Move what waits to another relay meanwhile."
    ),
    lesson=N_("A deferral is a refusal that has not been decided yet: who waits for days is refused in the end."),
    references=(Rfc(5321, "4.5.4.1"), Rfc(6647, "2")),
)


def judge(facts: Comparison) -> Iterator[Finding]:
    """One finding for each relay and destination."""
    yield from findings(RULE, facts, (Fate.DEFERRED,))
