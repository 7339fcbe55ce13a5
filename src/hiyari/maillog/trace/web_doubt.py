"""Why no web page can be named, in a sentence for each cause. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from hiyari.maillog.trace.web_rows import AccessLog
from hiyari.maillog.trace.webjoin import SATURATED, TAKES, Score
from hiyari.model.text import Remote, Text, ntext, text

SECOND: Final = 1_000_000
_MINUTE: Final = 60 * SECOND
ENOUGH: Final = 0.5
"""Share of all injections that the named pages must explain; and of the rest, that a further one must."""
_FEW: Final = 5
"""Injections, or minutes, that are too few to judge by."""


def no_log(logs: Sequence[AccessLog], host: str) -> Text:
    """No access log is of this host."""
    if not logs:
        return text(
            "there is no access log of {host}: add the web server's log of that time to the files", host=Remote(host)
        )
    return text(
        "the access logs are of other hosts ({others}), none of {host}",
        others=tuple(one.host for one in logs[:5]),
        host=Remote(host),
    )


def elsewhen(log: AccessLog, injections: Sequence[int]) -> Text:
    """The access log is of another time than the mail."""
    return text(
        "the access log begins {since} and ends {until}, and the mail was handed in from {first} on",
        since=_moment(log.since),
        until=_moment(log.until),
        first=_moment(injections[0]) if injections else "?",
    )


def why_not(log: AccessLog, scores: Sequence[Score], inside: Sequence[int], explained: float) -> Text:
    """Nothing that could be named explains enough: the likeliest cause."""
    full = next((one for one in scores if one.base >= SATURATED and one.coverage >= SATURATED and taking(one)), None)
    if not log.posts and explained < ENOUGH:
        return text("nobody posts anything in the access log of {host}", host=Remote(log.host))
    if _by_the_minute(inside):
        return text("the mail is handed in at full minutes: a job (cron) sends what pages have queued")
    if len(inside) < _FEW:
        return ntext(
            "{count} injection is too few to tell a cause from chance",
            "{count} injections are too few to tell a cause from chance",
            len(inside),
        )
    if full is not None:
        return text(
            "the site is too busy: {path} is asked for so often at the time of the mail that it comes with any",
            path=Remote(full.page.path),
        )
    if not any(taking(one) for one in scores):
        return text("nobody posts anything within 5 seconds of an injection")
    return text("no page comes with the mail so much more often than by chance that it could be the way")


def none_of_them(pages: int) -> Text:
    """Pages hand in mail, and the reported message came with none of them."""
    return ntext(
        "the reported message came with no request for the {count} page that this user's other mail comes through",
        "the reported message came with no request for one of the {count} pages that this user's other mail comes "
        "through",
        pages,
    )


def taking(one: Score) -> bool:
    """Whether the page takes something in."""
    return one.page.method in TAKES


def _by_the_minute(inside: Sequence[int]) -> bool:
    """Whether nine of ten injections begin in the first five seconds of a minute, of several minutes."""
    early = sum(1 for at in inside if at % (_MINUTE) < 5 * SECOND)
    minutes = {at // (_MINUTE) for at in inside}
    return len(minutes) >= _FEW and early >= 0.9 * len(inside)


def other_host(web: str, host: str) -> Text:
    """The access log is of a host of another name."""
    return text("The access log of {web} is taken for that of {host}.", web=Remote(web), host=Remote(host))


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / SECOND, UTC)
