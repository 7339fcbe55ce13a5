"""What scripts load is named, whatever the language, and costs time in proportion to the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiyari.forms.language import Language
from hiyari.forms.links.extract import references
from hiyari.forms.links.modules import imported, loaded
from hiyari.forms.links.reference import How, kind_of


@pytest.mark.parametrize(
    ("language", "source", "names"),
    [
        (Language.PERL, b"use lib 'lib'; use My::Post;\nrequire Other;\n", {"lib", "My/Post", "Other"}),
        (Language.PERL, b"  require './old/cgi-lib.pl';\ndo 'conf.pl';", set()),
        (Language.PYTHON, b"import os, lib.post as p\n", {"os", "lib/post"}),
        (Language.PYTHON, b"from lib import post, form as f\n", {"lib", "lib/post", "lib/form"}),
        (Language.PYTHON, b"from lib import (post,\n    form,\n)\n", {"lib", "lib/post", "lib/form"}),
        (Language.PYTHON, b"from .lib import post\nfrom .. import form\n", {"./lib", "./lib/post", "../form"}),
        (Language.RUBY, b"require 'cgi'; require_relative 'lib/post'\nload('x.rb')", {"cgi", "lib/post"}),
        (Language.SHELL, b". ./lib.sh\nsource 'b/post.sh'\n", {"./lib.sh", "b/post.sh"}),
        (Language.SHELL, b'. "$HERE/lib/post.sh"\nsource $HERE/form.sh', {"*/post.sh", "*/form.sh"}),
        (Language.JAVASCRIPT, b"const p = require('./lib/post'), fs = require('fs');", {"./lib/post"}),
        (Language.JAVASCRIPT, b"import { a } from '../post.mjs';\nimport './b';", {"../post.mjs", "./b"}),
        (Language.JAVASCRIPT, b"await import(\"./c\"); x = './d'", {"./c"}),
    ],
)
def test_what_is_loaded(language: Language, source: bytes, names: set[str]) -> None:
    """Each module is named by its path, with an ending where one is written."""
    found = references(source, kind_of("x", language))
    assert {one.target for one in found if one.how is How.MODULE} == names


@pytest.mark.parametrize("source", [b"# use My::Post;\n", b"//import './b'\n", b"# from lib import post\n"])
def test_a_comment_loads_nothing(source: bytes) -> None:
    """What is commented out is no reference to a module."""
    for language in (Language.PERL, Language.JAVASCRIPT):
        assert not [one for one in references(source, kind_of("x", language)) if one.how is How.MODULE]


@given(
    st.lists(st.sampled_from([b"from ", b"import ", b".", b"use ", b"A::", b"'", b"./", b"(", b",", b"\n", b";", b" "]))
)
def test_any_octets_are_searched(pieces: list[bytes]) -> None:
    """Nothing that stands in a script raises, and every place lies in it."""
    data = b"".join(pieces)
    for start, end, _, _ in (*loaded(data), *imported(data)):
        assert 0 <= start <= end <= len(data) + 1


@pytest.mark.parametrize(
    "piece", [b"from ", b"import a,", b"use A::", b"'./", b"require '", b". $", b"from . import ("]
)
def test_long_rubbish_takes_time_in_proportion(piece: bytes) -> None:
    """Two megabytes of any opening are gone through; a search that backtracks would not come back."""
    data = piece * (2_000_000 // len(piece))
    assert len([*loaded(data), *imported(data)]) < len(data)
