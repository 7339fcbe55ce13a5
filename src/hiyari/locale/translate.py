"""Turns a stored sentence into one that a person reads: the catalogue's words, the parameters made printable."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from hiyari.model.text import N_, Command, Duration, Param, Remote, Text

LANGUAGES: Final = ("en", "ja")
MAX_REMOTE: Final = 400
"""Characters of remote text that are shown."""
FOLDER: Final = Path(__file__).parent
"""Where the catalogues are."""
_UNITS: Final = (
    (86400, N_("{number} d")),
    (3600, N_("{number} h")),
    (60, N_("{number} min")),
    (1, N_("{number} s")),
)


def choose_language(asked: str | None, environment: Mapping[str, str]) -> str:
    """The reader's language: what was asked for, else the environment's; English where neither is ours."""
    names = (environment.get(name) for name in ("HIYARI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    wanted = asked or next((name for name in names if name), "en")
    short = wanted.replace("_", "-").partition("-")[0].partition(".")[0].lower()
    return short if short in LANGUAGES else "en"


def printable(raw: str, limit: int = MAX_REMOTE) -> str:
    """Text from outside without anything that could move a cursor or end a line, and not too long."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in raw[:limit]
    )
    return f"{shown}…" if len(raw) > limit else shown


class Translator:
    """Renders `Text` in one language."""

    def __init__(self, language: str) -> None:
        """Load the catalogue; English needs none."""
        self.language = language
        self._catalogue = gettext.translation("hiyari", FOLDER, [language], fallback=True)

    def render(self, sentence: Text) -> str:
        """The sentence in the reader's words."""
        if sentence.plural is not None and sentence.count is not None:
            message = self._catalogue.ngettext(sentence.message, sentence.plural, sentence.count)
        else:
            message = self.message(sentence.message)
        return message.format_map({name: self.parameter(value) for name, value in sentence.params.items()})

    def message(self, message: str) -> str:
        """A message without parameters filled in; the empty one stays empty."""
        return self._catalogue.gettext(message) if message else ""

    def parameter(self, value: Param) -> str:
        """One parameter as it stands in a sentence."""
        match value:
            case Text():
                return self.render(value)
            case Remote():
                return f'"{printable(value.raw)}"'
            case Command():
                return value.line
            case Duration():
                return self._duration(value.seconds)
            case tuple():
                return ", ".join(self.parameter(item) for item in value)
            case datetime():
                return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
            case float():
                return f"{value:.1f}"
            case _:
                return printable(str(value))

    def _duration(self, seconds: float) -> str:
        """The largest unit that divides it, or seconds with one decimal below ten."""
        if seconds < 10 and seconds != int(seconds):
            return self.message(_UNITS[-1][1]).format(number=f"{seconds:.1f}")
        whole = round(seconds)
        size, message = next(((size, message) for size, message in _UNITS if whole % size == 0 and whole), _UNITS[-1])
        return self.message(message).format(number=whole // size)
