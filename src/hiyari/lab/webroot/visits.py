"""The access log of a made-up web root: visitors, uses of forms, and those who look for forms to abuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from hiyari.lab.logs.stamping import apache
from hiyari.lab.webroot.forms import Planted
from hiyari.lab.webroot.plan import WebrootPlan

_AGENTS: Final = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
)
_SITE: Final = "https://www.example.jp"
_USES, _PROBES = 8, 12
"""Of each form in the whole log."""
_SHARE: Final = 4
"""At most so much of the log's lines, as a fraction of one, speaks of forms."""


def access_log(plan: WebrootPlan, pages: Sequence[str], forms: Sequence[Planted], rng: Random) -> Iterator[str]:
    """Lines in Apache's combined form, in order of time.

    Args:
        plan: How many lines from when on.
        pages: URL paths of pages that visitors look at.
        forms: What is posted to.
        rng: The same numbers give the same log.
    """
    begins, span = plan.begins.timestamp(), plan.days * 86_400.0
    ours = sorted(_forms(plan, forms, rng, span))
    step = span / max(1, plan.requests - len(ours))
    at = 0.0
    waiting = 0
    while at < span or waiting < len(ours):
        if waiting < len(ours) and ours[waiting][0] <= at:
            when, line = ours[waiting]
            waiting += 1
        else:
            when, line = at, _visit(rng, pages)
            at += step
        client, _, rest = line.partition(" ")
        yield f"{client} - - [{apache(begins + when)}] {rest}\n"


def _visit(rng: Random, pages: Sequence[str]) -> str:
    page = pages[int(rng.random() * len(pages))]
    client = f"198.51.100.{int(rng.random() * 250) + 1}"
    return (
        f'{client} "GET {page} HTTP/1.1" 200 {int(rng.random() * 30_000)} "{_SITE}/" "{_AGENTS[int(rng.random() * 3)]}"'
    )


def _forms(plan: WebrootPlan, forms: Sequence[Planted], rng: Random, span: float) -> Iterator[tuple[float, str]]:
    """Moments since the beginning, and lines without their stamp."""
    most = max(1, plan.requests // _SHARE // max(1, len(forms)))
    for form in forms:
        page = f"/{form.page or form.path}".removesuffix("index.html")
        for number in range(min(_USES, most // 2) if form.kind.used else 0):
            at = span * (number + rng.random()) / _USES
            client, agent = f"203.0.113.{rng.randrange(1, 250)}", rng.choice(_AGENTS)
            yield at, f'{client} "GET {page} HTTP/1.1" 200 2310 "{_SITE}/" "{agent}"'
            yield at + 40, f'{client} "POST /{form.path} HTTP/1.1" 302 310 "{_SITE}{page}" "{agent}"'
        for _ in range(min(_PROBES, most) if form.kind.probed else 0):
            client = f"192.0.2.{rng.randrange(1, 250)}"
            yield rng.random() * span, f'{client} "POST /{form.path} HTTP/1.1" 200 120 "-" "python-requests/2.31"'
