"""OpenDKIM, OpenDMARC, spamass-milter, milter-greylist; postgrey and policyd-spf.

They say why, of messages and clients whose fate the mail server logs itself; telling it again would count it twice.
So their lines are read only far enough to be sure that they are theirs, and their troubles are told as notices.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hiyari.maillog.formats.told import Handle, Told

_JOB: Final = re.compile(r"(?:[0-9A-Za-z]{5,40}|\(unknown-jobid\)|\(unknown id\)|unknown): ?", re.ASCII)
_GREY: Final = re.compile(r"action=(?:pass|greylist|dunno)\b")
_SPF: Final = re.compile(
    r"(?::? ?)(?:prepend |None|Pass|Fail|SoftFail|Softfail|Neutral|Permerror|Temperror|PermError|TempError|[45]\d\d |"
    r"Policy action=|Action: |Config: |SPF |spf|skip|Skip|whitelist|HELO|Mail From|Starting|Normal exit|rejected|Read "
    r"|action=|dunno|DUNNO|defer_if_permit|handler |policy)"
)


def _milter(name: str, quiet: tuple[str, ...], trouble: tuple[str, ...]) -> Handle:
    """A handle for lines that begin, after the queue id, with one of the texts."""

    def handle(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
        job = _JOB.match(body)
        text = body[job.end() :] if job is not None else body
        if text.startswith(trouble) or body.startswith(trouble):
            told.notice(at, name, "warning", body)
            return True
        # A whole text may itself look like a queue id.
        return text.startswith(quiet) or body.startswith(quiet) or (text.rpartition(" ")[2] in _LAST_WORDS[name])

    return handle


_LAST_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "opendkim": frozenset({"internal"}),
    "opendmarc": frozenset({"pass", "fail", "none", "softfail", "neutral", "temperror", "permerror"}),
    "spamass-milter": frozenset(),
    "milter-greylist": frozenset(),
}
"""OpenDKIM says ``mail.example.com [192.0.2.1] not internal``, OpenDMARC ``example.com pass``."""


def _postgrey(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    job = _JOB.match(body)
    if _GREY.match(body, job.end() if job is not None else 0) is not None or _GREY.match(body) is not None:
        return True
    if body.startswith(("FATAL", "ERROR", "warning: ", "unrecognized request", "ignoring garbage")):
        told.notice(at, "postgrey", "warning", body)
        return True
    return body.startswith(
        ("cleaning ", "rm ", "whitelisted: ", "HUP ", "Exiting", "Process Backgrounded", "20", "Binding ", "Setting ",
         "correcting date", "Resolved ", "Group Not Defined", "User Not Defined", "Server closing")
    )  # fmt: skip


def _policyd_spf(told: Told, at: int, body: str, line: str) -> bool:  # noqa: ARG001 - a Handle's signature
    if body.startswith(("ERROR", "Traceback", "WARNING", "warning: ")):
        told.notice(at, "policyd-spf", "warning", body)
        return True
    return _SPF.match(body) is not None


_OPENDKIM: Final = _milter(
    "opendkim",
    (
        "DKIM-Signature field added", "DKIM verification successful", "s=", "no signature data", "not authenticated",
        "external host ", "no signing ", "can't determine message sender", "bad signature data", "message has signa",
        "failed to parse ", "signature=", "OpenDKIM Filter", "RFC5322 header requirement", "no MTA name match", "peer ",
        "domain ", "no macros match", "ignoring ", "skipping signing", "BodyLengthDB", "key revoked", "ADSP", "no From",
        "recipient ", "signature processing", "configuration reloaded", "starting", "exiting", "Authentication-Results",
        "ATPS", "VBR",
    ),
    (
        "key retrieval failed", "error loading key", "key data is not secure", "can't load key", "signing table refer",
        "dkim_eoh()", "dkim_eom()", "internal error", "resource unavailable", "smfi_", "malloc()", "dkimf_", "SSL ",
        "error reading", "signature generation error",
    ),
)  # fmt: skip
_OPENDMARC: Final = _milter(
    "opendmarc",
    (
        "SPF(", "DMARC", "OpenDMARC Filter", "ignoring ", "opendmarc: ", "implicit authentication service", "RFC5322",
        "unable to parse From", "no From", "ARC", "exiting", "starting", "dkim", "MLFI", "local policy", "multiple ",
        "Authentication-Results", "trusted", "reject",
    ),
    ("opendmarc_", "smfi_", "popen()", "malloc()", "malformed"),
)  # fmt: skip
_SPAMASS: Final = _milter(
    "spamass-milter",
    (
        "spamass-milter ", "Remote address", "sender authenticated", "Rejecting", "Could not extract score", "calling ",
        "popenv failed", "is in our ignore list", "Copy sent", "reject",
    ),
    ("Thrown error", "Could not retrieve sendmail macro"),
)  # fmt: skip
_GREYLIST: Final = _milter(
    "milter-greylist",
    (
        "addr ", "skipping greylist because ", "Sender IP ", "milter-greylist ", "greylisting", "autowhitelist",
        "reloading", "created ", "final database dump", "removing ", "expire", "smtp", "peer ", "config", "dump",
    ),
    ("cannot ", "malloc failed", "database ", "Unable ", "strange "),
)  # fmt: skip

PROGRAMS: Final[Mapping[str, Handle]] = {
    "opendkim": _OPENDKIM,
    "opendmarc": _OPENDMARC,
    "spamass-milter": _SPAMASS,
    "milter-greylist": _GREYLIST,
    "postgrey": _postgrey,
    "policyd-spf": _policyd_spf,
    "postfix/policy-spf": _policyd_spf,
    "postfix/policyd-spf": _policyd_spf,
}
