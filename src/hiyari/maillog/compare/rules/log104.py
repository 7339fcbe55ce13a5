"""LOG104  Relays could not be compared at all: no destination has had enough mail from both.

Too little mail at some destinations is an answer of its own, in the summary. Only where it is so everywhere, nothing
is known, and nothing is fine. So it is where no difference was seen, but only a large one would have been.
"""

from __future__ import annotations

from collections.abc import Iterator

from hiyari.maillog.compare.comparison import Comparison
from hiyari.maillog.compare.deciding import Answer
from hiyari.maillog.compare.seeing import percent
from hiyari.model.cause import Other
from hiyari.model.finding import Finding
from hiyari.model.rule import Rfc, Rule, Severity
from hiyari.model.text import N_, Text, ntext, text
from hiyari.model.verdict import Unknown

RULE = Rule(
    id="LOG104",
    severity=Severity.NOTICE,
    title=N_("{host} and {other} have not sent enough mail to be compared"),
    symptom=N_("A new relay is said to work because nobody has complained, after a dozen messages."),
    cause=N_("The logs hold too few messages from both relays to the same destinations."),
    fix=N_(
        "Let both relays send for longer, or give a longer time with --since, or the logs of both for the same days."
    ),
    lesson=N_("No complaint yet is not the same as no refusal."),
    references=(Rfc(5321, "4.5.4.1"),),
)


def judge(facts: Comparison) -> Iterator[Finding]:
    """One finding for each two relays, where no two can be compared anywhere."""
    if any(line.answer in {Answer.ALIKE, Answer.DIFFERENT, Answer.SLIGHT} for line in facts.lines):
        return
    for first, second in facts.pairs:
        lines = [line for line in facts.lines if line.hosts == (first, second)]
        nearest = min((line.need.more + line.need.other_more for line in lines if line.need), default=None)
        seen = min((line.seen for line in lines if line.seen is not None), default=None)
        yield Finding(
            rule=RULE,
            verdict=Unknown(cause=Other(sentence=_cause(nearest) if seen is None else _unseen(seen))),
            object=f"{first} {second}",
            params={"host": first, "other": second},
            next=text("compare them again when both have sent more"),
        )


def _cause(nearest: int | None) -> Text:
    if nearest is None:
        return text("they never sent to the same destination, so that nothing can be compared")
    return ntext(
        "not enough mail yet to compare them anywhere; {count} more message to one destination would do",
        "not enough mail yet to compare them anywhere; {count} more messages to one destination would do",
        nearest,
    )


def _unseen(share: float) -> Text:
    return text(
        "no difference is seen, but there is too little mail anywhere to see one of less than {share} %",
        share=percent(share),
    )
