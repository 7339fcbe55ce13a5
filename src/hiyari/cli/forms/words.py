"""The words of a scan: what is to be done, what a stranger can do."""

from __future__ import annotations

from typing import Final

from hiyari.forms.evidence import Ability, Action, Linked, Proof, Runs
from hiyari.model.text import N_, Text, ntext, text

ACTIONS: Final = {
    Action.REMOVE: N_("REMOVE"),
    Action.FIX: N_("FIX"),
    Action.WATCH: N_("WATCH"),
    Action.KEEP: N_("KEEP"),
}
COLOURS: Final = {Action.REMOVE: "red", Action.FIX: "red", Action.WATCH: "yellow", Action.KEEP: "green"}
ABILITIES: Final = {
    Ability.COMMAND: N_("COMMAND: a visitor can run commands through it"),
    Ability.RECIPIENT: N_("RECIPIENT: a visitor chooses whom it mails"),
    Ability.HEADER: N_("HEADER: a visitor can add header lines to its mail"),
    Ability.AUTOREPLY: N_("AUTOREPLY: it mails a visitor's text to an address that the visitor names"),
}
"""The worst first."""
RUNS: Final = {
    Runs.YES: N_("The web server runs it. {why}"),
    Runs.NO: N_("The web server does not run it. {why}"),
    Runs.UNKNOWN: N_("Whether the web server runs it is not known. {why}"),
}
PROOFS: Final = {
    Proof.CONFIRMED: N_("confirmed"),
    Proof.CLEARED: N_("cleared"),
    Proof.SILENT: N_("sent nothing"),
    Proof.BROKEN: N_("does not run"),
    Proof.IMPOSSIBLE: N_("not run"),
}
LINKED: Final = {
    Linked.YES: N_("Pages link to it."),
    Linked.NO: N_("Nothing links to it."),
    Linked.UNKNOWN: N_("Whether anything links to it is not known."),
}


def counted(action: Action, count: int) -> Text:
    """How many files there are of one action, in few words."""
    return text("{count} {action}", count=count, action=Text(message=ACTIONS[action]))


def looked(files: int, listed: int) -> Text:
    """The scan in one line."""
    return text(
        "{listed} of {files}.",
        listed=ntext("{count} file can send mail", "{count} files can send mail", listed),
        files=ntext("{count} file that was looked at", "{count} files that were looked at", files),
    )
