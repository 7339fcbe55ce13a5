"""A Ruby form that takes a roundabout way is abusable still, or said to be unknown: never fine."""

from __future__ import annotations

import re
from typing import Final

import pytest

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from hiyari.forms.prefilter import sighted
from hiyari.forms.taint.read import read
from tests.forms.material.table import Script
from tests.forms.metamorphic import detours_ruby, sinks_ruby
from tests.forms.metamorphic.ways import ALL, EVERY, abilities, abusable, chosen, covered, read_script

_READS: Final = re.compile(r"\b(?:cgi|c|q|params)\[(?:'\w+'|\"\w+\"|:\w+)\](?!\s*=[^=~])(?!\[)")
KNOWN_SILENT: Final = frozenset(
    {
        "class-level instance variable",
        "method_missing that sets",
        "argument's text, replaced",
        "lambda, ===",
    }
)
"""Ways on which some value is passed over."""
KNOWN_SILENT_SINKS: Final = frozenset(
    {
        "symbol to a block",  # of a method that is added to a class of Ruby
        "refinement",
        "Struct with a method",
        "operator",  # << of an object of the script
        "SMTP, rcptto",
        "required file",  # no place in the file itself may send
        "required class",
        "loaded file",
    }
)


def _made(source: str, name: str) -> str:
    head, _, rest = source.partition("\n")
    if not head.startswith("#!"):
        head, rest = "#!/usr/bin/ruby", source
    rest = _READS.sub(lambda found: f"zz_way({found[0]})", rest)
    return f"{head}\n{detours_ruby.before(name)}\ndef zz_way(v)\n{detours_ruby.WAYS[name]}\nend\n{rest}"


_BASES: Final = list(abusable(Language.RUBY, _READS, _made))
_TRIED: Final = [one for one in chosen(detours_ruby.WAYS, _BASES) if one[0] not in KNOWN_SILENT]


@pytest.mark.parametrize(("name", "script"), _TRIED, ids=[f"{name}-{script.file}" for name, script in _TRIED])
def test_a_value_is_not_lost_on_its_way(name: str, script: Script) -> None:
    """The same ability is found when the request's value comes by a roundabout way, or the file is unknown."""
    reading = read_script(_made(script.path.read_bytes().decode("latin-1"), name), script)
    assert covered(script, reading)


_SINKS = [name for index, name in enumerate(sinks_ruby.WAYS) if ALL or index % EVERY == 0]
_SINKS = [name for name in _SINKS if name not in KNOWN_SILENT_SINKS]


@pytest.mark.parametrize("name", _SINKS)
def test_a_mail_is_not_lost_on_its_way(name: str) -> None:
    """A mail that is sent by a roundabout way is open to a stranger, or unknown; the first look sights it."""
    source = (sinks_ruby.BEFORE + sinks_ruby.WAYS[name]).encode()
    reading = read(source, Language.RUBY, path="/srv/www/form")
    assert sighted(source).mail
    assert reading.sinks
    assert reading.blind or {Ability.RECIPIENT, Ability.COMMAND, Ability.HEADER} & abilities(reading)
