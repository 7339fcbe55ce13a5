"""Half an upload is a script too: every beginning of every labelled script is read to its end."""

from __future__ import annotations

from typing import Final

from hiyari.forms.apart import apart
from hiyari.forms.evidence import Reading
from hiyari.forms.language import Language
from hiyari.forms.taint.read import read
from tests.forms.material.table import FOLDER, FRESH, Script, entries

_PLACES: Final = {FOLDER: 40, FRESH: 10}
_SECONDS: Final = 20
_OCTETS: Final = 1 << 30


def _cut(data: bytes, places: int) -> list[bytes]:
    """Beginnings, evenly over the file."""
    return [data[: len(data) * place // places] for place in range(places)]


def _failures(script: Script) -> str:
    """What went wrong with the beginnings of one script, if anything did; never raises, as `apart` wants it."""
    told = []
    for beginning in _cut(script.path.read_bytes(), _PLACES[script.folder]):
        try:
            if not isinstance(read(beginning, script.language, path=script.file), Reading):
                told.append(f"{len(beginning)}: no reading")
        except Exception as error:  # noqa: BLE001 - any of them is what is searched for
            told.append(f"{len(beginning)}: {error!r}")
    return "; ".join(told)


def test_every_beginning_is_read() -> None:
    """Cut at forty places each, the fresh ones at ten, no labelled script raises, hangs or takes a gigabyte."""
    for language in Language:
        read(b"", language)  # what reads it is loaded before the child parts
    every = (*entries(), *entries(FRESH))
    answers = apart(_failures, every, seconds=_SECONDS, octets=_OCTETS)
    wrong = {
        str(script): "it did not end, or died" if said is None else said
        for script, said in zip(every, answers, strict=True)
        if said != ""
    }
    assert not wrong
