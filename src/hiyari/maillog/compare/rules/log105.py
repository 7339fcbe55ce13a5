"""LOG105  Relays differ a little at some destinations, and not by chance.

A difference may be sure and yet small: 6 refusals of 3,000 beside none of 9,000. It is told here in one line for each
destination, so that nothing that is known to differ is called alike. Who sends much mail finds some; they matter where
they grow, and where all of it is one domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.compare.comparison import Comparison
from hiyari.maillog.compare.difference import Difference
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.telling import only_domain
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, text
from hiyari.model.verdict import NearMiss

RULE = Rule(
    id="LOG105",
    severity=Severity.NOTICE,
    title=N_("{host} and {other} differ a little, and not by chance, at some destinations: {count}"),
    symptom=N_("A few more messages of one relay come back, or wait, than of the other. Nobody asks why."),
    cause=N_(
        "Small parts of the mail differ: one sender or recipient domain, one hour, a rate limit that is met now and "
        "then. Or a trouble of the relay that begins, or that only few receivers mind."
    ),
    fix=N_(
        "Look at the replies that are shown. Compare again with a shorter time (--since): what has just begun is "
        "large there."
    ),
    lesson=N_("Small is not the same as chance: what is sure has a cause, and it may be one customer's whole mail."),
    references=(Rfc(5321, "4.2.1"), Rfc(3463, "3.8")),
)
_MOST = 10
"""Differences that have a line each, the surest."""


def judge(facts: Comparison) -> Iterator[Finding]:
    """One finding for each two relays that differ a little somewhere."""
    for first, second in facts.pairs:
        some = [one for one in facts.slight if {one.contrast.host, one.contrast.other} == {first, second}]
        if some:
            yield Finding(
                rule=RULE,
                verdict=NearMiss(),
                object=f"{first} {second}",
                params={
                    "host": first,
                    "other": second,
                    "count": len(some),
                    "providers": tuple(dict.fromkeys(one.contrast.destination for one in some)),
                },
                details=tuple(line for one in some[:_MOST] for line in _lines(one)),
                next=text("hiyari log compare --all shows every destination; look at these again in some days"),
            )


def _lines(one: Difference) -> Iterator[Text]:
    yield text(
        "{destination}: {fate} {bad} of {sent} from {host}, and {other_bad} of {other_sent} from {other}. Reasons "
        "given: {causes}.",
        destination=one.where,
        fate=_fate(one.contrast.fate),
        bad=one.contrast.bad,
        sent=one.contrast.here.sent,
        host=one.contrast.host,
        other_bad=one.contrast.other_bad,
        other_sent=one.contrast.there.sent,
        other=one.contrast.other,
        causes=tuple(share.words() for share in one.shares[:2]),
    )
    domain = only_domain(one)
    if domain is not None:
        yield text("All of them were to {domain}.", domain=domain)


def _fate(fate: Fate) -> Text:
    match fate:
        case Fate.DEFERRED:
            return text("deferred")
        case Fate.ADDRESS | Fate.CONTENT:
            return text("refused for the recipients or the content")
        case _:
            return text("refused")
