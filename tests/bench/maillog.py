"""Measures the reading of a mail log: ``script/bench maillog [--megabytes 200] [--runs 3]``.

One generated log of two relays and a web host is read by ``grep -c``, by pflogsumm (Debian's), by the reconstruction in
one process, by as many processes as there are processors, and by the whole of ``hiyari log ingest`` with its Parquet
files. Each run is a process of its own; the best of several runs counts, and the largest peak of memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from time import monotonic

from hiyari.lab.logs.plan import LogPlan
from hiyari.lab.logs.write import write_logs

_PER_MESSAGE = 833
"""Bytes of a generated log for each message."""
_READ = """
import sys
from datetime import UTC
from pathlib import Path
from hiyari.logfiles.files import log_files
from hiyari.maillog.history.seam import Joiner
from hiyari.maillog.ingest.pieces import Source, pieces
from hiyari.maillog.ingest.reading import read_all
from hiyari.maillog.ingest.worker import take_seam
from hiyari.maillog.store.rows import RowFile
if __name__ == "__main__":
    folder, processes = Path(sys.argv[2]), int(sys.argv[3])
    some = [Source(file=one, host="here") for one in log_files([sys.argv[1]], UTC)]
    files = {name: RowFile(folder / name) for name in ("messages", "deliveries")}
    joiner = Joiner({name: file.add for name, file in files.items()}, texts=True)
    for read in read_all(pieces(some, UTC), UTC, folder, processes):
        assert not read.counts.missed, read.counts.strange
        for seam in read.seams:
            joiner.join(take_seam(seam))
        for path in read.rows.values():
            path.unlink()
    joiner.finish()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one command took."""

    seconds: float
    cpu: float
    peak: int
    """KiB of the largest process."""


def measure(command: list[str]) -> Run:
    """Run a command, and its children, to the end."""
    # A file, since grep stops at the first match when it writes to /dev/null.
    with TemporaryFile() as output:
        began = monotonic()
        process = subprocess.Popen(command, stdout=output)  # noqa: S603 - our own
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} ended with {status}")
    return Run(seconds=monotonic() - began, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss)


def best(runs: list[Run]) -> Run:
    """The quickest, with the largest peak of all."""
    quick = min(runs, key=lambda one: one.seconds)
    return Run(seconds=quick.seconds, cpu=quick.cpu, peak=max(one.peak for one in runs))


def main() -> None:
    """Generate, run each in turn, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if shutil.which("pflogsumm") is None:
        raise SystemExit("pflogsumm is not installed (Debian: apt install pflogsumm).")
    with TemporaryDirectory(prefix="hiyari-bench-") as made:
        folder = Path(made)
        log = write_logs(LogPlan(messages=asked.megabytes * 1_000_000 // _PER_MESSAGE), folder).mail_log
        script = folder / "read.py"
        script.write_text(_READ, "utf-8")
        work = folder / "work"
        work.mkdir()
        cores = len(os.sched_getaffinity(0))
        facts = ["--facts", str(folder / "facts"), "--zone", "UTC"]
        commands = {
            "grep -c": ["grep", "-c", "status=sent", str(log)],
            "pflogsumm": ["pflogsumm", str(log)],
            "reconstruction, 1 process": [sys.executable, str(script), str(log), str(work), "1"],
            f"reconstruction, {cores} processes": [sys.executable, str(script), str(log), str(work), str(cores)],
            "hiyari log ingest": [str(Path(sys.executable).with_name("hiyari")), "log", "ingest", str(log), *facts],
        }
        results: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(asked.runs):
            for name, command in commands.items():
                shutil.rmtree(folder / "facts", ignore_errors=True)
                results[name].append(measure(command))
        size = log.stat().st_size / 1e6
        peer = best(results["pflogsumm"]).seconds
        print(f"{size:.0f} MB, {cores} processors, best of {asked.runs}\n")
        print("| what | MB/s | CPU s | peak MB | pflogsumm = 1 |\n| --- | --- | --- | --- | --- |")
        for name, runs in results.items():
            run = best(runs)
            memory, ratio = run.peak / 1024, peer / run.seconds
            print(f"| {name} | {size / run.seconds:.0f} | {run.cpu:.1f} | {memory:.0f} | {ratio:.1f} |")
        print(f"\nThis benchmark itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
