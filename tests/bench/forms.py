"""Measures the audit of forms: ``script/bench forms [accuracy] [confirm] [speed]``; all three unless some are named.

* *accuracy*: the labelled scripts of tests/forms/material (the training set) and of tests/forms/fresh (held out at
  first) are read each by itself, and scanned as web roots; recall and false alarms for each ability and language, and
  every answer that is not right.
* *confirm*: those that run with Debian's interpreters are run in the sandbox; agreement with labels and with the reading.
* *speed*: a generated web root is scanned, beside ``grep -rc mail`` and semgrep with rules of our own on the same tree.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.bench.forms_accuracy import accuracy, confirmations
from tests.bench.forms_speed import Size, speed
from tests.forms.material.table import FOLDER, FOURTH, FRESH, SECOND, THIRD

_PARTS = ("accuracy", "confirm", "speed")


def main() -> None:
    """Run what is asked for, in this order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(_PARTS))
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-semgrep", action="store_true", help="It takes many minutes.")
    parser.add_argument("--only", default="", metavar="TEXT", help="Only scripts with this in their name.")
    parser.add_argument(
        "--folder",
        type=lambda at: Path(at).resolve(),
        help="Only of these labelled scripts; else accuracy reads tests/forms/material and tests/forms/fresh.",
    )
    asked = parser.parse_args()
    parts = asked.parts or _PARTS
    if unknown := set(parts) - set(_PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}: it is one of {', '.join(_PARTS)}")
    if "accuracy" in parts:
        for folder in (FOLDER, FRESH, SECOND, THIRD, FOURTH) if asked.folder is None else (asked.folder,):
            accuracy(asked.only, folder)
    if "confirm" in parts:
        confirmations(asked.only, asked.folder or FOLDER)
    if "speed" in parts:
        size = Size(megabytes=asked.megabytes, files=asked.files)
        speed(size, runs=asked.runs, semgrep=not asked.no_semgrep)


if __name__ == "__main__":
    main()
