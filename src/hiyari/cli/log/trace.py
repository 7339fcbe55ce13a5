"""``hiyari log trace``: from an abuse notice to who sent it, through which page, and what to do now."""

from __future__ import annotations

import hashlib
import json
import pwd
import socket
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from hiyari.cli.inventory_source import inventory_read
from hiyari.cli.log.redacting import redacted, redactor_of
from hiyari.cli.log.sources import LogOptions, OpenedLogs, log_options, open_logs
from hiyari.cli.log.trace_asked import Asked, files_of, notice_of, skew_of, window_of
from hiyari.cli.log.trace_bundle import write_bundle
from hiyari.cli.log.trace_doing import Question, answer
from hiyari.cli.log.trace_text import show
from hiyari.cli.log.trace_value import trace_value, waiting_value
from hiyari.cli.log.when import zone_of
from hiyari.cli.paper import FORMS, Paper
from hiyari.cli.render.json import finding_value
from hiyari.cli.report import Report
from hiyari.locale.translate import Translator
from hiyari.maillog.redact import Redactor
from hiyari.maillog.trace.bundle import bundle_files
from hiyari.maillog.trace.hiding import hidden
from hiyari.maillog.trace.judging import findings
from hiyari.maillog.trace.ours import same_host
from hiyari.maillog.trace.tracing import Traced
from hiyari.maillog.trace.window import Window
from hiyari.model.clock import system_clock
from hiyari.model.rule import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How the answer is wanted."""

    form: str = "text"
    redact: bool = False
    bundle: Path | None = None
    bundle_redacted: bool = True
    skew: float | None = None
    logs: tuple[str, ...] = ()
    """The files that were named."""
    window: Window | None = None
    """The time that was asked for."""


@click.command("trace")
@click.argument("notice", metavar="[NOTICE]", required=False, type=click.Path(path_type=Path, allow_dash=True))
@log_options
@click.option(
    "--notice",
    "named",
    metavar="NOTICE",
    type=click.Path(path_type=Path, allow_dash=True),
    help="The notice, where options say more about it.",
)
@click.option("--message-id", metavar="ID", help="The Message-ID of a reported message.")
@click.option("--queue-id", metavar="ID", help="Its queue id on one of our hosts.")
@click.option("--ip", "address", metavar="ADDRESS", help="An address: of ours, or of a client.")
@click.option("--from", "sender", metavar="ADDRESS", help="Its reverse-path.")
@click.option("--to", "recipient", metavar="ADDRESS", help="One of its recipients.")
@click.option(
    "--between", nargs=2, metavar="A B", help="What left at this time: '2026-11-26 19:00' '2026-11-26 20:00'."
)
@click.option("--skew", type=float, metavar="SECONDS", help="How far the web server's clock is ahead.")
@click.option(
    "--bundle", type=click.Path(path_type=Path), metavar="FILE.zip|DIR", help="Write the evidence for others."
)
@click.option("--no-redact", is_flag=True, help="Leave addresses in the bundle as they are.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="How to show it.")
def command(
    options: LogOptions,
    notice: Path | None,
    named: Path | None,
    form: str,
    skew: float | None,
    bundle: Path | None,
    *,
    no_redact: bool,
    **marks: Any,  # noqa: ANN401 - click's options go to a type of their own
) -> int:
    """Find out who sent what NOTICE complains about, and through which web page.

    NOTICE is an abuse notice as it came: a mail (ARF, XARF, with the reported message or its header fields in it) or a
    text; - is the standard input. FILEs are mail logs and access logs. With --notice, --message-id, --queue-id, --ip,
    --from, --to or --between every FILE is a log, and - is one, too.

    Exit code 1 when somebody was found, 3 when it is not known who, or which page.
    """
    if named is not None or any(marks.values()):
        options = replace(options, files=files_of(notice, options.files, named))
        notice = named
    asked = Asked(notice=notice, zone=zone_of(options.zone), **marks)
    wanted = Wanted(
        form=form,
        redact=options.redact,
        bundle=bundle,
        bundle_redacted=not no_redact,
        skew=skew,
        logs=tuple(options.files),
        window=window_of(asked, system_clock()),
    )
    octets = asked.octets
    with open_logs(options) as opened:
        return run(opened, asked, octets, wanted, options.state)


def run(opened: OpenedLogs, asked: Asked, octets: bytes | None, wanted: Wanted, state: str | None = None) -> int:
    """Trace, show, and say how it ended.

    Args:
        opened: What the logs say.
        asked: What to look for.
        octets: The notice as it came, if there is one.
        wanted: How.
        state: Where the state database is, beside which the site's key lies.

    Raises:
        UserError: Nothing was asked for, or a file cannot be written.
    """
    traced = answer(
        opened.facts,
        Question(
            notice=notice_of(asked, octets),
            inventory=opened.inventory,
            window=wanted.window,
            limits=Window(since=opened.since, until=opened.until),
            skew=skew_of(wanted.skew),
            names=_user_name,
        ),
    )
    redactor = None
    if wanted.redact or (wanted.bundle is not None and wanted.bundle_redacted):
        redactor = redactor_of(state, opened.inventory)
    told = _told(opened, traced, redactor if wanted.redact else None, wanted.logs)
    click.echo(told.json if wanted.form == "json" else "\n".join(told.lines))
    if wanted.bundle is not None:
        digest = None if octets is None else hashlib.sha256(octets).hexdigest()
        told = _told(opened, _for_others(traced), redactor if wanted.bundle_redacted else None, None)
        write_bundle(
            wanted.bundle,
            bundle_files(told.traced, told.lines, told.value, digest),
            redacted=wanted.bundle_redacted,
        )
    return told.report.exit_code(Severity.NOTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A trace in the forms that it is shown in."""

    traced: Traced
    report: Report
    lines: list[str]
    value: dict[str, Any]

    @property
    def json(self) -> str:
        return json.dumps(self.value, ensure_ascii=False, indent=2)


def _told(opened: OpenedLogs, traced: Traced, redactor: Redactor | None, logs: tuple[str, ...] | None) -> _Told:
    """Show it, without the people where there is a redactor; without logs for others, who need not know what we do."""
    shown = traced if redactor is None else hidden(traced, redactor)
    report = Report(command="log trace", findings=(*redacted(opened.read, redactor), *findings(shown)))
    if logs is None:
        report = replace(report, findings=tuple(replace(one, next=None) for one in report.findings))
    paper = Paper()
    show(paper, shown, report.findings, logs or (), ours=logs is not None)
    return _Told(traced=shown, report=report, lines=paper.lines, value=_envelope(report, shown, paper.words))


def _for_others(traced: Traced) -> Traced:
    """Without what we are going to do, and without the pages that were not reported, whose visitors did nothing."""
    if traced.web is None:
        return replace(traced, steps=())
    kept = [pair for pair in zip(traced.web.suspects, traced.through, strict=False) if pair[0].reported]
    web = replace(
        traced.web,
        suspects=tuple(suspect for suspect, _ in kept),
        candidates=() if kept else traced.web.candidates,
    )
    return replace(traced, steps=(), web=web, through=tuple(part for _, part in kept))


def _envelope(report: Report, traced: Traced, words: Translator) -> dict[str, Any]:
    return {
        "hiyari": 1,
        "command": report.command,
        "summary": {
            "near_miss": len(report.near_misses),
            "unknown": len(report.unknowns),
            "pass": len(report.passes),
        },
        "inventory": inventory_read(),
        "trace": trace_value(traced, words),
        "waiting": waiting_value(traced),
        "findings": [finding_value(one, words) for one in report.findings],
    }


def _user_name(host: str, uid: int) -> str | None:
    """The user's name, where the host is this machine; that of another machine would be a guess."""
    if not same_host(host.lower(), socket.gethostname().lower()):
        return None
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return None
