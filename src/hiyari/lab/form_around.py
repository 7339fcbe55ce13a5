"""Before and after the night of `form_accident`: two quiet months in the access log, and the site in the morning."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from random import Random
from typing import Final
from urllib.parse import urlencode

from hiyari.lab.website import Website, ask, logged
from hiyari.lab.website_files import NEW_FORM, OLD_FORM, PAGES, SiteFiles
from hiyari.model.clock import system_clock

BROWSER: Final = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONTACT: Final = "http://www.example.jp/contact/"
_QUIET_DAYS: Final = 60


def days_before(begins: float, rng: Random) -> Iterator[str]:
    """The days before: people look at pages, and some write by the new form. Nobody asks for the old one."""
    for day in range(-_QUIET_DAYS, 0):
        client = ""
        for moment in sorted(rng.random() * 86400 for _ in range(12)):
            at, client = begins + day * 86400 + moment, f"127.0.0.{rng.randrange(100, 200)}"
            yield logged(at, client, f"GET {rng.choice(PAGES)}", "200 300", "-", BROWSER)
        at = begins + (day + 1) * 86400 - 60
        yield logged(at, client, "GET /contact/", "200 300", "-", BROWSER)
        yield logged(at + 40, client, f"POST {NEW_FORM}", "200 40", CONTACT, BROWSER)


@asynccontextmanager
async def standing(files: SiteFiles, address: str) -> AsyncIterator[tuple[Website, list[str]]]:
    """The site in the morning after, with the recipients of the mail that leaves it."""
    left: list[str] = []

    async def inject(recipient: str, _subject: str, _said: str) -> None:
        left.append(recipient)

    async with Website(address, lambda: system_clock().timestamp(), inject, files) as site:
        yield site, left


async def attack(site: Website, attacker: str) -> int:
    """Try once more what the night's visitors did; tells the status of the answer."""
    body = urlencode({"to": "victim@example.net", "subject": "You have won", "text": "Click here."})
    return await ask((site.host, site.port), attacker, "POST", OLD_FORM, "python-requests/2.31", body)
