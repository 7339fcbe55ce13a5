"""The way of a value through a source is shown so that a person can read it, whatever the lines look like."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hiyari.cli.forms.show_flow import around
from hiyari.cli.main import main

MANY = "".join(f"function f{number}($a){{return trim($a).{number};}}" for number in range(60))
ONE_LINE = (
    f'<?php {MANY}$x=$_POST["to"];$y=trim($x);{"$z=f1($z);" * 40}mail($y,"お問い合わせ",$z,"From: ".$_POST["name"]);\n'
)


def _shown(script: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["forms", "scan", "--config", os.devnull, "--show", str(script)]) == 1
    return capsys.readouterr().out.splitlines()


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))


def test_of_a_long_line_the_part_that_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script in one line of 2 kB: each step shows what stands there, in the terminal's width, with its column."""
    script = tmp_path / "send.php"
    script.write_text(ONE_LINE, "utf-8")
    lines = _shown(script, capsys)
    parts = [line.strip() for line in lines if line.startswith(" " * 8)]
    assert max(map(len, parts)) <= 72
    assert any('$x=$_POST["to"]' in part for part in parts)
    assert any("mail($y" in part for part in parts)
    assert len(set(parts)) == len(parts)
    column = ONE_LINE.encode().index(b'$_POST["to"]') + 1
    assert any(f"line 1, column {column}: " in line for line in lines)


def test_no_line_is_shown_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Steps in one line are one step; a second way through the same lines names them only."""
    script = tmp_path / "send.php"
    script.write_text(
        "<?php\nforeach ($_POST as $name => $value) {\n  $form[$name] = trim($value);\n}\n"
        'mail($form["to"], $form["subject"], "x", "From: " . $form["from"]);\n',
        "utf-8",
    )
    lines = _shown(script, capsys)
    parts = [line for line in lines if line.startswith(" " * 8)]
    assert len(set(parts)) == len(parts) > 0
    first, second = (number for number, line in enumerate(lines) if line.startswith("  RECIPIENT") or "HEADER:" in line)
    assert "RECIPIENT" in lines[first]
    assert first < second


def test_a_part_of_a_line_holds_the_place() -> None:
    """Wherever in the line it is, and however narrow the room."""
    line = "".join(chr(ord("a") + number % 26) for number in range(190))
    for room in (20, 72, 200):
        for within in range(len(line)):
            first, part = around(line, within, room)
            assert len(part) <= room
            shown = part[within - first]
            assert shown in {line[within], "…"}
            assert shown != "…" or within in {0, len(line) - 1} or room < 20
    assert around("短い行" * 30, 40, 60)[1].startswith("…")
