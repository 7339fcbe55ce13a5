"""How a script is made to take a roundabout way, and what has to be found then."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from hiyari.forms.evidence import Ability, Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read
from tests.forms.material.table import FOLDER, FRESH, Script, scripts

ALL: Final = bool(os.environ.get("HIYARI_ALL_DETOURS"))
"""Every way on every script, not only the suite's choice."""
FOLDERS: Final = (FOLDER, FRESH, FOLDER.with_name("second"))
EVERY: Final = 3
"""Of how many ways the suite tries one with each script."""


def read_script(source: str, script: Script) -> Reading:
    """What is read of a script that lies where the labelled one does."""

    def include(name: str) -> bytes | None:
        path: Path = script.path.parent / name
        return path.read_bytes() if path.is_file() else None

    return read(source.encode("latin-1"), script.language, path=str(script.path), include=include)


def abusable(language: Language, reads: re.Pattern[str], made: Callable[[str, str], str]) -> Iterator[Script]:
    """Labelled scripts that read the request by a plain expression and are understood without any doubt."""
    for folder in FOLDERS:
        for script in scripts(folder):
            if script.language is not language or not script.abilities:
                continue
            source = script.path.read_bytes().decode("latin-1")
            if not reads.search(source) or read_script(source, script).blind:
                continue
            plain = read_script(made(source, "same"), script)
            if script.abilities <= abilities(plain) and not plain.blind:
                yield script


def abilities(reading: Reading) -> frozenset[Ability]:
    """What a stranger can do."""
    return frozenset(flow.ability for flow in reading.flows)


def covered(script: Script, reading: Reading) -> bool:
    """Whether a reading finds what a script can do, or says that it does not know.

    Who may choose any recipient may have a third party mailed, too.
    """
    found = abilities(reading)
    if Ability.RECIPIENT in found:
        found |= {Ability.AUTOREPLY}
    return bool(reading.blind) or script.abilities <= found


def chosen(ways: Mapping[str, str], bases: list[Script]) -> list[tuple[str, Script]]:
    """Ways with the scripts that they are tried on: each way in turn on another script, or all on all."""
    if ALL:
        return [(name, script) for name in ways for script in bases]
    return [(name, bases[index % len(bases)]) for index, name in enumerate(ways) if index % EVERY == 0]
