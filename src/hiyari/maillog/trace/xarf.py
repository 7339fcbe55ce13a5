"""Reads XARF reports: v4 (JSON), v3 (JSON or YAML) and the YAML of 0.1 and 0.2, as far as a log can be searched for it.

All versions become the same list of (name, value): names in lower case without marks, of whatever depth. YAML is read
for what these reports use of it, mappings, lists and block texts, and nothing else: a full reader would also build
objects and follow aliases, which a stranger's file shall not ask for.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_MOST: Final = 400
"""Values of a report."""
_DEPTH: Final = 12
_YAML: Final = re.compile(r"([ ]{0,40})((?:- ){0,3})([A-Za-z][\w -]{0,60}?)\s{0,3}:(?:[ \t]+(.{0,4000}))?$", re.ASCII)
_SIGNS: Final = re.compile(
    r"^\s{0,8}\"?(?:xarf_version|ReporterInfo|Reported-From|ReportClass)\"?\s{0,3}:", re.MULTILINE | re.IGNORECASE
)
_SOURCES: Final = ("sourceidentifier", "sourceip", "source")
_FROMS: Final = ("smtpfrom", "smtpmailfromaddress", "originalmailfrom")
_RECIPIENTS: Final = ("smtpto", "smtprcpttoaddress", "recipient")
_TIMES: Final = ("timestamp", "date", "firstseen", "lastseen", "starttime", "endtime")
_TYPES: Final = ("type", "reporttype", "category")
_REPORTERS: Final = ("reporterorg", "reportedfrom", "org", "reportercontactemail", "contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a XARF report says."""

    sources: tuple[str, ...]
    times: tuple[str, ...]
    kind: str
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    message_ids: tuple[str, ...]
    reporter: str
    samples: tuple[bytes, ...]
    """The messages that it holds as evidence."""


def read_xarf(words: str) -> Report | None:
    """The report in a text; None where it is no XARF report."""
    if not _SIGNS.search(words[:20_000]) and not words.lstrip().startswith("{"):
        return None
    values = _from_json(words)
    if values is None:
        values = list(_from_yaml(words)) if _SIGNS.search(words[:20_000]) else []
    values = values[:_MOST]
    names = {name for name, _ in values}
    if not names & {"xarfversion", "reporterinfo", "reportclass", "reportedfrom", "reporterorg", "reporttype"}:
        return None
    return Report(
        sources=_all(values, _SOURCES),
        times=_all(values, _TIMES),
        kind=next(iter(_all(values, _TYPES)), "").lower(),
        senders=_all(values, _FROMS),
        recipients=_all(values, _RECIPIENTS),
        message_ids=tuple(one.strip("<>") for one in _all(values, ("messageid",))),
        reporter=next(iter(_all(values, _REPORTERS)), ""),
        samples=tuple(_samples(values)),
    )


def _all(values: list[tuple[str, str]], names: tuple[str, ...]) -> tuple[str, ...]:
    """The values of these names, the first name's first."""
    return tuple(dict.fromkeys(value for wanted in names for name, value in values if name == wanted and value))


def _samples(values: list[tuple[str, str]]) -> Iterator[bytes]:
    for name, value in values:
        if name != "payload":
            continue
        packed = "".join(value.split())
        try:
            yield base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            yield value.encode("utf-8", "replace")


def _name(written: str) -> str:
    return re.sub(r"[^a-z0-9]", "", written.lower())


def _from_json(words: str) -> list[tuple[str, str]] | None:
    try:
        tree = json.loads(words)
    except (ValueError, RecursionError):
        return None
    return list(_flat("", tree, 0))


def _flat(name: str, tree: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEPTH:
        return
    match tree:
        case dict():
            yield name, ""
            for key, value in tree.items():
                yield from _flat(_name(str(key)), value, depth + 1)
        case list():
            for value in tree:
                yield from _flat(name, value, depth + 1)
        case None | bool():
            pass
        case _:
            yield name, str(tree)


def _from_yaml(words: str) -> Iterator[tuple[str, str]]:
    lines = words.split("\n")
    number = 0
    while number < len(lines):
        found = _YAML.match(lines[number].rstrip())
        number += 1
        if found is None:
            continue
        indent, name, value = len(found[1]) + len(found[2]), _name(found[3]), (found[4] or "").strip()
        if value[:1] in {"|", ">"}:
            block = _block(lines, number, indent)
            number += len(block)
            value = "\n".join(line.strip() if value[0] == ">" else line for line in _dedent(block))
        yield name, value.strip("\"'")


def _block(lines: list[str], start: int, indent: int) -> list[str]:
    """The lines of a block text: blank ones, and those that stand deeper than its name."""
    end = start
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip(" ")) > indent):
        end += 1
    return lines[start:end]


def _dedent(block: list[str]) -> list[str]:
    depth = min((len(line) - len(line.lstrip(" ")) for line in block if line.strip()), default=0)
    return [line[depth:] for line in block]
