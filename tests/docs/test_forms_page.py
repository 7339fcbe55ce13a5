"""The page about forms shows what its commands really answer."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from hiyari.cli.main import main

PAGE = Path(__file__).parents[2] / "docs" / "forms.md"
NIGHT = "/tmp/night"  # noqa: S108 - as the page has it


def test_the_answer_that_is_shown_is_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any) -> None:
    """From the page alone: the example's site is written and scanned, and every line of the answer is the page's."""
    monkeypatch.setenv("HIYARI_STATE", str(tmp_path / "state.db"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("HIYARI_CONFIG", raising=False)
    (first, *_) = re.findall(r"```console\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    commands = re.findall(r"^\$ (.*)$", first, re.MULTILINE)
    answer = first[first.rindex("$ ") :].partition("\n")[2]
    night, said = str(tmp_path / "night"), ""
    for line in commands:
        program, *words = shlex.split(line.replace(NIGHT, night))
        if program == "export":
            monkeypatch.setenv(*words[0].split("=", 1))
            continue
        assert main(words) in {0, 1}
        said = capfd.readouterr().out
    assert said.replace(night, NIGHT) == answer
