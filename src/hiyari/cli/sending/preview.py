"""Shows what a campaign would do: to a person, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import click

from hiyari.cli.exit import ExitCode
from hiyari.cli.messages import translator
from hiyari.cli.progress import run_patiently
from hiyari.cli.render.fold import columns, width, wrap
from hiyari.cli.render.json import finding_value
from hiyari.cli.render.text import as_text
from hiyari.cli.report import Report
from hiyari.cli.sending.bench import Bench
from hiyari.cli.sending.route import judge_route
from hiyari.cli.sending.words import rough
from hiyari.delivery.ledger.hindrance import HindranceKind
from hiyari.delivery.message.templates import TOKEN
from hiyari.delivery.pacing.forecast import fits_window
from hiyari.delivery.prepare import Prepared
from hiyari.delivery.preview import SHORTEST_DIGEST, Example, LaneForecast, Preview
from hiyari.locale.translate import Translator, printable
from hiyari.model.rule import Severity
from hiyari.model.text import Remote, Text, ntext, text

_LANES: Final = 12
_SHOWN: Final = 5
_BODY_LINES: Final = 12
_INDENT: Final = "    "


def show_preview(bench: Bench, prepared: Prepared, preview: Preview, form: str) -> int:
    """Show it, with what receivers will say to the route. Exit code 1 for a near miss, 3 for something unknown."""
    findings = run_patiently(judge_route(bench, prepared, preview))
    report = Report(command="send", findings=findings)
    words = translator()
    if form == "json":
        click.echo(json.dumps(as_value(report, preview, words), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*_text(preview, words), "", as_text(report, words), "", *_next(bench, preview, words)]))
    code = report.exit_code(Severity.WARNING)
    return ExitCode.UNKNOWN if code is ExitCode.FINE and preview.not_known else code


def _text(preview: Preview, words: Translator) -> Iterator[str]:
    campaign = preview.campaign
    yield from _wrapped(text("{campaign}: nothing is sent yet", campaign=campaign.name), words)
    yield ""
    for line in _counts(preview):
        yield from _wrapped(line, words)
    yield from _left_out(preview, words)
    yield ""
    yield from _table(preview, words)
    yield from _time(preview, words)
    for number, one in enumerate(preview.examples, 1):
        yield ""
        yield from _example(number, one, words)


def _counts(preview: Preview) -> Iterator[Text]:
    yield ntext("{count} row in the file", "{count} rows in the file", preview.survey.rows)
    yield ntext("{count} message would be sent", "{count} messages would be sent", preview.waiting)
    listed = preview.hindrances.get(HindranceKind.LISTED, 0)
    repeated = preview.hindrances.get(HindranceKind.SAME_CONTENT, 0)
    if listed:
        yield ntext("{count} is on a suppression list", "{count} are on a suppression list", listed)
    if repeated:
        yield ntext(
            "{count} has, or may have, the same content from another campaign, and does not get it again",
            "{count} have, or may have, the same content from another campaign, and do not get it again",
            repeated,
        )


def _left_out(preview: Preview, words: Translator) -> Iterator[str]:
    """Rows that get nothing, by name: the reader is to look at them before and not after."""
    survey, loaded = preview.survey, preview.loaded
    path = str(preview.campaign.recipients.path)
    if survey.malformed:
        yield from _wrapped(ntext("{count} address is none:", "{count} addresses are none:", survey.malformed), words)
        for bad in survey.examples[:_SHOWN]:
            yield from _wrapped(
                text("{path}:{line}: {address}", path=path, line=bad.line, address=Remote(bad.written)), words, _INDENT
            )
        yield from _more(survey.malformed, words)
    if loaded.duplicates:
        yield from _wrapped(
            ntext(
                "{count} row repeats a recipient; the first row counts:",
                "{count} rows repeat a recipient; the first row counts:",
                loaded.duplicates,
            ),
            words,
        )
        for one in loaded.examples[:_SHOWN]:
            sentence = text(
                "{path}:{line}: {address} stands in line {first}",
                path=path,
                line=one.line,
                address=one.address,
                first=one.first,
            )
            yield from _wrapped(sentence, words, _INDENT)
        yield from _more(loaded.duplicates, words)
    if preview.case_twins:
        sentence = ntext(
            "{count} recipient differs from another only in case. Where that is one mailbox, it gets the message "
            "twice: leave one of them out",
            "{count} recipients differ from another only in case. Where that is one mailbox, it gets the message "
            "twice: leave one of them out",
            preview.case_twins,
        )
        yield from _wrapped(sentence, words)
    for count, why in list(preview.no_mail.values())[:_SHOWN]:
        sentence = ntext(
            "{count} recipient cannot be reached: {why}", "{count} recipients cannot be reached: {why}", count, why=why
        )
        yield from _wrapped(sentence, words)
    yield from _more(len(preview.no_mail), words)
    for domain, (count, cause) in list(preview.not_known.items())[:_SHOWN]:
        sentence = ntext(
            "unknown: who takes the mail of {domain} ({count} recipient): {cause}",
            "unknown: who takes the mail of {domain} ({count} recipients): {cause}",
            count,
            domain=domain,
            cause=cause.describe(),
        )
        yield from _wrapped(sentence, words)
    yield from _more(len(preview.not_known), words)


def _more(count: int, words: Translator) -> Iterator[str]:
    if count > _SHOWN:
        yield _INDENT + words.render(ntext("and {count} more", "and {count} more", count - _SHOWN))


def _table(preview: Preview, words: Translator) -> Iterator[str]:
    heads = tuple(words.render(one) for one in (text("provider"), text("messages"), text("time at the allowed pace")))
    rows = [heads, *(_row(lane, words) for lane in preview.lanes[:_LANES])]
    if len(preview.lanes) > _LANES:
        rest = preview.lanes[_LANES:]
        rows.append((words.render(text("{count} more", count=len(rest))), str(sum(lane.waiting for lane in rest)), ""))
    first, second = (max(columns(row[place]) for row in rows) for place in (0, 1))
    for name, count, time in rows:
        yield f"{name}{' ' * (first - columns(name))}  {' ' * (second - columns(count))}{count}  {time}".rstrip()


def _row(lane: LaneForecast, words: Translator) -> tuple[str, str, str]:
    name = lane.lane if ":" in lane.lane else f"{lane.lane} ({lane.provider})"
    time = text("as fast as it takes them") if lane.seconds is None else text("{time}", time=rough(lane.seconds))
    if lane.closed:
        time = text(
            "closed for {closed}: its answers were not believed; {time} in all", closed=rough(lane.closed), time=time
        )
    return name, str(lane.waiting), words.render(time) if lane.waiting else ""


def _time(preview: Preview, words: Translator) -> Iterator[str]:
    if preview.seconds is not None and preview.waiting:
        yield from _wrapped(text("Until all are done: about {time}", time=rough(preview.seconds)), words)
    if not fits_window(preview.seconds, preview.campaign.hours, preview.at):
        yield from _wrapped(
            text("That is longer than the window of the campaign: what is left then is not sent."), words
        )


def _example(number: int, one: Example, words: Translator) -> Iterator[str]:
    head = text("Example {number}: row {line}, {address}", number=number, line=one.line, address=one.address)
    yield from _wrapped(head, words)
    sender = f"{one.sender.name} <{one.sender.address}>".strip()
    yield f"{_INDENT}From: {printable(sender)}"
    yield f"{_INDENT}Subject: {printable(one.rendered.subject)}"
    yield ""
    body = (one.rendered.text or one.rendered.html or "").replace(TOKEN, "TOKEN").splitlines()
    for line in body[:_BODY_LINES]:
        yield f"{_INDENT}{printable(line, width() - len(_INDENT))}".rstrip()
    if len(body) > _BODY_LINES:
        more = ntext("{count} more line", "{count} more lines", len(body) - _BODY_LINES)
        yield f"{_INDENT}... {words.render(more)}"


def _next(bench: Bench, preview: Preview, words: Translator) -> Iterator[str]:
    path = str(bench.campaign.path)
    if not preview.waiting:
        yield words.render(
            text("There is nobody to send to. Look at {file}.", file=str(preview.campaign.recipients.path))
        )
        return
    yield words.render(text("Try it on yourself: {command}", command=f"hiyari send {path} --test-to YOUR-ADDRESS"))
    yield words.render(
        text("Send it: {command}", command=f"hiyari send {path} --digest {preview.digest[:SHORTEST_DIGEST]}")
    )


def _wrapped(sentence: Text, words: Translator, indent: str = "") -> list[str]:
    return wrap(words.render(sentence), width(), indent, indent + _INDENT)


def as_value(report: Report, preview: Preview, words: Translator) -> dict[str, Any]:
    """The envelope of JSON."""
    return {
        "hiyari": 1,
        "command": "send",
        "summary": {
            "campaign": preview.campaign.name,
            "digest": preview.digest,
            "rows": preview.survey.rows,
            "messages": preview.waiting,
            "malformed": preview.survey.malformed,
            "duplicates": preview.loaded.duplicates,
            "suppressed": preview.hindrances.get(HindranceKind.LISTED, 0),
            "same_content": preview.hindrances.get(HindranceKind.SAME_CONTENT, 0),
            "no_mail": sum(count for count, _ in preview.no_mail.values()),
            "not_known": sum(count for count, _ in preview.not_known.values()),
            "seconds": preview.seconds,
        },
        "lanes": [
            {
                "lane": lane.lane,
                "messages": lane.waiting,
                "suppressed": lane.suppressed,
                "seconds": lane.seconds,
            }
            for lane in preview.lanes
        ],
        "examples": [
            {
                "row": one.line,
                "address": one.address,
                "subject": one.rendered.subject,
                "text": one.rendered.text,
                "html": one.rendered.html,
            }
            for one in preview.examples
        ],
        "findings": [finding_value(finding, words) for finding in report.findings],
    }
