"""Who asks, as far as the agent field says; which search engine a visitor came from.

An agent field is what the client wants to be taken for. So a crawler's name excuses looking, never posting, and nobody
is taken for a person by the name of a browser alone.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit


class Sort(StrEnum):
    """What a client says it is."""

    BROWSER = "browser"
    """Or anything else."""
    PHONE = "phone"
    """A mobile phone of before the smartphones: its carrier's gateways change its address, and it names no referer."""
    CRAWLER = "crawler"
    """A search engine or another service that reads the web, or a monitor of the site."""
    PROGRAM = "program"
    """A library, a command or a scanner."""


_PHONE: Final = re.compile(r"DoCoMo/|KDDI-|UP\.Browser/|SoftBank/|Vodafone/|J-PHONE/|MOT-[A-Z]|WILLCOM|emobile/")
_PROGRAM: Final = re.compile(
    r"(?i)sqlmap|nikto|nuclei|wpscan|zgrab|masscan|acunetix|nessus|openvas|netsparker|dirbuster|gobuster|ffuf|feroxbuster"
    r"|w3af|arachni|havij|jorgee|httpx\b|python-requests|python-urllib|aiohttp|go-http-client|libwww-perl|lwp::|curl/|wget"
    r"|okhttp|java/|guzzlehttp|axios/|node-fetch|ruby\b|mechanize|scrapy|httpclient|phantomjs|headlesschrome|formmail|pycurl"
)
_CRAWLER: Final = re.compile(
    r"(?i)googlebot|google-inspection|adsbot-google|mediapartners|apis-google|storebot-google|bingbot|bingpreview|slurp"
    r"|y!j-|yahoo|duckduckbot|baiduspider|yandex|applebot|facebookexternalhit|twitterbot|linkedinbot|petalbot|sogou|naver|yeti/"
    r"|ichiro|hatena|semrush|ahrefs|mj12bot|dotbot|bytespider|gptbot|claudebot|ccbot|amazonbot|archive\.org|ia_archiver"
    r"|uptimerobot|pingdom|check_http|statuscake|zabbix|site24x7|datadog|mackerel|spider|crawler|bot\b"
)
_ENGINES: Final = (
    ("Google", re.compile(r"(?:^|\.)google\.(?:com?\.)?[a-z]{2,3}$")),
    ("Bing", re.compile(r"(?:^|\.)bing\.com$")),
    ("Yahoo! JAPAN", re.compile(r"(?:^|\.)search\.yahoo\.co\.jp$")),
    ("Yahoo!", re.compile(r"(?:^|\.)search\.yahoo\.(?:com?\.)?[a-z]{2,3}$")),
    ("DuckDuckGo", re.compile(r"(?:^|\.)duckduckgo\.com$")),
    ("Baidu", re.compile(r"(?:^|\.)baidu\.(?:com|jp)$")),
    ("Yandex", re.compile(r"(?:^|\.)(?:yandex\.(?:com?\.)?[a-z]{2,3}|ya\.ru)$")),
    ("Naver", re.compile(r"(?:^|\.)search\.naver\.com$")),
    ("goo", re.compile(r"(?:^|\.)search\.goo\.ne\.jp$")),
    ("Rakuten Infoseek", re.compile(r"(?:^|\.)(?:websearch\.rakuten|search\.infoseek)\.co\.jp$")),
    ("BIGLOBE", re.compile(r"(?:^|\.)search\.biglobe\.ne\.jp$")),
    ("Ecosia", re.compile(r"(?:^|\.)ecosia\.org$")),
    ("Startpage", re.compile(r"(?:^|\.)startpage\.com$")),
    ("Brave", re.compile(r"^search\.brave\.com$")),
    ("Ask", re.compile(r"(?:^|\.)ask\.(?:com|jp)$")),
    ("Shodan", re.compile(r"(?:^|\.)shodan\.io$")),
)


@lru_cache(maxsize=8192)
def sort_of(agent: str | None) -> Sort:
    """What the agent field says. A client without one is a program: every browser names itself."""
    if agent is None or agent in {"", "-"}:
        return Sort.PROGRAM
    shown = agent[:500]
    if _PHONE.search(shown):
        return Sort.PHONE
    if _CRAWLER.search(shown):
        return Sort.CRAWLER
    return Sort.PROGRAM if _PROGRAM.search(shown) else Sort.BROWSER


@lru_cache(maxsize=4096)
def split_referer(referer: str | None) -> tuple[str, str] | None:
    """The host, in small letters, and the path of a referer; None where none is named."""
    if not referer or referer == "-":
        return None
    try:
        split = urlsplit(referer[:2000])
        host = split.hostname
    except ValueError:
        return None
    return (host.lower(), split.path or "/") if host else None


@lru_cache(maxsize=4096)
def engine_of(host: str) -> str | None:
    """The search engine whose pages have this host name."""
    return next((name for name, pattern in _ENGINES if pattern.search(host)), None)
