"""The settings of the NMS FormMail (https://nms-cgi.sourceforge.net/formmail_compat-3.14c1/README)."""

from __future__ import annotations

from hiyari.forms.families.settings.perl import array, scalar
from hiyari.model.text import Remote, Text, text


def read_nms(data: bytes) -> Text:
    """Whether its safeguards are on, and whom it mails."""
    if scalar(data, "emulate_matts_code") == "1":
        return text("$emulate_matts_code is 1: its authors warn that it may then be open as a relay.")
    if scalar(data, "secure") == "0":
        return text("$secure is 0: its safeguards are switched off.")
    allowed = array(data, "allow_mail_to") or ()
    patterns = array(data, "recipients") or ()
    whole = [one for one in allowed if "@" in one]
    domains = [one for one in allowed if "@" not in one]
    if scalar(data, "send_confirmation_mail") == "1":
        return text("$send_confirmation_mail is 1: it mails a copy to whatever address a visitor types.")
    if patterns:
        return text("It mails addresses that fit {patterns}.", patterns=_shown(patterns))
    if domains:
        return text("It mails every address at {domains}.", domains=_shown(tuple(domains)))
    if whole:
        return text("It mails only {addresses}.", addresses=_shown(tuple(whole)))
    return text("Its list of recipients is empty: it mails nobody, or it is set elsewhere.")


def _shown(words: tuple[str, ...]) -> tuple[Remote, ...]:
    return tuple(Remote(one) for one in words[:5])
