"""A Perl form that takes a roundabout way is abusable still, or said to be unknown: never fine."""

from __future__ import annotations

import re
from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.prefilter import sighted
from hiyari.forms.taint.read import read
from tests.forms.material.table import Script
from tests.forms.metamorphic import detours_perl, sinks_perl
from tests.forms.metamorphic.ways import ALL, EVERY, abilities, abusable, chosen, covered, read_script

_READS: Final = re.compile(r"(scalar\()?(\$(?:q|cgi)->param\('\w+'\))(?(1)\))")
KNOWN_SILENT: Final = frozenset(
    {
        "constant key",  # a constant that is not defined before it is used, and so is its own name
        "symbolic scalar",  # of a variable that is declared again each time
    }
)
"""Ways on which some value is passed over."""


def _made(source: str, name: str) -> str:
    head, _, rest = source.partition("\n")
    if not head.startswith("#!"):
        head, rest = "#!/usr/bin/perl", source
    rest = _READS.sub(lambda found: f"zz_way(scalar({found[2]}))", rest)
    way = f"sub zz_way {{ my ($v) = @_; {detours_perl.WAYS[name]}\n}}"
    return f"{head}\n{detours_perl.BEFORE.get(name, '')}\n{way}\n{rest}"


_BASES: Final = list(abusable(Language.PERL, _READS, _made))
_TRIED: Final = [one for one in chosen(detours_perl.WAYS, _BASES) if one[0] not in KNOWN_SILENT]


@pytest.mark.parametrize(("name", "script"), _TRIED, ids=[f"{name}-{script.file}" for name, script in _TRIED])
def test_a_value_is_not_lost_on_its_way(name: str, script: Script) -> None:
    """The same ability is found when the request's value comes by a roundabout way, or the file is unknown."""
    reading = read_script(_made(script.path.read_bytes().decode("latin-1"), name), script)
    assert covered(script, reading)


_SINKS: Final = [name for index, name in enumerate(sinks_perl.WAYS) if ALL or index % EVERY == 0]


@pytest.mark.parametrize("name", _SINKS)
def test_a_mail_is_not_lost_on_its_way(name: str) -> None:
    """A mail that is sent by a roundabout way is open to a stranger, or unknown; the first look sights it."""
    source = (sinks_perl.BEFORE + sinks_perl.WAYS[name]).encode()
    reading = read(source, Language.PERL, path="/srv/www/form")
    assert sighted(source).mail
    assert reading.sinks
    assert reading.blind or {Ability.RECIPIENT, Ability.COMMAND, Ability.HEADER} & abilities(reading)
