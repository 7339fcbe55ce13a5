"""What in a request gives a probe away, whoever sends it: recipients and line breaks in the query, known names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote_plus

from hiyari.model.text import N_, Remote, Text, text

_BREAK: Final = re.compile(
    r"[\r\n]\s{0,20}(?:bcc|cc|to|from|content-type|mime-version|subject|reply-to)\s{0,9}:", re.IGNORECASE
)
_ADDRESS: Final = re.compile(
    r"([A-Za-z0-9!#$%'*+/=?^_`{|}~.-]{1,64})@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})",
)
_RECIPIENT: Final = re.compile(
    r"(?:recipient|recipients|rcpt|rcpt_to|to|mailto|mail_to|sendto|send_to|to_email|toaddr|cc|bcc|your_email_to|env_report)",
    re.IGNORECASE,
)
_KNOWN: Final = re.compile(
    r"/(?:nms[-_]?)?(?:form[-_]?mail(?:er)?|tfmail|cgiemail|bnbform|mailto|mail2|fmail|contact[-_]?mail|aform|alienform"
    r"|ezformml|form2mail|web2mail|sendmail|postmail|cgimail|mailform)[0-9.]{0,5}\.(?:pl|cgi|php[0-9]?|asp|exe)$",
    re.IGNORECASE,
)
_MAX_QUERY: Final = 8000
_MAX_FIELDS: Final = 200


def sign(query: str | None, domains: Collection[str]) -> Text | None:
    """What in a query no visitor writes; None: nothing.

    Args:
        query: As it was logged.
        domains: Of the site's own addresses, in small letters: mail to these is what a form is for.
    """
    if not query:
        return None
    fields = _fields(query)
    for name, value in fields:
        if _BREAK.search(value) or _BREAK.search(name):
            return text("a line break and a header field in {field}", field=Remote(name[:40]))
    for name, value in fields:
        if _RECIPIENT.fullmatch(name):
            for found in _ADDRESS.finditer(value):
                if not _own(found[2], domains):
                    return text("the recipient {address} in the address of the page", address=Remote(found[0]))
    return _repeated(fields)


def _repeated(fields: list[tuple[str, str]]) -> Text | None:
    """One made-up local part in three fields or more is a scanner's mark."""
    counts: dict[str, int] = {}
    for _, value in fields:
        if (found := _ADDRESS.fullmatch(value.strip())) and len(found[1]) >= 5:
            counts[found[1]] = counts.get(found[1], 0) + 1
    local = next((one for one, count in counts.items() if count >= 3), None)
    return text("the same name {name} in every field", name=Remote(local)) if local is not None else None


def addressed(query: str | None, domains: Collection[str]) -> bool:
    """Whether a query holds an e-mail address that is none of the site's."""
    if not query or ("@" not in query and "%40" not in query):
        return False
    return any(not _own(found[2], domains) for _, value in _fields(query) for found in _ADDRESS.finditer(value))


def well_known(path: str) -> bool:
    """Whether a script is called like one that probes ask for by name."""
    return _KNOWN.search(path[-200:]) is not None


def _fields(query: str) -> list[tuple[str, str]]:
    fields = []
    for part in re.split(r"[&;]", query[:_MAX_QUERY], maxsplit=_MAX_FIELDS):
        name, _, value = part.partition("=")
        fields.append((_decoded(name), _decoded(value)))
    return fields


def _decoded(value: str) -> str:
    """Percent-encoding undone; twice, since some scripts do so too and probes try it."""
    once = unquote_plus(value)
    return unquote_plus(once) if "%0" in once else once


def _own(domain: str, domains: Collection[str]) -> bool:
    domain = domain.lower()
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


WITHOUT_PAGE: Final = N_("a post without loading the page before")
FORGED: Final = N_("a post that says it comes from {page}, which this client had not loaded")
NO_BROWSER: Final = N_("a post by a client that loads nothing but the page and names no page it comes from")
AT_ONCE: Final = N_("a post within the second in which the page was loaded")
PROGRAM: Final = N_("asked for by a program that calls itself {agent}")
UNNAMED: Final = N_("asked for by a program without a name")
METHOD: Final = N_("a {method} request")
BY_NAME: Final = N_("asked for by its well-known name, without coming from anywhere")
IN_QUERY: Final = N_("an e-mail address in the address of the page, without loading the page before")
TOO_MANY: Final = N_("more posts in a short time than a person sends")
