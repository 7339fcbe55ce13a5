"""Which web page comes with the mail? Joins the moments of injections with a web server's access log.

For every (site, method, path) and a window around each injection:

* *coverage*: the share of injections with such a request in the window;
* *base rate*: the share that chance alone would cover: what is covered when the same injections are moved by half a
  minute to five minutes (see `shifting`), or ``1 - exp(-rate x window)`` of the whole log where that is more;
* *lift*: coverage / base rate; *above chance*: ``(coverage - base) / (1 - base)``.

Coverage alone misleads: on a busy site any popular page is in every window. Where the base rate nears 1 the answer is
*unknown*. What is said to be above chance must be so beyond doubt: with ``n`` injections the probability of such a
coverage is at most ``exp(-n KL(coverage, base))`` (Chernoff), and it is multiplied by the number of pages looked at.
Injections that share a window are one occasion: ``n`` counts occasions.

Time: requests come sorted, so one pass with two moving pointers for each window covers all pages: 20,000 injections and
a million requests take seconds, and memory grows with the number of pages only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hiyari.maillog.trace.shifting import FAR, NEAR, occasions, shifted

SECOND: Final = 1_000_000
TAKES: Final = frozenset({"POST", "PUT", "PATCH"})
"""Methods that hand something in."""
SATURATED: Final = 0.9
"""A base rate from which a window says nothing."""
_DOUBT: Final = math.log(1000)
"""Against one in a thousand that chance alone did it."""
_MOST: Final = 20
"""Pages that are kept, the best first."""


class Page(NamedTuple):
    """What a request asks for."""

    site: str
    method: str
    path: str


class Span(NamedTuple):
    """A window: microseconds before and after an injection."""

    before: int
    after: int

    @property
    def seconds(self) -> float:
        """Its whole length."""
        return (self.before + self.after) / SECOND


SPANS: Final = tuple(Span(seconds * SECOND, after * SECOND) for seconds in (1, 2, 5) for after in sorted({1, seconds}))
"""Before, because a page is asked for before it sends; after, because some servers log when they have answered, and
because stamps are whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one page goes with the injections, in one window."""

    page: Page
    span: Span
    requests: int
    """In the whole log."""
    injections: int
    """That were looked at."""
    occasions: int
    """Of these, those that do not share a window with the one before."""
    covered: int
    base: float
    """The share that chance would cover."""

    @property
    def coverage(self) -> float:
        """Share of injections with the page in the window."""
        return self.covered / self.injections

    @property
    def lift(self) -> float:
        """How many times more often than chance."""
        return self.coverage / max(self.base, 1e-9)

    @property
    def above(self) -> float:
        """Share of injections that chance does not explain."""
        return (self.coverage - self.base) / (1 - self.base) if self.base < 1 else 0.0

    @property
    def per_request(self) -> float:
        """Covered injections for each request of the whole log."""
        return self.covered / max(self.requests, 1)

    def certain(self, pages: int) -> bool:
        """Whether chance can be ruled out, when so many pages were looked at."""
        if self.coverage <= self.base:
            return False
        return self.occasions * _divergence(self.coverage, self.base) - math.log(max(pages, 1)) > _DOUBT


def _divergence(observed: float, expected: float) -> float:
    """Kullback-Leibler divergence of two coins, in nats."""
    expected = min(max(expected, 1e-12), 1 - 1e-12)
    total = 0.0
    if observed > 0:
        total += observed * math.log(observed / expected)
    if observed < 1:
        total += (1 - observed) * math.log((1 - observed) / (1 - expected))
    return total


class Covering:
    """Counts, for each page and window, the moments that it covers; requests are fed in the order of time."""

    def __init__(self, times: Sequence[int], spans: Sequence[Span]) -> None:
        """Begin.

        Args:
            times: Moments by the web server's clock, sorted, in microseconds.
            spans: The windows.
        """
        self.times = times
        self._spans = tuple(spans)
        self._low = [0] * len(spans)
        self._high = [0] * len(spans)
        # For each page: the counts, and up to which moment it has covered them, for each window.
        self.covered: list[dict[Page, list[int]]] = [{} for _ in spans]

    def feed(self, requests: Iterable[tuple[int, Page]]) -> None:
        """Take the next requests."""
        times, count = self.times, len(self.times)
        lanes = [(number, span.before, span.after, self.covered[number]) for number, span in enumerate(self._spans)]
        low, high = self._low, self._high
        for at, page in requests:
            for number, before, after, covered in lanes:
                start, end = low[number], high[number]
                # Moments from at - after to at + before have this request in their window.
                while start < count and times[start] < at - after:
                    start += 1
                while end < count and times[end] <= at + before:
                    end += 1
                low[number], high[number] = start, end
                if start < end:
                    entry = covered.get(page)
                    if entry is None:
                        covered[page] = [end - start, end]
                    elif end > entry[1]:
                        entry[0] += end - max(start, entry[1])
                        entry[1] = end

    def share(self, number: int, page: Page) -> float:
        """The share of the moments that a page covers in a window; what never happened may still, once in a while."""
        covered = self.covered[number].get(page)
        return ((covered[0] if covered else 0) + 0.5) / (len(self.times) + 1)


class Joining:
    """Counts, for each page and window, the injections that it covers, and what it covers beside them."""

    def __init__(self, injections: Sequence[int], spans: Sequence[Span] = SPANS, skew: int = 0) -> None:
        """Begin.

        Args:
            injections: Moments, sorted, in microseconds.
            spans: The windows.
            skew: Microseconds that the web server's clock is ahead of the mail server's.
        """
        times = [one + skew for one in injections]
        self._spans = tuple(spans)
        self._with = Covering(times, spans)
        self._beside = tuple(Covering(moved, spans) for moved in (shifted(times, NEAR), shifted(times, FAR)) if moved)

    @property
    def moments(self) -> list[int]:
        """Every moment around which requests are needed, sorted."""
        return sorted({at for one in (self._with, *self._beside) for at in one.times})

    def feed(self, requests: Sequence[tuple[int, Page]]) -> None:
        """Take the next requests."""
        for one in (self._with, *self._beside):
            one.feed(requests)

    def scores(self, counts: dict[Page, int], seconds: float) -> list[Score]:
        """Every page in its best window, the best page first.

        Args:
            counts: Requests of each page in the whole log.
            seconds: The length of the whole log.
        """
        best: dict[Page, Score] = {}
        for number, span in enumerate(self._spans):
            apart = occasions(self._with.times, span.before + span.after)
            for page, (count, _) in self._with.covered[number].items():
                requests = max(counts.get(page, 0), 1)
                beside = (one.share(number, page) for one in self._beside)
                score = Score(
                    page=page,
                    span=span,
                    requests=requests,
                    injections=len(self._with.times),
                    occasions=apart,
                    covered=count,
                    base=max(base_rate(requests, seconds, span), *beside, 0.0),
                )
                if page not in best or score.above > best[page].above:
                    best[page] = score
        return sorted(best.values(), key=rank)


def base_rate(requests: int, seconds: float, span: Span) -> float:
    """The share of random moments that have such a request in their window."""
    return -math.expm1(-requests / max(seconds, 1.0) * span.seconds)


def rank(score: Score) -> tuple[float, int, float, Page]:
    """The more above chance the better, in steps of 5 %; of equals what hands something in, then the rarer one.

    A form's page of thanks, its style sheet and its pictures come with every post, too.
    """
    return (-round(score.above * 20), score.page.method not in TAKES, score.requests, score.page)


def best_pages(scores: Sequence[Score]) -> list[Score]:
    """Those to look at again, of each kind: above chance by more than a tenth, in a window that says something."""
    tested = len(scores)
    good = [one for one in scores if one.base < SATURATED and one.above >= 0.1 and one.certain(tested)]
    takes = [one for one in good if one.page.method in TAKES]
    return takes[:_MOST] + [one for one in good if one.page.method not in TAKES][:_MOST]
