"""Every format but Postfix's: handles for the programs of syslog, fronts for files that have no syslog frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hiyari.maillog.formats import amavis, dovecot, exim, milters, opensmtpd, php_mail, rspamd, sendmail
from hiyari.maillog.formats.exchange import ExchangeFront
from hiyari.maillog.formats.exim import EximFront
from hiyari.maillog.formats.rspamd import RspamdFront
from hiyari.maillog.formats.told import Handle

WHOLE_FILES: Final[Mapping[str, type[EximFront | ExchangeFront | RspamdFront]]] = {
    front.NAME: front for front in (EximFront, ExchangeFront, RspamdFront)
}
"""Formats of whole files, by their name."""


def programs() -> Mapping[str, Handle]:
    """Handles by program name for one reader: some remember what must be joined, so they are new each time."""
    return {
        **amavis.PROGRAMS,
        **dovecot.PROGRAMS,
        **milters.PROGRAMS,
        **php_mail.PROGRAMS,
        **rspamd.PROGRAMS,
        **sendmail.programs(),
        **opensmtpd.programs(),
        **exim.programs(),
    }


def recognised(sample: Sequence[str]) -> str | None:
    """The name of the whole-file format that the first lines of a file are of; None when they are of none."""
    return next((name for name, front in WHOLE_FILES.items() if front.recognise(sample)), None)
