"""The rules by which a web server says 410 Gone, for each host, with a word on where they go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from hiyari.cli.paper import Paper
from hiyari.forms.removal.gone import GoneRules, gone_rules
from hiyari.locale.translate import Translator
from hiyari.model.text import Text, text

_APACHE_RELOAD: Final = "apachectl configtest && apachectl graceful"
_NGINX_RELOAD: Final = "nginx -t && nginx -s reload"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRules:
    """The rules of one host: the same path on another one is another page."""

    host: str | None
    """Not known where URLs have none."""
    rules: GoneRules


def rules_by_host(urls: Iterable[str]) -> tuple[HostRules, ...]:
    """The rules for these URLs, in the order of the hosts' first."""
    by_host: dict[str | None, list[str]] = {}
    for url in urls:
        by_host.setdefault(_host(url), []).append(url)
    return tuple(HostRules(host=host, rules=gone_rules(own)) for host, own in by_host.items())


def _host(url: str) -> str | None:
    try:
        return (urlsplit(url).netloc or None) if "://" in url else None
    except ValueError:
        return None  # `gone_rules` says that it is no URL.


def show_rules(paper: Paper, found: Iterable[HostRules]) -> None:
    """Write the rules to put in, line by line as they are, and how a server takes them."""
    for one in found:
        if one.rules.apache:
            paper.gap()
            paper.say(_apache(one.host))
            _lines(paper, one.rules.apache)
            paper.gap()
            paper.say(_nginx(one.host))
            _lines(paper, one.rules.nginx)
        for sentence in one.rules.left_out:
            paper.say(sentence)


def show_rules_to_take_out(paper: Paper, found: Iterable[HostRules]) -> None:
    """Write the rules that keep a form from working after it was put back."""
    for one in found:
        if one.rules.apache:
            paper.gap()
            paper.say(
                text(
                    "Apache: if these lines are in its configuration, take them out, then reload it: {command}",
                    command=_APACHE_RELOAD,
                )
            )
            _lines(paper, one.rules.apache)
            paper.gap()
            paper.say(
                text(
                    "nginx: if these lines are in its configuration, take them out, then reload it: {command}",
                    command=_NGINX_RELOAD,
                )
            )
            _lines(paper, one.rules.nginx)


def _apache(host: str | None) -> Text:
    if host is None:
        return text(
            "Apache: put these lines into the site's virtual host, then reload it: {command}", command=_APACHE_RELOAD
        )
    return text(
        "Apache: put these lines into the virtual host of {host}, then reload it: {command}",
        host=host,
        command=_APACHE_RELOAD,
    )


def _nginx(host: str | None) -> Text:
    if host is None:
        return text(
            "nginx: put these lines into the site's server block, before other locations, then reload it: {command}",
            command=_NGINX_RELOAD,
        )
    return text(
        "nginx: put these lines into the server block of {host}, before other locations, then reload it: {command}",
        host=host,
        command=_NGINX_RELOAD,
    )


def _lines(paper: Paper, lines: str) -> None:
    """Never folded or cut: they are copied."""
    paper.lines += [f"    {line}" for line in lines.splitlines()]


def rules_value(found: Iterable[HostRules], words: Translator) -> list[dict[str, Any]]:
    """The same for other programs."""
    return [
        {
            "host": one.host,
            "apache": one.rules.apache,
            "nginx": one.rules.nginx,
            "left_out": [words.render(sentence) for sentence in one.rules.left_out],
        }
        for one in found
    ]
