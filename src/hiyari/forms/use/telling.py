"""What was counted, as evidence: with the reason where it is not known whether anybody uses a form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hiyari.forms.evidence import UseFacts
from hiyari.forms.use.tally import Coverage, Tally, moment
from hiyari.model.text import N_, Duration, Remote, Text, ntext, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known of the logs."""

    coverage: Coverage
    forgotten: int
    """Clients that were forgotten while they might still have posted."""
    enough: timedelta
    """How long logs must tell of a form before "nobody uses it" is said."""


def facts(tally: Tally | None, seen: Seen) -> UseFacts:
    """The evidence about one form; no tally: no address leads to it."""
    since, until = moment(seen.coverage.since), moment(seen.coverage.until)
    if since is None:
        return UseFacts(since=None, why=text("There is no access log that tells of it."))
    if tally is None:
        why = text("No address of it is known, so no log tells who asks for it.")
        return UseFacts(since=since, until=until, why=why)
    unsure = tally.doubtful if _unsure(tally, seen) else 0
    return UseFacts(
        since=since, until=until, uses=tally.uses, last_use=moment(tally.last_use), views=tally.views,
        last_view=moment(tally.last_view), probes=tally.probes - unsure, last_probe=moment(tally.last_probe),
        probe=tally.probe, clients=len(tally.clients), engines=tuple(tally.engines), why=_why(tally, seen),
    )  # fmt: skip


def _about(time: timedelta) -> Duration:
    """A time as a person says it: whole days, else whole hours, else minutes."""
    seconds = time.total_seconds()
    size = next((one for one in (86400, 3600, 60) if seconds >= one), 1)
    return Duration(seconds // size * size)


def _unsure(tally: Tally, seen: Seen) -> bool:
    """Whether posts with the right referer may be visitors' all the same."""
    return tally.doubtful > 0 and tally.uses == 0 and (seen.forgotten > 0 or tally.loads == 0)


def _why(tally: Tally, seen: Seen) -> Text | None:
    """Why it is not known whether a form is used."""
    if tally.uses > 0:
        return None
    if _unsure(tally, seen):
        if seen.forgotten:
            return text("There were too many clients at a time to tell which of them had loaded the page.")
        return text("Posts come with the right referer, but nobody loads the page: a cache may answer for it.")
    if seen.coverage.told < seen.enough:
        told, enough = _about(seen.coverage.told), Duration(seen.enough.total_seconds())
        message = N_("The logs tell of {told} only. Only after {enough} is a form said to be unused.")
        return text(message, told=told, enough=enough)
    return None


def remarks(tally: Tally, seen: Seen) -> Iterator[Text]:
    """What a reader should know of how the evidence was found."""
    if tally.nearby:
        yield ntext(
            "{count} post came from another address of the network that loaded the page, with the same agent.",
            "{count} posts came from another address of the network that loaded the page, with the same agent.",
            tally.nearby,
        )
    if tally.elsewhere:
        hosts = tuple(Remote(host) for host in tally.elsewhere)
        yield text("Visitors came from pages of other sites: {hosts}.", hosts=hosts)
    if seen.coverage.gaps:
        longest = max(end - begin for begin, end in seen.coverage.gaps)
        yield text("The logs have gaps; the longest is {time}.", time=_about(timedelta(microseconds=longest)))
    if seen.forgotten:
        yield ntext(
            "{count} client was forgotten soon after it loaded a page, since there were too many.",
            "{count} clients were forgotten soon after they loaded a page, since there were too many.",
            seen.forgotten,
        )
