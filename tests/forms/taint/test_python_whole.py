"""Whole scripts in Python, Ruby and JavaScript."""

from __future__ import annotations

import pytest

from hiyari.forms.language import Language
from hiyari.forms.taint.read import read
from tests.forms.taint import whole_javascript, whole_python, whole_ruby

SCRIPTS = [
    *((Language.PYTHON, *one) for one in whole_python.SCRIPTS),
    *((Language.RUBY, *one) for one in whole_ruby.SCRIPTS),
    *((Language.JAVASCRIPT, *one) for one in whole_javascript.SCRIPTS),
]


@pytest.mark.parametrize(("language", "abilities", "source"), SCRIPTS)
def test_a_whole_script_can_do_what_it_can(language: Language, abilities: str, source: str) -> None:
    """Exactly the classes that a script is open to are found, without doubt."""
    reading = read(source.encode(), language)
    assert {one.value for one in reading.abilities} == set(abilities.split())
    assert not reading.blind
