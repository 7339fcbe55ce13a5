"""Times in a stranger's text, in the forms that people and programs write them, with their zone.

2026-11-26 19:48:25 +0900, 26 Nov 2026 at 10:48 UTC, November 26th, 2026 7:48 PM, 26/Nov/2026:19:48:25 +0900,
11/26/2026 19:48, 19:48 JST on 2026/11/26, 2026年11月26日 午後7時48分頃, 令和8年11月26日19時48分.

Where a day and a month can be either, both readings are told. What looks like a time and is none that is known (no
year, no clock, an impossible day) is told as strange. Every pattern is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Final

from hiyari.maillog.trace.notice import Moment
from hiyari.maillog.trace.zones import ZONE, zone_named

_MOST: Final = 40
_LOOKED_AT: Final = 262_144
"""Characters of a text; nobody writes more than that before he says when."""
_SHOWN: Final = 3
"""Strange times that are told."""
_REIWA: Final = 2018
"""The year before the era's first (令和元年 is 2019)."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME: Final = (
    "(?:[Jj]an|JAN|[Ff]eb|FEB|[Mm]ar|MAR|[Aa]pr|APR|[Mm]ay|MAY|[Jj]un|JUN|[Jj]ul|JUL|[Aa]ug|AUG|[Ss]ep|SEP|[Oo]ct|OCT"
    "|[Nn]ov|NOV|[Dd]ec|DEC)[A-Za-z]{0,6}"
)
_MONTH: Final = rf"(?P<name>{_NAME})\.?"
_YEAR: Final = r"(?P<year>20\d\d)(?!\d)"
_DAY: Final = r"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?(?!\d)"
_ERA: Final = r"(?:令和|(?<![A-Za-z])R) ?(?P<era>\d\d?|元)"
_DATES: Final = (
    r"(?<!\d)(?P<year>20\d\d)[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)(?!\d)",
    rf"(?:(?<!\d)(?P<year>20\d\d)|{_ERA}) ?年 ?(?P<month>\d\d?) ?月 ?(?P<day>\d\d?) ?日",
    rf"{_ERA}[./](?P<month>\d\d?)[./](?P<day>\d\d?)(?!\d)",
    rf"{_DAY}(?: of)?[ /-]{_MONTH},?[ /-]{_YEAR}",
    rf"(?<![A-Za-z]){_MONTH} {{1,2}}{_DAY},? {_YEAR}",
    r"(?<![\d/.-])(?P<one>\d\d?)(?P<mark>[/.-])(?P<other>\d\d?)(?P=mark)(?P<year>20\d\d)(?!\d)",
)
_CLOCK: Final = (
    r"(?:(?P<before>午前|午後|[AaPp][Mm](?= ?\d)) ?)?(?<!\d)(?P<hour>\d\d?)(?:"
    r":(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?!\d)"
    r"| ?時 ?(?:(?P<minutes>\d\d?) ?分? ?(?:(?P<seconds>\d\d?) ?秒)?|(?P<half>半))?"
    r"|(?= ?[AaPp]\.?[Mm]\b))"
    r"(?: ?(?P<after>[AaPp])\.?[Mm]\b\.?)?"
)
_ABOUT: Final = r"(?: ?(?:頃|ごろ|ころ))?"
_ZONED: Final = rf"{_ABOUT}(?: ?[(\[]?{ZONE})?"
_BETWEEN: Final = r"(?:T|[^\d\n]{0,12}?(?:\n[ \t>|]{0,8}(?:[Tt]ime|時刻|時間)[^\d\n]{0,12}?)?)"
"""Between day and clock; reports that are tables have them in two lines."""
_PATTERNS: Final = (
    *(re.compile(f"{date}{_BETWEEN}{_CLOCK}{_ZONED}", re.ASCII) for date in _DATES),
    # As date(1) and ctime(3) write it: Thu Nov 26 19:48:25 JST 2026.
    re.compile(rf"(?<![A-Za-z]){_MONTH} {{1,2}}{_DAY} {{1,2}}{_CLOCK}(?: {ZONE})? {_YEAR}", re.ASCII),
    *(re.compile(rf"{_CLOCK}{_ZONED}[^\d\n:]{{1,12}}?{date}", re.ASCII) for date in _DATES),
)
"""Tried in this order; what one of them has found is gone for those after it."""
_STRANGE: Final = re.compile(
    r"(?<![\w.:/@-])(?:"
    r"(?:\d{1,4}[-/]\d\d?[-/]\d{2,4}|\d\d?\.\d\d?\.\d{4})(?:[T ,]{1,2}\d\d?:\d\d(?::\d\d)?)?"
    r"|(?:(?:20\d\d|令和.{1,2}|平成.{1,2}) ?年 ?)?\d\d? ?月 ?\d\d? ?日(?:[^\d\n]{0,8}\d\d?[時:](?:\d\d分?)?)?"
    rf"|(?=[A-Z]){_NAME}\.? {{1,2}}\d\d?(?:,? 20\d\d)?(?: \d\d?:\d\d(?::\d\d)?)?"
    rf"|\d\d? (?=[A-Z]){_NAME}(?: 20\d\d)?(?: \d\d?:\d\d(?::\d\d)?)?"
    r"|(?:午前|午後)? ?\d\d? ?時(?: ?\d\d? ?分)?"
    r"|\d\d?:\d\d(?::\d\d)?(?: ?[AaPp][Mm])?"
    r")(?![\w:/@-]|\.\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The times of a text, in its order."""

    moments: tuple[Moment, ...] = ()
    strange: tuple[str, ...] = ()
    """What looks like a time and is not understood; empty where there are moments."""


def find_times(words: str, zone: tzinfo) -> Times:
    """The times in a text.

    Args:
        words: The text, its digits and signs in the usual form (see `marks.plain`).
        zone: The zone of times that tell none.
    """
    words = words[:_LOOKED_AT]
    found: list[tuple[int, Sequence[Moment]]] = []
    impossible: list[str] = []
    for pattern in _PATTERNS:
        hits = list(islice(pattern.finditer(words), _MOST))
        for hit in hits:
            readings = _readings(hit, zone)
            found.append((hit.start(), readings))
            impossible += () if readings else (hit[0],)
        words = _without(words, hits)
    found.sort(key=lambda pair: pair[0])
    moments = tuple(dict.fromkeys(moment for _, readings in found for moment in readings))
    if moments:
        return Times(moments=moments)
    strange = islice((one[0].strip() for one in _STRANGE.finditer(words)), _SHOWN)
    return Times(strange=tuple(dict.fromkeys([*impossible, *strange]))[:_SHOWN])


def _without(words: str, hits: Sequence[re.Match[str]]) -> str:
    kept, place = [], 0
    for hit in hits:
        kept += [words[place : hit.start()], "\0" * (hit.end() - hit.start())]
        place = hit.end()
    return "".join([*kept, words[place:]]) if hits else words


def _readings(hit: re.Match[str], zone: tzinfo) -> list[Moment]:
    """What a time can mean: one moment, or two where day and month are ambiguous, or none where it is impossible."""
    told = hit.groupdict()
    named, sure = zone_named(told["zone"]) if told["zone"] else (None, False)
    found = []
    for year, month, day in dict.fromkeys(_days(told)):
        at = _at(year, month, day, told)
        if at is not None:
            found.append(Moment(at=at.replace(tzinfo=named or zone), zoned=sure))
    return found


def _days(told: dict[str, str | None]) -> Iterator[tuple[int, int, int]]:
    era = told.get("era")
    year = _REIWA + (1 if era == "元" else int(era)) if era else int(told["year"] or 0)
    name = told.get("name")
    if name:
        yield year, _MONTHS.index(name[:3].lower()) + 1, int(told["day"] or 0)
    elif told.get("one"):
        one, other = int(told["one"] or 0), int(told["other"] or 0)
        # With full stops it is the European order; with others America writes the month first.
        if told["mark"] != ".":
            yield year, one, other
        yield year, other, one
    else:
        yield year, int(told["month"] or 0), int(told["day"] or 0)


def _at(year: int, month: int, day: int, told: dict[str, str | None]) -> datetime | None:
    """A naive time; None where there is none such."""
    hour, half = int(told["hour"] or 0), (told["before"] or told["after"] or "")[:2].lower()
    minute = 30 if told["half"] else int(told["minute"] or told["minutes"] or 0)
    second = int(told["second"] or told["seconds"] or 0)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in {"午後", "p", "pm"} else 0)
    later = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    try:
        # A leap second is the last one of its minute, as far as a search is concerned.
        naive = datetime(year, month, day, 0 if later else hour, minute, min(second, 59))  # noqa: DTZ001 - zoned above
    except ValueError:
        return None
    return naive + later if second <= 60 else None
