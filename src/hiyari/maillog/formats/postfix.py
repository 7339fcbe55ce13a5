"""Postfix: what each of its programs logs.

The programs that speak of messages have a file of their own (`postfix_smtpd`, `postfix_queue`, `postfix_delivery`);
here stands who understands whom, and what the others say, which tells nothing about a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hiyari.maillog.formats.postfix_delivery import delivery
from hiyari.maillog.formats.postfix_queue import bounce, cleanup, pickup, postsuper, qmgr
from hiyari.maillog.formats.postfix_smtpd import postscreen, smtpd
from hiyari.maillog.formats.postfix_words import severity
from hiyari.maillog.formats.program import Handle
from hiyari.maillog.history.host import HostHistory

NAME: Final = "postfix"

_QUIET: Final = {
    "anvil": ("statistics: ",),
    "scache": ("statistics: ",),
    "verify": ("cache ", "close database ", "probe "),
    "tlsmgr": ("",),
    "tlsproxy": (
        "CONNECT ",
        "DISCONNECT ",
        "TLS ",
        "Anonymous ",
        "Trusted ",
        "Untrusted ",
        "Verified ",
        "SSL_",
        "lost ",
        "timeout ",
    ),
    "dnsblog": ("addr ",),
    "master": ("daemon started ", "terminating ", "reload ", "using ", "process "),
    "postfix-script": ("starting ", "stopping ", "refreshing ", "flushing ", "waiting ", "the Postfix "),
    "postlogd": ("",),
    "proxymap": ("",),
    "trivial-rewrite": ("table ", "using "),
    "flush": ("",),
    "showq": ("",),
    "postqueue": ("",),
    "postmulti": ("",),
    "postmulti-script": ("",),
    "postalias": ("",),
    "postmap": ("",),
    "postconf": ("",),
    "spawn": ("",),
    "policy-spf": ("",),
    "policyd-spf": ("",),
    "discard-verify": ("",),
    "sendmail": ("",),
    "postdrop": ("",),
    "local-verify": ("",),
}
"""What the programs that know nothing of single messages may say, by its beginning; warnings are seen before."""


def _quiet(beginnings: tuple[str, ...]) -> Handle:
    def handle(told: HostHistory, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
        return severity(told, at, "postfix", body) or body.startswith(beginnings)

    return handle


PROGRAMS: Final[Mapping[str, Handle]] = {
    "postfix/smtpd": smtpd,
    "postfix/postscreen": postscreen,
    "postfix/cleanup": cleanup,
    "postfix/pickup": pickup,
    "postfix/qmgr": qmgr,
    "postfix/nqmgr": qmgr,
    "postfix/oqmgr": qmgr,
    "postfix/bounce": bounce,
    "postfix/defer": bounce,
    "postfix/postsuper": postsuper,
    **{
        f"postfix/{name}": delivery(name)
        for name in ("smtp", "relay", "lmtp", "local", "virtual", "pipe", "error", "retry", "discard")
    },
    **{f"postfix/{name}": _quiet(beginnings) for name, beginnings in _QUIET.items()},
    "postfix": _quiet(("",)),
}
"""By program, as `syslog` names it."""
