"""What every command has in common."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hiyari.cli.main import main

RULES = [sys.executable, "-c", "import sys; from hiyari.cli.main import main; sys.exit(main(['rules']))"]


@pytest.mark.parametrize("words", [["log", "summary", "--since", "blorb"], ["check", "--config", "/nowhere.toml"]])
def test_errors_are_told_in_the_language_of_the_run(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is said in Japanese after --lang ja, and in English again in the next run."""
    assert main(["--lang", "ja", *words]) == 2
    assert not capsys.readouterr().err.isascii()
    assert main(["--lang", "en", *words]) == 2
    assert capsys.readouterr().err.isascii()


def test_output_that_finds_no_room_is_one_sentence() -> None:
    """A full disk under the output is an error that names it, and never a success."""
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        ended = subprocess.run(RULES, stdout=full, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    assert ended.returncode == 5
    assert ended.stderr.startswith("The output could not be written to its end: ")
    assert ended.stderr.count("\n") == 1


def test_without_any_output_the_exit_code_still_tells() -> None:
    """Standard output and error that the caller closed are no error of the command."""
    shell = ["/bin/sh", "-c", 'exec "$@" >&- 2>&-', "sh", *RULES]
    assert subprocess.run(shell, check=False).returncode == 0  # noqa: S603
