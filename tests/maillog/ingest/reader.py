"""A process that reads logs into a kept folder: ``python -m tests.maillog.ingest.reader FACTS PROCESSES LOG ...``.

It is there to be killed, and to run out of disk: ``FILE_BYTES`` in its environment is the most that a file may have.
"""

from __future__ import annotations

import os
import resource
import sys
from datetime import UTC
from pathlib import Path

from hiyari.maillog.ingest.ingest import ingest_more
from hiyari.model.error import UserError
from tests.maillog.ingest.growing import sources


def main(facts: str, processes: str, *logs: str) -> int:
    """Read in small pieces; a sentence and an error's name where it fails."""
    most = os.environ.get("FILE_BYTES")
    if most is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    _say("begun")
    try:
        result = ingest_more(Path(facts), sources(*logs), UTC, processes=int(processes), size=5_000)
    except UserError as error:
        _say(type(error).__name__, *((problem.message, problem.params.get("reason")) for problem in error.problems))
        return 1
    _say("read", result.total().lines)
    return 0


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
