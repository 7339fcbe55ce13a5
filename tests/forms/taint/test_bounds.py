"""Hostile sources: a reading always comes, within bounds, and says when it did not look at everything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiyari.forms.language import Language
from hiyari.forms.taint import read as reading_room
from hiyari.forms.taint.read import LARGEST, fallback, read
from tests.forms.material.table import scripts

SOURCES = tuple((one.path.read_bytes(), one.language) for one in scripts())


@given(st.sampled_from(SOURCES), st.data())
@settings(max_examples=60, deadline=None)
def test_a_mutated_script_is_read_without_an_error_and_always_the_same(
    script: tuple[bytes, Language], data: st.DataObject
) -> None:
    """Octets that are cut out, doubled or overwritten give a reading, twice the same, and never the failure of hiyari."""
    source, language = script
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 40)))
    mutated = source[:start] + data.draw(st.binary(max_size=6)) + source[end:]
    first = read(mutated, language)
    assert first == read(mutated, language)
    assert not any("hiyari itself" in blind.why.message for blind in first.blind)


@given(st.binary(max_size=200), st.sampled_from(Language))
@settings(max_examples=60, deadline=None)
def test_any_octets_are_read(source: bytes, language: Language) -> None:
    """Whatever a file holds, it is read."""
    found = read(b"<?php " + source, language)
    assert not any("hiyari itself" in blind.why.message for blind in found.blind)


@pytest.mark.parametrize(
    "source",
    [
        b"<?php mail(" + b"(" * 100_000,
        b"<?php " + b"if ($_POST['a']) { " * 5_000 + b"mail($_POST['to'],'s','b');" + b"}" * 5_000,
        b"<?php $a = " + b"array(" * 30_000 + b"; mail($a,'s','b');",
        b"<?php mail($_POST['to'], " + b"!" * 3_000 + b"$x);",
        b'<?php mail($to, "' + b"{$a" * 20_000,
    ],
    ids=["parentheses", "branches", "arrays", "negations", "braces"],
)
def test_what_nests_too_deep_is_unknown_and_looked_at_by_patterns(source: bytes) -> None:
    """Code that nests without end is given up in bounded time, with a reason, and its mail is still seen."""
    found = read(source, Language.PHP)
    assert found.blind or found.flows
    assert found.sinks


@pytest.mark.parametrize(
    "source",
    [
        b"<?php $a=$_POST['a'];" + b"$a = $a.$a;" * 200 + b"mail('x@y.example','s','b',$a);",
        b"<?php "
        + b"".join(b"if ($_POST['a%d']) $x%d = 1; else $x%d = 0;" % (n, n, n) for n in range(60))
        + b"mail('a@b.example','s','b',$_POST['f']);",
        b"<?php function f($x) { return $x ? f($x.'a').f($x) : g($x); } function g($y) { return f($y); } mail('a@b.example','s','b',f($_POST['to']));",
        b"<?php " + b"foreach ($_POST as $k => $v) { $x .= $v; " * 12 + b"mail('a@b.example','s','b',$x);" + b"}" * 12,
        b"<?php if (0) {}"
        + b" elseif ($_POST['x'] == 1) { $y=1; }" * 600
        + b" mail('a@b.example','s','b',$_POST['f']);",
    ],
    ids=["doubling", "flags", "recursion", "loops", "elseif"],
)
def test_what_grows_without_end_is_still_followed(source: bytes) -> None:
    """Values, ways and calls that multiply are folded together without losing the data."""
    assert read(source, Language.PHP).abilities == {"header"}


def test_a_script_with_too_many_ways_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the steps are used up, the reading says so instead of calling the rest harmless."""
    monkeypatch.setattr("hiyari.forms.taint.engine.run.Limits.__init__", _few_steps)
    found = read(b"<?php $a = 1; $b = 2; $c = 3; mail($_POST['to'], 's', 'b');", Language.PHP)
    assert not found.flows
    assert found.unknown
    assert found.sinks


def _few_steps(self: object, steps: int = 2, includes: int = 0) -> None:  # noqa: ARG001
    self.steps = 2  # type: ignore[attr-defined]
    self.includes = includes  # type: ignore[attr-defined]


def test_a_huge_file_is_not_parsed() -> None:
    """A file beyond the bound is looked at by patterns only, and unknown."""
    found = read(b"<?php mail($to);" + b" " * LARGEST, Language.PHP)
    assert found.unknown
    assert [sink.spot.line for sink in found.sinks] == [1]


@pytest.mark.parametrize("language", list(Language))
def test_without_its_grammar_a_language_is_unknown(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """A language whose grammar is not installed gives what patterns see, and a reason."""

    def missing(_: Language) -> None:
        raise reading_room.NoGrammarError(language.value)

    monkeypatch.setattr(reading_room, "_language", missing)
    assert read(b"mail", language).unknown


def test_patterns_alone_never_clear_a_script() -> None:
    """The fallback always leaves a blind spot."""
    assert fallback(b"nothing here", Language.PERL, reading_room._DEEP).unknown
