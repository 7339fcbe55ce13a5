"""The measure of readings counts what is found, missed, doubtful and wrong."""

from __future__ import annotations

from dataclasses import replace

from hiyari.forms.evidence import Ability
from hiyari.forms.language import Language
from tests.forms.material.score import Answer, listing, score, table
from tests.forms.material.table import Script, scripts

BASE = Script(language=Language.PHP, file="x.php", abilities=frozenset(), trap="a trap", reason="It is so.")
BOTH = replace(BASE, abilities=frozenset({Ability.RECIPIENT, Ability.HEADER}))


def _answer(script: Script, *abilities: Ability, unsure: bool = False) -> Answer:
    return Answer(script=script, abilities=frozenset(abilities), unsure=unsure)


def test_right() -> None:
    """Answers that are the labels themselves have full recall and no false alarms."""
    answers = [_answer(one, *one.abilities, unsure=one.undecided) for one in scripts()]
    all_of_them = score(answers)
    assert (all_of_them.recall, all_of_them.false_alarms, all_of_them.unsure) == (1.0, 0.0, 0)
    assert not any(one.silent for one in answers)
    assert ": 0\n" in listing(answers)


def test_nothing() -> None:
    """Whoever says nothing of anything has no recall, and is told of every miss."""
    answers = [_answer(one) for one in scripts()]
    assert score(answers).recall == 0.0
    assert sum(one.silent for one in answers) == sum(not one.safe for one in scripts())


def test_everything() -> None:
    """Whoever warns of everything has alarmed at every safe script."""
    answers = [_answer(one, *Ability) for one in scripts()]
    assert score(answers).recall == 1.0
    assert score(answers).alarmed == sum(
        one.safe and not one.undecided and one.either != set(Ability) for one in scripts()
    )


def test_partly() -> None:
    """One of two found is half; a doubt is no find, but no silent miss either."""
    half = score([_answer(BOTH, Ability.HEADER)])
    assert (half.labelled, half.found, half.recall) == (2, 1, 0.5)
    doubt = _answer(BOTH, Ability.HEADER, unsure=True)
    assert not doubt.silent
    assert score([doubt]).unsure == 1


def test_either() -> None:
    """Where the name of an ability is debatable, either is right; neither is not."""
    script = replace(BASE, abilities=frozenset({Ability.RECIPIENT}), either=frozenset({Ability.AUTOREPLY}))
    assert score([_answer(script, Ability.AUTOREPLY)]).recall == 1.0
    assert score([_answer(script)]).recall == 0.0
    assert not _answer(script, Ability.RECIPIENT, Ability.AUTOREPLY).false


def test_a_wrong_ability_of_an_abusable_script_counts() -> None:
    """It is no false alarm, since the file is abusable; it is counted by itself, whether the right one was found or not."""
    script = replace(BASE, abilities=frozenset({Ability.RECIPIENT}))
    for found in ((Ability.COMMAND,), (Ability.COMMAND, Ability.RECIPIENT)):
        counted = score([_answer(script, *found)])
        assert (counted.wrong, counted.alarmed) == (1, 0)
        assert "Abusable, and not by this: 1" in listing([_answer(script, *found)])
    assert score([_answer(BASE, Ability.COMMAND)]).wrong == 0


def test_the_other_name_is_counted() -> None:
    """How often a find is one only because two names are right."""
    script = replace(BASE, abilities=frozenset({Ability.RECIPIENT}), either=frozenset({Ability.AUTOREPLY}))
    assert score([_answer(script, Ability.AUTOREPLY)]).other == 1
    assert score([_answer(script, Ability.RECIPIENT)]).other == 0


def test_undecided() -> None:
    """A script that cannot be decided wants a doubt or a find; only silence is wrong."""
    script = replace(BASE, undecided=True)
    assert _answer(script).silent
    assert not _answer(script, unsure=True).silent
    assert score([_answer(script)]).labelled == score([_answer(script)]).safe == 0


def test_by_ability() -> None:
    """For one ability, scripts with others count as safe."""
    counted = score([_answer(BOTH, Ability.COMMAND), _answer(BASE)], ability=Ability.COMMAND)
    assert (counted.safe, counted.alarmed) == (2, 1)
    assert "| command |" in table([_answer(BOTH, Ability.COMMAND)])
