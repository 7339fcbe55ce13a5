"""A scan of a large site is read in a minute: files with one reason share its sentence, what stays is counted."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hiyari.cli.forms.scan_groups import ALIKE, grouped
from hiyari.cli.forms.scan_text import show_scan
from hiyari.cli.forms.sources import FormOptions
from hiyari.cli.paper import Paper
from hiyari.forms.evidence import Action, Judged, Scan
from hiyari.locale.translate import Translator
from hiyari.model.text import Text, text
from tests.forms.making import NOW, evidence, file, reading

ROOT = "/var/www"
UNCLEAR = text("It may send mail, and part of it was not understood: {why}.", why=text("its name is not known"))


def _judged(path: str, action: Action = Action.WATCH, reason: Text = UNCLEAR) -> Judged:
    return Judged(
        evidence=evidence(file=file(f"{ROOT}/{path}", root=ROOT), reading=reading(blind=True)),
        action=action,
        reason=reason,
    )


def _said(files: Sequence[Judged], *, everything: bool = False) -> list[str]:
    paper = Paper(Translator("en"))
    scan = Scan(at=NOW, files=tuple(files), skipped=(), looked=len(files), octets=0, quiet=0)
    show_scan(paper, scan, FormOptions(), everything=everything)
    return paper.lines


def test_hundreds_that_were_not_understood_are_a_few_lines() -> None:
    """By the plug-in or folder that they belong to; every one of them is counted, and named on demand."""
    files = [_judged(f"wp-content/plugins/shop/page{number}.php") for number in range(200)]
    files += [_judged(f"admin/part{number}/index.php") for number in range(150)]
    files += [_judged(f"wp-content/themes/t{number}/f.php") for number in range(9)]
    lines = _said(files)
    assert "WATCH   200 files below /var/www/wp-content/plugins/shop (--all names them)" in lines
    assert "WATCH   150 files below /var/www/admin (--all names them)" in lines
    assert "WATCH   9 other files below /var/www/wp-content/themes (--all names them)" in lines
    assert sum("not understood" in line for line in lines) == 1
    assert len(lines) < 15
    named = [line for line in _said(files, everything=True) if line.startswith("WATCH   /var/www/")]
    assert len(named) == 359


def test_a_hundred_sites_are_a_few_lines() -> None:
    """The largest folders are told apart, what lies in the others is counted together."""
    files = [_judged(f"site{site}/page{number}.php") for site in range(100) for number in range(10 + site // 50)]
    lines = _said(files)
    assert "WATCH   940 other files below /var/www (--all names them)" in lines
    assert len(lines) < 20


def test_what_is_to_be_done_is_named() -> None:
    """Files to mend or to take away share a sentence, and each has its line, however many they are."""
    reason = text("A stranger can {what}.", what="send mail to any address")
    for action in (Action.FIX, Action.REMOVE):
        lines = _said([_judged(f"old/form{number}.php", action, reason) for number in range(40)])
        assert sum(line.startswith(f"{action.name:<8}/var/www/old/form") for line in lines) == 40
        assert sum("A stranger can" in line for line in lines) == 1


def test_reasons_that_differ_in_a_time_only() -> None:
    """Many that were probed at different times are counted together, with one of the times as an example."""
    files = [
        _judged(f"f{day}.php", reason=text("No abuse was found, but strangers probed it, last at {when}.", when=day))
        for day in range(30)
    ]
    lines = _said(files)
    assert lines[0] == "WATCH   30 files below /var/www (--all names them)"
    assert "For example: No abuse was found" in lines[1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b/c", "plugins/x", "plugins/y", "deep/er/still"]),
            st.sampled_from(list(Action)),
            st.integers(0, 3),
        ),
        max_size=60,
    ),
    st.booleans(),
)
def test_no_file_is_lost(given_files: list[tuple[str, Action, int]], everything: bool) -> None:
    """Each file is in one line; lines that count stand for more than a handful, and never for what is to be done."""
    files = [
        _judged(f"{folder}/{number}.php", action, text("Reason {number}.", number=reason))
        for number, (folder, action, reason) in enumerate(given_files)
    ]
    blocks = list(grouped(files, everything=everything))
    told = [one for block in blocks for entry in block.entries for one in entry.files]
    assert sorted(one.evidence.file.path for one in told) == sorted(one.evidence.file.path for one in files)
    for block in blocks:
        assert all(one.action is block.action for entry in block.entries for one in entry.files)
        for entry in block.entries:
            if entry.folder is None:
                assert len(entry.files) == 1
            else:
                assert block.action in {Action.WATCH, Action.KEEP}
                assert not everything
                assert all(one.evidence.file.path.startswith(f"{entry.folder}/") for one in entry.files)
        counted = [entry for entry in block.entries if entry.folder is not None]
        assert not counted or sum(len(entry.files) for entry in counted) > ALIKE
