"""A scan as JSON: every kind of evidence, with codes and parameters beside the sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hiyari.forms.evidence import (
    Blind,
    Confirmation,
    Evidence,
    Flow,
    Judged,
    LinkFacts,
    MailFacts,
    Reading,
    Scan,
    Sink,
    Spot,
    Stop,
    UseFacts,
)
from hiyari.locale.translate import Translator
from hiyari.model.text import Text


def scan_value(scan: Scan, words: Translator) -> dict[str, Any]:
    """What stands in the envelope beside summary and findings."""
    return {
        "looked": scan.looked,
        "octets": scan.octets,
        "quiet": scan.quiet,
        "files": [judged_value(one, words) for one in scan.files],
        "skipped": [{"path": one.path, "why": words.render(one.why)} for one in scan.skipped],
    }


def judged_value(judged: Judged, words: Translator) -> dict[str, Any]:
    """One file."""
    seen = judged.evidence
    return {
        "path": seen.file.path,
        "action": judged.action.value,
        "reason": words.render(judged.reason),
        **_file(seen, words),
        "reading": _reading(seen.reading, words),
        "links": _links(seen.links, words),
        "use": _use(seen.use, words),
        "mail": _mail(seen.mail, words),
        "confirmation": confirmation_value(seen.confirmation, words) if seen.confirmation is not None else None,
    }


def _file(seen: Evidence, words: Translator) -> dict[str, Any]:
    file, family = seen.file, seen.family
    known = None
    if family is not None:
        note = words.render(family.note)
        known = {"name": family.name, "version": family.version, "note": note, "malware": family.malware}
    return {
        "root": file.root,
        "url": file.url,
        "size": file.size,
        "sha256": seen.sha256,
        "language": file.language,
        "runs": file.runs.value,
        "because": words.render(file.because),
        "copy": file.copy,
        "family": known,
    }


def _reading(reading: Reading, words: Translator) -> dict[str, Any]:
    return {
        "abilities": sorted(reading.abilities),
        "unknown": reading.unknown,
        "sinks": [_sink(one) for one in reading.sinks],
        "flows": [_flow(one, words) for one in reading.flows],
        "stops": [_told(one, words) for one in reading.stops],
        "blind": [_told(one, words) for one in reading.blind],
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {"path": spot.path, "line": spot.line, "column": spot.column, "source": spot.source}


def _sink(sink: Sink) -> dict[str, Any]:
    return {"name": sink.name, "reached": sink.reached, "spot": _spot(sink.spot)}


def _flow(flow: Flow, words: Translator) -> dict[str, Any]:
    return {
        "ability": flow.ability.value,
        "sink": _sink(flow.sink),
        "argument": flow.argument,
        "repeats": flow.repeats,
        "path": [{"what": words.render(hop.what), "spot": _spot(hop.spot)} for hop in flow.path],
    }


def _told(one: Stop | Blind, words: Translator) -> dict[str, Any]:
    sentence = one.what if isinstance(one, Stop) else one.why
    return {"text": words.render(sentence), "spot": _spot(one.spot) if one.spot is not None else None}


def _links(links: LinkFacts, words: Translator) -> dict[str, Any]:
    return {
        "linked": links.linked.value,
        "depth": links.depth,
        "by": [{"path": one.path, "line": one.line, "how": one.how} for one in links.by],
        "why": _maybe(links.why, words),
    }


def _use(use: UseFacts, words: Translator) -> dict[str, Any]:
    return {
        "since": _at(use.since),
        "until": _at(use.until),
        "uses": use.uses,
        "last_use": _at(use.last_use),
        "views": use.views,
        "last_view": _at(use.last_view),
        "probes": use.probes,
        "last_probe": _at(use.last_probe),
        "probe": _maybe(use.probe, words),
        "clients": use.clients,
        "engines": list(use.engines),
        "why": _maybe(use.why, words),
        "remarks": [words.render(one) for one in use.remarks],
    }


def _mail(mail: MailFacts, words: Translator) -> dict[str, Any]:
    return {
        "messages": mail.messages,
        "last": _at(mail.last),
        "how": _maybe(mail.how, words),
        "why": _maybe(mail.why, words),
    }


def confirmation_value(proof: Confirmation, words: Translator) -> dict[str, Any]:
    """One run in the sandbox."""
    return {
        "path": proof.path,
        "sha256": proof.sha256,
        "at": _at(proof.at),
        "proof": proof.proof.value,
        "caught": [
            {
                "ability": one.ability.value,
                "field": one.field,
                "where": one.where,
                "breaks": one.breaks,
                "shown": one.shown,
            }
            for one in proof.caught
        ],
        "runs": proof.runs,
        "mails": proof.mails,
        "repeats": proof.repeats,
        "why": _maybe(proof.why, words),
    }


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _maybe(sentence: Text | None, words: Translator) -> str | None:
    return None if sentence is None else words.render(sentence)
