"""How well a reading of the labelled scripts did: found, missed, not understood, and false alarms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hiyari.forms.evidence import Ability, Reading

from tests.forms.material.table import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of one script."""

    script: Script
    abilities: frozenset[Ability]
    unsure: bool = False
    """Something was not understood, and more may be possible."""

    @property
    def missed(self) -> frozenset[Ability]:
        """Labelled, and not found. Of the two names of a debatable ability one is enough."""
        if self.script.undecided or (
            self.script.either & self.abilities and len(self.script.abilities) == 1
        ):
            return frozenset()
        return self.script.abilities - self.abilities

    @property
    def false(self) -> frozenset[Ability]:
        """Found, and not so."""
        return self.abilities - self.script.abilities - self.script.either

    @property
    def silent(self) -> bool:
        """Something was missed, and nothing was said about it."""
        if self.script.undecided:
            return not self.abilities and not self.unsure
        return bool(self.missed) and not self.unsure


def answered(script: Script, reading: Reading) -> Answer:
    """What a reading says."""
    return Answer(
        script=script, abilities=reading.abilities, unsure=bool(reading.blind)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over some answers."""

    labelled: int
    """Abilities that scripts really have."""
    found: int
    unsure: int
    """Of the missed ones, those in scripts of which something was said not to be understood."""
    safe: int
    alarmed: int
    """Safe scripts with any ability found."""
    unknown: int
    """Safe scripts without, but with something that was not understood."""
    wrong: int
    """Abilities found that are not so, in scripts that have another one: these count as no false alarm."""
    other: int
    """Of the found ones, those that were found by the other of two names of which both are right."""

    @property
    def recall(self) -> float:
        """Found among what there is; 1 where there is nothing."""
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def false_alarms(self) -> float:
        """Alarmed among the safe ones; 0 where there are none."""
        return self.alarmed / self.safe if self.safe else 0.0


def score(answers: Iterable[Answer], *, ability: Ability | None = None) -> Score:
    """Count.

    Args:
        answers: About scripts of any languages.
        ability: Only this one; a script that has it not counts as safe then.
    """
    labelled = found = unsure = safe = alarmed = unknown = wrong = other = 0
    wanted = frozenset(Ability) if ability is None else frozenset({ability})
    for one in answers:
        if one.script.undecided:
            continue
        real, missed = one.script.abilities & wanted, one.missed & wanted
        labelled += len(real)
        found += len(real) - len(missed)
        unsure += len(missed) if one.unsure else 0
        other += len(real - missed - one.abilities)
        if not real:
            safe += 1
            alarmed += bool(one.false & wanted)
            unknown += one.unsure and not one.false & wanted
        else:
            wrong += len(one.false & wanted)
    return Score(
        labelled=labelled,
        found=found,
        unsure=unsure,
        safe=safe,
        alarmed=alarmed,
        unknown=unknown,
        wrong=wrong,
        other=other,
    )


def table(answers: Sequence[Answer]) -> str:
    """Markdown: a line for all, for each ability and for each language.

    In the line of an ability, scripts with other abilities are safe ones: what is found wrongly in them is a false alarm.
    """
    head = (
        "| | abilities | found | recall | by its other name | of the missed: said unknown "
        "| safe | false alarms | rate | said unknown | wrong besides a right one |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
    )
    lines = [_line("all", score(answers))]
    lines += [_line(ability, score(answers, ability=ability)) for ability in Ability]
    languages = dict.fromkeys(one.script.language for one in answers)
    lines += [
        _line(
            language, score(one for one in answers if one.script.language is language)
        )
        for language in languages
    ]
    return head + "".join(lines)


def _line(name: str, counted: Score) -> str:
    return (
        f"| {name} | {counted.labelled} | {counted.found} | {counted.recall:.1%} | {counted.other} | {counted.unsure} "
        f"| {counted.safe} | {counted.alarmed} | {counted.false_alarms:.1%} | {counted.unknown} | {counted.wrong} |\n"
    )


def listing(answers: Sequence[Answer]) -> str:
    """Every answer that is not right, and why the label is what it is."""
    kinds: tuple[tuple[str, Callable[[Answer], object]], ...] = (
        ("Missed in silence", lambda one: one.silent),
        ("Missed, and said to be unknown", lambda one: one.missed and not one.silent),
        ("False alarms", lambda one: one.script.safe and one.false),
        (
            "Abusable, and not by this",
            lambda one: not one.script.safe and not one.script.undecided and one.false,
        ),
        (
            "Safe, and said to be unknown",
            lambda one: one.script.safe and one.unsure and not one.false,
        ),
    )
    return "\n".join(
        f"{title}: {len(some)}\n" + "".join(f"  {_wrong(one)}\n" for one in some)
        for title, wanted in kinds
        for some in [[one for one in answers if wanted(one)]]
    )


def _wrong(one: Answer) -> str:
    said = ", ".join(sorted(one.abilities)) or "nothing"
    label = ", ".join(sorted(one.script.abilities)) or (
        "not decided" if one.script.undecided else "safe"
    )
    return f"{one.script} ({one.script.trap}): found {said}; it is {label}: {one.script.reason}"
