"""A comparison on paper: the summary sentence, what needs more mail, and the table of all destinations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from hiyari.cli.paper import Paper
from hiyari.cli.render.fold import columns, width
from hiyari.locale.translate import Translator, printable
from hiyari.maillog.compare.asked import Sent
from hiyari.maillog.compare.comparison import Comparison, Line
from hiyari.maillog.compare.deciding import Answer, Need
from hiyari.maillog.compare.fates import Fate
from hiyari.maillog.compare.looking import MOST
from hiyari.maillog.compare.seeing import FINE, percent
from hiyari.maillog.compare.telling import moment
from hiyari.model.text import N_, Text, ntext, text

_NOTHING: Final = Sent()
_SUSPECTS: Final = 5
"""Destinations that are named with refusals that prove nothing yet."""
_ANSWERS: Final = {
    Answer.DIFFERENT: N_("different"),
    Answer.SLIGHT: N_("slightly different"),
    Answer.ALIKE: N_("alike: {share} % would show"),
    Answer.NONE_SEEN: N_("none seen: {share} % would show"),
    Answer.TOO_FEW: N_("not enough mail"),
    Answer.ONE_RELAY: N_("one relay only"),
}
_WIDEST_NAME: Final = 30
_COLUMNS: Final = 3
"""Hosts that have a column each; more have a line each."""


def summary(facts: Comparison) -> Iterator[Text]:
    """Who was compared, from when to when, and how many destinations have which answer."""
    hosts = tuple(dict.fromkeys(host for group in facts.groups for host in group))
    different, slight = facts.count(Answer.DIFFERENT), facts.count(Answer.SLIGHT)
    unseen = facts.count(Answer.NONE_SEEN)
    yield ntext(
        "{hosts}, {since} to {until}: a difference at {different} of {count} destination that can be compared.",
        "{hosts}, {since} to {until}: a difference at {different} of {count} destinations that can be compared.",
        different + slight + facts.count(Answer.ALIKE) + unseen,
        hosts=hosts,
        since=moment(facts.first_at),
        until=moment(facts.last_at),
        different=different,
    )
    if slight:
        yield ntext(
            "{count} destination differs a little, and not by chance.",
            "{count} destinations differ a little, and not by chance.",
            slight,
        )
    if unseen:
        yield ntext(
            "At {count} no difference is seen, but there is not enough mail yet to see one of {share} %.",
            "At {count} no difference is seen, but there is not enough mail yet to see one of {share} %.",
            unseen,
            share=round(FINE * 100),
        )
    if facts.beyond:
        yield text("There are more differences than are told here; these are the {most} surest.", most=MOST)
    few, one = facts.count(Answer.TOO_FEW), facts.count(Answer.ONE_RELAY)
    if few:
        yield ntext(
            "{count} destination has not had enough mail yet to say anything.",
            "{count} destinations have not had enough mail yet to say anything.",
            few,
        )
    if one:
        yield ntext(
            "{count} destination gets mail from one of them only.",
            "{count} destinations get mail from one of them only.",
            one,
        )


def needs(facts: Comparison) -> Iterator[Text]:
    """Bad messages that prove nothing yet, the nearest to a proof first, and how many more it takes."""
    suspects = [line.need for line in facts.lines if line.need is not None and line.need.suspect is not None]
    suspects.sort(key=lambda one: (one.more + one.other_more, one.destination))
    for one in suspects[:_SUSPECTS]:
        yield _need(one, facts)


def _need(one: Need, facts: Comparison) -> Text:
    assert one.suspect is not None  # noqa: S101 - the caller looks
    values: dict[str, Any] = {
        "destination": facts.names(one.destination),
        "host": one.host,
        "other": one.other,
        "bad": one.suspect.bad,
        "sent": one.suspect.bad + one.suspect.accepted,
    }
    if one.other_more:
        return text(
            "Not enough mail yet: {destination} did not take {bad} of {sent} from {host}. To know, {host} must send "
            "{more} more messages there, and {other} {other_more}.",
            more=one.more,
            other_more=one.other_more,
            **values,
        )
    return ntext(
        "Not enough mail yet: {destination} did not take {bad} of {sent} from {host}. {count} more like them would "
        "prove it.",
        "Not enough mail yet: {destination} did not take {bad} of {sent} from {host}. {count} more like them would "
        "prove it.",
        one.more,
        **values,
    )


def table(paper: Paper, facts: Comparison) -> None:
    """Every destination: what became of each relay's messages, and the answer."""
    words = paper.words
    hosts = tuple(dict.fromkeys(host for group in facts.groups for host in group))
    rows = [
        (
            printable(facts.names(destination), 60),
            tuple(_cell(facts.sent.get((destination, host))) for host in hosts),
            words.render(_answer(tuple(some))),
        )
        for destination, some in groupby(facts.lines, key=lambda line: line.destination)
    ]
    paper.gap()
    paper.say(text("Messages accepted/deferred/refused, and what difference would show:"))
    wide = min(max((columns(name) for name, _, _ in rows), default=0), _WIDEST_NAME)
    if len(hosts) <= _COLUMNS:
        cells = [max(columns(printable(host, 20)), *(len(row[1][at]) for row in rows)) for at, host in enumerate(hosts)]
        heads = "  ".join(_right(printable(host, 20), cells[at]) for at, host in enumerate(hosts))
        paper.lines.append(f"{_left('', wide)}  {heads}")
        for name, values, answer in rows:
            line = "  ".join(_right(value, cells[at]) for at, value in enumerate(values))
            paper.lines.append(_fitting(f"{_left(name, wide)}  {line}  {answer}", name, wide))
    else:
        for name, values, answer in rows:
            paper.lines.append(f"{name}  {answer}")
            paper.lines.extend(f"    {printable(host, 40)}  {value}" for host, value in zip(hosts, values, strict=True))


def destinations_value(facts: Comparison, words: Translator) -> list[dict[str, Any]]:
    """The table for JSON."""
    return [
        {
            "destination": line.destination,
            "name": facts.names(line.destination),
            "hosts": {host: _counts(facts.sent.get((line.destination, host), _NOTHING)) for host in line.hosts},
            "answer": line.answer.value.replace(" ", "_"),
            "detectable": line.seen,
            "more": _more(line.need),
            "text": words.render(_answer((line,))),
        }
        for line in facts.lines
    ]


def _more(need: Need | None) -> dict[str, int] | None:
    return None if need is None else {need.host: need.more, need.other: need.other_more}


def _counts(sent: Sent) -> dict[str, int]:
    return {fate.name.lower(): sent.of(fate) for fate in Fate}


def _cell(sent: Sent | None) -> str:
    if sent is None:
        return "-"
    deferred = sent.of(Fate.DEFERRED) + sent.of(Fate.WAITING)
    return f"{sent.of(Fate.ACCEPTED)}/{deferred}/{sent.refused}"


def _answer(lines: tuple[Line, ...]) -> Text:
    """What says most, of all pairs: what would have shown, of the pair of which least is known; or how much more."""
    order = list(Answer)
    best = min(lines, key=lambda line: (order.index(line.answer), -(line.seen or 0)))
    if best.seen is not None:
        return text(_ANSWERS[best.answer], share=percent(best.seen))
    if best.need is None:
        return text(_ANSWERS[best.answer])
    if best.need.other_more:
        return text("{more} more each", more=max(best.need.more, best.need.other_more))
    return text("{host}: {more} more", host=best.need.host, more=best.need.more)


def _fitting(line: str, name: str, wide: int) -> str:
    """The line; where it is too wide, the name has a line of its own."""
    if columns(name) <= wide and columns(line) <= width():
        return line
    return f"{name}\n{' ' * wide}{line[len(_left(name, wide)) :]}"


def _left(cell: str, wide: int) -> str:
    return cell + " " * (wide - columns(cell))


def _right(cell: str, wide: int) -> str:
    return " " * (wide - columns(cell)) + cell
