"""The labelled scripts: what a stranger can really do with each, which is what the reading of sources is measured by.

Each folder has tables beside it (``php.toml``, ``php_more.toml`` for ``php/``), one entry for each file:

* ``abilities``: of ``recipient``, ``header``, ``autoreply``, ``command``; empty: safe. As `evidence.Ability` means them.
* ``sends``: whether it holds a mail sink at all (true unless said).
* ``trap``: what it tests, if anything. ``reason``: why it is labelled so, in a sentence.
* ``fields``: what an ordinary visitor fills in, by which the script comes to its sink; ``method``: POST unless said.
* ``runs``: whether it runs with Debian's interpreters alone (true unless said).
* ``include``: files of the same folder that it needs. ``helper``: such a file, no script by itself.
* ``either``: abilities whose name is debatable; both answers are right.
* ``undecided``: what it does is not to be seen in the file; the right answer is *unknown*, the wrong one silence.
* ``encoding``: of the file, UTF-8 unless said.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language

FOLDER: Final = Path(__file__).parent
FRESH: Final = FOLDER.with_name("fresh")
"""Scripts that were labelled by those who had not seen the program, nor the others."""
SECOND: Final = FOLDER.with_name("second")
THIRD: Final = FOLDER.with_name("third")
FOURTH: Final = FOLDER.with_name("fourth")
"""More of the kind, each written when what the sets before it had shown was mended; of the last two every label was run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One labelled file."""

    language: Language
    file: str
    """Its name inside the language's folder."""
    abilities: frozenset[Ability]
    trap: str = ""
    reason: str = ""
    sends: bool = True
    runs: bool = True
    helper: bool = False
    undecided: bool = False
    either: frozenset[Ability] = frozenset()
    fields: dict[str, str] = field(default_factory=dict)
    method: str = "POST"
    include: tuple[str, ...] = ()
    encoding: str = "utf-8"
    folder: Path = FOLDER
    """Of all languages."""

    @property
    def root(self) -> Path:
        """The folder of its language, which may be taken for a web root."""
        return self.folder / self.language

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.root / self.file

    @property
    def safe(self) -> bool:
        """Whether nobody can do anything with it."""
        return not self.abilities and not self.undecided

    def __str__(self) -> str:
        """As the benchmark lists it."""
        return f"{self.language}/{self.file}"


def scripts(folder: Path = FOLDER) -> tuple[Script, ...]:
    """Every labelled script of a folder that is one by itself, in the order of the tables."""
    return tuple(one for one in entries(folder) if not one.helper)


def entries(folder: Path = FOLDER) -> tuple[Script, ...]:
    """Every entry of every table of a folder, helpers too."""
    return tuple(
        Script(
            language=language,
            file=name,
            folder=folder,
            abilities=frozenset(Ability(one) for one in entry.pop("abilities", ())),
            either=frozenset(Ability(one) for one in entry.pop("either", ())),
            include=tuple(entry.pop("include", ())),
            **entry,
        )
        for language in Language
        for table in sorted(folder.glob(f"{language}*.toml"))
        for name, entry in tomllib.loads(table.read_text("utf-8")).items()
    )
