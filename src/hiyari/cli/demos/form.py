"""``hiyari demo form``: a complaint arrives, the logs say which form it was, and the form is taken away."""

from __future__ import annotations

import shlex
import tempfile
from datetime import UTC
from pathlib import Path

import click

from hiyari.cli.demos.form_after import take_away
from hiyari.cli.exit import ExitCode
from hiyari.cli.inventory_source import load_inventory
from hiyari.cli.log.trace_text import show
from hiyari.cli.paper import Paper
from hiyari.lab.form_accident import UID, WEB, Played, play
from hiyari.lab.website_files import OLD_FORM
from hiyari.locale.translate import Translator
from hiyari.logfiles.files import log_files
from hiyari.maillog.ingest.ingest import ingest_once
from hiyari.maillog.ingest.pieces import Source
from hiyari.maillog.store.facts_folder import open_facts
from hiyari.maillog.trace.judging import findings
from hiyari.maillog.trace.reading import read_notice
from hiyari.maillog.trace.tracing import Traced, trace
from hiyari.model.clock import system_clock
from hiyari.model.error import ActionError, UserError
from hiyari.model.text import Param, text


async def tell_form(words: Translator, kept: Path | None) -> ExitCode:
    """Play the night, and trace the complaint.

    Args:
        words: The reader's language.
        kept: Where logs, notice and inventory are left to be tried on; None to leave nothing.

    Raises:
        ActionError: It did not go as told.
        UserError: The folder cannot be made, or DuckDB is not installed.
        OSError: There are no addresses 127.0.0.x here.
    """

    def tell(message: str, /, **params: Param) -> None:
        click.echo(words.render(text(message, **params)))

    with tempfile.TemporaryDirectory(prefix="hiyari-demo-") as made:
        folder = Path(made) if kept is None else _folder(kept)
        # The sandbox runs as a user who may do nothing, and reads the site's files as one.
        folder.chmod(0o755)
        played = await play(folder, system_clock())
        tell(
            "An old contact form lies on {host}. Nothing links to it, and it mails to whomever one asks it to.",
            host=WEB,
        )
        tell(
            "At night somebody finds it: {count} mails leave the host, and no relay and no PC is to blame.",
            count=played.sent,
        )
        tell("1. In the morning a receiver complains, with the header of one mail:")
        click.echo()
        for line in played.notice.read_text("utf-8").split("--b1")[-2].strip().splitlines()[2:]:
            click.echo(f"     {line}")
        click.echo()
        tell("2. hiyari log trace reads the complaint, the mail log and the access log:")
        click.echo()
        traced = _trace(played)
        paper = Paper(words)
        show(paper, traced, findings(traced))
        paper.write()
        click.echo()
        if not _as_told(traced):
            raise ActionError(text("The demo did not go as it should have. Report it with the output above."))
        with tempfile.TemporaryDirectory(prefix="hiyari-demo-") as place:
            await take_away(words, played, Path(place), lambda sentence: click.echo(words.render(sentence)))
        if kept is None:
            tell("Try it yourself, with the logs of this play: hiyari demo form --write FOLDER")
        else:
            _try(played, words)
    return ExitCode.FINE


def _folder(kept: Path) -> Path:
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "input/output error"
        raise UserError(
            text("{folder} cannot be made: {reason}. Name another folder.", folder=str(kept), reason=reason)
        ) from None
    return kept


def _trace(played: Played) -> Traced:
    inventory = load_inventory(str(played.inventory))
    some = [Source(file=one, host=WEB) for one in log_files([str(played.mail_log), str(played.access_log)], UTC)]
    # Apart from what is left to be tried on: there, a reader makes facts.
    with tempfile.TemporaryDirectory(prefix="hiyari-demo-") as made:
        facts = Path(made) / "facts"
        ingest_once(facts, some, UTC, processes=1)
        with open_facts(facts) as asker:
            return trace(asker, read_notice(played.notice.read_bytes(), UTC), inventory=inventory)


def _as_told(traced: Traced) -> bool:
    suspects = traced.web.suspects if traced.web is not None else ()
    named = bool(suspects) and suspects[0].score.page.path == OLD_FORM
    return named and traced.injector is not None and traced.injector.uid == UID


def _try(played: Played, words: Translator) -> None:
    paper = Paper(words)
    paper.say(text("The logs are kept. Try these:"))
    log, access, notice, inventory = (
        shlex.quote(str(one)) for one in (played.mail_log, played.access_log, played.notice, played.inventory)
    )
    paper.command(f"export HIYARI_CONFIG={inventory}")
    form = shlex.quote(str(played.site.file_of(OLD_FORM)))
    for line in (
        f"hiyari log trace {notice} {log} {access}",
        f"hiyari log compare {log}",
        f"hiyari log summary {log}",
        f"hiyari log ingest {log} {access}",
        "hiyari forms scan",
        f"hiyari forms confirm {form}",
        f"hiyari forms remove {form}",
    ):
        paper.command(line)
    paper.write()
