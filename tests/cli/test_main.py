"""What every command has in common."""

from __future__ import annotations

import pytest

from hiyari.cli.main import main


@pytest.mark.parametrize("words", [["log", "summary", "--since", "blorb"], ["check", "--config", "/nowhere.toml"]])
def test_errors_are_told_in_the_language_of_the_run(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is said in Japanese after --lang ja, and in English again in the next run."""
    assert main(["--lang", "ja", *words]) == 2
    assert not capsys.readouterr().err.isascii()
    assert main(["--lang", "en", *words]) == 2
    assert capsys.readouterr().err.isascii()
