"""What the reading of sources and the sandbox say of the labelled scripts, beside the labels."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from hiyari.forms.confirm.confirm import ToConfirm, confirm
from hiyari.forms.confirm.hosting import available
from hiyari.forms.evidence import Ability, Confirmation, Proof, Reading, Runs, WebFile
from hiyari.forms.studying import Nearby
from hiyari.forms.taint.read import read
from hiyari.locale.translate import Translator
from hiyari.model.text import Text, text
from tests.forms.material.score import Answer, answered, listing, table
from tests.forms.material.table import FOLDER, FOURTH, FRESH, SECOND, THIRD, Script, scripts
from tests.forms.material.whole import told

_SETS = {
    FOLDER: "The training set: the program was written and mended with them in sight.",
    FRESH: "Held out at first: written by people who did not know the program, before it was mended by them.",
    SECOND: "The second blind set, now mended by, too.",
    THIRD: "The third, whose labels were all run; now mended by, too.",
    FOURTH: "The fourth, whose labels were all run; now mended by, too.",
}


def reading_of(script: Script, root: Path) -> Reading:
    """What the reading says of a script, with the files beside it."""
    path = str(root / script.file)
    return read((root / script.file).read_bytes(), script.language, path=path, include=Nearby(path, [str(root)]))


def accuracy(only: str, folder: Path) -> None:
    """Read every script of a folder, and print recall, false alarms and what is wrong: of readings, and of a scan."""
    chosen = [one for one in scripts(folder) if only in str(one)]
    octets = sum(one.path.stat().st_size for one in chosen)
    print(f"\n{len(chosen)} labelled scripts, {octets / 1000:.0f} KB. {_SETS.get(folder, '')}")
    began = perf_counter()
    _print("Each by itself", [answered(one, reading_of(one, one.root)) for one in chosen], began)
    began = perf_counter()
    _print("A whole scan of their folders as web roots", told(chosen, datetime.now(UTC)), began)


def _print(what: str, answers: list[Answer], began: float) -> None:
    print(f"\n{what}, {perf_counter() - began:.2f} s\n")
    print(table(answers))
    print(listing(answers))


def confirmations(only: str, folder: Path) -> None:
    """Run every script of a folder that can be run, and print how labels, readings and runs agree."""
    if (missing := available()) is not None:
        print(f"\nNothing is confirmed: {_said(missing)}")
        return
    chosen = [one for one in scripts(folder) if one.runs and only in str(one)]
    labels: Counter[tuple[str, Proof]] = Counter()
    agreeing: Counter[str] = Counter()
    wrong = []
    began = perf_counter()
    for script in chosen:
        with TemporaryDirectory(prefix="hiyari-bench-") as made:
            Path(made).chmod(0o755)  # the sandbox's user is nobody
            root = Path(made) / "htdocs"
            shutil.copytree(script.root, root)
            reading = reading_of(script, root)
            form = ToConfirm(file=_web_file(script, root), reading=reading, pages=(_page(script),))
            confirmation = confirm(form, at=datetime.now(UTC))
        labels["safe" if script.safe else "abusable", confirmation.proof] += 1
        agreeing[_agreement(reading, confirmation)] += 1
        if difference := _difference(script, confirmation):
            wrong.append(f"  {script}: {difference}")
    print(
        f"\n{len(chosen)} scripts were run in {perf_counter() - began:.0f} s\n\n| label",
        *Proof,
        sep=" | ",
        end=" |\n",
    )
    print("| ---", *("---:" for _ in Proof), sep=" | ", end=" |\n")
    for label in ("abusable", "safe"):
        print(f"| {label}", *(labels[label, proof] for proof in Proof), sep=" | ", end=" |\n")
    print("\nThe reading and the run:", ", ".join(f"{count} {what}" for what, count in agreeing.most_common()))
    print(f"\nLabels and runs that differ: {len(wrong)}", *wrong, sep="\n")


def _web_file(script: Script, root: Path) -> WebFile:
    path = root / script.file
    if path.read_bytes().startswith(b"#!"):
        path.chmod(0o755)
    return WebFile(
        path=str(path),
        root=str(root),
        url=f"/{script.file}",
        size=path.stat().st_size,
        changed=path.stat().st_mtime_ns,
        language=script.language,
        runs=Runs.YES,
        because=text("The benchmark runs it."),
    )


def _page(script: Script) -> bytes:
    """The page that posts to it, as forms have one: with what an ordinary visitor fills in."""
    inputs = "".join(
        f'<input name="{escape(name)}" value="{escape(value)}">\n' for name, value in script.fields.items()
    )
    return (
        f'<html><body>\n<form action="{Path(script.file).name}" method="{script.method.lower()}">\n{inputs}'
        '<input type="submit"></form>\n</body></html>\n'
    ).encode()


def _agreement(reading: Reading, confirmation: Confirmation) -> str:
    match confirmation.proof:
        case Proof.CONFIRMED | Proof.CLEARED:
            caught = {one.ability for one in confirmation.caught}
            if caught == reading.abilities:
                return "agree"
            return "differ in the abilities" if caught and reading.abilities else "differ"
        case _:
            return "cannot be compared"


def _difference(script: Script, confirmation: Confirmation) -> str | None:
    """How a run contradicts a label. A canary that did not come through proves little: guesses are never complete."""
    caught = frozenset(one.ability for one in confirmation.caught)
    if more := caught - script.abilities - script.either:
        return f"the run shows {_names(more)} besides the label"
    if confirmation.proof is Proof.CLEARED and script.abilities and not script.undecided:
        return f"the run found no way to {_names(script.abilities)}"
    if confirmation.proof in (Proof.SILENT, Proof.BROKEN, Proof.IMPOSSIBLE) and script.abilities:
        return f"{confirmation.proof}: {_said(confirmation.why)}"
    if confirmation.proof is Proof.CONFIRMED and (less := script.abilities - caught - script.either):
        return f"the run shows {_names(caught)}, but no way to {_names(less)}"
    return None


def _said(why: Text | None) -> str:
    return "" if why is None else Translator("en").render(why)


def _names(abilities: frozenset[Ability]) -> str:
    return ", ".join(sorted(abilities))
